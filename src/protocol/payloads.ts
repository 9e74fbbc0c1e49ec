// What a run yields: checkpoints, columns of metrics, and facts about its lanes and its backend. Plain data,
// shared by the engine that computes it and the protocol that carries it.
import type { BackendName, PathName } from '../learner/backends.ts';
import type { Count, Counts } from '../learner/costs.ts';
import type { Optimizer } from '../learner/optimizer.ts';

/** An optimiser's state by the names that the optimiser gives its arrays; another optimiser begins afresh. */
export interface OptimizerCheckpoint {
  readonly kind: Optimizer;
  readonly state: Readonly<Record<string, Float32Array | Int32Array>>;
}

/**
 * The iterates behind outputs T1 and T2 of DA-MAML, launch models [agents, P] and task weights [agents, m]: how many,
 * their mean, one chosen at random.
 */
export interface IteratesCheckpoint {
  readonly count: number;
  readonly mean: Float64Array;
  readonly meanWeights: Float64Array;
  readonly chosen: Float32Array;
  readonly chosenWeights: Float64Array;
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

export type RunState = 'loading' | 'idle' | 'running' | 'paused' | 'replaying' | 'error';

export const isTraining = (state: RunState): boolean => state === 'running' || state === 'replaying';

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
 * means over them; the spreads are standard deviations over its seeds (NaN with one). `gradientNorm` is ‖∇F‖ with
 * equal shares of the tasks of a finite set; in a min-max lane ‖∇_w φ(w, p)‖, at the agents' centroid and mean p.
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
  'averagedIterateWorstTestLoss',
  'randomIterateTestLoss',
  'randomIterateWorstTestLoss',
] as const;

export type EvaluationMetric = (typeof EVALUATION_METRICS)[number];

/**
 * What an evaluation measures beside losses and accuracies, each for a figure: ‖∇F‖, the error of an inexact curvature,
 * and the outputs T1 and T2 of min-max lanes. Its metrics are NaN in evaluations without it.
 */
export const MEASURES = ['gradient', 'curvature', 'outputs'] as const;
export type Measure = (typeof MEASURES)[number];
export const ALL_MEASURES: ReadonlySet<Measure> = new Set(MEASURES);

/**
 * Vectors with one row per evaluation; of width 0 where they do not apply. p over the finite set [agents · m] of min-max
 * lanes, now and of outputs T1 and T2; mean test loss and accuracy of each task of a finite set [m]; test loss of each
 * agent [agents].
 */
const EVALUATION_VECTORS = [
  'taskWeights',
  'averagedTaskWeights',
  'randomTaskWeights',
  'taskTestLoss',
  'taskTestAccuracy',
  'agentTestLoss',
] as const;
export type EvaluationVectors = Readonly<Record<(typeof EVALUATION_VECTORS)[number], Float32Array>>;

/** The same of every vector. */
export function eachVector<T>(of: (name: keyof EvaluationVectors) => T): Record<keyof EvaluationVectors, T> {
  return Object.fromEntries(EVALUATION_VECTORS.map((name) => [name, of(name)])) as Record<
    keyof EvaluationVectors,
    T
  >;
}

/** One row per evaluation. Vectors are row-major [evaluations, width]. */
export interface EvaluationColumns extends CountColumns, EvaluationVectors {
  readonly iteration: Float64Array;
  readonly seconds: Float64Array;
  readonly metrics: Readonly<Record<EvaluationMetric, Float32Array>>;
}

/** New points of one lane since the last message. */
export interface LanePoints {
  readonly lane: number;
  readonly train: TrainColumns;
  readonly evaluation: EvaluationColumns;
}

/**
 * How a backend came to be the one: the user asked for it; it was measured or is known to be the faster one; WebGPU
 * was wanted and is not to be had; or another one that was wanted did not start.
 */
export type BackendCause = 'asked' | 'faster' | 'no-webgpu' | 'fallback';

export interface BackendReport {
  readonly backend: BackendName;
  readonly cause: BackendCause;
  /** Which code each lane runs on. */
  readonly paths: readonly PathName[];
  /** Why each lane is computed op by op; null where a fused kernel computes it. */
  readonly opsReasons: readonly (string | null)[];
  /** For people: which was chosen and why. */
  readonly reason: string;
  /** Adapter or device description where known. */
  readonly device: string;
}

/** Facts about a lane that the page shows but only the engine knows. */
export interface LaneInfo {
  readonly parameters: number;
  readonly agents: number;
  /** Each agent's task distribution in words, for example "amplitude 0.1 to 0.9". */
  readonly agentNames: readonly string[];
}
