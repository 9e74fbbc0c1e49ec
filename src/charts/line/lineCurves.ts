// The curves of a series chart in px: lines, the ranges that dense curves fill, bands, and dots.
import type { Area, Line, Numbers } from '../core/geometry.ts';
import { laneStyle, scaledDash } from '../core/laneStyle.ts';
import type { Axis } from '../core/scales.ts';
import type { ChartCache, MinMaxDecimator } from './decimate.ts';
import { type LineSeries, LOOKS, type Prepared, WEIGHTS } from './lineData.ts';
import type { DotDrawing } from './lineDrawing.ts';
import { envelope, isDense, means, outline, polyline, QUIET_STEP } from './lineShapes.ts';

/** What curves are drawn on. */
interface Canvas {
  readonly x: Axis;
  readonly y: Axis;
  readonly scale: number;
  readonly cache: ChartCache;
  /** Every point is drawn (export) instead of what the screen can tell apart. */
  readonly every: boolean;
}

interface Curves {
  readonly lines: readonly Line[];
  readonly areas: readonly Area[];
  readonly dots: readonly DotDrawing[];
}

/** All series, those that are read above those behind them. */
export function drawCurves(prepared: readonly Prepared[], canvas: Canvas): Curves {
  const drawn = [...prepared].sort((a, b) => rank(a.series) - rank(b.series));
  const parts = drawn.map((item) => drawCurve(item, canvas));
  return {
    lines: parts.flatMap(({ lines }) => lines),
    areas: parts.flatMap(({ areas }) => areas),
    dots: parts.flatMap(({ dots }) => dots),
  };
}

/** Opacity of raw values behind smoothed curves: a texture under what is read. */
const RAW_OPACITY = 0.22;

/**
 * Curves denser than the screen are drawn as the range they fill, so that no extreme is lost, and their means.
 */
function drawCurve(item: Prepared, { x, y, scale, cache, every }: Canvas): Curves {
  const memo = cache.of(item.series.id);
  const style = lineStyle(item.series, scale);
  const { id, band, x: xs, y: raw, pinned } = item.series;
  // One quiet line, whatever it is made of.
  if (item.series.weight === 'faint') {
    const quiet = means(
      xs,
      item.smooth ?? raw,
      item.length,
      x,
      y,
      item.smooth ? memo.smooth : memo.raw,
      QUIET_STEP,
    );
    return { lines: [{ ...style, points: quiet }], areas: [], dots: [] };
  }
  const dense = isDense(item.length, x, item.smooth ? 0.7 : 2);
  const lines: Line[] = [];
  const areas: Area[] = [];
  const points = (values: Numbers, decimator: MinMaxDecimator) =>
    polyline(xs, values, item.length, x, y, every ? null : decimator);
  const middle = (values: Numbers, decimator: MinMaxDecimator) =>
    dense ? means(xs, values, item.length, x, y, decimator) : points(values, decimator);
  const texture = (name: string, opacity: number) => {
    if (every || !dense)
      lines.push({ ...style, id: name, points: points(raw, memo.raw), opacity, width: scale, dash: '' });
    else {
      const filled = envelope(xs, raw, item.length, x, y, memo.raw);
      areas.push({ id: name, points: filled, color: style.color, opacity, outline: 0.75 * scale });
    }
  };
  if (band) {
    const edges = outline(middle(band.high, memo.high), middle(band.low, memo.low), y.range[0]);
    areas.push({ id: `${id}-band`, points: edges, color: style.color, opacity: 0.14 });
  }
  if (item.smooth) {
    texture(`${id}-raw`, RAW_OPACITY * (dense ? 0.45 : 1) * (pinned ? 0.5 : 1));
    lines.push({ ...style, points: middle(item.smooth, memo.smooth) });
  } else {
    if (dense) texture(`${id}-range`, style.opacity * 0.25);
    lines.push({ ...style, points: middle(raw, memo.raw) });
  }
  return { lines, areas, dots: dotsOf(item, x, y) };
}

function rank(series: LineSeries): number {
  const weight = series.weight ?? 'strong';
  return (series.pinned ? 0 : WEIGHTS.length) - WEIGHTS.indexOf(weight);
}

function lineStyle(series: LineSeries, scale: number): Omit<Line, 'points'> {
  const style = laneStyle(series.lane);
  const weight = series.weight ?? 'strong';
  return {
    id: series.id,
    color: style.color,
    dash: weight === 'faint' ? '' : scaledDash(style.dash, scale),
    width: LOOKS[series.pinned ? 'thin' : weight].width * scale,
    opacity: LOOKS[weight].opacity * (series.pinned ? 0.55 : 1),
  };
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
