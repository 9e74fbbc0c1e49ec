// Layout of the adaptation figure for images: the support set by class, and for query images what each lane
// answers before and after every inner step.

import { formatFixed, formatNumber } from '../../ui/format.ts';
import type { Numbers, Size, Table } from '../core/geometry.ts';
import { fitText, type LegendEntry, type PlacedEntry, placeLegend } from '../core/labels.ts';
import { laneStyle } from '../core/laneStyle.ts';
import { type ImageSize, thumbnail } from './thumbnail.ts';

export interface ImageTaskData {
  readonly image: ImageSize;
  readonly ways: number;
  /** Names of the classes; "class 1" … where absent. */
  readonly classNames?: readonly string[];
  readonly support: readonly { readonly image: Numbers; readonly label: number }[];
  /** `label` null: an image of the user's own, whose class nobody told. */
  readonly query: readonly { readonly image: Numbers; readonly label: number | null }[];
  readonly lanes: readonly {
    readonly lane: number;
    readonly label: string;
    readonly trained: number;
    /** Class probabilities [steps + 1, queries, ways]. */
    readonly probabilities: Numbers;
  }[];
  /** Scrubbing: answers after this many steps instead of each lane's N. */
  readonly shownStep?: number;
}

export interface Answer {
  readonly predicted: number;
  readonly confidence: number;
  readonly correct: boolean | null;
}

interface StripDrawing {
  readonly lane: number;
  readonly color: string;
  readonly y: number;
  /** One cell per inner step 0…: probability of the true class (of the final answer where no truth is known). */
  readonly cells: readonly {
    readonly x: number;
    readonly width: number;
    readonly value: number;
    readonly shown: boolean;
  }[];
  readonly height: number;
  readonly text: string;
  readonly textX: number;
  readonly title: string;
  readonly correct: boolean | null;
}

export interface ImageTaskDrawing {
  readonly size: Size;
  readonly thumb: number;
  readonly legend: readonly PlacedEntry[];
  readonly supportTitle: { readonly x: number; readonly y: number; readonly text: string };
  readonly support: readonly {
    readonly x: number;
    readonly y: number;
    readonly size: number;
    readonly href: string;
    readonly name: string;
  }[];
  readonly classLabels: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  readonly queryTitle: { readonly x: number; readonly y: number; readonly text: string };
  readonly query: readonly {
    readonly index: number;
    readonly x: number;
    readonly y: number;
    readonly href: string;
    readonly name: string;
    readonly strips: readonly StripDrawing[];
  }[];
  readonly empty: string | null;
}

export function className(data: ImageTaskData, label: number): string {
  return data.classNames?.[label] ?? `class ${label + 1}`;
}

function stepsOf(data: ImageTaskData, lane: ImageTaskData['lanes'][number]): number {
  const perStep = data.query.length * data.ways;
  return perStep > 0 ? Math.floor(lane.probabilities.length / perStep) - 1 : -1;
}

function shownStep(data: ImageTaskData, lane: ImageTaskData['lanes'][number]): number {
  return Math.max(0, Math.min(data.shownStep ?? lane.trained, stepsOf(data, lane)));
}

/** What a lane answers for one query after `step` inner steps; null without numbers. */
export function answerOf(
  data: ImageTaskData,
  lane: ImageTaskData['lanes'][number],
  query: number,
  step: number,
): Answer | null {
  const start = (step * data.query.length + query) * data.ways;
  let predicted = -1;
  let confidence = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < data.ways; c++) {
    const p = lane.probabilities[start + c];
    if (p !== undefined && Number.isFinite(p) && p > confidence) {
      predicted = c;
      confidence = p;
    }
  }
  if (predicted < 0) return null;
  const label = data.query[query]?.label ?? null;
  return { predicted, confidence, correct: label === null ? null : label === predicted };
}

/** Share of labelled queries answered correctly after `step` steps; NaN without labels. */
export function accuracyAt(data: ImageTaskData, lane: ImageTaskData['lanes'][number], step: number): number {
  let right = 0;
  let count = 0;
  data.query.forEach((query, i) => {
    if (query.label === null) return;
    count += 1;
    if (answerOf(data, lane, i, step)?.correct) right += 1;
  });
  return count > 0 ? right / count : Number.NaN;
}

