// Euclidean projection onto the probability simplex, for the task weights p of DA-MAML.

/**
 * argmin_{p ≥ 0, Σp = 1} ‖p − v‖₂ by sorting, O(m log m) (Collins et al. 2022, Π_Δ in eq. (11)).
 * Throws on an empty vector and on entries that are not finite.
 */
export function projectToSimplex(v: Float64Array | Float32Array | readonly number[]): Float64Array {
  const m = v.length;
  if (m === 0) throw new Error('Nothing to project: the vector of task weights is empty.');
  const point = Float64Array.from(v);
  for (let i = 0; i < m; i++) {
    if (!Number.isFinite(point[i])) {
      throw new Error(`Task weights must be finite to be projected, but entry ${i} is ${point[i]}.`);
    }
  }
  const sorted = Float64Array.from(point).sort();
  // Shifting all entries moves no projection; it keeps the sums small where v is far from the simplex.
  const largest = sorted[m - 1];
  let sum = 0;
  let threshold = -1;
  for (let k = 1; k <= m; k++) {
    const entry = sorted[m - k] - largest;
    sum += entry;
    const candidate = (sum - 1) / k;
    if (entry <= candidate) break;
    threshold = candidate;
  }
  let total = 0;
  for (let i = 0; i < m; i++) {
    point[i] = Math.max(0, point[i] - largest - threshold);
    total += point[i];
  }
  // Rounding leaves the sum within a few ulps of 1; dividing makes the result a distribution.
  for (let i = 0; i < m; i++) point[i] /= total;
  return point;
}
