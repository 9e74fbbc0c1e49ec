// Sharing launch models over a network of K agents (Kayaalp et al. 2020, Dif-MAML, adapt-then-combine):
// w_k = Σ_l a_lk φ_l. The centralized and the non-cooperative baselines are other matrices in the same
// step (math/graphs.ts).

/**
 * w_k = Σ_l a_lk φ_l into `into` [K, P]: weights [K, K] with a_lk at l · K + k, models φ [K, P]. The sums run in
 * double precision and in the order of l, so agents with equal columns get bit-identical models.
 */
export function combine(
  weights: Float64Array,
  models: Float32Array,
  agents: number,
  into: Float32Array,
): void {
  const parameters = models.length / agents;
  for (let i = 0; i < parameters; i++) {
    for (let k = 0; k < agents; k++) {
      let sum = 0;
      for (let l = 0; l < agents; l++) sum += weights[l * agents + k] * models[l * parameters + i];
      into[k * parameters + i] = sum;
    }
  }
}
