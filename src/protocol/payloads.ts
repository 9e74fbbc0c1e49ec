// What a run yields: checkpoints, columns of metrics, and the views that the page draws. Plain data,
// shared by the engine that computes it and the protocol that carries it.
import type { Count, Counts } from '../learner/costs.ts';
import type { PathName } from '../learner/metaGradient.ts';
import type { Optimizer } from '../learner/optimizer.ts';

export type { PathName } from '../learner/metaGradient.ts';

/** An optimiser's state by the names that the optimiser gives its arrays; another optimiser begins afresh. */
export interface OptimizerCheckpoint {
  readonly kind: Optimizer;
  readonly state: Readonly<Record<string, Float32Array | Int32Array>>;
}

/** The iterates behind outputs T1 and T2 of DA-MAML [agents, P]: how many, their mean, one chosen at random. */
export interface IteratesCheckpoint {
  readonly count: number;
  readonly mean: Float64Array;
  readonly chosen: Float32Array;
  /** τ, the (1-based) iteration of the chosen iterate. */
  readonly chosenAt: number;
}

/** The resumable state of one seed's run; arrays are copies. */
export interface RunCheckpoint {
  /** Launch models [agents, P]. */
  readonly params: Float32Array;
  readonly optimizer: OptimizerCheckpoint;
  /** p in double precision [agents, m], so that the run goes on exactly; empty without min-max weighting. */
  readonly taskWeights: Float64Array;
  readonly iterates: IteratesCheckpoint | null;
  /** Training loss of the first iteration, against which divergence is judged; NaN before it. */
  readonly firstLoss: number;
  /** What training has evaluated so far. */
  readonly counts: Counts;
}

/** One lane's resumable state, its seeds' runs in order. */
export interface LaneCheckpoint {
  readonly runs: readonly RunCheckpoint[];
  readonly seconds: number;
  readonly stopped: LaneStop | null;
}

export interface Checkpoint {
  readonly iteration: number;
  readonly lanes: readonly LaneCheckpoint[];
}

export interface LaneStop {
  readonly iteration: number;
  /** One sentence for the lane's card: what happened, with the value, and what to do. */
  readonly reason: string;
  /** The lane never began: its settings have no meaning. It begins with a run whose settings have one. */
  readonly refused?: true;
}

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

export type RunState = 'loading' | 'idle' | 'running' | 'paused' | 'replaying' | 'error';

/** What training has evaluated, cumulative and per seed; evaluations on test tasks are not counted. */
type CountColumns = Readonly<Record<Count, Float64Array>>;

/** Columns that have one value per training iteration. `trainLoss[i]` is the batch's meta-loss at w before the update of that iteration. */
export interface TrainColumns extends CountColumns {
  readonly iteration: Float64Array;
  readonly trainLoss: Float32Array;
  /** Standard deviation of the train loss over a lane's seeds; NaN with one. */
  readonly trainLossSpread: Float32Array;
  /** Seconds this lane has spent training, cumulative and per seed. */
  readonly seconds: Float64Array;
}

/**
 * Scalars with one value per evaluation; NaN where a metric does not apply. A lane with several seeds reports
 * means over them; the spreads are standard deviations over its seeds (NaN with one).
 */
export const EVALUATION_METRICS = [
  'testLoss',
  'worstTestLoss',
  'testAccuracy',
  'worstTestAccuracy',
  'testAccuracyInterval',
  'testLossSpread',
  'testAccuracySpread',
  'gradientNorm',
  'hessianError',
  'solveResidual',
  'disagreement',
  'centroidTestLoss',
  'averagedIterateTestLoss',
  'randomIterateTestLoss',
] as const;

export type EvaluationMetric = (typeof EVALUATION_METRICS)[number];

/** One row per evaluation. Vectors are row-major [evaluations, width]. */
export interface EvaluationColumns extends CountColumns {
  readonly iteration: Float64Array;
  readonly seconds: Float64Array;
  readonly metrics: Readonly<Record<EvaluationMetric, Float32Array>>;
  /** p over the finite set [evaluations, agents · m] (min-max lanes). */
  readonly taskWeights: Float32Array;
  /** Mean test loss and accuracy of each task of a finite set [evaluations, m]. */
  readonly taskTestLoss: Float32Array;
  readonly taskTestAccuracy: Float32Array;
  /** Test loss of each agent [evaluations, agents]. */
  readonly agentTestLoss: Float32Array;
}

/** New points of one lane since the last message. */
export interface LanePoints {
  readonly lane: number;
  readonly train: TrainColumns;
  readonly evaluation: EvaluationColumns;
}

/** Inner steps that the adaptation and the loss after each step show, whatever N a lane trains with. */
export const SHOWN_STEPS = 10;

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
  /** `SHOWN_STEPS`; curves are shown up to the training N and beyond. */
  readonly steps: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly supportX: Float32Array;
  readonly supportY: Float32Array;
  readonly queryX: Float32Array;
  /** Query targets; empty for the user's own task without truth. */
  readonly queryY: Float32Array;
  readonly lanes: readonly LaneAdaptation[];
}

/** Mean test loss after 0…10 inner steps on the fixed test tasks, each lane with its own α. */
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

export interface BackendReport {
  readonly backend: 'webgpu' | 'wasm' | 'cpu';
  /** Which code each lane runs on. */
  readonly paths: readonly PathName[];
  /** Why each lane is computed op by op; null where a fused kernel computes it. */
  readonly opsReasons: readonly (string | null)[];
  /** One sentence: which was chosen and why. */
  readonly reason: string;
  /** Adapter or device description where known. */
  readonly device: string;
}

/** Facts about a lane that the page shows but only the engine knows. */
export interface LaneInfo {
  readonly parameters: number;
  readonly agents: number;
  /** Undirected edges and combination matrix a_lk [agents, agents]; λ₂, the mixing rate. */
  readonly edges: readonly (readonly [number, number])[];
  readonly combination: Float32Array;
  readonly mixingRate: number;
  /** Each agent's task distribution in words, for example "amplitude 0.1 to 0.9". */
  readonly agentNames: readonly string[];
}
