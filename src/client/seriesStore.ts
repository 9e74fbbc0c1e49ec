// Append-only columns of one lane: typed arrays that double. A view handed out is never mutated; cutting the
// series back copies what is kept.
import { eachCount } from '../learner/costs.ts';
import {
  EVALUATION_METRICS,
  type EvaluationMetric,
  eachVector,
  type LanePoints,
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

type AnyColumn = Column<Float32Array | Float64Array>;
type Columns = Readonly<Record<string, AnyColumn>>;
type Views<T> = { [K in keyof T]: T[K] extends Column<infer V> ? V : never };

const f32 = () => createColumn<Float32Array>((n) => new Float32Array(n));
const f64 = () => createColumn<Float64Array>((n) => new Float64Array(n));

function viewsOf<T extends Columns>(columns: T): Views<T> {
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

/** Columns that grow together: one row per iteration, each column with its own number of values in a row. */
interface Table {
  append(values: { readonly iteration: Float64Array } & object): void;
  /** Keeps the leading rows whose iteration satisfies the condition. */
  keepWhile(holds: (iteration: number) => boolean): void;
}

function createTable(iteration: Column<Float64Array>, columns: Columns): Table {
  function keepWhile(holds: (iteration: number) => boolean): void {
    const before = iteration.length;
    const rows = countWhile(iteration.view(), holds);
    if (rows === before) return;
    for (const column of Object.values(columns)) column.truncate((column.length / before) * rows);
    iteration.truncate(rows);
  }
  return {
    keepWhile,
    append(values) {
      if (values.iteration.length === 0) return;
      // What comes again (a value changed before training began) replaces the first.
      keepWhile((one) => one < values.iteration[0]);
      iteration.append(values.iteration);
      const more = values as unknown as Readonly<Record<string, Float32Array | Float64Array>>;
      for (const [name, column] of Object.entries(columns)) column.append(more[name]);
    },
  };
}

const counters = () => ({ seconds: f64(), ...eachCount(f64) });
const metricColumns = () =>
  Object.fromEntries(EVALUATION_METRICS.map((name) => [name, f32()])) as Record<
    EvaluationMetric,
    Column<Float32Array>
  >;

export interface SeriesStore {
  append(points: LanePoints): void;
  /** Cuts back to what was known when iteration `iteration` was about to train. */
  truncateTo(iteration: number): void;
  view(): LaneSeries;
}

export function createSeriesStore(): SeriesStore {
  const [trainedAt, evaluatedAt] = [f64(), f64()];
  const train = { trainLoss: f32(), trainLossSpread: f32(), ...counters() };
  const evaluation = { ...counters(), ...eachVector(f32) };
  const metrics = metricColumns();
  const trained = createTable(trainedAt, train);
  const evaluated = createTable(evaluatedAt, { ...evaluation, ...metrics });
  let cached: LaneSeries | null = null;
  return {
    append(points) {
      trained.append(points.train);
      evaluated.append({ ...points.evaluation, ...points.evaluation.metrics });
      cached = null;
    },
    truncateTo(iteration) {
      trained.keepWhile((one) => one < iteration);
      evaluated.keepWhile((one) => one <= iteration);
      cached = null;
    },
    view() {
      cached ??= {
        trainLength: trainedAt.length,
        train: { iteration: trainedAt.view(), ...viewsOf(train) },
        evaluationLength: evaluatedAt.length,
        evaluation: { iteration: evaluatedAt.view(), ...viewsOf(evaluation), metrics: viewsOf(metrics) },
      };
      return cached;
    },
  };
}
