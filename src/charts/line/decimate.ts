// Min–max decimation of growing series: each bucket keeps the indices of its smallest and largest value, so
// that no extreme is ever lost, and appending points costs O(new points). Buckets are runs of 2^k indices;
// when they are used up, neighbours merge in place, so drawn buckets never shift under the reader.
import type { Numbers } from '../core/geometry.ts';

const NONE = 0xffffffff;

export class MinMaxDecimator {
  readonly #capacity: number;
  readonly #lowest: Uint32Array;
  readonly #highest: Uint32Array;
  readonly #sums: Float64Array;
  readonly #counts: Uint32Array;
  #bucketSize = 1;
  #length = 0;
  #firstValue = Number.NaN;
  #lastValue = Number.NaN;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;
  #minimumPositive = Number.POSITIVE_INFINITY;

  /** Draws at most 2 × `capacity` points; at least capacity / 2 buckets once the series is longer than that. */
  constructor(capacity = 1024) {
    this.#capacity = Math.max(2, capacity + (capacity % 2));
    this.#lowest = new Uint32Array(this.#capacity);
    this.#highest = new Uint32Array(this.#capacity);
    this.#sums = new Float64Array(this.#capacity);
    this.#counts = new Uint32Array(this.#capacity);
  }

  /** Takes in the series up to `length`. A series that is not an extension of the last one starts afresh. */
  update(values: Numbers, length: number): void {
    if (!this.#continues(values, length)) {
      this.#bucketSize = 1;
      this.#length = 0;
      this.#minimum = Number.POSITIVE_INFINITY;
      this.#maximum = Number.NEGATIVE_INFINITY;
      this.#minimumPositive = Number.POSITIVE_INFINITY;
    }
    for (let i = this.#length; i < length; i++) {
      if (i >= this.#capacity * this.#bucketSize) this.#merge(values);
      const bucket = Math.floor(i / this.#bucketSize);
      if (i % this.#bucketSize === 0) {
        this.#lowest[bucket] = NONE;
        this.#highest[bucket] = NONE;
        this.#sums[bucket] = 0;
        this.#counts[bucket] = 0;
      }
      const value = values[i]!;
      if (!Number.isFinite(value)) continue;
      if (value < this.#minimum) this.#minimum = value;
      if (value > this.#maximum) this.#maximum = value;
      if (value > 0 && value < this.#minimumPositive) this.#minimumPositive = value;
      this.#sums[bucket]! += value;
      this.#counts[bucket]! += 1;
      const low = this.#lowest[bucket]!;
      const high = this.#highest[bucket]!;
      if (low === NONE || value < values[low]!) this.#lowest[bucket] = i;
      if (high === NONE || value > values[high]!) this.#highest[bucket] = i;
    }
    this.#length = length;
    this.#firstValue = length > 0 ? values[0]! : Number.NaN;
    this.#lastValue = length > 0 ? values[length - 1]! : Number.NaN;
  }

  /**
   * Calls `visit(index)` in ascending order for every kept point, and `visit(-1)` where a whole bucket has no
   * finite value, so that the pen is lifted. The first and last finite points are always among them.
   */
  forEach(values: Numbers, visit: (index: number) => void): void {
    const buckets = Math.ceil(this.#length / this.#bucketSize);
    const firstFinite = this.#bucketSize > 1 ? this.#finiteFrom(values, 0, 1) : NONE;
    const lastFinite = this.#bucketSize > 1 ? this.#finiteFrom(values, this.#length - 1, -1) : NONE;
    if (firstFinite !== NONE && !this.#holds(firstFinite)) visit(firstFinite);
    for (let b = 0; b < buckets; b++) {
      const low = this.#lowest[b]!;
      const high = this.#highest[b]!;
      if (low === NONE) {
        visit(-1);
        continue;
      }
      visit(Math.min(low, high));
      if (low !== high) visit(Math.max(low, high));
    }
    if (lastFinite !== NONE && !this.#holds(lastFinite)) visit(lastFinite);
  }

  /** Smallest and largest finite value so far (positive ones only, if asked); null if there is none. */
  range(positive = false): readonly [number, number] | null {
    const low = positive ? this.#minimumPositive : this.#minimum;
    return low <= this.#maximum ? [low, this.#maximum] : null;
  }

  /** Indices per bucket; 1 while every point is kept. */
  get bucketSize(): number {
    return this.#bucketSize;
  }

  /** Most points that `forEach` visits. */
  get most(): number {
    return 2 * Math.ceil(this.#length / this.#bucketSize) + 2;
  }

  /** Calls `visit(index of smallest, index of largest, mean)` for every bucket with a finite value, in order. */
  forEachBucket(visit: (lowest: number, highest: number, mean: number) => void): void {
    const buckets = Math.ceil(this.#length / this.#bucketSize);
    for (let b = 0; b < buckets; b++) {
      const low = this.#lowest[b]!;
      if (low !== NONE) visit(low, this.#highest[b]!, this.#sums[b]! / this.#counts[b]!);
    }
  }

  #holds(index: number): boolean {
    const bucket = Math.floor(index / this.#bucketSize);
    return this.#lowest[bucket] === index || this.#highest[bucket] === index;
  }

  #finiteFrom(values: Numbers, start: number, step: 1 | -1): number {
    for (let i = start; i >= 0 && i < this.#length; i += step) if (Number.isFinite(values[i]!)) return i;
    return NONE;
  }

  #continues(values: Numbers, length: number): boolean {
    return (
      this.#length > 0 &&
      length >= this.#length &&
      Object.is(values[0], this.#firstValue) &&
      Object.is(values[this.#length - 1], this.#lastValue)
    );
  }

  #merge(values: Numbers): void {
    for (let b = 0; b < this.#capacity / 2; b++) {
      this.#lowest[b] = pick(values, this.#lowest[2 * b]!, this.#lowest[2 * b + 1]!, -1);
      this.#highest[b] = pick(values, this.#highest[2 * b]!, this.#highest[2 * b + 1]!, 1);
      this.#sums[b] = this.#sums[2 * b]! + this.#sums[2 * b + 1]!;
      this.#counts[b] = this.#counts[2 * b]! + this.#counts[2 * b + 1]!;
    }
    this.#bucketSize *= 2;
  }
}

function pick(values: Numbers, left: number, right: number, sign: 1 | -1): number {
  if (left === NONE) return right;
  if (right === NONE) return left;
  return sign * values[right]! > sign * values[left]! ? right : left;
}

/** Exponential moving average, started at the first finite value's weight (bias-corrected) and grown with the
 *  series. Non-finite values leave the average as it is and are themselves gaps. */
export class Smoother {
  #values = new Float64Array(256);
  #length = 0;
  #average = 0;
  #weight = 0;
  #factor = -1;
  #lastValue = Number.NaN;
  #firstValue = Number.NaN;

  /** The smoothed series, valid up to `length`; `factor` in [0, 1) is the share kept per point. */
  update(values: Numbers, length: number, factor: number): Float64Array {
    const continues =
      factor === this.#factor &&
      length >= this.#length &&
      this.#length > 0 &&
      Object.is(values[0], this.#firstValue) &&
      Object.is(values[this.#length - 1], this.#lastValue);
    if (!continues) {
      this.#length = 0;
      this.#average = 0;
      this.#weight = 0;
      this.#factor = factor;
    }
    if (length > this.#values.length) {
      const grown = new Float64Array(Math.max(length, this.#values.length * 2));
      grown.set(this.#values.subarray(0, this.#length));
      this.#values = grown;
    }
    for (let i = this.#length; i < length; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) {
        this.#values[i] = Number.NaN;
        continue;
      }
      this.#average = factor * this.#average + (1 - factor) * value;
      this.#weight = factor * this.#weight + (1 - factor);
      this.#values[i] = this.#average / this.#weight;
    }
    this.#length = length;
    this.#firstValue = length > 0 ? values[0]! : Number.NaN;
    this.#lastValue = length > 0 ? values[length - 1]! : Number.NaN;
    return this.#values;
  }
}

/** What a chart remembers of one series between drawings. Only a memo: dropping it changes nothing. */
class SeriesCache {
  readonly raw: MinMaxDecimator;
  readonly smooth: MinMaxDecimator;
  readonly low: MinMaxDecimator;
  readonly high: MinMaxDecimator;
  readonly smoother = new Smoother();

  constructor(buckets: number) {
    this.raw = new MinMaxDecimator(buckets);
    // A smoothed curve has no spikes: half the buckets draw it as well.
    this.smooth = new MinMaxDecimator(Math.ceil(buckets / 2));
    this.low = new MinMaxDecimator(buckets);
    this.high = new MinMaxDecimator(buckets);
  }
}

export class ChartCache {
  readonly #series = new Map<string, SeriesCache>();
  #buckets = 800;

  /** Sets the resolution for a chart of this width in px: about one bucket per pixel. */
  fit(width: number): void {
    const buckets = width <= 700 ? 800 : width <= 1400 ? 1600 : 3200;
    if (buckets !== this.#buckets) this.#series.clear();
    this.#buckets = buckets;
  }

  of(id: string): SeriesCache {
    let cache = this.#series.get(id);
    if (!cache) {
      cache = new SeriesCache(this.#buckets);
      this.#series.set(id, cache);
    }
    return cache;
  }

  /** Forgets series that are no longer drawn. */
  keep(ids: ReadonlySet<string>): void {
    for (const id of this.#series.keys()) if (!ids.has(id)) this.#series.delete(id);
  }
}
