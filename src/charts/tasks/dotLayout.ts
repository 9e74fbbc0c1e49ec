// Layout of "Worst and mean task": one row per task, one marker per lane, the worst ringed and the mean as a line.

import { formatNumber } from '../../ui/format.ts';
import type { Numbers, Rect, Size, Table } from '../core/geometry.ts';
import {
  fitText,
  type LegendEntry,
  type PlacedEntry,
  placeLegend,
  sharedWords,
  textWidth,
} from '../core/labels.ts';
import { laneStyle, type Marker } from '../core/laneStyle.ts';
import {
  type Axis,
  axisTitle,
  domainFor,
  extent,
  makeAxis,
  type ScaleKind,
  tickCount,
} from '../core/scales.ts';

export interface DotPlotData {
  readonly taskNames: readonly string[];
  readonly measure: 'loss' | 'accuracy';
  readonly xScale: ScaleKind;
  readonly lanes: readonly {
    readonly lane: number;
    readonly label: string;
    /** One value per task. */
    readonly values: Numbers;
  }[];
}

export interface DotPlotDrawing {
  readonly size: Size;
  readonly plot: Rect;
  readonly x: Axis;
  readonly xTitle: string;
  readonly rows: readonly {
    readonly task: number;
    readonly name: string;
    /** Shortened to fit; empty when rows are too low for names. */
    readonly label: string;
    readonly y: number;
    readonly height: number;
    readonly from: number;
    readonly to: number;
  }[];
  readonly dots: readonly {
    readonly task: number;
    readonly lane: number;
    readonly x: number;
    readonly y: number;
    readonly value: number;
    readonly worst: boolean;
    readonly color: string;
    readonly marker: Marker;
  }[];
  readonly means: readonly {
    readonly lane: number;
    readonly x: number;
    readonly color: string;
    readonly dash: string;
  }[];
  /** What all names begin with, said above them. */
  readonly words: string;
  readonly legend: readonly PlacedEntry[];
  readonly empty: string | null;
}

/** Index of the worst finite value (largest loss, smallest accuracy); −1 if there is none. */
export function worstTask(values: Numbers, measure: DotPlotData['measure']): number {
  let worst = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (worst < 0 || (measure === 'loss' ? value > values[worst]! : value < values[worst]!)) worst = i;
  }
  return worst;
}

function meanOf(values: Numbers): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) continue;
    sum += values[i]!;
    count += 1;
  }
  return count > 0 ? sum / count : Number.NaN;
}

export function dotLayout(data: DotPlotData, size: Size): DotPlotDrawing {
  const { scale } = size;
  const fontSize = 12 * scale;
  const legend = placeLegend(
    data.lanes.map((lane) => entryOf(lane, data.measure)),
    size,
  );
  const words = sharedWords(data.taskNames);
  const short = data.taskNames.map((name) => name.slice(words.length));
  const longest = Math.max(0, ...[words, ...short].map((name) => textWidth(name, fontSize)));
  const top = legend.height + (words ? 22 : 12) * scale;
  const bottom = Math.max(top + 10, size.height - 38 * scale);
  const tasks = data.taskNames.length;
  const left = Math.min(longest + 16 * scale, size.width * 0.35);
  const right = Math.max(left + 10, size.width - 20 * scale);
  const values = data.lanes.flatMap((lane) => Array.from(lane.values).slice(0, tasks));
  const isLog = data.measure === 'loss' && data.xScale === 'log';
  const kind: ScaleKind = isLog ? 'log' : 'linear';
  const domain =
    data.measure === 'accuracy'
      ? ([0, 1] as const)
      : domainFor(kind, extent(values, isLog), { includeZero: !isLog, pad: 0.06 });
  const x = makeAxis(kind, domain, [left, right], tickCount(right - left, 80 * scale));
  const rowHeight = tasks > 0 ? (bottom - top) / tasks : 0;
  const named = Math.max(1, Math.ceil((13 * scale) / Math.max(rowHeight, 1e-6)));
  const rowY = (task: number) => top + rowHeight * (task + 0.5);
  // Lanes sit a little apart within a row, so that equal values do not hide each other.
  const offset = Math.min(7 * scale, rowHeight / (data.lanes.length + 1));
  const dots = placeDots(data, x, rowY, offset);
  return {
    size,
    plot: { left, top, right, bottom },
    x,
    xTitle: axisTitle(data.measure === 'loss' ? 'test loss' : 'test accuracy', x),
    rows: data.taskNames.map((name, task) => {
      const mine = dots.filter((dot) => dot.task === task).map((dot) => dot.x);
      return {
        task,
        name,
        label: task % named === 0 ? fitText(short[task]!, left - 12 * scale, fontSize) : '',
        y: rowY(task),
        height: rowHeight,
        from: mine.length > 0 ? Math.min(...mine) : left,
        to: mine.length > 0 ? Math.max(...mine) : left,
      };
    }),
    dots,
    means: data.lanes.flatMap((lane) => {
      const px = x.position(meanOf(lane.values));
      const style = laneStyle(lane.lane);
      return Number.isFinite(px) ? [{ lane: lane.lane, x: px, color: style.color, dash: style.dash }] : [];
    }),
    words: words.trim(),
    legend: legend.entries,
    empty: dots.length === 0 ? 'No values yet' : null,
  };
}

function placeDots(
  data: DotPlotData,
  x: Axis,
  rowY: (task: number) => number,
  offset: number,
): DotPlotDrawing['dots'] {
  return data.lanes.flatMap((lane, l) => {
    const { color, marker } = laneStyle(lane.lane);
    const worst = worstTask(lane.values, data.measure);
    const shift = (l - (data.lanes.length - 1) / 2) * offset;
    return data.taskNames.flatMap((_, task) => {
      const value = lane.values[task] ?? Number.NaN;
      const px = x.position(value);
      if (!Number.isFinite(px)) return [];
      const y = rowY(task) + shift;
      return [{ task, lane: lane.lane, x: px, y, value, worst: task === worst, color, marker }];
    });
  });
}

function entryOf(lane: DotPlotData['lanes'][number], measure: DotPlotData['measure']): LegendEntry {
  const worst = worstTask(lane.values, measure);
  const numbers =
    worst < 0
      ? ''
      : `: mean ${formatNumber(meanOf(lane.values), 3)}, worst ${formatNumber(lane.values[worst]!, 3)}`;
  const style = laneStyle(lane.lane);
  return {
    label: `${lane.label}${numbers}`,
    color: style.color,
    dash: style.dash,
    marker: style.marker,
    opacity: 0.7,
  };
}

export function dotTable(data: DotPlotData): Table {
  return {
    columns: ['task', ...data.lanes.map((lane) => lane.label)],
    rows: data.taskNames.map((name, task) => [
      name,
      ...data.lanes.map((lane) => lane.values[task] ?? Number.NaN),
    ]),
  };
}

export function dotSummary(data: DotPlotData): string {
  const parts = data.lanes.map((lane) => {
    const worst = worstTask(lane.values, data.measure);
    if (worst < 0) return `${lane.label}: no values yet`;
    return `${lane.label}: mean ${formatNumber(meanOf(lane.values))}, worst ${formatNumber(lane.values[worst]!)} (${data.taskNames[worst] ?? `task ${worst + 1}`})`;
  });
  return `Test ${data.measure} of each task. ${parts.join('; ') || 'No values yet'}.`;
}
