// Pinned results: the final numbers and test curves of every lane at a moment, with the link that gives them
// back. Kept in this browser; the table sorts and copies, the meta-loss draws the curves behind the live ones.
import { get, set } from 'idb-keyval';
import { create } from 'zustand';
import type { Table } from '../../charts/core/geometry.ts';
import type { LabSnapshot } from '../../client/types.ts';
import { laneNames } from '../../experiment/resolve.ts';
import { type Count, eachCount } from '../../learner/costs.ts';
import { FAMILIES } from '../../tasks/families.ts';

interface PinnedLane {
  readonly lane: string;
  readonly testLoss: number;
  readonly worstTestLoss: number;
  readonly testAccuracy: number;
  readonly gradientNorm: number;
  readonly seconds: number;
  /** Test loss over training, on every axis that the meta-loss figure offers. */
  readonly curve?: PinnedCurve;
}

/** A count is absent where the pin was kept before it was counted. */
interface PinnedCurve extends Readonly<Partial<Record<Count, Float64Array>>> {
  readonly iteration: Float64Array;
  readonly seconds: Float64Array;
  readonly testLoss: Float32Array;
}

export interface Pin {
  readonly id: string;
  readonly name: string;
  /** Hash of the state. */
  readonly link: string;
  readonly task: string;
  readonly iteration: number;
  readonly lanes: readonly PinnedLane[];
  /** Whether its curves are drawn; absent: they are. */
  readonly hidden?: boolean;
}

const KEY = 'innerloop.pins';
const MOST_PINS = 50;

const UNKEPT = 'Pins cannot be kept in this browser; they last until the page closes.';
/** Points of a kept curve; evenly spaced beyond. */
const MOST_POINTS = 2000;

interface PinStore {
  readonly pins: readonly Pin[];
  readonly problem: string | null;
  /** Reads what this browser keeps; once, at the start. */
  readonly load: () => Promise<void>;
  readonly keep: (pins: readonly Pin[]) => void;
}

export const usePins = create<PinStore>((update) => ({
  pins: [],
  problem: null,
  load: async () => {
    try {
      const stored: unknown = await get(KEY);
      if (Array.isArray(stored)) update({ pins: stored.filter(isPin) });
    } catch {
      update({ problem: UNKEPT });
    }
  },
  keep: (pins) => {
    const kept = pins.slice(-MOST_PINS);
    update({ pins: kept });
    set(KEY, kept).catch(() => update({ problem: UNKEPT }));
  },
}));

function isPin(value: unknown): value is Pin {
  const pin = value as Partial<Pin> | null;
  return typeof pin?.id === 'string' && typeof pin.link === 'string' && Array.isArray(pin.lanes);
}

/** At most `most` values, evenly spaced with the first and the last. */
function thin<T extends Float32Array | Float64Array>(values: T, most = MOST_POINTS): T {
  const n = values.length;
  if (n <= most) return values.slice() as T;
  const Kind = values.constructor as new (length: number) => T;
  const out = new Kind(most);
  for (let i = 0; i < most; i++) out[i] = values[Math.round((i * (n - 1)) / (most - 1))];
  return out;
}

/** The state now as a pin. */
export function pinOf(
  snapshot: Pick<LabSnapshot, 'experiment' | 'series' | 'iteration'>,
  link: string,
  name: string,
): Pin {
  const { experiment, series, iteration } = snapshot;
  return {
    id: `${Date.now()}-${name}`,
    name,
    link,
    task: FAMILIES[experiment.task].label,
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
          curve: {
            iteration: thin(one.iteration),
            seconds: thin(one.seconds),
            ...eachCount((count) => thin(one[count])),
            testLoss: thin(metrics.testLoss),
          },
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
