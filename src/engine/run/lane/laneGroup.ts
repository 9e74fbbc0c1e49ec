// A lane run with one or several seeds: each seed is an independent run; the lane's series are their means.

import type { LaneSettings } from '../../../experiment/types.ts';
import type { MetaGradientProgram } from '../../../learner/metaGradient.ts';
import {
  EVALUATION_METRICS,
  type EvaluationMetric,
  type LaneCheckpoint,
  type LaneStop,
} from '../../../protocol/payloads.ts';
import type { Evaluation } from '../evaluation.ts';
import { createLane, type Lane, type LaneContext, type LaneStep } from './lane.ts';

type SavedLane = Omit<LaneCheckpoint, 'stopped'>;

export interface LaneGroup {
  /** One per seed; the first belongs to the experiment's own seed and is what figures show. */
  readonly runs: readonly Lane[];
  readonly settings: LaneSettings;
  readonly gradientEntries: number;
  readonly secondOrderEntries: number;
  configure(settings: LaneSettings): void;
  /** One iteration of every seed; the mean loss, and a stop as soon as one seed diverges. */
  step(program: MetaGradientProgram, iteration: number): LaneStep | Promise<LaneStep>;
  lossAt(program: MetaGradientProgram, iteration: number): Promise<number>;
  /** Iterations that can be queued on the device now; 0 where the lane steps on the host (several seeds do). */
  queueRoom(program: MetaGradientProgram): number;
  enqueue(program: MetaGradientProgram, iteration: number): void;
  settle(report: (iteration: number, step: LaneStep) => void): Promise<void>;
  average(evaluations: readonly Evaluation[]): Evaluation;
  save(): SavedLane;
  restore(saved: SavedLane): void;
  dispose(): void;
}

function meanVectors(vectors: readonly Float32Array[]): Float32Array {
  return vectors[0].map((_, i) => vectors.reduce((sum, one) => sum + one[i], 0) / vectors.length);
}

/** Standard deviation (n − 1) of one value per seed; NaN where it does not apply. */
function spread(values: readonly number[]): number {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function averageEvaluations(evaluations: readonly Evaluation[]): Evaluation {
  if (evaluations.length === 1) return evaluations[0];
  const metric = (name: EvaluationMetric) =>
    evaluations.reduce((sum, one) => sum + one.metrics[name], 0) / evaluations.length;
  const means = Object.fromEntries(EVALUATION_METRICS.map((name) => [name, metric(name)])) as Record<
    EvaluationMetric,
    number
  >;
  return {
    metrics: {
      ...means,
      testLossSpread: spread(evaluations.map((one) => one.metrics.testLoss)),
      testAccuracySpread: spread(evaluations.map((one) => one.metrics.testAccuracy)),
    },
    taskWeights: meanVectors(evaluations.map((one) => one.taskWeights)),
    taskTestLoss: meanVectors(evaluations.map((one) => one.taskTestLoss)),
    taskTestAccuracy: meanVectors(evaluations.map((one) => one.taskTestAccuracy)),
    agentTestLoss: meanVectors(evaluations.map((one) => one.agentTestLoss)),
  };
}

function averageSteps(steps: readonly LaneStep[]): LaneStep {
  const stopped = steps.find((one) => one.stop !== null);
  return {
    loss: steps.reduce((sum, one) => sum + one.loss, 0) / steps.length,
    spread: spread(steps.map((one) => one.loss)),
    stop: stopped?.stop ?? (null as LaneStop | null),
  };
}

function join<T extends Float32Array | Float64Array>(parts: readonly T[], make: (length: number) => T): T {
  const all = make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function createLaneGroup(contexts: readonly LaneContext[], settings: LaneSettings): LaneGroup {
  const runs = contexts.map((context) => createLane(context, settings));
  const total = (of: (run: Lane) => number) => runs.reduce((sum, run) => sum + of(run), 0);

  async function stepAll(
    program: MetaGradientProgram,
    iteration: number,
    first: LaneStep | Promise<LaneStep>,
  ): Promise<LaneStep> {
    const steps = [await first];
    for (const run of runs.slice(1)) steps.push(await run.step(program, iteration));
    return averageSteps(steps);
  }

  return {
    runs,
    get settings() {
      return runs[0].settings;
    },
    get gradientEntries() {
      return total((run) => run.gradientEntries);
    },
    get secondOrderEntries() {
      return total((run) => run.secondOrderEntries);
    },
    configure(next) {
      for (const run of runs) run.configure(next);
    },
    step(program, iteration) {
      const first = runs[0].step(program, iteration);
      return runs.length === 1 ? first : stepAll(program, iteration, first);
    },
    async lossAt(program, iteration) {
      let sum = 0;
      for (const run of runs) sum += await run.lossAt(program, iteration);
      return sum / runs.length;
    },
    queueRoom: (program) => (runs.length === 1 ? runs[0].queueRoom(program) : 0),
    enqueue: (program, iteration) => runs[0].enqueue(program, iteration),
    settle: (report) => runs[0].settle(report),
    average: averageEvaluations,
    dispose() {
      for (const run of runs) run.dispose();
    },
    save() {
      const saved = runs.map((run) => run.save());
      return {
        params: join(
          saved.map((one) => one.params),
          (n) => new Float32Array(n),
        ),
        optimizer: join(
          saved.map((one) => one.optimizer),
          (n) => new Float32Array(n),
        ),
        taskWeights: join(
          saved.map((one) => one.taskWeights),
          (n) => new Float32Array(n),
        ),
        extra: join(
          saved.map((one) => one.extra),
          (n) => new Float64Array(n),
        ),
      };
    },
    restore(saved) {
      // All runs of a lane have the same layout, so each takes an equal part.
      const part = <T extends Float32Array | Float64Array>(values: T, s: number): T =>
        values.subarray((s * values.length) / runs.length, ((s + 1) * values.length) / runs.length) as T;
      for (const [s, run] of runs.entries()) {
        run.restore({
          params: part(saved.params, s),
          optimizer: part(saved.optimizer, s),
          taskWeights: part(saved.taskWeights, s),
          extra: part(saved.extra, s),
        });
      }
    },
  };
}
