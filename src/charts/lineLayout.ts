// Layout of a series chart: domains, ticks, decimated polylines, end labels or legend, marks and levels.
// Pure apart from an optional memo (`ChartCache`) that makes a growing series cost only its new points.
import { ChartCache, type MinMaxDecimator } from './decimate.ts';
import type { Area, Line, Numbers, Rect, Size } from './geometry.ts';
import { type EndLabel, type PlacedEntry, placeLegend, textWidth } from './labels.ts';
import { laneStyle, type Marker, scaledDash } from './laneStyle.ts';
import { naming, type Prepared, placeEnds, placeLevels, placeMarks } from './linePlacement.ts';
import { type Axis, axisTitle, domainFor, makeAxis, type ScaleKind, sensibleTop } from './scales.ts';

export interface LineSeries {
  /** Stable from drawing to drawing; also the key of its memo. */
  readonly id: string;
  readonly label: string;
  /** Lane whose colour, dash and marker it takes. */
  readonly lane: number;
  /** Ascending; may be longer than `length`. */
  readonly x: Numbers;
  readonly y: Numbers;
  readonly length?: number;
  /** `strong`: named and thick. `thin`: a second measure of a lane. `faint`: background, such as train loss. */
  readonly weight?: 'strong' | 'thin' | 'faint';
  /** Whether it has a name in the legend or at its end; default: strong ones do. */
  readonly named?: boolean;
  /** Overrides the lane's dash ("4 3" for a worst case); `''` is solid. */
  readonly dash?: string;
  /** Interval around the curve, on the same x. */
  readonly band?: { readonly low: Numbers; readonly high: Numbers };
  /** A finished run kept for comparison: drawn pale behind the others, and named so. */
  readonly pinned?: boolean;
  /** Dots at every point (short series only). */
  readonly dots?: boolean;
  /** x of one point to ring, such as the N used in training. */
  readonly emphasis?: number;
}

export interface LineChartData {
  /** What is drawn, for the text alternative: "Meta-loss". */
  readonly title: string;
  readonly series: readonly LineSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yScale: ScaleKind;
  /** Fixed y-domain, such as [0, 1] for accuracy. */
  readonly yDomain?: readonly [number, number];
  readonly xDomain?: readonly [number, number];
  readonly includeZero?: boolean;
  /** Exponential smoothing: share kept per point, 0 (none) … 0.99; the raw curve stays faint behind. */
  readonly smoothing?: number;
  /** Dotted verticals where something was changed: "α 0.02 → 0.01". */
  readonly marks?: readonly { readonly x: number; readonly label: string; readonly lane?: number }[];
  /** Horizontal reference lines, such as a level that a theorem predicts. */
  readonly levels?: readonly { readonly y: number; readonly label: string; readonly lane?: number }[];
  /** x ticks only at whole numbers. */
  readonly wholeX?: boolean;
  /** True when all series share their x values, so that the table is one row per x. */
  readonly sharedX?: boolean;
  readonly emptyText?: string;
}

export interface MarkDrawing {
  readonly x: number;
  readonly label: string;
  readonly labelX: number;
  readonly labelY: number;
  readonly anchor: 'start' | 'end';
  readonly color: string;
}

export interface LevelDrawing {
  readonly y: number;
  readonly label: string;
  readonly color: string;
}

export interface DotDrawing {
  readonly x: number;
  readonly y: number;
  readonly marker: Marker;
  readonly color: string;
  readonly ring: boolean;
}

export interface LineDrawing {
  readonly size: Size;
  readonly plot: Rect;
  readonly x: Axis;
  readonly y: Axis;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly areas: readonly Area[];
  readonly lines: readonly Line[];
  readonly dots: readonly DotDrawing[];
  readonly marks: readonly MarkDrawing[];
  readonly levels: readonly LevelDrawing[];
  readonly endLabels: readonly EndLabel[];
  readonly legend: readonly PlacedEntry[];
  /** Text shown instead of curves. */
  readonly empty: string | null;
}

