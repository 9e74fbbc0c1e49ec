// What the tests of this folder share: random requests of a given shape, and relative errors.
import { allocateBatch, type TaskBatch } from '../../../learner/batch.ts';
import type { MetaGradientRequest } from '../../../learner/metaGradient.ts';
import {
  type CnnSpec,
  inputCount,
  type Loss,
  type MlpSpec,
  type ModelSpec,
  outputCount,
  parameterCount,
} from '../../../learner/model.ts';
import type { InnerRule } from '../../../learner/rule.ts';

/** ‖actual − expected‖ / ‖expected‖; infinite where the lengths differ. */
export function relative(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i] - expected[i]) ** 2;
    norm += expected[i] ** 2;
  }
  return Math.sqrt(difference) / Math.max(Math.sqrt(norm), 1e-6);
}

export const SMALL_CNN: CnnSpec = {
  kind: 'cnn',
  height: 9,
  width: 10,
  channels: 2,
  filters: [6, 5],
  hidden: [7],
  outputs: 3,
};

/** Deterministic numbers in [−1, 1). */
function numbers(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** One request of random numbers, described by its shape. */
export interface Case<Model extends ModelSpec = MlpSpec> {
  readonly model: Model;
  readonly loss: Loss;
  readonly rule: InnerRule;
  readonly rows: number;
  readonly agents: number;
  readonly support: number;
  readonly query: number;
  readonly hessian: number;
  readonly seed: number;
}

/** The request of a case: several agents, uneven weights, everything asked for. */
export function requestOf(c: Case<ModelSpec>): MetaGradientRequest {
  const next = numbers(c.seed);
  const [inputs, outputs] = [inputCount(c.model), outputCount(c.model)];
  const batch: TaskBatch = allocateBatch({ ...c, inputs, outputs });
  for (const set of [batch.support, batch.query, ...(batch.hessian ? [batch.hessian] : [])]) {
    for (let i = 0; i < set.x.length; i++) set.x[i] = next() * Math.min(1.5, 6 / Math.sqrt(inputs));
    for (let i = 0; i < set.y.length; i++) set.y[i] = c.loss === 'mse' ? next() : 0;
    if (c.loss === 'softmaxCrossEntropy') {
      for (let e = 0; e * outputs < set.y.length; e++) {
        set.y[e * outputs + Math.floor(((next() + 1) / 2) * outputs)] = 1;
      }
    }
  }
  const launch = new Float32Array(c.agents * parameterCount(c.model)).map(() => next() * 0.6);
  return {
    launch,
    agents: c.agents,
    batch,
    rule: c.rule,
    agentOfRow: new Int32Array(c.rows).map((_, r) => (r * 7 + c.seed) % c.agents),
    weightOfRow: new Float32Array(c.rows).map(() => 0.5 + next() / 3),
    wantRowGradients: true,
    wantAdapted: true,
    wantTrace: true,
  };
}
