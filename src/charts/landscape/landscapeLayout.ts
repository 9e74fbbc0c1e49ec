// Layout of the loss landscape: contours of the meta-loss and of single tasks in a plane of parameters, the
// lanes' paths, inner steps as arrows, and marked points. Axes have equal scale, so that angles are true.
import { contours as makeContours } from 'd3';
import { quantile } from '../../math/statistics.ts';
import type { Numbers, Rect, Size, Table } from '../core/geometry.ts';
import { type LegendEntry, type PlacedEntry, placeLegend } from '../core/labels.ts';
import { laneStyle, type Marker, scaledDash } from '../core/laneStyle.ts';
import { type Axis, axisTitle, extent, formatNumber, makeAxis } from '../core/scales.ts';
import { type MarkPlacement, markColor, placeLandscapeMarks } from './landscapeMarks.ts';

export interface LandscapeMark {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** Closed-form minimisers of F and of the plain average; where a lane's own update stands still. */
  readonly kind: 'minimiser' | 'average' | 'stopping';
  readonly lane?: number;
}

/** A task's optimum, and where its half axes end, relative to it. */
export interface LandscapeOptimum {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly axes?: readonly [readonly [number, number], readonly [number, number]];
}

export interface LandscapeData {
  /** Plane coordinates of the grid's first and last point, on both axes, relative to `center`. */
  readonly extent: readonly [number, number];
  /** Middle of the drawn square; absent: the origin. */
  readonly center?: readonly [number, number];
  readonly resolution: number;
  /** Meta-loss F [resolution, resolution], row-major from the lower left. */
  readonly metaLoss: Numbers;
  /** The same of single tasks; drawn faint. */
  readonly taskLoss: readonly Numbers[];
  /** Each lane's path so far [points, 2], with each point's iteration and distance off the plane where known. */
  readonly paths: readonly {
    readonly lane: number;
    readonly label: string;
    readonly points: Numbers;
    readonly iterations?: Numbers;
    readonly off?: Numbers;
  }[];
  /** Inner steps [N + 1, 2] from a launch model to one task. */
  readonly arrows: readonly { readonly lane: number; readonly points: Numbers }[];
  readonly marks: readonly LandscapeMark[];
  /** Task optima, draggable where the page takes changes. */
  readonly optima?: readonly LandscapeOptimum[];
  readonly xLabel: string;
  readonly yLabel: string;
}

export interface PathDrawing {
  readonly id: string;
  readonly d: string;
  readonly color: string;
  readonly width: number;
  readonly dash: string;
  readonly opacity: number;
}

export interface LandscapeDrawing {
  readonly size: Size;
  readonly plot: Rect;
  readonly x: Axis;
  readonly y: Axis;
  readonly xTitle: string;
  readonly yTitle: string;
  /** Filled contours of F, lowest level first; each is drawn over the last. */
  readonly contours: readonly { readonly level: number; readonly d: string }[];
  readonly taskContours: readonly { readonly id: string; readonly task: number; readonly d: string }[];
  readonly paths: readonly (PathDrawing & {
    readonly lane: number;
    readonly end: readonly [number, number] | null;
    readonly marker: Marker;
  })[];
  readonly arrows: readonly (PathDrawing & { readonly head: string })[];
  readonly marks: readonly MarkPlacement[];
  readonly optima: readonly {
    readonly index: number;
    readonly x: number;
    readonly y: number;
    readonly label: string;
    readonly name: string;
    /** Ends of its axes in px. */
    readonly axes: readonly (readonly [number, number])[];
  }[];
  readonly legend: readonly PlacedEntry[];
  /** Marked points, by symbol. */
  readonly key: readonly (PlacedEntry & { readonly kind: LandscapeMark['kind'] })[];
  readonly empty: string | null;
}

type Rings = readonly { readonly value: number; readonly coordinates: number[][][][] }[];
/** Contours cost more than the rest of the drawing and change only with the grid. */
const memo = new WeakMap<object, { readonly key: string; readonly rings: Rings }>();

/** Levels reach this many times as high over the minimum as three quarters of the values do. */
const TOP = 4;

/** Levels that resolve the valley: closer together near the minimum, and none for corners that blow up. */
export function contourLevels(values: Numbers, count: number): number[] {
  const finite = Array.from(values).filter(Number.isFinite);
  const range = extent(finite);
  if (!range || !(range[1] > range[0])) return [];
  const typical = quantile(finite, 0.75) - range[0];
  const span = typical > 0 ? Math.min(range[1] - range[0], TOP * typical) : range[1] - range[0];
  return Array.from({ length: count }, (_, k) => range[0] + span * ((k + 1) / (count + 1)) ** 2);
}

function ringsOf(values: Numbers, resolution: number, count: number): Rings {
  if (resolution < 2 || values.length < resolution * resolution) return [];
  const key = `${resolution}/${count}`;
  const known = memo.get(values as object);
  if (known?.key === key) return known.rings;
  const range = extent(Array.from(values));
  const high = range ? range[1] : 0;
  const clean = Array.from(values, (v) => (Number.isFinite(v) ? v : high));
  const levels = contourLevels(values, count);
  const rings =
    levels.length === 0 ? [] : makeContours().size([resolution, resolution]).thresholds(levels)(clean);
  memo.set(values as object, { key, rings });
  return rings;
}