export function imageTaskLayout(data: ImageTaskData, size: Size): ImageTaskDrawing {
  const { scale } = size;
  const pad = 4 * scale;
  const legend = placeLegend(
    data.lanes.map((lane) => entryOf(data, lane)),
    size,
  );
  const top = legend.height + 20 * scale;
  const groups = Array.from({ length: Math.max(0, data.ways) }, (_, c) =>
    data.support.filter((s) => s.label === c),
  );
  const shots = Math.max(1, ...groups.map((g) => g.length));
  const columnWidth = (size.width - 2 * pad) / Math.max(1, data.ways);
  const { perRow, side: small } = supportSide(
    shots,
    columnWidth,
    supportShare(size.height, scale) * size.height,
    scale,
  );
  const support: ImageTaskDrawing['support'][number][] = [];
  groups.forEach((group, c) => {
    group.forEach((example, i) => {
      support.push({
        x: pad + c * columnWidth + (i % perRow) * (small + 2),
        y: top + Math.floor(i / perRow) * (small + 2),
        size: small,
        href: thumbnail(example.image, data.image),
        name: `Support example of ${className(data, c)}`,
      });
    });
  });
  const rows = Math.ceil(shots / perRow);
  const labelsY = top + rows * (small + 2) + 12 * scale;
  const queryTop = labelsY + 27 * scale;
  const placed = placeQueries(data, size, pad, queryTop);
  return {
    size,
    thumb: placed.thumb,
    legend: legend.entries,
    supportTitle: { x: pad, y: top - 7 * scale, text: 'support set' },
    support,
    classLabels: groups.map((_, c) => ({
      x: pad + c * columnWidth,
      y: labelsY,
      text: fitText(className(data, c), columnWidth - 4, 12 * scale),
    })),
    queryTitle: { x: pad, y: queryTop - 8 * scale, text: placed.title },
    query: placed.query,
    empty: data.support.length + data.query.length === 0 ? 'No task yet' : null,
  };
}

/** Height of the support images together, as a share of the drawing's: less where queries need the room. */
const supportShare = (height: number, scale: number) => (height > 420 * scale ? 0.24 : 0.15);
const LARGEST_SUPPORT = 110;

/** The largest side of a class's support images within its column, and how many stand in a row. */
function supportSide(shots: number, width: number, height: number, scale: number) {
  let best = { perRow: shots, side: 0 };
  for (let perRow = 1; perRow <= shots; perRow++) {
    const rows = Math.ceil(shots / perRow);
    const side = Math.min(LARGEST_SUPPORT * scale, (width - 10 * scale) / perRow - 2, height / rows - 2);
    if (side > best.side) best = { perRow, side };
  }
  return { perRow: best.perRow, side: Math.max(6, best.side) };
}

/** Sides of query images, largest first. */
const QUERY_SIDES = [96, 84, 72, 60, 48, 38, 30];

interface QueryGrid {
  readonly thumb: number;
  readonly stripHeight: number;
  readonly rowHeight: number;
  readonly columns: number;
  readonly fits: number;
}

/** The largest query images of which there is still room for two of every class, for one, or for three. */
function queryGrid(data: ImageTaskData, width: number, height: number, scale: number): QueryGrid {
  const lanes = Math.max(1, data.lanes.length);
  const grids = QUERY_SIDES.map((side): QueryGrid => {
    const thumb = side * scale;
    const stripHeight = Math.min(20 * scale, Math.max(14 * scale, thumb / lanes));
    const rowHeight = Math.max(thumb, lanes * stripHeight) + 10 * scale;
    const columns = Math.max(1, Math.floor(width / (thumb + 195 * scale)));
    const rows = Math.max(1, Math.floor(height / rowHeight));
    return { thumb, stripHeight, rowHeight, columns, fits: Math.min(data.query.length, rows * columns) };
  });
  for (const wanted of [2 * data.ways, data.ways, 3]) {
    const grid = grids.find(({ fits }) => fits >= Math.min(wanted, data.query.length));
    if (grid) return grid;
  }
  return grids[grids.length - 1]!;
}

function placeQueries(data: ImageTaskData, size: Size, pad: number, top: number) {
  const { scale } = size;
  const grid = queryGrid(data, size.width - 2 * pad, size.height - top - 4 * scale, scale);
  const { thumb, stripHeight, rowHeight, columns, fits } = grid;
  const width = (size.width - 2 * pad) / columns;
  const chosen = byTurns(data).slice(0, fits);
  const query = chosen.map((index, i) => {
    const x = pad + (i % columns) * width;
    const y = top + Math.floor(i / columns) * rowHeight;
    const item = data.query[index]!;
    return {
      index,
      x,
      y,
      href: thumbnail(item.image, data.image),
      name: `Query ${index + 1}${item.label === null ? '' : `, ${className(data, item.label)}`}`,
      strips: data.lanes.flatMap((lane, l) =>
        stripOf(
          data,
          lane,
          index,
          x + thumb + 8 * scale,
          y + l * stripHeight,
          width - thumb - 16 * scale,
          stripHeight - 3 * scale,
          scale,
        ),
      ),
    };
  });
  const part = fits < data.query.length ? ` (${fits} of ${data.query.length})` : '';
  const title = `query images${part}: probability of the right class after each inner step, and the answer`;
  return { thumb, query, title: fitText(title, size.width - 2 * pad, 12 * scale) };
}

