// Summaries of samples and of parameter vectors, in double precision whatever the input's type.

type Numbers = ArrayLike<number>;

/** NaN for no samples. */
export function mean(values: Numbers): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Sample standard deviation (n − 1); NaN for fewer than two samples. */
export function standardDeviation(values: Numbers): number {
  if (values.length < 2) return Number.NaN;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - centre) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}

/** Quantile q in 0…1 with linear interpolation between order statistics. NaN for no samples. */
export function quantile(values: Numbers, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new Error(`A quantile lies between 0 and 1, got ${q}.`);
  if (values.length === 0) return Number.NaN;
  const sorted = Float64Array.from(values).sort();
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

/** Half-width of the 95 % confidence interval of the mean, by the normal approximation; NaN for one sample. */
export function meanInterval95(values: Numbers): number {
  return (1.959963984540054 * standardDeviation(values)) / Math.sqrt(values.length);
}

/** t_{n−1, 0.975} for n = 2 … 10. */
const T_975 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/**
 * Factor of the standard deviation of n samples that gives the half-width of the 95 % confidence interval of their
 * mean, by Student's t for n ≤ 10 and the normal approximation beyond; NaN for fewer than two.
 */
export function interval95Factor(n: number): number {
  if (n < 2) return Number.NaN;
  return (T_975[n - 2] ?? 1.959963984540054) / Math.sqrt(n);
}

/** Least and largest value, however many there are; ∞ and −∞ for none. */
export function extremes(values: Numbers): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    least = Math.min(least, values[i]);
    most = Math.max(most, values[i]);
  }
  return [least, most];
}

/** ‖x‖₂. */
export function norm(x: Numbers): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  return Math.sqrt(sum);
}

/** ‖x − y‖₂. Throws where lengths differ. */
export function distance(x: Numbers, y: Numbers): number {
  if (x.length !== y.length)
    throw new Error(`Vectors of ${x.length} and ${y.length} entries can't be compared.`);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) ** 2;
  return Math.sqrt(sum);
}

/** ‖x − reference‖ / ‖reference‖; the plain distance where the reference is zero. */
export function relativeError(x: Numbers, reference: Numbers): number {
  const size = norm(reference);
  return size > 0 ? distance(x, reference) / size : distance(x, reference);
}

function agentLength(params: Numbers, agents: number): number {
  const length = params.length / agents;
  if (!Number.isInteger(length)) throw new Error(`${params.length} floats are no rows of ${agents} agents.`);
  return length;
}

/** w̄ = (1/K) Σ_k w_k of agents' parameters [K, P] (Kayaalp et al. 2020, Sec. 3.3). */
export function centroid(params: Numbers, agents: number): Float32Array {
  const length = agentLength(params, agents);
  const centre = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    let sum = 0;
    for (let k = 0; k < agents; k++) sum += params[k * length + i];
    centre[i] = sum / agents;
  }
  return centre;
}

/** Network disagreement (1/K) Σ_k ‖w_k − w̄‖² of agents' parameters [K, P]. */
export function disagreement(params: Numbers, agents: number): number {
  const length = agentLength(params, agents);
  let total = 0;
  for (let i = 0; i < length; i++) {
    let centre = 0;
    for (let k = 0; k < agents; k++) centre += params[k * length + i];
    centre /= agents;
    for (let k = 0; k < agents; k++) total += (params[k * length + i] - centre) ** 2;
  }
  return total / agents;
}
