// What a run is. An experiment is data: the same value gives the same tasks and the same curves.
// Every field's key, default, range, unit and live/restart behaviour stands in `fields.ts`.
import type { Activation } from '../learner/model.ts';
import type { Optimizer } from '../learner/optimizer.ts';
import type { Adapted, Curvature } from '../learner/rule.ts';

export const TASK_FAMILIES = [
  'sinusoid',
  'quadratics',
  'glyphs',
  'mnist',
  'fashion-mnist',
  'digits-and-clothing',
  'omniglot',
  'cifar-fs',
  'images',
] as const;
export type TaskFamilyId = (typeof TASK_FAMILIES)[number];

export const WEIGHTINGS = ['uniform', 'min-max'] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

export const NETWORKS = ['single', 'diffusion', 'centralized', 'non-cooperative'] as const;
export type Network = (typeof NETWORKS)[number];

export const BASELINES = ['none', 'reptile', 'joint'] as const;
/** `joint`: plain average loss over support and query examples, no adaptation while training. */
export type Baseline = (typeof BASELINES)[number];

export const BACKENDS = ['auto', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendChoice = (typeof BACKENDS)[number];

export const PRESET_IDS = [
  'maml',
  'fo-maml',
  'hf-maml',
  'anil',
  'anil-nonconvex',
  'da-maml',
  'dif-maml',
  'centralized',
  'non-cooperative',
  'reptile',
  'joint',
] as const;
export type PresetId = (typeof PRESET_IDS)[number];

export const GRAPH_SHAPES = ['ring', 'path', 'star', 'complete', 'random'] as const;
/** A named shape over the lane's agents, or an undirected edge list such as "0-1,1-2,2-0". */
export type GraphSetting = string;

/** All hyper-parameters of a lane. Shared values hold for every lane; a preset and overrides replace some. */
export interface LaneSettings {
  /** Inner step size α. */
  readonly alpha: number;
  /** Inner steps N. */
  readonly innerSteps: number;
  /** Outer step size β (μ in Dif-MAML, η_w in DA-MAML). */
  readonly beta: number;
  readonly optimizer: Optimizer;
  /** Tasks per iteration and agent, B (C in DA-MAML). */
  readonly batch: number;
  readonly curvature: Curvature;
  /** δ of the Hessian-free product. */
  readonly delta: number;
  /** ρ > 0: δ = 1/(6ρα‖v‖) instead of the fixed δ; 0: fixed. */
  readonly deltaRho: number;
  /** Examples (shots) of the separate Hessian batch D_h; 0: the support set serves. */
  readonly hessianShots: number;
  readonly adapted: Adapted;
  /** λ of the inner objective. */
  readonly l2: number;
  readonly weighting: Weighting;
  /** Weight step η_p. */
  readonly etaP: number;
  /** (θ_in, θ_out) pairs per drawn task, D of DA-MAML. */
  readonly pairs: number;
  /** Radius of the ball W that DA-MAML projects onto; 0: none. */
  readonly ballRadius: number;
  readonly network: Network;
  readonly graph: GraphSetting;
  /** Agents K; counts only where network is not `single`. */
  readonly agents: number;
  readonly agentStart: 'same' | 'different';
  readonly baseline: Baseline;
  /** L, ρ, c and B' of the adaptive stepsize. */
  readonly smoothness: number;
  readonly hessianLipschitz: number;
  readonly stepScale: number;
  readonly stepTasks: number;
  /** Number of seeds this lane is run with (1…10): model and tasks of seed s come from seed + s. */
  readonly seeds: number;
}

export type LaneField = keyof LaneSettings;

/** A lane: a preset's name and what it changes. At most 8 per experiment. */
export interface Lane {
  readonly preset: PresetId;
  readonly overrides: Partial<LaneSettings>;
}

export type ModelSetting =
  | { readonly kind: 'mlp'; readonly hidden: readonly number[]; readonly activation: Activation }
  | { readonly kind: 'cnn'; readonly filters: readonly number[]; readonly hidden: readonly number[] };

/** A change of a live field while training; `lane` absent: the shared value. */
export interface Edit {
  readonly iteration: number;
  readonly field: LaneField;
  readonly value: number | string;
  readonly lane?: number;
}

/** Options of the task families; each family reads the ones that fields.ts lists for it. */
export interface TaskOptions {
  /** Sinusoid y = a·sin(x + φ): ranges of amplitude and phase (radians), noise sd of support targets. */
  readonly amplitudeMin: number;
  readonly amplitudeMax: number;
  readonly phaseMin: number;
  readonly phaseMax: number;
  readonly noise: number;
  /** Size m of a finite task set; 0: a continuum, or 10 where a lane weights tasks. Quadratics: their number. */
  readonly taskCount: number;
  /** Quadratics: dimensions d, largest condition number, spread of the optima. */
  readonly dimensions: number;
  readonly condition: number;
  readonly spread: number;
  /** Quadratics: `random`, or the three-task setting of Fallah et al.'s Figure 1. */
  readonly quadratic: 'random' | 'figure-1';
  /** Quadratics: the user's own tasks in the plane (`ownQuadratics.ts`); empty: as `quadratic` says. */
  readonly optima: string;
  /** Classification: classes per task. Shots count examples per class. */
  readonly ways: number;
  /** Glyphs: 0 easy … 1 hard; rotations by 90° as extra classes (glyphs, Omniglot). */
  readonly difficulty: number;
  readonly rotations: boolean;
  /** Digits and clothing: class pairs, for example "m0-1,m2-3,m4-9,f2-4" (m MNIST, f Fashion-MNIST). */
  readonly classPairs: string;
  /** Side of images after resizing, pixels (Omniglot and folders of images). */
  readonly imageSize: number;
  /** Name of the user's own image set in the browser's store (family `images`). */
  readonly dataset: string;
}

export const INITS = ['fan-in', 'he', 'small'] as const;
/** Weight variance 1/fan_in, 2/fan_in, or (0.01)²; biases zero. */
export type Init = (typeof INITS)[number];

export interface Experiment {
  readonly task: TaskFamilyId;
  readonly options: TaskOptions;
  readonly seed: number;
  readonly model: ModelSetting;
  readonly init: Init;
  /** Support examples K per task (per class for classification), and query examples likewise. */
  readonly shots: number;
  readonly queries: number;
  readonly shared: LaneSettings;
  readonly lanes: readonly Lane[];
  readonly edits: readonly Edit[];
  /** Evaluate every so many iterations, on so many fixed test tasks. */
  readonly evalEvery: number;
  readonly evalTasks: number;
  /** Iteration that opening the link replays to; 0: none. */
  readonly iter: number;
  readonly backend: BackendChoice;
  /** Which figures are shown, in order; empty: the default for this kind of experiment. */
  readonly figures: readonly string[];
}

/** Something about an input that was put right, or could not be used; shown where the input is. */
export interface Notice {
  /** Link key or accessible field name. */
  readonly field: string;
  /** What happened, with the value, and what was done: one sentence. */
  readonly message: string;
}