export function seriesLength(series: LineSeries): number {
  return Math.min(series.length ?? series.y.length, series.x.length, series.y.length);
}

/** Points per bucket from which a curve is drawn as band and mean. */
const DENSE = 4;

/** Lays the chart out. `every` keeps every point (export) instead of decimating for the screen. */
export function lineLayout(
  data: LineChartData,
  size: Size,
  cache: ChartCache = new ChartCache(),
  every = false,
): LineDrawing {
  const { scale } = size;
  cache.fit(size.width);
  const prepared = prepare(data, cache);
  const { x: xRange, y: yRange, cut } = ranges(data, prepared, cache);
  const legendInfo = naming(data, prepared, size);
  const title = data.yLabel ? 20 * scale : 0;
  const legend = placeLegend(legendInfo.legend, 4 * scale, size.width - 4 * scale, 2 * scale, scale);
  const top = Math.max(8 * scale, legend.height + (legend.height > 0 ? 6 * scale : 0) + title);
  const bottom = size.height - 38 * scale;
  const yCount = Math.max(2, Math.round((bottom - top) / (46 * scale)));
  const yDomain = data.yDomain ?? domainFor(data.yScale, yRange, { includeZero: data.includeZero ?? false });
  const y = makeAxis(data.yScale, yDomain, [bottom, top], yCount);
  const left = Math.max(
    30 * scale,
    Math.max(0, ...y.ticks.map((t) => textWidth(t.label, 12 * scale))) + 12 * scale,
  );
  const right = size.width - legendInfo.margin;
  const plot: Rect = { left, top, right: Math.max(left + 10, right), bottom: Math.max(top + 10, bottom) };
  const xDomain = data.xDomain ?? (xRange ? [Math.min(0, xRange[0]), xRange[1] > 0 ? xRange[1] : 1] : [0, 1]);
  const x = wholeAxis(
    makeAxis(
      'linear',
      xDomain[0] < xDomain[1] ? xDomain : [xDomain[0], xDomain[0] + 1],
      [plot.left, plot.right],
      Math.max(2, Math.round((plot.right - plot.left) / (86 * scale))),
    ),
    data.wholeX ?? false,
  );
  const lines: Line[] = [];
  const areas: Area[] = [];
  const dots: DotDrawing[] = [];
  const drawn = [...prepared].sort((a, b) => rank(a.series) - rank(b.series));
  for (const item of drawn) {
    const memo = cache.of(item.series.id);
    const style = lineStyle(item.series, scale);
    const points = (values: Numbers, decimator: typeof memo.raw) =>
      polyline(item.series.x, values, item.length, x, y, every ? null : decimator);
    if (item.series.band) {
      const upper = points(item.series.band.high, memo.high);
      const lower = points(item.series.band.low, memo.low);
      areas.push({
        id: `${item.series.id}-band`,
        points: outline(upper, lower, y.range[0]),
        color: style.color,
        opacity: 0.14,
      });
    }
    // Curves denser than the screen are drawn as the band they fill, so that no extreme is lost, and their means.
    const dense = (decimator: MinMaxDecimator) => !every && decimator.bucketSize >= DENSE;
    const band = (id: string, opacity: number) => {
      const filled = envelope(item.series.x, item.series.y, x, y, memo.raw);
      areas.push({ id, points: filled, color: style.color, opacity, outline: 0.75 * scale });
    };
    const curve = (values: Numbers, decimator: MinMaxDecimator) =>
      lines.push({
        ...style,
        points: dense(decimator) ? means(item.series.x, x, y, decimator) : points(values, decimator),
      });
    const faint = item.series.weight === 'faint';
    if (item.smooth || faint) {
      const opacity = style.opacity * (item.smooth ? 0.28 : 1);
      const id = item.smooth ? `${item.series.id}-raw` : item.series.id;
      if (dense(memo.raw)) band(id, opacity * 0.75);
      else
        lines.push({
          ...style,
          id,
          points: points(item.series.y, memo.raw),
          opacity,
          width: scale,
          dash: '',
        });
      if (item.smooth) curve(item.smooth, memo.smooth);
    } else {
      if (dense(memo.raw)) band(`${item.series.id}-range`, style.opacity * 0.3);
      curve(item.series.y, memo.raw);
    }
    dots.push(...dotsOf(item, x, y));
  }
  const hasPoints = prepared.some(
    ({ series }) => cache.of(series.id).raw.range(data.yScale === 'log') !== null,
  );
  return {
    size,
    plot,
    x,
    y,
    xTitle: axisTitle(data.xLabel, x),
    yTitle: `${axisTitle(data.yLabel, y)}${cut && !data.yDomain ? ' (higher values cut off)' : ''}`,
    areas,
    lines,
    dots,
    marks: placeMarks(data, x, plot, scale),
    levels: placeLevels(data, y, plot),
    endLabels: legendInfo.direct ? placeEnds(prepared, x, y, plot, scale) : [],
    legend: legend.entries,
    empty: hasPoints ? null : (data.emptyText ?? 'No values yet'),
  };
}

