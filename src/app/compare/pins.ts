// Pinned results: the final numbers and test curves of every lane at a moment, with the link that gives them
// back. Kept in this browser; the meta-loss draws the curves behind the live ones.
import { get, set } from 'idb-keyval';
import { create } from 'zustand';
import type { LabSnapshot } from '../../client/types.ts';
import { laneNames } from '../../experiment/resolve.ts';
import { type Count, eachCount } from '../../learner/costs.ts';
import { FAMILIES } from '../../tasks/families.ts';

/** What is kept of a lane: at the end, and over training. */
export const PINNED_METRICS = [
  'testLoss',
  'worstTestLoss',
  'testAccuracy',
  'gradientNorm',
  'seconds',
] as const;
export type PinnedMetric = (typeof PINNED_METRICS)[number];

export interface PinnedLane extends Readonly<Record<PinnedMetric, number>> {
  readonly lane: string;
  /** Its place among the lanes of the experiment; absent in older pins: as here. */
  readonly index?: number;
  /** Over training, on every axis that the meta-loss figure offers. */
  readonly curve?: PinnedCurve;
}

/** A count or a measure is absent where the pin was kept before it was. */
interface PinnedCurve extends Readonly<Partial<Record<Count, Float64Array>>> {
  readonly iteration: Float64Array;
  readonly seconds: Float64Array;
  readonly testLoss: Float32Array;
  readonly worstTestLoss?: Float32Array;
  readonly testAccuracy?: Float32Array;
  readonly gradientNorm?: Float32Array;
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
          index: i,
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
            worstTestLoss: thin(metrics.worstTestLoss),
            testAccuracy: thin(metrics.testAccuracy),
            gradientNorm: thin(metrics.gradientNorm),
          },
        },
      ];
    }),
  };
}
