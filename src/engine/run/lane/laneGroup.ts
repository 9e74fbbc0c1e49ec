// A lane run with one or several seeds: each seed is an independent run; the lane's series are their means.

import type { LaneSettings } from '../../../experiment/types.ts';
import { type Counts, eachCount } from '../../../learner/costs.ts';
import type { MetaGradientProgram } from '../../../learner/metaGradient.ts';
import { mean, standardDeviation } from '../../../math/statistics.ts';
import {
  EVALUATION_METRICS,
  type EvaluationMetric,
  eachVector,
  type LaneStop,
  type RunCheckpoint,
} from '../../../protocol/payloads.ts';
import type { Evaluation } from '../evaluation.ts';
import { createLane, type Lane, type LaneContext, type LaneStep } from './lane.ts';

export interface LaneGroup {
  /** One per seed; the first belongs to the experiment's own seed and is what figures show. */
  readonly runs: readonly Lane[];
  readonly settings: LaneSettings;
  /** What training has evaluated so far, per seed. */
  readonly counts: Counts;
  configure(settings: LaneSettings): void;
  /** One iteration of every seed; the mean loss, and a stop as soon as one seed diverges. */
  step(program: MetaGradientProgram, iteration: number): LaneStep | Promise<LaneStep>;
  lossAt(program: MetaGradientProgram, iteration: number): Promise<number>;
  /** Iterations that can be queued on the device now; 0 where the lane steps on the host (several seeds do). */
  queueRoom(program: MetaGradientProgram): number;
  enqueue(program: MetaGradientProgram, iteration: number): void;
  settle(report: (iteration: number, step: LaneStep) => void): Promise<void>;
  average(evaluations: readonly Evaluation[]): Evaluation;
  /** The seeds' states in order. */
  save(): RunCheckpoint[];
  /** @throws where the number of seeds or their parameters differ. */
  restore(saved: readonly RunCheckpoint[]): void;
  dispose(): void;
}

function meanVectors(vectors: readonly Float32Array[]): Float32Array {
  return vectors[0].map((_, i) => mean(vectors.map((one) => one[i])));
}

function averageEvaluations(evaluations: readonly Evaluation[]): Evaluation {
  if (evaluations.length === 1) return evaluations[0];
  const metric = (name: EvaluationMetric) => mean(evaluations.map((one) => one.metrics[name]));
  const means = Object.fromEntries(EVALUATION_METRICS.map((name) => [name, metric(name)])) as Record<
    EvaluationMetric,
    number
  >;
  return {
    metrics: {
      ...means,
      testLossSpread: standardDeviation(evaluations.map((one) => one.metrics.testLoss)),
      testAccuracySpread: standardDeviation(evaluations.map((one) => one.metrics.testAccuracy)),
    },
    ...eachVector((name) => meanVectors(evaluations.map((one) => one[name]))),
  };
}

function averageSteps(steps: readonly LaneStep[]): LaneStep {
  const stopped = steps.find((one) => one.stop !== null);
  return {
    loss: mean(steps.map((one) => one.loss)),
    spread: standardDeviation(steps.map((one) => one.loss)),
    stop: stopped?.stop ?? (null as LaneStop | null),
  };
}

export function createLaneGroup(contexts: readonly LaneContext[], settings: LaneSettings): LaneGroup {
  const runs = contexts.map((context) => createLane(context, settings));

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
    get counts() {
      return eachCount((count) => mean(runs.map((run) => run.counts[count])));
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
    save: () => runs.map((run) => run.save()),
    restore(saved) {
      if (saved.length !== runs.length)
        throw new Error(`The checkpoint has ${saved.length} seeds, the lane ${runs.length}.`);
      for (const [s, run] of runs.entries()) run.restore(saved[s]);
    },
  };
}
