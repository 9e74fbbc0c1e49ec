// One-input regression as the chart takes it: truth, support points, and each lane's curves.
import { clamp, type Numbers } from '../core/geometry.ts';

export interface SupportPoint {
  readonly x: number;
  readonly y: number;
}

export interface LaneCurves {
  readonly lane: number;
  readonly label: string;
  /** Outputs on `x` after 0, 1, … inner steps. */
  readonly curves: readonly Numbers[];
  /** Inner steps N that the lane trains with. */
  readonly trained: number;
}

export interface AdaptationData {
  /** Grid on which the lanes' curves are given, ascending. */
  readonly x: Numbers;
  /** The noiseless task; absent for the user's own task. */
  readonly truth?: { readonly x: Numbers; readonly y: Numbers };
  /** What `truth` is called; "the task" where nothing is said. */
  readonly truthLabel?: string;
  /** Values of lanes are dots at `x` rather than curves over it, of the shown step only. */
  readonly dots?: boolean;
  readonly points: readonly SupportPoint[];
  readonly lanes: readonly LaneCurves[];
  /** The lane that shows every inner step; the others show launch and result. Absent: all show all. */
  readonly selected?: number;
  /** Iteration at which training rests; absent while it runs. */
  readonly rest?: number;
  /** While the inner loop moves: each lane's curve where it is now. */
  readonly moving?: readonly { readonly lane: number; readonly y: Numbers }[];
  /** Scrubbing: show the fit after this many steps instead of each lane's N. */
  readonly shownStep?: number;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Where points may be put, when the grid does not say. */
  readonly xDomain?: readonly [number, number];
}

/** Steps shown for a lane: the scrubbed one, else its N; within what there is. */
export function shownSteps(data: AdaptationData, lane: LaneCurves): number {
  const wished = data.shownStep ?? lane.trained;
  return clamp(Math.round(Number.isFinite(wished) ? wished : 0), 0, Math.max(0, lane.curves.length - 1));
}
