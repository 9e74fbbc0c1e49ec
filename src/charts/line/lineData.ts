// Series over x as the chart takes them.
import type { Numbers } from '../core/geometry.ts';
import type { ScaleKind } from '../core/scales.ts';

/**
 * `strong`: a lane's main measure. `thin`, `hair`: a second and a third measure of it. `faint`: a remark behind, such as
 * the train loss, as one quiet line.
 */
export const WEIGHTS = ['strong', 'thin', 'hair', 'faint'] as const;
export type Weight = (typeof WEIGHTS)[number];

/** Width in px at scale 1: a curve's weight says what it is; its dash is its lane's, and says nothing else. */
export const LOOKS: Readonly<Record<Weight, { readonly width: number; readonly opacity: number }>> = {
  strong: { width: 2.2, opacity: 1 },
  thin: { width: 1.3, opacity: 0.9 },
  hair: { width: 0.7, opacity: 0.9 },
  faint: { width: 1, opacity: 0.4 },
};

export interface LineSeries {
  /** Stable from drawing to drawing; also the key of its memo. */
  readonly id: string;
  readonly label: string;
  /** Lane whose colour, dash and marker it takes. */
  readonly lane: number;
  /** Ascending; may be longer than `length`. */
  readonly x: Numbers;
  readonly y: Numbers;
  readonly length?: number;
  readonly weight?: Weight;
  /** Whether it has a name in the legend or at its end; default: strong ones do. */
  readonly named?: boolean;
  /** Interval around the curve, on the same x. */
  readonly band?: { readonly low: Numbers; readonly high: Numbers };
  /** A finished run kept for comparison: drawn pale behind the others, and named so. */
  readonly pinned?: boolean;
  /** Written on the curve and in the legend, so that several finished runs are told apart: "1". */
  readonly tag?: string;
  /** Named in the legend together with the other series of the group, in one entry: its colours name the rest. */
  readonly group?: string;
  /** Dots at every point (short series only). */
  readonly dots?: boolean;
  /** x of one point to ring, such as the N used in training. */
  readonly emphasis?: number;
}

export interface LineChartData {
  /** What is drawn, for the text alternative: "Meta-loss". */
  readonly title: string;
  readonly series: readonly LineSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly yScale: ScaleKind;
  /** Fixed y-domain, such as [0, 1] for accuracy. */
  readonly yDomain?: readonly [number, number];
  readonly xDomain?: readonly [number, number];
  readonly includeZero?: boolean;
  /** Exponential smoothing: share kept per point, 0 (none) … 0.99; the raw curve stays faint behind. */
  readonly smoothing?: number;
  /** Verticals where something was changed: "α 0.02 → 0.01". */
  readonly marks?: readonly { readonly x: number; readonly label: string; readonly lane?: number }[];
  /** Horizontal reference lines, such as a level that a theorem predicts. */
  readonly levels?: readonly { readonly y: number; readonly label: string; readonly lane?: number }[];
  /** x ticks only at whole numbers. */
  readonly wholeX?: boolean;
  /** True when all series share their x values, so that the table is one row per x. */
  readonly sharedX?: boolean;
  readonly emptyText?: string;
}

export function seriesLength(series: LineSeries): number {
  return Math.min(series.length ?? series.y.length, series.x.length, series.y.length);
}

/** A series with its drawn length and its smoothed values, if any. */
export interface Prepared {
  readonly series: LineSeries;
  readonly length: number;
  readonly smooth: Numbers | null;
}
