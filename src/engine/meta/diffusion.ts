// Sharing launch models over a network of K agents (Kayaalp et al. 2020, Dif-MAML, adapt-then-combine):
// w_k = Σ_l a_lk φ_l. The centralized and the non-cooperative baselines are other matrices in the same
// step (math/graphs.ts).

/** Whether agents j and k combine with the same weights. */
function equalColumns(weights: Float64Array, agents: number, j: number, k: number): boolean {
  for (let l = 0; l < agents; l++) if (weights[l * agents + j] !== weights[l * agents + k]) return false;
  return true;
}

/**
 * w_k = Σ_l a_lk φ_l into `into` [K, P]: weights [K, K] with a_lk at l · K + k, models φ [K, P]. Only neighbours
 * (a_lk ≠ 0) are read. The sums run in double precision and in the order of l, so agents with equal columns get
 * bit-identical models.
 */
export function combine(
  weights: Float64Array,
  models: Float32Array,
  agents: number,
  into: Float32Array,
): void {
  const parameters = models.length / agents;
  const sum = new Float64Array(parameters);
  for (let k = 0; k < agents; k++) {
    const to = k * parameters;
    if (k > 0 && equalColumns(weights, agents, k - 1, k)) {
      into.copyWithin(to, to - parameters, to);
      continue;
    }
    sum.fill(0);
    for (let l = 0; l < agents; l++) {
      const weight = weights[l * agents + k];
      const from = l * parameters;
      if (weight !== 0) for (let i = 0; i < parameters; i++) sum[i] += weight * models[from + i];
    }
    into.set(sum, to);
  }
}
