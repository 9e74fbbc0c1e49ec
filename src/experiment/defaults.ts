// The default experiment of every task family, so that `#task=glyphs` alone is a good experiment. A link
// holds only what differs from its family's defaults.
import { laneDefaults } from './axes/laneFields.ts';
import { experimentFields } from './experimentFields.ts';
import { defaultsOf } from './fields/kinds.ts';
import { optionFields } from './fields/taskFields.ts';
import type { Experiment, LaneSettings, TaskFamilyId, TaskOptions } from './types.ts';

/** The sinusoid's: every field's own default. */
export const defaultExperiment: Experiment = {
  ...defaultsOf(experimentFields),
  options: defaultsOf(optionFields),
  shared: laneDefaults,
};

interface FamilyDefaults extends Partial<Omit<Experiment, 'options' | 'shared' | 'task'>> {
  readonly options?: Partial<TaskOptions>;
  readonly shared?: Partial<LaneSettings>;
}

/**
 * Few-shot classification with a small MLP: five ways, one shot, steps that a model without batch norm bears. Found by
 * short sweeps over α, N, β and η_p: the accuracy rises within a few hundred iterations, FO-MAML learns too, and on
 * weighted glyphs the worst task of DA-MAML is better than MAML's. A δ of 0.001 is lost in the rounding of 55,000
 * weights: at 0.01 the error of the Hessian-free product is three times smaller.
 */
const FEW_SHOT: FamilyDefaults = {
  model: { kind: 'mlp', hidden: [64, 64], activation: 'relu' },
  shots: 1,
  queries: 5,
  evalTasks: 50,
  shared: { alpha: 0.05, innerSteps: 3, beta: 0.003, delta: 0.01, batch: 8, etaP: 0.1 },
};

const FAMILIES: Readonly<Record<TaskFamilyId, FamilyDefaults>> = {
  sinusoid: {},
  // Fallah et al. 2020, Figure 1: three tasks in the plane, two inner steps; curvatures reach 1. Outer SGD, so
  // that the paths stop exactly where the closed forms say.
  quadratics: {
    model: { kind: 'mlp', hidden: [], activation: 'identity' },
    lanes: [
      { preset: 'maml', overrides: {} },
      { preset: 'fo-maml', overrides: {} },
      { preset: 'joint', overrides: {} },
    ],
    evalTasks: 30,
    options: { quadratic: 'figure-1', taskCount: 3 },
    shared: { alpha: 0.8, innerSteps: 2, beta: 0.5, optimizer: 'sgd' },
  },
  // A slower launch model: finite sets of glyphs have few drawings to learn from.
  glyphs: { ...FEW_SHOT, shared: { ...FEW_SHOT.shared, beta: 0.001 } },
  mnist: FEW_SHOT,
  'fashion-mnist': FEW_SHOT,
  // Collins et al. 2022, Sec. 6: eight binary tasks, five shots, two-layer tanh network, C = 3 tasks per
  // iteration. Widths and step sizes are not given there.
  'digits-and-clothing': {
    model: { kind: 'mlp', hidden: [64, 64], activation: 'tanh' },
    shots: 5,
    queries: 5,
    lanes: [
      { preset: 'maml', overrides: {} },
      { preset: 'da-maml', overrides: {} },
    ],
    evalTasks: 80,
    options: { ways: 2 },
    shared: { alpha: 0.1, innerSteps: 1, batch: 3 },
  },
  // Santoro et al. 2016: characters turned by 90° are further classes. The few alphabets of the small files need them.
  omniglot: { ...FEW_SHOT, options: { rotations: true } },
  // A CNN runs op by op, so fewer tasks and lanes keep it moving. Batch norm bears larger steps.
  'cifar-fs': {
    model: { kind: 'cnn', filters: [16, 16, 16], hidden: [] },
    shots: 1,
    queries: 5,
    lanes: [
      { preset: 'maml', overrides: {} },
      { preset: 'anil', overrides: {} },
    ],
    evalEvery: 50,
    evalTasks: 20,
    shared: { alpha: 0.05, innerSteps: 1, batch: 4 },
  },
  images: FEW_SHOT,
};

const BUILT = new Map<TaskFamilyId, Experiment>();

/** The default experiment of a family; the same object every time. */
export function defaultFor(task: TaskFamilyId): Experiment {
  let built = BUILT.get(task);
  if (!built) {
    const { options, shared, ...rest } = FAMILIES[task];
    built = {
      ...defaultExperiment,
      ...rest,
      task,
      options: { ...defaultExperiment.options, ...options },
      shared: { ...laneDefaults, ...shared },
    };
    BUILT.set(task, built);
  }
  return built;
}
