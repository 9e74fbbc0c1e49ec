// A plane of parameters as the landscape takes it: losses on a grid, paths, inner steps and marked points.
import type { Numbers } from '../core/geometry.ts';

export interface LandscapeMark {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  /** Closed-form minimisers of F and of the plain average; where a lane's own update stands still. */
  readonly kind: 'minimiser' | 'average' | 'stopping';
  readonly lane?: number;
}

/** A task's optimum, and where its half axes end, relative to it. */
interface LandscapeOptimum {
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
  /** Iteration at which training rests; absent while it runs. */
  readonly rest?: number;
}
