// What one meta-iteration costs in the currency of Ji et al. 2022, Table 2: evaluated entries of gradients
// and of second-order derivatives. With n_w adapted and n_φ other parameters, one task of N inner steps
// evaluates N·n_w gradient entries inside, n_w + n_φ outside, and per inner step the n_w × n_w block ∇²_w and
// the n_φ × n_w block ∇_φ∇_w of Proposition 1. For MAML n_φ = 0 and n_w = n, Table 2's first line.

import { layerSlices, type ModelSpec, parameterCount } from './model.ts';
import { type Adapted, adaptedStart, type Curvature } from './rule.ts';

export interface CostSetting {
  readonly model: ModelSpec;
  readonly adapted: Adapted;
  readonly curvature: Curvature;
  readonly baseline: 'none' | 'reptile' | 'joint';
  readonly innerSteps: number;
  /** Rows adapted in this meta-iteration: agents × tasks × pairs. */
  readonly rows: number;
}

export interface EvaluationCounts {
  readonly gradientEntries: number;
  readonly secondOrderEntries: number;
}

/**
 * Entries evaluated in one meta-iteration. First-order MAML has no second-order entries; the Hessian-free
 * product replaces an inner step's block by two further full gradients. Reptile has the inner gradients only,
 * joint training one gradient per task.
 */
export function evaluationCounts(setting: CostSetting): EvaluationCounts {
  const { model, adapted, curvature, baseline, innerSteps: N, rows } = setting;
  const n = parameterCount(model);
  const adaptedCount = n - adaptedStart(model, adapted);
  const rest = n - adaptedCount;
  if (baseline === 'joint') return { gradientEntries: rows * n, secondOrderEntries: 0 };
  if (baseline === 'reptile') return { gradientEntries: rows * N * adaptedCount, secondOrderEntries: 0 };
  const inner = N * adaptedCount;
  const outer = adaptedCount + rest;
  const probes = curvature === 'finite-difference' ? 2 * N * n : 0;
  const blocks = curvature === 'exact' ? N * (adaptedCount ** 2 + adaptedCount * rest) : 0;
  return { gradientEntries: rows * (inner + outer + probes), secondOrderEntries: rows * blocks };
}

/** Multiply-adds of one example's forward pass. */
export function forwardMultiplyAdds(model: ModelSpec): number {
  let pixels = model.kind === 'cnn' ? model.height * model.width : 1;
  let [height, width] = model.kind === 'cnn' ? [model.height, model.width] : [1, 1];
  let sum = 0;
  for (const { kind, weightLength } of layerSlices(model)) {
    if (kind === 'dense') pixels = 1;
    sum += pixels * weightLength;
    [height, width] = [Math.floor(height / 2), Math.floor(width / 2)];
    pixels = height * width;
  }
  return sum;
}
