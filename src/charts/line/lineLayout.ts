// Layout of a series chart: domains, ticks, decimated polylines, end labels or legend, marks and levels.
// Pure apart from an optional memo (`ChartCache`) that makes a growing series cost only its new points.

import type { Area, Line, Numbers, Rect, Size } from '../core/geometry.ts';
import { type EndLabel, type PlacedEntry, placeLegend, textWidth } from '../core/labels.ts';
import { laneStyle, type Marker, scaledDash } from '../core/laneStyle.ts';
import { type Axis, axisTitle, domainFor, makeAxis, type ScaleKind } from '../core/scales.ts';
import { ChartCache, type MinMaxDecimator } from './decimate.ts';
import { naming, type Prepared, placeEnds, placeLevels, placeMarks } from './linePlacement.ts';
import { rangesOf } from './lineRanges.ts';
import { envelope, isDense, means, outline, polyline } from './lineShapes.ts';

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
  const { x: xRange, y: yRange, cut, rawCut } = rangesOf(data, prepared, cache, size.width);
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
    const { x: xs, y: raw } = item.series;
    // Curves denser than the screen are drawn as the range they fill, so that no extreme is lost, and their means.
    const faint = item.series.weight === 'faint';
    const dense = isDense(item.length, x, item.smooth || faint ? 0.7 : 2);
    const points = (values: Numbers, decimator: MinMaxDecimator) =>
      polyline(xs, values, item.length, x, y, every ? null : decimator);
    const middle = (values: Numbers, decimator: MinMaxDecimator) =>
      dense ? means(xs, values, item.length, x, y, decimator) : points(values, decimator);
    const texture = (id: string, opacity: number) => {
      if (every || !dense)
        lines.push({ ...style, id, points: points(raw, memo.raw), opacity, width: scale, dash: '' });
      else {
        const filled = envelope(xs, raw, item.length, x, y, memo.raw);
        areas.push({ id, points: filled, color: style.color, opacity, outline: 0.75 * scale });
      }
    };
    const { band, id } = item.series;
    if (band) {
      const edges = outline(middle(band.high, memo.high), middle(band.low, memo.low), y.range[0]);
      areas.push({ id: `${id}-band`, points: edges, color: style.color, opacity: faint ? 0.08 : 0.14 });
    }
    if (item.smooth || faint) {
      const opacity = RAW_OPACITY * (dense ? 0.45 : 1) * (item.series.pinned ? 0.5 : 1);
      texture(item.smooth ? `${id}-raw` : id, opacity);
      if (item.smooth) lines.push({ ...style, points: middle(item.smooth, memo.smooth) });
    } else {
      if (dense) texture(`${id}-range`, style.opacity * 0.25);
      lines.push({ ...style, points: middle(raw, memo.raw) });
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
    yTitle: `${axisTitle(data.yLabel, y)}${data.yDomain ? '' : cutNote(cut, rawCut)}`,
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

/** Opacity of raw values behind smoothed curves and of faint ones: a texture under what is read. */
const RAW_OPACITY = 0.22;

/** What the frame leaves out, in words. */
function cutNote(cut: boolean, rawCut: boolean): string {
  if (cut) return ' (higher values cut off)';
  return rawCut ? ' (extremes cut off)' : '';
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
    opacity: (weight === 'strong' ? 1 : weight === 'thin' ? 0.85 : 0.45) * (series.pinned ? 0.45 : 1),
  };
}

function wholeAxis(axis: Axis, whole: boolean): Axis {
  return whole ? { ...axis, ticks: axis.ticks.filter((t) => Number.isInteger(t.value)) } : axis;
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
