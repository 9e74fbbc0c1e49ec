// Layout of "Task weights": p over training as a stacked area with the current p as named bars beside it.

import { formatFixed, formatNumber } from '../../ui/format.ts';
import { type Numbers, pathOf, type Rect, type Size, type Table } from '../core/geometry.ts';
import { fitText, sharedWords, textWidth } from '../core/labels.ts';
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
  /** Index of the task; −1: all tasks that have no band of their own. */
  readonly task: number;
  readonly name: string;
  readonly path: string;
  readonly opacity: number;
  /** Current p. */
  readonly value: number;
  /** Name and p now, in a row that a line joins to the band's end; the bar has its own scale. */
  readonly row: {
    readonly y: number;
    readonly height: number;
    /** Width of the bar; 0 for the tasks taken together, whose sum would dwarf it. */
    readonly width: number;
    readonly label: string;
    readonly text: string;
    /** Where the band ends, px. */
    readonly from: number;
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
  /** What all names begin with, said above them. */
  readonly words: string;
  /** px of p = 1/m in the bars. */
  readonly uniformX: number;
  readonly empty: string | null;
}

/** Few columns are enough for an area; the extremes of single evaluations matter less than the flow. */
const MOST_COLUMNS = 400;
/** Least height of a row with a name, px at scale 1, and most rows that are taken in at a glance. */
const ROW = 16;
const MOST_ROWS = 14;

/** Tasks that are stacked as one: a band of its own, or all that have none. */
interface Share {
  readonly task: number;
  readonly name: string;
  readonly tasks: readonly number[];
}

/**
 * As many tasks as rows fit have a band each. Where there are more, those of largest p now that count: at least half
 * of what each would have; the rest are taken together.
 */
function sharesOf({ taskNames, weights }: TaskWeightsData, rows: number, fits: number): Share[] {
  const own = (task: number): Share => ({ task, name: taskNames[task]!, tasks: [task] });
  const all = taskNames.map((_, task) => task);
  if (all.length <= fits) return all.map(own);
  const now = (task: number) => clean(weights[(rows - 1) * all.length + task] ?? 0);
  const most = [...all]
    .sort((a, b) => now(b) - now(a))
    .slice(0, Math.max(1, fits - 1))
    .filter((task, i) => i === 0 || now(task) >= 0.5 / all.length);
  const rest = all.filter((task) => !most.includes(task));
  const together = { task: -1, name: `${rest.length} other tasks`, tasks: rest };
  return [...most.sort((a, b) => a - b).map(own), together];
}

export function taskWeightsLayout(data: TaskWeightsData, size: Size): TaskWeightsDrawing {
  const { scale } = size;
  const tasks = data.taskNames.length;
  const rows = tasks > 0 ? Math.min(data.x.length, Math.floor(data.weights.length / tasks)) : 0;
  const fontSize = 12 * scale;
  const top = 26 * scale;
  const bottom = Math.max(top + 10, size.height - 38 * scale);
  const shares = sharesOf(data, rows, Math.min(MOST_ROWS, Math.floor((bottom - top) / (ROW * scale))));
  const words = sharedWords(data.taskNames);
  const shortOf = ({ task, name }: Share) => (task < 0 ? name : name.slice(words.length));
  const longest = Math.max(0, ...[words, ...shares.map(shortOf)].map((text) => textWidth(text, fontSize)));
  const left = 38 * scale;
  // Names are whole where the area beside them keeps a third of the width.
  const labelWidth = Math.min(longest + 8 * scale, size.width * 0.36);
  const barRoom = Math.max(72 * scale, Math.min(size.width * 0.2, 160 * scale));
  const right = Math.max(left + 10, size.width - labelWidth - barRoom - 18 * scale);
  const last = rows > 0 ? Number(data.x[rows - 1]) : 1;
  const x = makeAxis('linear', [0, last > 0 ? last : 1], [left, right], tickCount(right - left, 80 * scale));
  const y = makeAxis('linear', [0, 1], [bottom, top], 4);
  const barLeft = right + 18 * scale + labelWidth;
  const bars: Rect = { left: barLeft, top, right: Math.max(barLeft + 16, size.width - 40 * scale), bottom };
  const stacked = stack(data, shares, rows, x, y);
  const rowHeight = shares.length > 0 ? (bottom - top) / shares.length : 0;
  const single = shares.flatMap(({ task }, i) => (task < 0 ? [] : [stacked[i]!.value]));
  // Bars use their own scale, so that small weights of many tasks still show.
  const most = Math.max(1e-9, ...single, tasks > 0 ? 1 / tasks : 0);
  const widthOf = (p: number) => ((bars.right - bars.left) * clean(p)) / most;
  const bands = shares.map((share, i): BandDrawing => {
    const { task, name } = share;
    const { path, value, from } = stacked[i]!;
    const row = {
      y: top + rowHeight * (i + 0.15),
      height: Math.max(1, rowHeight * 0.7),
      width: task < 0 ? 0 : widthOf(value),
      label: fitText(shortOf(share), labelWidth - 8 * scale, fontSize),
      text: shareText(value),
      from,
    };
    return { task, name, path, opacity: opacityOf(task, i), value, row: rows > 0 ? row : null };
  });
  return {
    size,
    plot: { left, top, right, bottom },
    bars,
    x,
    y,
    xTitle: axisTitle(data.xLabel, x),
    color: laneStyle(data.lane).color,
    bands,
    labelWidth,
    words: words.trim(),
    uniformX: bars.left + (tasks > 0 ? widthOf(1 / tasks) : 0),
    empty: rows === 0 ? 'No task weights yet' : null,
  };
}

/** Two decimals, more where that would be nothing. */
const shareText = (p: number) => (p > 0 && p < 0.01 ? formatNumber(p, 2) : formatFixed(p, 2));

/** Neighbours differ; what is taken together is the palest. */
const opacityOf = (task: number, i: number) =>
  task < 0 ? 0.14 : 0.85 - 0.28 * (i % 3) - 0.08 * (Math.floor(i / 3) % 2);

/** Outline of each share over time, stacked from the top like the rows, its p now, and where it ends. */
function stack(data: TaskWeightsData, shares: readonly Share[], rows: number, x: Axis, y: Axis) {
  const count = data.taskNames.length;
  const columns = columnIndices(rows);
  const above = new Float64Array(columns.length);
  const totals = columns.map((row) => rowTotal(data.weights, row, count));
  return shares.map(({ tasks }) => {
    const near: number[] = [];
    const far: number[] = [];
    let middle = 0;
    columns.forEach((row, c) => {
      const sum = tasks.reduce((total, task) => total + clean(data.weights[row * count + task]!), 0);
      const p = totals[c]! > 0 ? sum / totals[c]! : 0;
      const px = x.position(Number(data.x[row]));
      near.push(px, y.position(1 - Math.min(1, above[c]!)));
      middle = above[c]! + p / 2;
      above[c]! += p;
      far.unshift(px, y.position(1 - Math.min(1, above[c]!)));
    });
    const now = (task: number) => Number(data.weights[(rows - 1) * count + task]);
    const value = rows === 0 ? Number.NaN : tasks.length === 1 ? now(tasks[0]!) : sumOf(tasks.map(now));
    return { path: pathOf(Float32Array.from([...near, ...far]), true), value, from: y.position(1 - middle) };
  });
}

const sumOf = (values: readonly number[]) => values.reduce((total, value) => total + clean(value), 0);

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
