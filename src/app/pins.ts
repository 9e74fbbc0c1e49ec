// Pinned results: the final numbers of every lane at a moment, with the link that gives them back. Kept in
// this browser; the table sorts and copies.
import { get, set } from 'idb-keyval';
import type { Table } from '../charts/geometry.ts';
import type { LabSnapshot } from '../client/types.ts';
import { FIELDS } from '../experiment/fields.ts';
import { laneNames } from './commands.ts';

export interface PinnedLane {
  readonly lane: string;
  readonly testLoss: number;
  readonly worstTestLoss: number;
  readonly testAccuracy: number;
  readonly gradientNorm: number;
  readonly seconds: number;
}

export interface Pin {
  readonly id: string;
  readonly name: string;
  /** Hash of the state. */
  readonly link: string;
  readonly task: string;
  readonly iteration: number;
  readonly lanes: readonly PinnedLane[];
}

const KEY = 'innerloop.pins';
const MOST_PINS = 50;

export async function loadPins(): Promise<readonly Pin[]> {
  const stored = await get(KEY);
  return Array.isArray(stored) ? (stored as Pin[]) : [];
}

export async function savePins(pins: readonly Pin[]): Promise<void> {
  await set(KEY, pins.slice(-MOST_PINS));
}

/** The state now as a pin; `number` names it. */
export function pinOf(snapshot: LabSnapshot, link: string, number: number): Pin {
  const { experiment, series, iteration } = snapshot;
  const task = FIELDS.task;
  const family =
    task.kind === 'choice' ? task.choices.find((c) => c.value === experiment.task)?.label : undefined;
  return {
    id: `${Date.now()}-${number}`,
    name: `Pin ${number}`,
    link,
    task: family ?? experiment.task,
    iteration,
    lanes: laneNames(experiment).flatMap((lane, i) => {
      const one = series[i]?.evaluation;
      if (!one) return [];
      const last = (values: Float32Array | Float64Array) => values.at(-1) ?? Number.NaN;
      const { metrics } = one;
      return [
        {
          lane,
          testLoss: last(metrics.testLoss),
          worstTestLoss: last(metrics.worstTestLoss),
          testAccuracy: last(metrics.testAccuracy),
          gradientNorm: last(metrics.gradientNorm),
          seconds: last(series[i].train.seconds),
        },
      ];
    }),
  };
}

export const PIN_COLUMNS = [
  'Pin',
  'Task',
  'Iteration',
  'Algorithm',
  'Test loss',
  'Worst task',
  'Accuracy',
  '‖∇F‖',
  'Seconds',
] as const;

export type PinRow = readonly [string, string, number, string, number, number, number, number, number];

export function pinRows(pins: readonly Pin[]): PinRow[] {
  return pins.flatMap(({ name, task, iteration, lanes }) =>
    lanes.map(
      (one): PinRow => [
        name,
        task,
        iteration,
        one.lane,
        one.testLoss,
        one.worstTestLoss,
        one.testAccuracy,
        one.gradientNorm,
        one.seconds,
      ],
    ),
  );
}

/** Rows by one column; what is not a number goes last in both directions. Stable. */
export function sortRows(rows: readonly PinRow[], column: number, descending: boolean): PinRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[column], b[column]];
    if (typeof x === 'number' && typeof y === 'number') {
      if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
      return sign * (x - y);
    }
    return sign * String(x).localeCompare(String(y), 'en', { numeric: true });
  });
}

export function pinTable(rows: readonly PinRow[]): Table {
  return { columns: PIN_COLUMNS, rows };
}
