// The outer optimisers by name and their fixed numbers, read alike by the host's step and the device's.

export const OPTIMIZERS = ['sgd', 'adam', 'adaptive'] as const;
/** `adaptive`: SGD with β_k = c·β̃(w) of Fallah et al. 2020, eq. (17). */
export type Optimizer = (typeof OPTIMIZERS)[number];

/** Decay rates of the moments and ε of Adam (Kingma & Ba 2015, Algorithm 1). */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
