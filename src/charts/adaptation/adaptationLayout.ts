// Layout of the adaptation figure for one-input regression: truth, support points, and each lane's curve before
// and after each inner step, from faint to strong, so that time reads as weight.
import type { Line, Numbers, Rect, Size, Table } from '../core/geometry.ts';
import { clamp } from '../core/geometry.ts';
import { type LegendEntry, type PlacedEntry, placeLegend, textWidth } from '../core/labels.ts';
import { laneStyle, scaledDash } from '../core/laneStyle.ts';
import {
  type Axis,
  axisTitle,
  domainFor,
  extent,
  formatNumber,
  gentleDomain,
  makeAxis,
} from '../core/scales.ts';

export interface SupportPoint {
  readonly x: number;
  readonly y: number;
}

export interface AdaptationData {
  /** Grid on which the lanes' curves are given, ascending. */
  readonly x: Numbers;
  /** The noiseless task; absent for the user's own task. */
  readonly truth?: { readonly x: Numbers; readonly y: Numbers };
  readonly points: readonly SupportPoint[];
  readonly lanes: readonly {
    readonly lane: number;
    readonly label: string;
    /** Outputs on `x` after 0, 1, … inner steps. */
    readonly curves: readonly Numbers[];
    /** Inner steps N that the lane trains with. */
    readonly trained: number;
  }[];
  /** Scrubbing: show the fit after this many steps instead of each lane's N. */
  readonly shownStep?: number;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Where points may be put, when the grid does not say. */
  readonly xDomain?: readonly [number, number];
}

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
  /** Faint to strong, lanes in order; the last of each lane is its fit. */
  readonly lines: readonly Line[];
  readonly points: readonly PointDrawing[];
  readonly legend: readonly PlacedEntry[];
  readonly empty: string | null;
}

/** Steps shown for a lane: the scrubbed one, else its N; within what there is. */
export function shownSteps(data: AdaptationData, lane: AdaptationData['lanes'][number]): number {
  const wished = data.shownStep ?? lane.trained;
  return clamp(Math.round(Number.isFinite(wished) ? wished : 0), 0, Math.max(0, lane.curves.length - 1));
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
  const curvesAfter = (step: (lane: AdaptationData['lanes'][number]) => number) =>
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
  const legend = placeLegend(legendOf(data), 4 * scale, size.width - 4 * scale, 2 * scale, scale);
  const top = legend.height + (data.yLabel ? 24 : 12) * scale;
  const bottom = Math.max(top + 10, size.height - 38 * scale);
  const yDomain =
    hold && previous ? ([previous[0], previous[1]] as const) : gentleDomain(previous, neededRange(data));
  const y = makeAxis(
    'linear',
    yDomain,
    [bottom, top],
    Math.max(2, Math.round((bottom - top) / (46 * scale))),
  );
  const left = Math.max(
    30 * scale,
    Math.max(0, ...y.ticks.map((t) => textWidth(t.label, 12 * scale))) + 12 * scale,
  );
  const right = Math.max(left + 10, size.width - 14 * scale);
  const xDomain = xDomainOf(data);
  const x = makeAxis(
    'linear',
    xDomain,
    [left, right],
    Math.max(2, Math.round((right - left) / (80 * scale))),
  );
  const curve = (xs: Numbers, ys: Numbers) => {
    const out = new Float32Array(2 * Math.min(xs.length, ys.length));
    for (let i = 0; 2 * i < out.length; i++) {
      out[2 * i] = x.position(xs[i]!);
      // Far outside values would overflow the path; the clip hides them anyway.
      out[2 * i + 1] = clampFinite(y.position(ys[i]!), -4 * size.height, 5 * size.height);
    }
    return out;
  };
  const lines: Line[] = [];
  for (const lane of data.lanes) {
    const style = laneStyle(lane.lane);
    const last = shownSteps(data, lane);
    for (let step = 0; step <= last && step < lane.curves.length; step++) {
      const isFit = step === last;
      lines.push({
        id: `${lane.lane}-${step}`,
        points: curve(data.x, lane.curves[step]!),
        color: style.color,
        width: (isFit ? 2.6 : 1.4) * scale,
        dash: isFit ? scaledDash(style.dash, scale) : '',
        opacity: isFit ? 1 : 0.22 + 0.38 * (last === 0 ? 0 : step / last),
      });
    }
  }
  return {
    size,
    plot: { left, top, right, bottom },
    x,
    y,
    xTitle: axisTitle(data.xLabel ?? 'input x', x),
    yTitle: axisTitle(data.yLabel ?? '', y),
    truth: data.truth
      ? {
          id: 'truth',
          points: curve(data.truth.x, data.truth.y),
          color: 'var(--truth)',
          width: 1.6 * scale,
          dash: `${2 * scale} ${4 * scale}`,
          opacity: 0.75,
        }
      : null,
    lines,
    points: data.points.flatMap((value, index) => {
      const px = x.position(value.x);
      const py = y.position(value.y);
      if (!Number.isFinite(px) || !Number.isFinite(py)) return [];
      return [
        {
          index,
          x: clamp(px, left, right),
          y: clamp(py, top, bottom),
          value,
          name: pointName(index, value),
        },
      ];
    }),
    legend: legend.entries,
    empty: data.lanes.length === 0 && data.points.length === 0 && !data.truth ? 'No task yet' : null,
  };
}

