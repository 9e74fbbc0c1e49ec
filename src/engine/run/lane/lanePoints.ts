// New points of a lane between two messages: rows go in as plain numbers, typed columns come out.
import { COUNTS, type Counts, eachCount } from '../../../learner/costs.ts';
import {
  EVALUATION_METRICS,
  type EvaluationColumns,
  type EvaluationMetric,
  eachVector,
  type LanePoints,
  type TrainColumns,
} from '../../../protocol/payloads.ts';
import type { Evaluation } from '../evaluation.ts';

/** What is counted along a lane, cumulative and per seed: seconds of training and evaluations. */
export interface LaneCounters extends Counts {
  readonly seconds: number;
}

export interface PointBuffer {
  readonly isEmpty: boolean;
  /** `spread` is the standard deviation over seeds, NaN with one. */
  train(iteration: number, loss: number, spread: number, counters: LaneCounters): void;
  /** One of the same iteration takes the place of the last. */
  evaluation(iteration: number, evaluation: Evaluation, counters: LaneCounters): void;
  /** The rows since the last call as fresh arrays. */
  take(lane: number): LanePoints;
}

const COUNTER_WIDTH = 2 + COUNTS.length;
const TRAIN_WIDTH = COUNTER_WIDTH + 2;

/** The columns of an iteration's counters in rows of this width. */
function counterColumns(rows: readonly number[], width: number) {
  return {
    iteration: column64(rows, width, 0),
    seconds: column64(rows, width, 1),
    ...eachCount((count) => column64(rows, width, 2 + COUNTS.indexOf(count))),
  };
}

function counterRow(iteration: number, counters: LaneCounters): number[] {
  return [iteration, counters.seconds, ...COUNTS.map((count) => counters[count])];
}

function column64(rows: readonly number[], width: number, at: number): Float64Array {
  return Float64Array.from({ length: rows.length / width }, (_, i) => rows[i * width + at]);
}

function column32(rows: readonly number[], width: number, at: number): Float32Array {
  return Float32Array.from({ length: rows.length / width }, (_, i) => rows[i * width + at]);
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function createPointBuffer(): PointBuffer {
  const trainRows: number[] = [];
  const counterRows: number[] = [];
  const evaluations: Evaluation[] = [];

  function takeTrain(): TrainColumns {
    return {
      ...counterColumns(trainRows, TRAIN_WIDTH),
      trainLoss: column32(trainRows, TRAIN_WIDTH, COUNTER_WIDTH),
      trainLossSpread: column32(trainRows, TRAIN_WIDTH, COUNTER_WIDTH + 1),
    };
  }

  function takeEvaluations(): EvaluationColumns {
    const metric = (name: EvaluationMetric) => Float32Array.from(evaluations, (one) => one.metrics[name]);
    return {
      ...counterColumns(counterRows, COUNTER_WIDTH),
      metrics: Object.fromEntries(EVALUATION_METRICS.map((name) => [name, metric(name)])) as Record<
        EvaluationMetric,
        Float32Array
      >,
      ...eachVector((name) => concat(evaluations.map((one) => one[name]))),
    };
  }

  return {
    get isEmpty() {
      return trainRows.length === 0 && counterRows.length === 0;
    },
    train(iteration, loss, spread, counters) {
      trainRows.push(...counterRow(iteration, counters), loss, spread);
    },
    evaluation(iteration, evaluation, counters) {
      const last = counterRows.length - COUNTER_WIDTH;
      if (last >= 0 && counterRows[last] === iteration) {
        counterRows.length = last;
        evaluations.pop();
      }
      counterRows.push(...counterRow(iteration, counters));
      evaluations.push(evaluation);
    },
    take(lane) {
      const points = { lane, train: takeTrain(), evaluation: takeEvaluations() };
      trainRows.length = 0;
      counterRows.length = 0;
      evaluations.length = 0;
      return points;
    },
  };
}
