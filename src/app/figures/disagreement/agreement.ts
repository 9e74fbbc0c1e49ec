// Theorem 1 of Kayaalp et al. 2020 beside a run: the level μ²λ₂²/(1−λ₂)²·(B̂²+C²) with its unknown constant
// fitted, and the agreement time 3·log μ/log λ₂ (eqs. 23 and 24). Pure; settings may change during the run.
import { quantile } from '../../../math/statistics.ts';

/** μ and λ₂ as they hold from an iteration on. */
export interface NetworkPhase {
  readonly from: number;
  readonly mu: number;
  readonly lambda2: number;
}

/** 3·log μ / log λ₂ (eq. 24): iterations until the agents agree; NaN where μ or λ₂ is not within (0, 1). */
export function agreementTime({ mu, lambda2 }: Pick<NetworkPhase, 'mu' | 'lambda2'>): number {
  const inside = mu > 0 && mu < 1 && lambda2 > 0 && lambda2 < 1;
  return inside ? (3 * Math.log(mu)) / Math.log(lambda2) : Number.NaN;
}

/** μ²λ₂²/(1−λ₂)², what multiplies B̂²+C² in eq. (23). */
export function levelFactor({ mu, lambda2 }: Pick<NetworkPhase, 'mu' | 'lambda2'>): number {
  return (mu * lambda2) ** 2 / (1 - lambda2) ** 2;
}

interface AgreementFit {
  /** B̂²+C² that fits the run: the median of disagreement/factor over what has agreed. */
  readonly constant: number;
  /** The bound at every evaluation [evaluations]; NaN before the first agreement time. */
  readonly level: Float32Array;
  /** Iterations at which the agents should agree, one per phase. */
  readonly times: readonly number[];
}

/** The phase in force at an iteration. */
function phaseAt(phases: readonly NetworkPhase[], iteration: number): NetworkPhase {
  let current = phases[0];
  for (const phase of phases) if (phase.from <= iteration) current = phase;
  return current;
}

/** Fewest settled values that a constant is fitted to. */
const LEAST = 3;

/** Null while there is too little to fit, or where the network never mixes. */
export function fitAgreement(
  iterations: ArrayLike<number>,
  disagreement: ArrayLike<number>,
  phases: readonly NetworkPhase[],
): AgreementFit | null {
  if (phases.length === 0) return null;
  const ratios: number[] = [];
  const settled = (at: number) => {
    const phase = phaseAt(phases, at);
    return at >= Math.max(1, phase.from + agreementTime(phase));
  };
  for (let i = 0; i < iterations.length; i++) {
    const factor = levelFactor(phaseAt(phases, iterations[i]));
    const value = disagreement[i];
    if (settled(iterations[i]) && factor > 0 && value > 0 && Number.isFinite(value))
      ratios.push(value / factor);
  }
  if (ratios.length < LEAST) return null;
  const constant = quantile(ratios, 0.5);
  const level = Float32Array.from({ length: iterations.length }, (_, i) =>
    settled(iterations[i]) ? constant * levelFactor(phaseAt(phases, iterations[i])) : Number.NaN,
  );
  const times = phases.map((phase) => phase.from + agreementTime(phase)).filter(Number.isFinite);
  return { constant, level, times };
}