function clampFinite(value: number, low: number, high: number): number {
  return Number.isFinite(value) ? clamp(value, low, high) : value;
}

export function pointName(index: number, point: SupportPoint): string {
  return `Support point ${index + 1}: x ${short(point.x)}, y ${short(point.y)}`;
}

function short(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2).replace('-', '−') : formatNumber(value);
}

function xDomainOf(data: AdaptationData): [number, number] {
  if (data.xDomain) return [data.xDomain[0], data.xDomain[1]];
  const grid = extent([
    ...Array.from(data.x),
    ...(data.truth ? Array.from(data.truth.x) : []),
    ...data.points.map((p) => p.x),
  ]);
  return grid && grid[0] < grid[1] ? grid : domainFor('linear', grid);
}

function legendOf(data: AdaptationData): LegendEntry[] {
  const entries: LegendEntry[] = [];
  const plain = { dash: '', marker: null, opacity: 1 } as const;
  if (data.truth) entries.push({ ...plain, label: 'the task', color: 'var(--truth)', dash: '2 4' });
  for (const lane of data.lanes) {
    const style = laneStyle(lane.lane);
    entries.push({ ...plain, label: lane.label, color: style.color, dash: style.dash });
  }
  return entries;
}

/**
 * Where "Add point" puts a point: in the middle of the widest gap between support points, on the truth where
 * there is one, else between its neighbours.
 */
export function suggestedPoint(data: AdaptationData): SupportPoint {
  const [low, high] = xDomainOf(data);
  const sorted = data.points.filter((p) => Number.isFinite(p.x)).sort((a, b) => a.x - b.x);
  const stops = [low, ...sorted.map((p) => p.x), high];
  let x = (low + high) / 2;
  let widest = 0;
  for (let i = 1; i < stops.length; i++) {
    const gap = stops[i]! - stops[i - 1]!;
    if (gap > widest) {
      widest = gap;
      x = (stops[i]! + stops[i - 1]!) / 2;
    }
  }
  if (data.truth) return { x, y: interpolate(data.truth.x, data.truth.y, x) };
  return {
    x,
    y: interpolate(
      sorted.map((p) => p.x),
      sorted.map((p) => p.y),
      x,
    ),
  };
}

function interpolate(xs: Numbers, ys: Numbers, x: number): number {
  if (xs.length === 0) return 0;
  if (x <= xs[0]!) return ys[0]!;
  for (let i = 1; i < xs.length; i++) {
    if (x > xs[i]!) continue;
    const t = (x - xs[i - 1]!) / (xs[i]! - xs[i - 1]! || 1);
    return ys[i - 1]! + t * (ys[i]! - ys[i - 1]!);
  }
  return ys[xs.length - 1]!;
}

/** Curves in columns on the grid, then truth, then the support points as rows of their own. */
export function adaptationTable(data: AdaptationData): Table {
  const columns = ['what', data.xLabel ?? 'input x'];
  for (const lane of data.lanes) {
    for (let step = 0; step < lane.curves.length; step++) {
      columns.push(step === 0 ? `${lane.label}, launch model` : `${lane.label}, after ${step}`);
    }
  }
  columns.push('y');
  const blanks = new Array<string>(columns.length - 3).fill('');
  const rows: (number | string)[][] = [];
  for (let i = 0; i < data.x.length; i++) {
    rows.push([
      'curves',
      data.x[i]!,
      ...data.lanes.flatMap((lane) => lane.curves.map((curve) => curve[i] ?? Number.NaN)),
      '',
    ]);
  }
  for (const point of data.points) rows.push(['support point', point.x, ...blanks, point.y]);
  if (data.truth) {
    for (let i = 0; i < data.truth.x.length; i++) {
      rows.push(['the task', data.truth.x[i]!, ...blanks, data.truth.y[i]!]);
    }
  }
  return { columns, rows };
}

export function adaptationSummary(data: AdaptationData): string {
  const lanes = data.lanes.map((lane) => {
    const steps = shownSteps(data, lane);
    const before = misfit(data, lane.curves[0]);
    const after = misfit(data, lane.curves[steps]);
    if (before === null || after === null) return lane.label;
    return `${lane.label}: mean squared distance from the points ${formatNumber(before)} before and ${formatNumber(after)} after ${steps} inner ${steps === 1 ? 'step' : 'steps'}`;
  });
  const points = `${data.points.length} support ${data.points.length === 1 ? 'point' : 'points'}`;
  return `Regression task with ${points}. ${lanes.length > 0 ? `${lanes.join('; ')}.` : ''}`.trim();
}

function misfit(data: AdaptationData, curve: Numbers | undefined): number | null {
  if (!curve || data.points.length === 0 || data.x.length === 0) return null;
  let sum = 0;
  for (const p of data.points) sum += (interpolate(data.x, curve, p.x) - p.y) ** 2;
  return sum / data.points.length;
}
