// Append-only columns of one lane: typed arrays that double. A view handed out is never mutated; cutting the
// series back copies what is kept.
import { COUNTS, eachCount } from '../learner/costs.ts';
import {
  EVALUATION_METRICS,
  type EvaluationColumns,
  type EvaluationMetric,
  type LanePoints,
  type TrainColumns,
} from '../protocol/payloads.ts';
import type { LaneSeries } from './types.ts';

/** A growing typed array. */
interface Column<T extends Float32Array | Float64Array> {
  readonly length: number;
  append(values: T): void;
  view(): T;
  truncate(length: number): void;
}

function createColumn<T extends Float32Array | Float64Array>(make: (length: number) => T): Column<T> {
  let values = make(64);
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(more) {
      if (length + more.length > values.length) {
        const larger = make(Math.max(2 * values.length, length + more.length));
        larger.set(values.subarray(0, length));
        values = larger;
      }
      values.set(more, length);
      length += more.length;
    },
    view: () => values.subarray(0, length) as T,
    truncate(to) {
      if (to >= length) return;
      const kept = make(values.length);
      kept.set(values.subarray(0, to));
      values = kept;
      length = to;
    },
  };
}

const f32 = () => createColumn<Float32Array>((n) => new Float32Array(n));
const f64 = () => createColumn<Float64Array>((n) => new Float64Array(n));

type Views<T> = { [K in keyof T]: T[K] extends Column<infer V> ? V : never };

function viewsOf<T extends Record<string, Column<Float32Array> | Column<Float64Array>>>(
  columns: T,
): Views<T> {
  return Object.fromEntries(Object.entries(columns).map(([name, one]) => [name, one.view()])) as Views<T>;
}

/**
 * How many leading entries satisfy the condition; columns are sorted by iteration. New points come behind the last
 * one almost always, so the end is looked at first: appending must not cost more the longer a run is.
 */
function countWhile(values: Float64Array, holds: (value: number) => boolean): number {
  if (values.length === 0 || holds(values[values.length - 1])) return values.length;
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(values[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface SeriesStore {
  append(points: LanePoints): void;
  /** Cuts back to what was known when iteration `iteration` was about to train. */
  truncateTo(iteration: number): void;
  view(): LaneSeries;
}

export function createSeriesStore(): SeriesStore {
  const counterColumns = () => ({ iteration: f64(), seconds: f64(), ...eachCount(() => f64()) });
  const train = { ...counterColumns(), trainLoss: f32(), trainLossSpread: f32() };
  const counters = counterColumns();
  const vectors = {
    taskWeights: f32(),
    taskTestLoss: f32(),
    taskTestAccuracy: f32(),
    agentTestLoss: f32(),
  };
  const metrics = Object.fromEntries(EVALUATION_METRICS.map((name) => [name, f32()])) as Record<
    EvaluationMetric,
    Column<Float32Array>
  >;
  let cached: LaneSeries | null = null;

  function truncateEvaluations(rows: number): void {
    const before = counters.iteration.length;
    if (rows >= before) return;
    for (const column of Object.values(vectors)) column.truncate((column.length / before) * rows);
    for (const column of Object.values(counters)) column.truncate(rows);
    for (const column of Object.values(metrics)) column.truncate(rows);
  }

  function truncateTrain(rows: number): void {
    for (const column of Object.values(train)) column.truncate(rows);
  }

  function appendCounters(into: typeof counters, columns: Views<typeof counters>): void {
    into.iteration.append(columns.iteration);
    into.seconds.append(columns.seconds);
    for (const count of COUNTS) into[count].append(columns[count]);
  }

  function appendTrain(columns: TrainColumns): void {
    if (columns.iteration.length === 0) return;
    truncateTrain(countWhile(train.iteration.view(), (value) => value < columns.iteration[0]));
    appendCounters(train, columns);
    train.trainLoss.append(columns.trainLoss);
    train.trainLossSpread.append(columns.trainLossSpread);
  }

  function appendEvaluations(columns: EvaluationColumns): void {
    if (columns.iteration.length === 0) return;
    // An evaluation that comes again (a value changed before training began) replaces the first.
    truncateEvaluations(countWhile(counters.iteration.view(), (value) => value < columns.iteration[0]));
    appendCounters(counters, columns);
    for (const name of EVALUATION_METRICS) metrics[name].append(columns.metrics[name]);
    vectors.taskWeights.append(columns.taskWeights);
    vectors.taskTestLoss.append(columns.taskTestLoss);
    vectors.taskTestAccuracy.append(columns.taskTestAccuracy);
    vectors.agentTestLoss.append(columns.agentTestLoss);
  }

  return {
    append(points) {
      appendTrain(points.train);
      appendEvaluations(points.evaluation);
      cached = null;
    },
    truncateTo(iteration) {
      truncateTrain(countWhile(train.iteration.view(), (value) => value < iteration));
      truncateEvaluations(countWhile(counters.iteration.view(), (value) => value <= iteration));
      cached = null;
    },
    view() {
      cached ??= {
        trainLength: train.iteration.length,
        train: viewsOf(train),
        evaluationLength: counters.iteration.length,
        evaluation: { ...viewsOf(counters), ...viewsOf(vectors), metrics: viewsOf(metrics) },
      };
      return cached;
    },
  };
}