/** Query indices with the classes taking turns, so that a part of them shows every class. */
function byTurns(data: ImageTaskData): number[] {
  const seen = new Map<number | null, number>();
  return data.query
    .map((query, index) => {
      const turn = seen.get(query.label) ?? 0;
      seen.set(query.label, turn + 1);
      return { index, turn: query.label === null ? -1 : turn, label: query.label ?? -1 };
    })
    .sort((a, b) => a.turn - b.turn || a.label - b.label || a.index - b.index)
    .map(({ index }) => index);
}

function stripOf(
  data: ImageTaskData,
  lane: ImageTaskData['lanes'][number],
  query: number,
  x: number,
  y: number,
  width: number,
  height: number,
  scale: number,
): StripDrawing[] {
  const steps = stepsOf(data, lane);
  const shown = shownStep(data, lane);
  const answer = answerOf(data, lane, query, shown);
  if (steps < 0 || !answer) return [];
  const target = data.query[query]!.label ?? answer.predicted;
  const stripWidth = Math.min(width * 0.42, (steps + 1) * 9 * scale);
  const cell = stripWidth / (steps + 1);
  const mark = answer.correct === null ? '' : answer.correct ? ' ✓' : ' ✗';
  const values = Array.from({ length: steps + 1 }, (_, s) =>
    Number(lane.probabilities[(s * data.query.length + query) * data.ways + target]),
  );
  const before = answerOf(data, lane, query, 0);
  return [
    {
      lane: lane.lane,
      color: laneStyle(lane.lane).color,
      y,
      height,
      cells: values.map((value, s) => ({
        x: x + s * cell,
        width: cell,
        value: Number.isFinite(value) ? Math.min(Math.max(value, 0), 1) : 0,
        shown: s === shown,
      })),
      text: fitText(
        `${className(data, answer.predicted)} ${formatFixed(answer.confidence, 2)}${mark}`,
        width - stripWidth - 6 * scale,
        12 * scale,
      ),
      textX: x + stripWidth + 6 * scale,
      title: `${lane.label}: ${before ? `${className(data, before.predicted)} ${formatNumber(before.confidence)} before, ` : ''}${className(data, answer.predicted)} ${formatNumber(answer.confidence)} after ${shown} inner ${shown === 1 ? 'step' : 'steps'}`,
      correct: answer.correct,
    },
  ];
}

function entryOf(data: ImageTaskData, lane: ImageTaskData['lanes'][number]): LegendEntry {
  const shown = shownStep(data, lane);
  const before = accuracyAt(data, lane, 0);
  const after = accuracyAt(data, lane, shown);
  const style = laneStyle(lane.lane);
  const percent = (v: number) => `${Math.round(v * 100)} %`;
  const right = Number.isFinite(after) ? `: ${percent(before)} → ${percent(after)} right` : '';
  return { label: `${lane.label}${right}`, color: style.color, dash: '', marker: null, opacity: 1 };
}

/** One row per query, lane and inner step: answer, confidence, and all class probabilities. */
export function imageTaskTable(data: ImageTaskData): Table {
  const rows: (number | string)[][] = [];
  for (const lane of data.lanes) {
    for (let step = 0; step <= stepsOf(data, lane); step++) {
      data.query.forEach((query, i) => {
        const answer = answerOf(data, lane, i, step);
        const start = (step * data.query.length + i) * data.ways;
        rows.push([
          lane.label,
          step,
          i + 1,
          query.label === null ? '' : className(data, query.label),
          answer ? className(data, answer.predicted) : '',
          ...Array.from({ length: data.ways }, (_, c) => Number(lane.probabilities[start + c])),
        ]);
      });
    }
  }
  const names = Array.from({ length: data.ways }, (_, c) => `p of ${className(data, c)}`);
  return { columns: ['algorithm', 'inner steps', 'query', 'true class', 'answer', ...names], rows };
}

export function imageTaskSummary(data: ImageTaskData): string {
  const lanes = data.lanes.map((lane) => {
    const shown = shownStep(data, lane);
    const after = accuracyAt(data, lane, shown);
    if (!Number.isFinite(after)) return lane.label;
    return `${lane.label}: ${formatNumber(accuracyAt(data, lane, 0) * 100, 3)} % right before and ${formatNumber(after * 100, 3)} % after ${shown} inner ${shown === 1 ? 'step' : 'steps'}`;
  });
  return `Image task with ${data.ways} classes, ${data.support.length} support and ${data.query.length} query images. ${lanes.join('; ')}${lanes.length > 0 ? '.' : ''}`.trim();
}
