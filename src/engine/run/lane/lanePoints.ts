// New points of a lane between two messages: rows go in as plain numbers, typed columns come out.
import {
  EVALUATION_METRICS,
  type EvaluationColumns,
  type EvaluationMetric,
  type LanePoints,
  type TrainColumns,
} from '../../../protocol/payloads.ts';
import type { Evaluation } from '../evaluation.ts';

/** What is counted along a lane: seconds of training and evaluated entries, cumulative. */
export interface LaneCounters {
  readonly seconds: number;
  readonly gradientEntries: number;
  readonly secondOrderEntries: number;
}

export interface PointBuffer {
  readonly isEmpty: boolean;
  /** `spread` is the standard deviation over seeds, NaN with one. */
  train(iteration: number, loss: number, spread: number, counters: LaneCounters): void;
  evaluation(iteration: number, evaluation: Evaluation, counters: LaneCounters): void;
  /** The rows since the last call as fresh arrays. */
  take(lane: number): LanePoints;
}

const TRAIN_WIDTH = 6;
const COUNTER_WIDTH = 4;

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
      iteration: column64(trainRows, TRAIN_WIDTH, 0),
      trainLoss: column32(trainRows, TRAIN_WIDTH, 1),
      trainLossSpread: column32(trainRows, TRAIN_WIDTH, 2),
      seconds: column64(trainRows, TRAIN_WIDTH, 3),
      gradientEntries: column64(trainRows, TRAIN_WIDTH, 4),
      secondOrderEntries: column64(trainRows, TRAIN_WIDTH, 5),
    };
  }

  function takeEvaluations(): EvaluationColumns {
    const metric = (name: EvaluationMetric) => Float32Array.from(evaluations, (one) => one.metrics[name]);
    return {
      iteration: column64(counterRows, COUNTER_WIDTH, 0),
      seconds: column64(counterRows, COUNTER_WIDTH, 1),
      gradientEntries: column64(counterRows, COUNTER_WIDTH, 2),
      secondOrderEntries: column64(counterRows, COUNTER_WIDTH, 3),
      metrics: Object.fromEntries(EVALUATION_METRICS.map((name) => [name, metric(name)])) as Record<
        EvaluationMetric,
        Float32Array
      >,
      taskWeights: concat(evaluations.map((one) => one.taskWeights)),
      taskTestLoss: concat(evaluations.map((one) => one.taskTestLoss)),
      taskTestAccuracy: concat(evaluations.map((one) => one.taskTestAccuracy)),
      agentTestLoss: concat(evaluations.map((one) => one.agentTestLoss)),
    };
  }

  return {
    get isEmpty() {
      return trainRows.length === 0 && counterRows.length === 0;
    },
    train(iteration, loss, spread, counters) {
      trainRows.push(
        iteration,
        loss,
        spread,
        counters.seconds,
        counters.gradientEntries,
        counters.secondOrderEntries,
      );
    },
    evaluation(iteration, evaluation, counters) {
      counterRows.push(iteration, counters.seconds, counters.gradientEntries, counters.secondOrderEntries);
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
