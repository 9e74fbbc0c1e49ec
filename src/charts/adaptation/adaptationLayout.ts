// Layout of the adaptation figure for one-input regression: truth, support points, and each lane's curve before
// and after each inner step, from faint to strong, so that time reads as weight.

import { formatFixed } from '../../ui/format.ts';
import { clamp, type Line, type Numbers, type Rect, type Size } from '../core/geometry.ts';
import { type EndLabel, type PlacedEntry, placeLegend, tickRoom } from '../core/labels.ts';
import { laneStyle, scaledDash } from '../core/laneStyle.ts';
import {
  type Axis,
  axisTitle,
  domainFor,
  extent,
  gentleDomain,
  makeAxis,
  tickCount,
} from '../core/scales.ts';
import { type AdaptationData, type LaneCurves, type SupportPoint, shownSteps } from './adaptationData.ts';
import { endRoom, legendOf, placeFitLabels } from './adaptationLabels.ts';

export interface PointDrawing {
  readonly index: number;
  readonly x: number;
  readonly y: number;
  readonly value: SupportPoint;
  /** Accessible name: "Support point 3: x −1.20, y 0.80". */
  readonly name: string;
}

export interface AdaptationDrawing {
  readonly size: Size;
  readonly plot: Rect;
  readonly x: Axis;
  readonly y: Axis;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly truth: Line | null;
  /** Lines are drawn as dots. */
  readonly dots: boolean;
  /** Faint to strong, lanes in order; the last of each lane is its fit. */
  readonly lines: readonly Line[];
  readonly points: readonly PointDrawing[];
  readonly legend: readonly PlacedEntry[];
  readonly endLabels: readonly EndLabel[];
  readonly empty: string | null;
}

/** How far curves may widen the task's own range, as a multiple of it. */
const ROOM = 1.2;
/** Least range that this is taken of: the fits to a flat task are seen even where they are far from flat. */
const LEAST_SPAN = { launch: 1, fit: 3 };

/** `range` widened to hold `curves`, by `room` on either side at most: one that runs away must not squash the rest. */
function widened(range: readonly [number, number], curves: [number, number] | null, room: number) {
  if (!curves) return range;
  return [
    Math.min(range[0], Math.max(curves[0], range[0] - room)),
    Math.max(range[1], Math.min(curves[1], range[1] + room)),
  ] as const;
}

/** y-range that truth, points, and the launch and fitted curves need (wild values capped by the task's own range). */
export function neededRange(data: AdaptationData): readonly [number, number] {
  const task = extent([...data.points.map((p) => p.y), ...(data.truth ? Array.from(data.truth.y) : [])]);
  const curvesAfter = (step: (lane: LaneCurves) => number) =>
    extent(data.lanes.flatMap((lane) => Array.from(lane.curves[step(lane)] ?? [])));
  const launch = curvesAfter(() => 0);
  const fits = curvesAfter((lane) => shownSteps(data, lane));
  if (!task) return extent([...(launch ?? []), ...(fits ?? [])]) ?? [-1, 1];
  const span = task[1] - task[0];
  const [low, high] = widened(task, launch, ROOM * Math.max(span, LEAST_SPAN.launch));
  const [lowest, highest] = widened(task, fits, ROOM * Math.max(span, LEAST_SPAN.fit));
  return [Math.min(low, lowest), Math.max(high, highest)];
}

/** Lays out; `previous` is the y-domain drawn last, kept unless values need more or much less. */
export function adaptationLayout(
  data: AdaptationData,
  size: Size,
  previous: readonly [number, number] | null = null,
  hold = false,
): AdaptationDrawing {
  const { scale } = size;
  const room = endRoom(data, size);
  const legend = placeLegend(legendOf(data, room !== null), size);
  const top = legend.height + (data.yLabel ? 24 : 12) * scale;
  const bottom = Math.max(top + 10, size.height - 38 * scale);
  const yDomain =
    hold && previous ? ([previous[0], previous[1]] as const) : gentleDomain(previous, neededRange(data));
  const y = makeAxis('linear', yDomain, [bottom, top], tickCount(bottom - top, 46 * scale));
  const left = tickRoom(y, scale);
  const right = Math.max(left + 10, size.width - (room ?? 14 * scale));
  const x = makeAxis('linear', xDomainOf(data), [left, right], tickCount(right - left, 80 * scale));
  const plot: Rect = { left, top, right, bottom };
  const lines = [
    ...data.lanes.flatMap((lane) => laneLines(data, lane, x, y, size)),
    ...(data.moving ?? []).map((one) => movingLine(data, one, x, y, size)),
  ];
  return {
    size,
    plot,
    x,
    y,
    xTitle: axisTitle(data.xLabel ?? 'input x', x),
    yTitle: axisTitle(data.yLabel ?? '', y),
    truth: data.truth ? truthLine(data.truth, x, y, size) : null,
    dots: data.dots ?? false,
    lines,
    points: placePoints(data.points, x, y, plot),
    legend: legend.entries,
    endLabels: room === null ? [] : placeFitLabels(data, lines, plot, scale),
    empty: data.lanes.length === 0 && data.points.length === 0 && !data.truth ? 'No task yet' : null,
  };
}

