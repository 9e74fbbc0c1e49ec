// The outer optimisers by name and their numbers, read alike by the host's step and the device's.

export const OPTIMIZERS = ['sgd', 'momentum', 'adam', 'adaptive'] as const;
/** `adaptive`: SGD with β_k = c·β̃(w) of Fallah et al. 2020, eq. (17). */
export type Optimizer = (typeof OPTIMIZERS)[number];

/** The rates that the optimisers remember by; each reads its own. */
export interface OptimizerRates {
  /** ν of the heavy ball (Polyak 1964). */
  readonly momentum: number;
  /** Decay rates of Adam's moments (Kingma & Ba 2015, Algorithm 1). */
  readonly beta1: number;
  readonly beta2: number;
}

/** ε of Adam (Kingma & Ba 2015, Algorithm 1). */
export const ADAM_EPSILON = 1e-8;