function prepare(data: LineChartData, cache: ChartCache): Prepared[] {
  const factor = data.smoothing ?? 0;
  cache.keep(new Set(data.series.map((s) => s.id)));
  return data.series.map((series) => {
    const memo = cache.of(series.id);
    const length = seriesLength(series);
    memo.raw.update(series.y, length);
    const smooth =
      factor > 0 && length > 2 ? memo.smoother.update(series.y, length, Math.min(factor, 0.999)) : null;
    if (smooth) memo.smooth.update(smooth, length);
    if (series.band) {
      memo.low.update(series.band.low, Math.min(length, series.band.low.length));
      memo.high.update(series.band.high, Math.min(length, series.band.high.length));
    }
    return { series, length, smooth };
  });
}

/** Ranges of x and y over all drawn values; `cut` when a runaway value was left above the top. */
function ranges(data: LineChartData, prepared: readonly Prepared[], cache: ChartCache) {
  const xRange = emptyRange();
  const yRange = emptyRange();
  const positive = data.yScale === 'log';
  for (const { series, length } of prepared) {
    if (length > 0) for (const i of [0, length - 1]) xRange.add(series.x[i]!);
    const memo = cache.of(series.id);
    const shown = series.band && !positive ? [memo.raw, memo.low, memo.high] : [memo.raw];
    for (const decimator of shown) for (const value of decimator.range(positive) ?? []) yRange.add(value);
  }
  for (const level of data.levels ?? []) if (!positive || level.y > 0) yRange.add(level.y);
  const y = yRange.get();
  const top =
    y && y[1] > 20 * Math.abs(y[0])
      ? sensibleTop(data.yScale, sampleOf(prepared, cache, positive), y[1])
      : Number.POSITIVE_INFINITY;
  const cut = !!y && y[1] > top;
  return { x: xRange.get(), y: y && cut ? ([y[0], top] as [number, number]) : y, cut };
}

/** A tenth of the decimated values: enough for a percentile. */
function sampleOf(prepared: readonly Prepared[], cache: ChartCache, positive: boolean): number[] {
  const sample: number[] = [];
  for (const { series } of prepared) {
    let visited = 0;
    cache.of(series.id).raw.forEach(series.y, (i) => {
      if (visited++ % 10 !== 0 || i < 0) return;
      const value = series.y[i]!;
      if (positive ? value > 0 : Number.isFinite(value)) sample.push(value);
    });
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
    get: (): [number, number] | null => (low <= high ? [low, high] : null),
  };
}

function rank(series: LineSeries): number {
  const weight = series.weight ?? 'strong';
  return (series.pinned ? 0 : 3) + (weight === 'strong' ? 2 : weight === 'thin' ? 1 : 0);
}

function lineStyle(series: LineSeries, scale: number): Omit<Line, 'points'> {
  const style = laneStyle(series.lane);
  const weight = series.weight ?? 'strong';
  return {
    id: series.id,
    color: style.color,
    dash: weight === 'faint' ? '' : scaledDash(series.dash ?? style.dash, scale),
    width: (weight === 'strong' ? 2 : weight === 'thin' ? 1.5 : 1) * scale,
    opacity: (weight === 'strong' ? 1 : weight === 'thin' ? 0.85 : 0.3) * (series.pinned ? 0.45 : 1),
  };
}