export function landscapeLayout(data: LandscapeData, size: Size): LandscapeDrawing {
  const { scale } = size;
  const placedKey = keyAndLegend(data, size);
  const top = placedKey.height + 24 * scale;
  const bottom = Math.max(top + 20, size.height - 38 * scale);
  const left = 46 * scale;
  const side = Math.max(20, Math.min(bottom - top, size.width - left - 14 * scale));
  const shift = Math.max(0, (size.width - left - 14 * scale - side) / 2);
  const plot: Rect = { left: left + shift, top, right: left + shift + side, bottom: top + side };
  const domain = data.extent[0] < data.extent[1] ? data.extent : ([-1, 1] as const);
  const count = Math.max(2, Math.round(side / (70 * scale)));
  const [cx, cy] = data.center ?? [0, 0];
  const around = (middle: number) => [middle + domain[0], middle + domain[1]] as const;
  const x = makeAxis('linear', around(cx), [plot.left, plot.right], count);
  const y = makeAxis('linear', around(cy), [plot.bottom, plot.top], count);
  const toPx = (c: readonly number[]): [number, number] => {
    const cell = (side * 1) / Math.max(1, data.resolution - 1);
    return [plot.left + (c[0]! - 0.5) * cell, plot.bottom - (c[1]! - 0.5) * cell];
  };
  const metaRings = ringsOf(data.metaLoss, data.resolution, 12);
  const lines = data.paths.map((path) => {
    const style = laneStyle(path.lane);
    const { d, end } = thinPath(path.points, x, y);
    return {
      id: `path-${path.lane}`,
      lane: path.lane,
      d,
      end,
      marker: style.marker,
      color: style.color,
      width: 2 * scale,
      dash: scaledDash(style.dash, scale),
      opacity: 1,
    };
  });
  return {
    size,
    plot,
    x,
    y,
    xTitle: axisTitle(data.xLabel, x),
    yTitle: axisTitle(data.yLabel, y),
    contours: metaRings.map((ring) => ({ level: ring.value, d: ringPath(ring.coordinates, toPx) })),
    taskContours: data.taskLoss.flatMap((values, task) =>
      ringsOf(values, data.resolution, 4)
        .slice(0, 3)
        .map((ring) => ({ id: `${task}-${ring.value}`, task, d: ringPath(ring.coordinates, toPx) })),
    ),
    paths: lines,
    arrows: data.arrows.map((arrow, i) => arrowOf(arrow, i, x, y, scale)),
    marks: placeLandscapeMarks(data, x, y, plot, scale),
    optima: (data.optima ?? []).flatMap((optimum, index) => {
      const px = x.position(optimum.x);
      const py = y.position(optimum.y);
      if (!Number.isFinite(px) || !Number.isFinite(py)) return [];
      const name = `${optimum.label}: ${optimum.x.toFixed(2).replace('-', '−')}, ${optimum.y.toFixed(2).replace('-', '−')}`;
      const axes = (optimum.axes ?? []).map(
        ([dx, dy]) => [x.position(optimum.x + dx), y.position(optimum.y + dy)] as const,
      );
      return [{ index, x: px, y: py, label: optimum.label, name, axes }];
    }),
    legend: placedKey.legend,
    key: placedKey.key,
    empty: metaRings.length === 0 && data.paths.length === 0 ? 'No landscape yet' : null,
  };
}

/** Lanes and marked points in one flow above the plot. */
function keyAndLegend(data: LandscapeData, size: Size) {
  const { scale } = size;
  const lanes = data.paths.map(entryOf);
  const marks = data.marks.map((mark) => ({
    label: mark.label,
    color: markColor(mark),
    dash: '',
    marker: null,
    opacity: 0,
  }));
  const all = placeLegend([...lanes, ...marks], 4 * scale, size.width - 4 * scale, 2 * scale, scale);
  return {
    height: all.height,
    legend: all.entries.slice(0, lanes.length),
    key: all.entries.slice(lanes.length).map((entry, i) => ({ ...entry, kind: data.marks[i]!.kind })),
  };
}

function entryOf(path: LandscapeData['paths'][number]): LegendEntry {
  const style = laneStyle(path.lane);
  return { label: path.label, color: style.color, dash: style.dash, marker: style.marker, opacity: 1 };
}

function ringPath(polygons: number[][][][], toPx: (c: readonly number[]) => [number, number]): string {
  const parts: string[] = [];
  for (const polygon of polygons) {
    for (const ring of polygon) {
      const points = ring.map((c) =>
        toPx(c)
          .map((v) => Math.round(v * 10) / 10)
          .join(','),
      );
      if (points.length > 0) parts.push(`M${points.join('L')}Z`);
    }
  }
  return parts.join('');
}

