// What one meta-iteration costs in the currency of Ji et al. 2022, Table 2: evaluated entries of gradients
// and of second-order derivatives. With n_w adapted and n_φ other parameters, one task of N inner steps
// evaluates N·n_w gradient entries inside, n_w + n_φ outside, and per inner step the n_w × n_w block ∇²_w and
// the n_φ × n_w block ∇_φ∇_w of Proposition 1. For MAML n_φ = 0 and n_w = n, Table 2's first line.

import { layerSlices, type ModelSpec, parameterCount } from './model.ts';
import { type Adapted, adaptedStart, type Baseline, type Curvature } from './rule.ts';

export interface CostSetting {
  readonly model: ModelSpec;
  readonly adapted: Adapted;
  readonly curvature: Curvature;
  readonly baseline: Baseline;
  readonly innerSteps: number;
  /** Conjugate gradient steps of the implicit gradient. */
  readonly cgSteps?: number;
  /** Rows adapted in this meta-iteration: agents × tasks × pairs. */
  readonly rows: number;
}

export interface EvaluationCounts {
  readonly gradientEntries: number;
  readonly secondOrderEntries: number;
}

/** What one row's count depends on. */
interface Sizes {
  /** Parameters: all, those that the inner loop moves, and the rest. */
  readonly all: number;
  readonly adapted: number;
  readonly rest: number;
  readonly steps: number;
  readonly cgSteps: number;
}

/** What the reverse of the inner loop evaluates. The Hessian-free product takes two further full gradients a step. */
const REVERSE: Readonly<Record<Curvature, (sizes: Sizes) => EvaluationCounts>> = {
  exact: ({ steps, adapted, rest }) => ({
    gradientEntries: 0,
    secondOrderEntries: steps * (adapted ** 2 + adapted * rest),
  }),
  none: () => ({ gradientEntries: 0, secondOrderEntries: 0 }),
  'finite-difference': ({ steps, all }) => ({ gradientEntries: 2 * steps * all, secondOrderEntries: 0 }),
  // One product with the adapted block in each step of the solve, and one with the whole of it at its end.
  implicit: ({ adapted, rest, cgSteps }) => ({
    gradientEntries: 0,
    secondOrderEntries: (cgSteps + 1) * adapted ** 2 + adapted * rest,
  }),
};

/** One row's count. Reptile has the inner gradients only, joint training one gradient per task. */
const ROW: Readonly<Record<Baseline, (sizes: Sizes, curvature: Curvature) => EvaluationCounts>> = {
  none(sizes, curvature) {
    const reverse = REVERSE[curvature](sizes);
    const forward = sizes.steps * sizes.adapted + sizes.all;
    return { ...reverse, gradientEntries: forward + reverse.gradientEntries };
  },
  reptile: ({ steps, adapted }) => ({ gradientEntries: steps * adapted, secondOrderEntries: 0 }),
  joint: ({ all }) => ({ gradientEntries: all, secondOrderEntries: 0 }),
};

/** Entries evaluated in one meta-iteration. */
export function evaluationCounts(setting: CostSetting): EvaluationCounts {
  const { model, curvature, baseline, innerSteps: steps, cgSteps = 0, rows } = setting;
  const all = parameterCount(model);
  const adapted = all - adaptedStart(model, setting.adapted);
  const row = ROW[baseline]({ all, adapted, rest: all - adapted, steps, cgSteps }, curvature);
  return {
    gradientEntries: rows * row.gradientEntries,
    secondOrderEntries: rows * row.secondOrderEntries,
  };
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