function wholeAxis(axis: Axis, whole: boolean): Axis {
  return whole ? { ...axis, ticks: axis.ticks.filter((t) => Number.isInteger(t.value)) } : axis;
}

function polyline(
  xs: Numbers,
  ys: Numbers,
  length: number,
  x: Axis,
  y: Axis,
  decimator: MinMaxDecimator | null,
): Float32Array {
  const out = new Float32Array(2 * (decimator ? decimator.most : length));
  let n = 0;
  const add = (i: number) => {
    out[n++] = i < 0 ? Number.NaN : x.position(xs[i]!);
    out[n++] = i < 0 ? Number.NaN : y.position(ys[i]!);
  };
  if (decimator) decimator.forEach(ys, add);
  else for (let i = 0; i < length; i++) add(i);
  return out.subarray(0, n);
}

/** Line through the means of the buckets. */
function means(xs: Numbers, x: Axis, y: Axis, decimator: MinMaxDecimator): Float32Array {
  const out = new Float32Array(decimator.most);
  let n = 0;
  decimator.forEachBucket((low, high, mean) => {
    out[n++] = x.position((xs[low]! + xs[high]!) / 2);
    out[n++] = y.position(mean);
  });
  return out.subarray(0, n);
}

/** Outline of the band between the smallest and largest value of each bucket: a dense background curve. */
function envelope(xs: Numbers, ys: Numbers, x: Axis, y: Axis, decimator: MinMaxDecimator): Float32Array {
  // The upper edge fills from the front, the lower one backwards from the end.
  const out = new Float32Array(2 * decimator.most);
  let front = 0;
  let back = out.length;
  // On a log axis a bucket may reach down to values that cannot be drawn; it then ends at the axis.
  const floor = y.range[0];
  decimator.forEachBucket((low, high) => {
    const top = y.position(ys[high]!);
    const px = x.position((xs[low]! + xs[high]!) / 2);
    if (!Number.isFinite(px) || !Number.isFinite(top)) return;
    const bottom = y.position(ys[low]!);
    out[front++] = px;
    out[front++] = top;
    out[--back] = Number.isFinite(bottom) ? bottom : floor;
    out[--back] = px;
  });
  out.copyWithin(front, back);
  return out.subarray(0, front + out.length - back);
}

/**
 * Joins an upper and a lower edge to one outline, leaving out what cannot be drawn. A lower edge that a log axis
 * cannot show (mean − sd below zero) lies on the axis, at `floor`.
 */
function outline(upper: Float32Array, lower: Float32Array, floor: number): Float32Array {
  const out: number[] = [];
  for (let i = 0; i + 1 < upper.length; i += 2) {
    if (Number.isFinite(upper[i]!) && Number.isFinite(upper[i + 1]!)) out.push(upper[i]!, upper[i + 1]!);
  }
  for (let i = lower.length - 2; i >= 0; i -= 2) {
    const py = lower[i + 1]!;
    if (Number.isFinite(lower[i]!)) out.push(lower[i]!, Number.isFinite(py) ? py : floor);
  }
  return Float32Array.from(out);
}

function dotsOf({ series, length }: Prepared, x: Axis, y: Axis): DotDrawing[] {
  if (!series.dots && series.emphasis === undefined) return [];
  const style = laneStyle(series.lane);
  const result: DotDrawing[] = [];
  for (let i = 0; i < Math.min(length, 500); i++) {
    const px = x.position(series.x[i]!);
    const py = y.position(series.y[i]!);
    const ring = series.x[i] === series.emphasis;
    if ((series.dots || ring) && Number.isFinite(px) && Number.isFinite(py)) {
      result.push({ x: px, y: py, marker: style.marker, color: style.color, ring });
    }
  }
  return result;
}
