// Which values the axes of a series chart span. Named and smoothed curves lead; what is drawn behind them (raw
// values, the bands of seeds) may widen the frame a little, and what lies further out is cut off, which is said.
// A faint curve, such as the train loss, is a remark beside them: it takes what room there is.
import { quantile } from '../../math/statistics.ts';
import { sensibleTop } from '../core/scales.ts';
import type { ChartCache } from './decimate.ts';
import type { LineChartData, Prepared } from './lineData.ts';
import { forEachGroup } from './lineShapes.ts';

type Range = [number, number];

export interface Ranges {
  readonly x: Range | null;
  readonly y: Range | null;
  /** A runaway value was left above the top. */
  readonly cut: boolean;
  /** Raw values lie outside. */
  readonly rawCut: boolean;
  /** Faint curves lie outside, but for a few of their values. */
  readonly faintOut: boolean;
}

/** Share of the leading curves' span by which the background may widen the frame on either side. */
const ROOM = 0.3;

/** Quantiles of its local means between which a faint curve is expected to be seen: a spike is not. */
const TYPICAL = [0.02, 0.98];

/** Ranges over all drawn values, for a drawing about `width` px wide. */
export function rangesOf(
  data: LineChartData,
  prepared: readonly Prepared[],
  cache: ChartCache,
  width: number,
): Ranges {
  const x = emptyRange();
  const lead = emptyRange();
  const behind = emptyRange();
  const remark = emptyRange();
  const positive = data.yScale === 'log';
  const add = (into: ReturnType<typeof emptyRange>, range: readonly [number, number] | null) => {
    if (range) for (const value of range) into.add(value);
  };
  for (const { series, length, smooth } of prepared) {
    if (length > 0) for (const i of [0, length - 1]) x.add(series.x[i]!);
    const memo = cache.of(series.id);
    if (series.weight === 'faint') {
      const local: number[] = [];
      forEachGroup(series.y, memo.raw, length, width, (_low, _high, mean) => {
        if (!positive || mean > 0) local.push(mean);
      });
      for (const q of local.length > 0 ? TYPICAL : []) remark.add(quantile(local, q));
      continue;
    }
    const background = smooth !== null;
    add(background ? behind : lead, memo.raw.range(positive));
    if (smooth) add(lead, memo.smooth.range(positive));
    if (!series.band) continue;
    add(positive ? behind : lead, memo.low.range(positive));
    add(positive ? behind : lead, memo.high.range(positive));
  }
  for (const level of data.levels ?? []) if (!positive || level.y > 0) lead.add(level.y);
  const led = lead.get() ?? behind.get() ?? remark.get();
  const top =
    led && led[1] > 20 * Math.abs(led[0])
      ? sensibleTop(data.yScale, sampleOf(prepared, cache, positive), led[1])
      : Number.POSITIVE_INFINITY;
  const cut = !!led && led[1] > top;
  const main = led && cut ? ([led[0], top] as Range) : led;
  const all = behind.get();
  const y = main && all ? widened(main, all, positive) : main;
  const out = (range: Range | null) => !!y && !!range && (range[0] < y[0] || range[1] > y[1]);
  return { x: x.get(), y, cut, rawCut: !cut && out(all), faintOut: out(remark.get()) };
}

/** `lead` widened towards `all`, by a share of its own span at most. */
function widened(lead: Range, all: Range, log: boolean): Range {
  const [forward, back] = log ? [Math.log, Math.exp] : [(v: number) => v, (v: number) => v];
  const [low, high] = [forward(lead[0]), forward(lead[1])];
  // A flat lead has no span to go by.
  if (!(high > low)) return [Math.min(lead[0], all[0]), Math.max(lead[1], all[1])];
  const room = ROOM * (high - low);
  return [
    Math.min(lead[0], Math.max(all[0], back(low - room))),
    Math.max(lead[1], Math.min(all[1], back(high + room))),
  ];
}

/** At most about 200 values of each series, evenly spaced with the last: enough for a percentile. */
function sampleOf(prepared: readonly Prepared[], cache: ChartCache, positive: boolean): number[] {
  const sample: number[] = [];
  const add = (value: number) => {
    if (positive ? value > 0 : Number.isFinite(value)) sample.push(value);
  };
  for (const { series, length } of prepared) {
    const { raw } = cache.of(series.id);
    const stride = Math.max(1, Math.floor(raw.most / 200));
    let visited = 0;
    raw.forEach(series.y, (i) => {
      if (visited++ % stride === 0 && i >= 0) add(series.y[i]!);
    });
    if (length > 0) add(series.y[length - 1]!);
  }
  return sample;
}

function emptyRange() {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  return {
    add(value: number): void {
      if (!Number.isFinite(value)) return;
      if (value < low) low = value;
      if (value > high) high = value;
    },
    get: (): Range | null => (low <= high ? [low, high] : null),
  };
}
