// One meta-iteration of a lane taken apart: what the page asks for, and the worker's own numbers of it.

export interface AnatomyRequest {
  readonly lane: number;
  /** Which task of the iteration's batch is followed; the last one where there are fewer. */
  readonly row: number;
}

/** A task of the iteration's batch. */
export interface AnatomyTask {
  readonly name: string;
  readonly agent: number;
  /** Query loss at the launch model and after adaptation. */
  readonly before: number;
  readonly after: number;
  /** What its meta-gradient is multiplied by in its agent's sum. */
  readonly weight: number;
}

/** The chosen task's model after one more inner step. */
export interface AnatomyInnerStep {
  readonly supportLoss: number;
  /** ‖D∇(f + penalties)(w_m)‖: what the next inner step would be α times of. */
  readonly gradientNorm: number;
  readonly queryLoss: number;
  /** NaN for regression. */
  readonly accuracy: number;
  /** ‖w_m − w_0‖. */
  readonly distance: number;
}

/** v_m on the way back: m = N first, the launch model last. */
export interface AnatomyBackStep {
  readonly step: number;
  readonly norm: number;
  /** ‖v_{m+1} − v_m‖ = ‖αH_m D v_{m+1}‖; 0 at the end. */
  readonly removed: number;
  /** cos(v_m, v_N). */
  readonly cosine: number;
}

const DIRECTION_IDS = ['own', 'exact', 'none', 'finite-difference'] as const;
/** `own`: the lane's; the others what MAML, FO-MAML and HF-MAML would use on the same task. */
export type DirectionId = (typeof DIRECTION_IDS)[number];

export interface AnatomyDirection {
  readonly id: DirectionId;
  readonly norm: number;
  /** In the plane of `exact` (along x) and `none`, and how far off it. */
  readonly x: number;
  readonly y: number;
  readonly off: number;
  /** With `exact`. */
  readonly cosine: number;
}

export interface AnatomyAgent {
  readonly gradientNorm: number;
  /** β of this iteration. */
  readonly step: number;
  /** ‖φ_k − w_k‖: the agent's own step; ‖w_k′ − φ_k‖: what sharing and projection add. */
  readonly moved: number;
  readonly shared: number;
  /** Distance to the agents' centroid before sharing and after. */
  readonly apart: number;
  readonly together: number;
}

/** The chosen task as a curve: its noiseless target, and the fit [N + 1, points] before and after the iteration. */
export interface AnatomyCurve {
  readonly x: Float32Array;
  readonly truth: Float32Array;
  readonly supportX: Float32Array;
  readonly supportY: Float32Array;
  readonly before: Float32Array;
  readonly after: Float32Array;
}

export interface AnatomyView {
  readonly request: AnatomyRequest;
  /** The iteration that the next step does. */
  readonly iteration: number;
  readonly tasks: readonly AnatomyTask[];
  /** Which of them is followed. */
  readonly row: number;
  /** w_0 … w_N. */
  readonly inner: readonly AnatomyInnerStep[];
  readonly back: readonly AnatomyBackStep[];
  readonly directions: readonly AnatomyDirection[];
  readonly agents: readonly AnatomyAgent[];
  /** p of the followed task's agent over the finite set, before and after; empty without task weights. */
  readonly weightsBefore: Float32Array;
  readonly weightsAfter: Float32Array;
  /** The followed task's query loss after 0 … N inner steps from the launch model after the iteration. */
  readonly next: Float32Array;
  /** Null where tasks are not curves. */
  readonly curve: AnatomyCurve | null;
}