/** px of a curve. Far outside values would overflow the path; the clip hides them anyway. */
function curve(xs: Numbers, ys: Numbers, x: Axis, y: Axis, height: number): Float32Array {
  const out = new Float32Array(2 * Math.min(xs.length, ys.length));
  for (let i = 0; 2 * i < out.length; i++) {
    out[2 * i] = x.position(xs[i]!);
    const py = y.position(ys[i]!);
    out[2 * i + 1] = Number.isFinite(py) ? clamp(py, -4 * height, 5 * height) : py;
  }
  return out;
}

function truthLine(truth: NonNullable<AdaptationData['truth']>, x: Axis, y: Axis, size: Size): Line {
  const { scale } = size;
  return {
    id: 'truth',
    points: curve(truth.x, truth.y, x, y, size.height),
    color: 'var(--truth)',
    width: 1.2 * scale,
    dash: '',
    opacity: 0.7,
  };
}

/** A lane's curves up to the shown step, from faint to strong; of a lane beside the selected one the first and the last. */
function laneLines(data: AdaptationData, lane: LaneCurves, x: Axis, y: Axis, size: Size): Line[] {
  const style = laneStyle(lane.lane);
  const last = shownSteps(data, lane);
  const inFull = data.selected === undefined || data.selected === lane.lane;
  return lane.curves.slice(0, last + 1).flatMap((ys, step) => {
    const isFit = step === last;
    if (data.dots && !isFit) return [];
    if (!inFull && !isFit && step > 0) return [];
    return {
      id: `${lane.lane}-${step}`,
      points: curve(data.x, ys, x, y, size.height),
      color: style.color,
      width: (isFit ? 2.6 : 1.4) * size.scale,
      dash: isFit || !inFull ? scaledDash(style.dash, size.scale) : '',
      opacity: isFit ? (data.moving ? 0.3 : 1) : 0.25 + 0.4 * (last === 0 ? 0 : step / last),
    };
  });
}

/** A lane's curve on its way through the inner steps. */
function movingLine(
  data: AdaptationData,
  { lane, y: ys }: NonNullable<AdaptationData['moving']>[number],
  x: Axis,
  y: Axis,
  size: Size,
): Line {
  return {
    id: `${lane}-moving`,
    points: curve(data.x, ys, x, y, size.height),
    color: laneStyle(lane).color,
    width: 3.4 * size.scale,
    dash: '',
    opacity: 1,
  };
}

/** Points that can be drawn, at the rim where they lie outside. */
function placePoints(points: readonly SupportPoint[], x: Axis, y: Axis, plot: Rect): PointDrawing[] {
  return points.flatMap((value, index) => {
    const [px, py] = [x.position(value.x), y.position(value.y)];
    if (!Number.isFinite(px) || !Number.isFinite(py)) return [];
    return {
      index,
      x: clamp(px, plot.left, plot.right),
      y: clamp(py, plot.top, plot.bottom),
      value,
      name: pointName(index, value),
    };
  });
}

function pointName(index: number, point: SupportPoint): string {
  return `Support point ${index + 1}: x ${formatFixed(point.x, 2)}, y ${formatFixed(point.y, 2)}`;
}

export function xDomainOf(data: AdaptationData): [number, number] {
  if (data.xDomain) return [data.xDomain[0], data.xDomain[1]];
  const grid = extent([
    ...Array.from(data.x),
    ...(data.truth ? Array.from(data.truth.x) : []),
    ...data.points.map((p) => p.x),
  ]);
  return grid && grid[0] < grid[1] ? grid : domainFor('linear', grid);
}