/** Path data that leaves out points closer than 0.7 px to the last one kept; the last point always stays. */
function thinPath(points: Numbers, x: Axis, y: Axis): { d: string; end: [number, number] | null } {
  const parts: string[] = [];
  let last: [number, number] | null = null;
  let end: [number, number] | null = null;
  const add = (px: number, py: number) => {
    parts.push(`${parts.length === 0 ? 'M' : 'L'}${Math.round(px * 10) / 10},${Math.round(py * 10) / 10}`);
    last = [px, py];
  };
  for (let i = 0; i + 1 < points.length; i += 2) {
    const px = x.position(points[i]!);
    const py = y.position(points[i + 1]!);
    if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
    end = [px, py];
    const previous = last as [number, number] | null;
    if (!previous || Math.hypot(px - previous[0], py - previous[1]) >= 0.7) add(px, py);
  }
  const previous = last as [number, number] | null;
  if (end && previous && (previous[0] !== end[0] || previous[1] !== end[1])) add(end[0], end[1]);
  return { d: parts.join(''), end };
}

function arrowOf(arrow: LandscapeData['arrows'][number], index: number, x: Axis, y: Axis, scale: number) {
  const style = laneStyle(arrow.lane);
  const pixels: [number, number][] = [];
  for (let i = 0; i + 1 < arrow.points.length; i += 2) {
    const px = x.position(arrow.points[i]!);
    const py = y.position(arrow.points[i + 1]!);
    if (Number.isFinite(px) && Number.isFinite(py)) pixels.push([px, py]);
  }
  const tip = pixels.at(-1);
  const before = pixels.at(-2);
  let head = '';
  if (tip && before && Math.hypot(tip[0] - before[0], tip[1] - before[1]) > 2) {
    const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
    const wing = (turn: number) =>
      `${Math.round((tip[0] - 8 * scale * Math.cos(angle + turn)) * 10) / 10},${Math.round((tip[1] - 8 * scale * Math.sin(angle + turn)) * 10) / 10}`;
    head = `M${wing(0.42)}L${Math.round(tip[0] * 10) / 10},${Math.round(tip[1] * 10) / 10}L${wing(-0.42)}`;
  }
  return {
    id: `arrow-${index}`,
    d: pixels
      .map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${Math.round(px * 10) / 10},${Math.round(py * 10) / 10}`)
      .join(''),
    head,
    color: style.color,
    width: 1.4 * scale,
    dash: '',
    opacity: 0.75,
  };
}

/** Paths, inner steps, marks and optima point by point, then the grid of F. */
export function landscapeTable(data: LandscapeData): Table {
  const rows: (number | string)[][] = [];
  const known = data.paths.some((path) => path.iterations || path.off);
  const row = (what: string, index: number | string, x: number, y: number, loss: number | string = '') =>
    rows.push([what, index, x, y, loss, ...(known ? ['', ''] : [])]);
  for (const mark of data.marks) row(mark.label, '', mark.x, mark.y);
  for (const optimum of data.optima ?? []) row(optimum.label, '', optimum.x, optimum.y);
  for (const { label, points, iterations, off } of data.paths) {
    for (let i = 0; 2 * i + 1 < points.length; i++) {
      const extra = known ? [iterations?.[i] ?? '', off?.[i] ?? ''] : [];
      rows.push([`path of ${label}`, i, points[2 * i]!, points[2 * i + 1]!, '', ...extra]);
    }
  }
  data.arrows.forEach(({ lane, points }, k) => {
    for (let i = 0; 2 * i + 1 < points.length; i++)
      row(`inner steps ${k + 1}, lane ${lane + 1}`, i, points[2 * i]!, points[2 * i + 1]!);
  });
  const { resolution: n } = data;
  const [low, high] = data.extent;
  const [cx, cy] = data.center ?? [0, 0];
  const at = (i: number) => low + ((high - low) * i) / Math.max(1, n - 1);
  for (let i = 0; i < Math.min(n * n, data.metaLoss.length); i++)
    row('meta-loss', i, cx + at(i % n), cy + at(Math.floor(i / n)), data.metaLoss[i]!);
  const columns = ['what', 'index', data.xLabel, data.yLabel, 'loss'];
  return { columns: known ? [...columns, 'iteration', 'distance off the plane'] : columns, rows };
}

export function landscapeSummary(data: LandscapeData): string {
  const range = extent(Array.from(data.metaLoss));
  const loss = range ? ` Meta-loss from ${formatNumber(range[0])} to ${formatNumber(range[1])}.` : '';
  const marks = data.marks.map((m) => `${m.label} at ${formatNumber(m.x, 3)}, ${formatNumber(m.y, 3)}`);
  const lanes = data.paths.flatMap((path) => {
    const n = path.points.length;
    if (n < 2) return [];
    return [
      `${path.label} now at ${formatNumber(path.points[n - 2]!, 3)}, ${formatNumber(path.points[n - 1]!, 3)}`,
    ];
  });
  const details = [...lanes, ...marks].join('; ');
  return `Loss landscape over ${data.xLabel} and ${data.yLabel}.${loss}${details ? ` ${details}.` : ''}`;
}
