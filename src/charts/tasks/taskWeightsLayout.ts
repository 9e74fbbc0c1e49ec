// Layout of "Task weights": p over training as a stacked area with the current p as named bars beside it.

import { formatFixed, formatNumber } from '../../ui/format.ts';
import { type Numbers, pathOf, type Rect, type Size, type Table } from '../core/geometry.ts';
import { fitText, textWidth } from '../core/labels.ts';
import { laneStyle } from '../core/laneStyle.ts';
import { type Axis, axisTitle, makeAxis, tickCount } from '../core/scales.ts';

export interface TaskWeightsData {
  readonly lane: number;
  readonly label: string;
  readonly taskNames: readonly string[];
  /** Evaluations so far, ascending. */
  readonly x: Numbers;
  /** p, row-major [evaluations, tasks]. */
  readonly weights: Numbers;
  readonly xLabel: string;
}

interface BandDrawing {
  readonly task: number;
  readonly name: string;
  readonly path: string;
  readonly opacity: number;
  /** Current p. */
  readonly value: number;
  readonly bar: {
    readonly y: number;
    readonly height: number;
    readonly width: number;
    readonly label: string;
    readonly text: string;
  } | null;
}

export interface TaskWeightsDrawing {
  readonly size: Size;
  readonly plot: Rect;
  readonly bars: Rect;
  readonly x: Axis;
  readonly y: Axis;
  readonly xTitle: string;
  readonly color: string;
  readonly bands: readonly BandDrawing[];
  readonly labelWidth: number;
  /** px of p = 1/m in the bars. */
  readonly uniformX: number;
  readonly empty: string | null;
}

/** Few columns are enough for an area; the extremes of single evaluations matter less than the flow. */
const MOST_COLUMNS = 400;

export function taskWeightsLayout(data: TaskWeightsData, size: Size): TaskWeightsDrawing {
  const { scale } = size;
  const tasks = data.taskNames.length;
  const rows = tasks > 0 ? Math.min(data.x.length, Math.floor(data.weights.length / tasks)) : 0;
  const fontSize = 12 * scale;
  const longest = Math.max(0, ...data.taskNames.map((name) => textWidth(name, fontSize)));
  const top = 26 * scale;
  const bottom = Math.max(top + 10, size.height - 38 * scale);
  const left = 38 * scale;
  const rowHeight = tasks > 0 ? (bottom - top) / tasks : 0;
  const named = rowHeight >= 11 * scale;
  const labelWidth = named ? Math.min(longest + 8 * scale, size.width * 0.33, 130 * scale) : 0;
  const sideWidth = Math.max(labelWidth + 96 * scale, size.width * 0.34);
  const right = Math.max(left + 10, size.width - sideWidth - 22 * scale);
  const last = rows > 0 ? Number(data.x[rows - 1]) : 1;
  const x = makeAxis('linear', [0, last > 0 ? last : 1], [left, right], tickCount(right - left, 80 * scale));
  const y = makeAxis('linear', [0, 1], [bottom, top], 4);
  const barLeft = right + 22 * scale + labelWidth;
  const bars: Rect = { left: barLeft, top, right: Math.max(barLeft + 20, size.width - 44 * scale), bottom };
  const paths = bandPaths(data, rows, x, y);
  const bands = data.taskNames.map((name, task): BandDrawing => {
    const value = rows > 0 ? Number(data.weights[(rows - 1) * tasks + task]) : Number.NaN;
    return {
      task,
      name,
      path: paths[task]!,
      opacity: 0.85 - 0.28 * (task % 3) - 0.08 * (Math.floor(task / 3) % 2),
      value,
      bar:
        rows > 0
          ? {
              y: top + rowHeight * task + rowHeight * 0.15,
              height: Math.max(1, Math.min(rowHeight * 0.7, 22 * scale)),
              width: Math.max(0, Math.min(1, clean(value))) * (bars.right - bars.left),
              label: named ? fitText(name, labelWidth - 8 * scale, fontSize) : '',
              text: named ? formatFixed(value, 2) : '',
            }
          : null,
    };
  });
  // Bars use their own scale, so that small weights of many tasks still show.
  const most = Math.max(1e-9, ...bands.map((band) => clean(band.value)));
  const widthOf = (p: number) => ((bars.right - bars.left) * clean(p)) / most;
  return {
    size,
    plot: { left, top, right, bottom },
    bars,
    x,
    y,
    xTitle: axisTitle(data.xLabel, x),
    color: laneStyle(data.lane).color,
    bands: bands.map((band) =>
      band.bar ? { ...band, bar: { ...band.bar, width: widthOf(band.value) } } : band,
    ),
    labelWidth,
    uniformX: bars.left + (tasks > 0 ? widthOf(1 / tasks) : 0),
    empty: rows === 0 ? 'No task weights yet' : null,
  };
}

/** Outline of each task's share over time, stacked from the top: the first task is on top, as in the bars. */
function bandPaths(data: TaskWeightsData, rows: number, x: Axis, y: Axis): readonly string[] {
  const tasks = data.taskNames.length;
  const columns = columnIndices(rows);
  const above = new Float64Array(columns.length);
  return data.taskNames.map((_, task) => {
    const near: number[] = [];
    const far: number[] = [];
    columns.forEach((row, c) => {
      const total = rowTotal(data.weights, row, tasks);
      const p = total > 0 ? clean(data.weights[row * tasks + task]!) / total : 0;
      const px = x.position(Number(data.x[row]));
      near.push(px, y.position(1 - Math.min(1, above[c]!)));
      above[c]! += p;
      far.unshift(px, y.position(1 - Math.min(1, above[c]!)));
    });
    return pathOf(Float32Array.from([...near, ...far]), true);
  });
}

function clean(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}

function rowTotal(weights: Numbers, row: number, tasks: number): number {
  let total = 0;
  for (let i = 0; i < tasks; i++) total += clean(weights[row * tasks + i]!);
  return total;
}

function columnIndices(rows: number): number[] {
  if (rows <= MOST_COLUMNS) return Array.from({ length: rows }, (_, i) => i);
  return Array.from({ length: MOST_COLUMNS }, (_, i) => Math.round((i * (rows - 1)) / (MOST_COLUMNS - 1)));
}

export function taskWeightsTable(data: TaskWeightsData): Table {
  const tasks = data.taskNames.length;
  const rows = tasks > 0 ? Math.min(data.x.length, Math.floor(data.weights.length / tasks)) : 0;
  return {
    columns: [data.xLabel, ...data.taskNames],
    rows: Array.from({ length: rows }, (_, r) => [
      Number(data.x[r]),
      ...data.taskNames.map((_name, i) => Number(data.weights[r * tasks + i])),
    ]),
  };
}

export function taskWeightsSummary(data: TaskWeightsData): string {
  const { rows } = taskWeightsTable(data);
  const last = rows.at(-1);
  if (!last) return `Task weights of ${data.label}: none yet.`;
  const ranked = data.taskNames
    .map((name, i) => ({ name, p: Number(last[i + 1]) }))
    .sort((a, b) => b.p - a.p)
    .slice(0, 3)
    .map(({ name, p }) => `${name} ${formatNumber(p, 3)}`);
  return `Task weights p of ${data.label} at ${data.xLabel} ${formatNumber(Number(last[0]))}; largest: ${ranked.join(', ')}.`;
}
