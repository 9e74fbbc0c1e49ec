// What a task family offers: typed support and query sets, drawn as a pure function of a request.
import type { TaskBatch } from '../../learner/batch.ts';
import type { Loss } from '../../learner/model.ts';

export interface TaskShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly loss: Loss;
  /** Present for image families: the input row is height × width × channels, values 0…1. */
  readonly image?: { readonly height: number; readonly width: number; readonly channels: number };
}

/** What a source draws from: an experiment as far as its tasks depend on it. */
export interface TaskSetup<O> {
  readonly options: O;
  readonly seed: number;
  /** Support and query examples of a task, per class in classification. */
  readonly shots: number;
  readonly queries: number;
  /** Support examples of a test task, likewise. */
  readonly testShots: number;
  /** Image set that test tasks are drawn from; null: as in training. */
  readonly testSet: string | null;
  /** Size m of the finite task set; 0: a continuum. */
  readonly taskCount: number;
  /** Shots of the largest separate Hessian batch that is drawn; 0: none. */
  readonly hessianShots: number;
  /** Shots of the largest batch for a step size; 0: as many as queries. */
  readonly stepShots: number;
}

/** A finite set of m tasks with the ambient distribution that plain MAML samples from. */
export interface FiniteTasks {
  /** Short, for narrow figures; `describe` may say more. */
  readonly names: readonly string[];
  /** Probabilities, summing to 1. */
  readonly ambient: readonly number[];
}

/** `train`: fresh each iteration. `step-size`: the batch B' of the adaptive stepsize, likewise. `test`: fixed by the seed (iteration ignored), shared by all lanes. */
export type DrawPurpose = 'train' | 'step-size' | 'test' | 'probe';

/**
 * The draw is keyed by (seed, purpose, iteration, agent, slot, pair): asking for more slots or pairs never
 * changes the earlier ones, and two lanes that ask for the same thing get the same tasks.
 */
export interface DrawRequest {
  readonly purpose: DrawPurpose;
  readonly iteration: number;
  /** This agent's index and how many there are; with agents = 1 the full task distribution is used. */
  readonly agent: number;
  readonly agents: number;
  /** Tasks (slots) to draw, beginning with slot `from` (0 where absent). */
  readonly tasks: number;
  readonly from?: number;
  /** Classification: so many of the model's classes occur in a task; absent: all. */
  readonly ways?: number;
  /** Queries that a task's query set stands for, where that is not the setup's number. */
  readonly queries?: number;
  /** (θ_in, θ_out) pairs per drawn task (D of Collins et al.); 1 otherwise. Rows = tasks × pairs, slot-major. */
  readonly pairs: number;
  /** How a finite set is sampled for training; `all` and `test` draws walk through the set in turn (slot mod m). */
  readonly distribution: 'ambient' | 'uniform' | 'all';
}

/** One task shown in the page, drawn with purpose `probe`. */
export interface TaskDescription {
  readonly name: string;
  /** One-input regression only: the noiseless target on a grid. */
  readonly truth?: { readonly x: Float32Array; readonly y: Float32Array };
  /** Classification only: the class names, in the order of the labels. */
  readonly classes?: readonly string[];
}

/** Means and standard deviations by which numbers were standardised, with the names of the columns. */
export interface Units {
  readonly inputs: readonly ColumnUnits[];
  readonly output: ColumnUnits;
}

export interface ColumnUnits {
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
}

export interface TaskSource {
  readonly shape: TaskShape;
  /** Null when tasks come from a continuum. */
  readonly finite: FiniteTasks | null;
  /** The set that test draws walk through: `finite`, unless the family tests on other tasks than it trains on. */
  readonly testTasks: FiniteTasks | null;
  /** Examples per row for the given shots/queries (classification: ways × shots). */
  readonly examples: { readonly support: number; readonly query: number; readonly hessian: number };
  /** Examples per row of a set with so many shots, of so many classes where there are classes (absent: all). */
  examplesOf(shots: number, ways?: number): number;
  /** Present where inputs and outputs are standardised: figures show the table's own units. */
  readonly units?: Units;
  /** What the user should know about the data as it is used ("20 drawings per class leave 15 queries"). */
  readonly notes?: readonly string[];
  /** Fills rows firstRow … firstRow + tasks·pairs − 1 of `into`. Throws if they do not fit. */
  draw(request: DrawRequest, into: TaskBatch, firstRow: number): void;
  /** The task that `draw` gives for this request's slot. */
  describe(request: DrawRequest, slot: number): TaskDescription;
}
