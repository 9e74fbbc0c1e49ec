// The views that figures need beyond curves: what the page asks for, and what it gets. A new view is an entry of
// `Views`; the compiler then asks for who computes it in the worker and for its message in the client.

import type { AnatomyView } from './anatomy.ts';

/** A regression task of the user's own: support points in task units. */
export interface OwnRegressionTask {
  readonly kind: 'regression';
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Images drawn or picked by the user: support examples with class 0…ways−1 and query images. */
export interface OwnImageTask {
  readonly kind: 'images';
  readonly ways: number;
  readonly supportX: Float32Array;
  readonly supportClass: Int32Array;
  readonly queryX: Float32Array;
}

export type OwnTask = OwnRegressionTask | OwnImageTask;

/** What the adaptation figure shows: the index-th probe task of the seed, or the user's own. */
export type ProbeChoice =
  | { readonly kind: 'drawn'; readonly index: number }
  | { readonly kind: 'own'; readonly task: OwnTask };

/**
 * Plane through parameter space that a landscape is drawn in. `coordinates`: the first two parameters (plane
 * quadratics). `random`: two seeded directions around the lane's launch model. The others go through three models:
 * the lane's at its start, half way and now (`training`); the launch models of three lanes (`lanes`); the launch
 * model and what it adapts to on two tasks (`tasks`).
 */
export type LandscapePlane =
  | { readonly kind: 'coordinates' }
  | { readonly kind: 'random'; readonly seed: number }
  | { readonly kind: 'training' }
  | { readonly kind: 'lanes'; readonly lanes: readonly [number, number, number] }
  | { readonly kind: 'tasks' };

/** What the page wants to see of the loss around a lane's launch model, for as long as it says so. */
export interface LandscapeRequest {
  readonly lane: number;
  readonly plane: LandscapePlane;
  /** Half-width of the drawn square as a multiple of the one that holds the plane's own models. */
  readonly zoom: number;
}

/** What one lane computes for the adaptation figure. */
export interface LaneAdaptation {
  readonly lane: number;
  /** Model outputs on the query inputs before and after each inner step [steps + 1, queries, outputs] (softmaxed for classification). */
  readonly outputs: Float32Array;
}

export interface AdaptationView {
  readonly iteration: number;
  readonly choice: ProbeChoice['kind'];
  readonly index: number;
  readonly name: string;
  /** Inner steps shown (`experiment/shownSteps.ts`): up to the training N and beyond. */
  readonly steps: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly supportX: Float32Array;
  readonly supportY: Float32Array;
  readonly queryX: Float32Array;
  /** Query targets; empty for the user's own task without truth. */
  readonly queryY: Float32Array;
  readonly lanes: readonly LaneAdaptation[];
  /** Names of the columns that a table's numbers come from, in whose units all values are. */
  readonly axes?: { readonly input: string; readonly output: string };
}

/** Mean test loss before and after each shown inner step on the fixed test tasks, each lane with its own α. */
export interface StepLossView {
  readonly iteration: number;
  readonly lanes: readonly {
    readonly lane: number;
    readonly loss: Float32Array;
    readonly accuracy: Float32Array;
  }[];
}

/** Models seen in a plane: their projections [points, 2], and how far each lies off it in parameter space. */
export interface PlanePoints {
  readonly points: Float32Array;
  readonly off: Float32Array;
}

/** A landscape; in `coordinates` only the paths and inner steps, without a grid. */
export interface LandscapeView {
  readonly request: LandscapeRequest;
  readonly iteration: number;
  /** Iteration of the launch model around which it is drawn: an earlier one where the lane has diverged. */
  readonly around: number;
  /** What 1 on the axes means: a parameter, every filter's own length, or distance between models. `filters`
   *  stands in where a plane's three models are one point. */
  readonly basis: 'coordinates' | 'filters' | 'models';
  /** Grid points per side; 0: no grid. */
  readonly resolution: number;
  /** Middle of the drawn square in plane coordinates, and half its side: from the grid's first to its last point. */
  readonly center: readonly [number, number];
  readonly halfWidth: number;
  /** Meta-loss F on the grid, row-major from the lower left: the mean over `tasks` test tasks. */
  readonly metaLoss: Float32Array;
  readonly tasks: number;
  /** Post-adaptation losses of single tasks, the first ones of the test tasks. */
  readonly taskLoss: readonly Float32Array[];
  /** Each lane's launch models so far, the last one as it is now. */
  readonly paths: readonly (PlanePoints & { readonly iterations: Float64Array })[];
  /** From each lane's launch model the inner steps to each shown task [tasks, N + 1]. */
  readonly innerSteps: readonly (PlanePoints & {
    readonly lane: number;
    readonly tasks: number;
    readonly steps: number;
  })[];
}

/** Every view by its name, which is also the kind of the message that carries it. */
export interface Views {
  readonly adaptation: AdaptationView;
  readonly 'step-loss': StepLossView;
  readonly landscape: LandscapeView;
  readonly anatomy: AnatomyView;
}

export type ViewName = keyof Views;
