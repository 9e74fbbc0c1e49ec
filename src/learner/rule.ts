// How one task's meta-gradient is formed: the inner loop and what its reverse keeps. The values that kernels and
// programs know stand here; what the page says of them stands in experiment/axes.
import { layerSlices, type ModelSpec } from './model.ts';

export const CURVATURES = ['exact', 'none', 'finite-difference', 'implicit'] as const;
/** What the meta-gradient does with the Hessian: MAML · FO-MAML · HF-MAML (Fallah et al. 2020) · iMAML. */
export type Curvature = (typeof CURVATURES)[number];

export const ADAPTED = ['all', 'last-layer', 'last-two-layers'] as const;
/** Which coordinates the inner loop moves (the 0/1 diagonal D): MAML · ANIL (Ji et al. 2022). */
export type Adapted = (typeof ADAPTED)[number];

export const BASELINES = ['none', 'reptile', 'joint'] as const;
/** `joint`: plain average loss over support and query examples, no adaptation while training. */
export type Baseline = (typeof BASELINES)[number];

/** Layers that the inner loop moves, counted from the output. */
export const ADAPTED_LAYERS: Readonly<Record<Adapted, number>> = {
  all: Number.POSITIVE_INFINITY,
  'last-layer': 1,
  'last-two-layers': 2,
};

/**
 * With D the 0/1 diagonal of `adapted` and λ = `l2`:
 *   w_{m+1} = w_m − α D ∇(f + λ/2‖Dw‖²)(w_m)            inner loop on the support set
 *   v_N = ∇g(w_N),  v_m = v_{m+1} − α H_m D v_{m+1}      reverse, H_m of the inner objective
 * `none` drops the product; `finite-difference` uses [∇f(w_m+δu) − ∇f(w_m−δu)]/(2δ), u = D v. `implicit` solves
 * (I + D H_N D/λ_p) x = ∇g(w_N) instead, λ_p = `proximal` (Rajeswaran et al. 2019, eq. (6)).
 */
export interface InnerRule {
  readonly alpha: number;
  readonly innerSteps: number;
  readonly curvature: Curvature;
  /** δ of the finite difference; ignored by the other curvatures. */
  readonly delta: number;
  /**
   * Set: δ = 1/(6ρα‖Dv‖) for this ρ instead of `delta` (Fallah et al. 2020, Theorem 4.17; 4.21 in the long
   * text), Dv the vector that the Hessian multiplies. Absent or 0: the fixed `delta`.
   */
  readonly deltaRho?: number;
  readonly adapted: Adapted;
  readonly l2: number;
  /** λ_p of a proximal term λ_p/2‖D(w' − w)‖² in the inner objective (iMAML); absent or 0: none. */
  readonly proximal?: number;
  /** Conjugate gradient steps of the implicit solve. */
  readonly cgSteps?: number;
  /**
   * What is returned as a row's gradient. `through-adaptation`: v_0 above. `reptile`: (w_0 − w_N)/α,
   * the sum of the inner gradients (Nichol et al. 2018).
   */
  readonly direction?: 'through-adaptation' | 'reptile';
}

/** λ_p of the proximal term; 0: none. @throws for `implicit`, which divides by it. */
export function proximalOf({ proximal = 0, curvature }: InnerRule): number {
  if (curvature === 'implicit' && !(proximal > 0))
    throw new Error(`The implicit gradient needs a proximal weight above 0, got ${proximal}.`);
  return proximal;
}

const PASSES_BACK: Readonly<Record<Curvature, boolean>> = {
  exact: true,
  none: false,
  'finite-difference': true,
  implicit: true,
};

/** Whether the gradient passes back through the adaptation, so that second derivatives count. */
export function passesBack({ curvature, innerSteps }: InnerRule): boolean {
  return PASSES_BACK[curvature] && innerSteps > 0;
}

/** Whether a row's meta-gradient is the solution of a linear system. */
export function solvesSystem(rule: InnerRule): boolean {
  return rule.curvature === 'implicit' && passesBack(rule) && rule.direction !== 'reptile';
}

/** First coordinate that the inner loop moves; adapted coordinates are always a suffix of the row. */
export function adaptedStart(spec: ModelSpec, adapted: Adapted): number {
  const slices = layerSlices(spec);
  return slices[Math.max(0, slices.length - ADAPTED_LAYERS[adapted])].weight;
}
