// What one meta-iteration costs, in three currencies. A gradient evaluation is one gradient of one task's loss on one
// set of examples; a Hessian-vector product is one of one task. Entries are the currency of Ji et al. 2022, Table 2,
// here with the outer gradient included: with n_w adapted and n_φ other parameters, one task of N inner steps evaluates
// N·n_w gradient entries inside, n_w + n_φ outside, and per inner step the n_w × n_w block ∇²_w and the n_φ × n_w
// block ∇_φ∇_w of Proposition 1. For MAML n_φ = 0 and n_w = n, Table 2's first line.
// Collins et al. 2022 count 4 evaluations per pair at N = 1: two gradients, a Hessian, and a loss that is used again.

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
  /** Rows whose plain gradient chooses the step size: agents × B′; absent: none. */
  readonly stepRows?: number;
}

/** What is counted along a run, in this order. */
export const COUNTS = [
  'gradientEvaluations',
  'hessianProducts',
  'gradientEntries',
  'secondOrderEntries',
] as const;
export type Count = (typeof COUNTS)[number];
export type Counts = Readonly<Record<Count, number>>;

/** The same of every count. */
export function eachCount<T>(of: (count: Count) => T): Record<Count, T> {
  return Object.fromEntries(COUNTS.map((count) => [count, of(count)])) as Record<Count, T>;
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

const NOTHING: Counts = eachCount(() => 0);

/** What the reverse of the inner loop evaluates. The Hessian-free product takes two further full gradients a step. */
const REVERSE: Readonly<Record<Curvature, (sizes: Sizes) => Counts>> = {
  exact: ({ steps, adapted, rest }) => ({
    ...NOTHING,
    hessianProducts: steps,
    secondOrderEntries: steps * (adapted ** 2 + adapted * rest),
  }),
  none: () => NOTHING,
  'finite-difference': ({ steps, all }) => ({
    ...NOTHING,
    gradientEvaluations: 2 * steps,
    gradientEntries: 2 * steps * all,
  }),
  // One product with the adapted block in each step of the solve, and one with the whole of it at its end.
  implicit: ({ adapted, rest, cgSteps }) => ({
    ...NOTHING,
    hessianProducts: cgSteps + 1,
    secondOrderEntries: (cgSteps + 1) * adapted ** 2 + adapted * rest,
  }),
};

/** One row's count. Reptile has the inner gradients only, joint training one gradient per task. */
const ROW: Readonly<Record<Baseline, (sizes: Sizes, curvature: Curvature) => Counts>> = {
  none(sizes, curvature) {
    const { steps, adapted, all } = sizes;
    const reverse = REVERSE[curvature](sizes);
    return {
      ...reverse,
      gradientEvaluations: steps + 1 + reverse.gradientEvaluations,
      gradientEntries: steps * adapted + all + reverse.gradientEntries,
    };
  },
  reptile: ({ steps, adapted }) => ({
    ...NOTHING,
    gradientEvaluations: steps,
    gradientEntries: steps * adapted,
  }),
  joint: ({ all }) => ({ ...NOTHING, gradientEvaluations: 1, gradientEntries: all }),
};

/** What one meta-iteration of one seed evaluates; test tasks and figures are not counted. */
export function iterationCounts(setting: CostSetting): Counts {
  const { model, curvature, baseline, innerSteps: steps, cgSteps = 0, rows, stepRows = 0 } = setting;
  const all = parameterCount(model);
  const adapted = all - adaptedStart(model, setting.adapted);
  const row = ROW[baseline]({ all, adapted, rest: all - adapted, steps, cgSteps }, curvature);
  const step: Counts = { ...NOTHING, gradientEvaluations: stepRows, gradientEntries: stepRows * all };
  return eachCount((count) => rows * row[count] + step[count]);
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
