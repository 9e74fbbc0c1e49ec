// The fields of an experiment beside its lanes' settings and its family's options.
// Defaults are those of the first family, 10 shots and one step as in Finn et al. 2017 and Kayaalp et al. 2020, App. D.1.
import { BACKEND_INFO } from '../learner/backends.ts';
import type { ModelSetting } from '../learner/modelSetting.ts';
import { DEFAULT_FAMILY, FAMILIES, TASK_FAMILIES, type TaskFamilyId } from '../tasks/families.ts';
import type { LaneField, LaneSettings } from './axes/laneFields.ts';
import type { PresetId } from './axes/presets.ts';
import { choice, integer, structured, text, type ValueOf } from './fields/kinds.ts';

/** A lane: a preset's name and what it changes. At most 8 per experiment. */
export interface Lane {
  readonly preset: PresetId;
  readonly overrides: Partial<LaneSettings>;
}

/** A change of a live field while training; `lane` absent: the shared value. */
export interface Edit {
  readonly iteration: number;
  readonly field: LaneField;
  readonly value: number | string;
  readonly lane?: number;
}

const labels = Object.fromEntries(TASK_FAMILIES.map((task) => [task, FAMILIES[task].label]));
const aliases = Object.fromEntries(
  TASK_FAMILIES.flatMap((task) => (FAMILIES[task].aliases ?? []).map((alias) => [alias, task])),
);
const rangesOf = (field: 'shots' | 'queries') =>
  Object.fromEntries(
    TASK_FAMILIES.flatMap((task) => {
      const ranges = FAMILIES[task].exampleRanges;
      return ranges ? [[task, ranges[field]]] : [];
    }),
  );

const testRanges = () =>
  Object.fromEntries(Object.entries(rangesOf('shots')).map(([task, { max }]) => [task, { min: 0, max }]));

export const experimentFields = {
  task: choice(labels as Record<TaskFamilyId, string>, {
    key: 'task',
    label: 'Task family',
    default: DEFAULT_FAMILY,
    aliases,
    help: 'What the tasks are made of.',
  }),
  seed: integer({
    key: 'seed',
    label: 'Seed',
    default: 4,
    min: 0,
    max: 999_999_999,
    help: 'Same seed, same tasks and the same first launch model, on every machine.',
  }),
  /** Widths of the model; inputs and outputs come from the family. */
  model: structured<ModelSetting>({
    key: 'model',
    label: 'Model',
    default: { kind: 'mlp', hidden: [40, 40], activation: 'relu' },
    help: 'mlp-40-40-relu: hidden widths and activation; cnn-32-32: blocks of filters.',
  }),
  /** Weight variance 1/fan_in, 2/fan_in, or (0.01)²; biases zero. */
  init: choice(
    { 'fan-in': 'Variance 1/fan-in', he: 'Variance 2/fan-in', small: 'Standard deviation 0.01' },
    {
      key: 'init',
      label: 'Initialization',
      default: 'fan-in',
      help: 'How the first weights are drawn; biases start at zero.',
    },
  ),
  shots: integer({
    key: 'shots',
    label: 'Shots K',
    default: 10,
    symbol: 'K',
    min: 1,
    max: 40,
    familyRanges: rangesOf('shots'),
    unit: 'examples',
    help: 'Support examples of a task (of each class in classification).',
  }),
  queries: integer({
    key: 'queries',
    label: 'Queries',
    default: 10,
    min: 1,
    max: 100,
    familyRanges: rangesOf('queries'),
    unit: 'examples',
    help: 'Query examples of a task (of each class in classification).',
  }),
  evalEvery: integer({
    key: 'eval',
    label: 'Evaluate every',
    default: 20,
    min: 1,
    max: 10_000,
    scale: 'log',
    step: 0.05,
    unit: 'iterations',
    help: 'Iterations between two evaluations on the test tasks.',
  }),
  evalTasks: integer({
    key: 'evaltasks',
    label: 'Test tasks',
    default: 100,
    min: 1,
    max: 10_000,
    scale: 'log',
    step: 0.05,
    unit: 'tasks',
    help: 'Fixed test tasks, the same for every lane.',
  }),
  /** Inner steps that test tasks are adapted with; −1: each lane's N. */
  testSteps: integer({
    key: 'teststeps',
    label: 'Test steps',
    default: -1,
    min: -1,
    max: 50,
    unit: 'steps',
    help: 'Inner steps on test tasks; −1: the N that each lane trains with.',
  }),
  /** Support examples of a test task (per class for classification); 0: as in training. */
  testShots: integer({
    key: 'testshots',
    label: 'Test shots',
    default: 0,
    min: 0,
    max: 40,
    familyRanges: testRanges(),
    unit: 'examples',
    help: 'Support examples of a test task (of each class in classification); 0: as in training.',
  }),
  /** Classes that occur in a test task; 0: as in training. */
  testWays: integer({
    key: 'testways',
    label: 'Test ways',
    default: 0,
    min: 0,
    max: 20,
    unit: 'classes',
    help: 'Classes that occur in a test task, at most the model’s; answers count among all of the model’s. 0: as in training.',
  }),
  /** Image set that test tasks are made of, by name, or name and content; empty: as in training. */
  testSet: text({
    key: 'testset',
    label: 'Test set',
    default: '',
    pattern: /^\P{C}*$/u,
    maxLength: 100,
    help: 'Image set that test tasks are drawn from: mnist, fashion-mnist, omniglot, fc100, or a set of your own; empty: as in training.',
  }),
  /** Iteration that opening the link replays to; 0: none. */
  iter: integer({
    key: 'iter',
    label: 'Replay to iteration',
    default: 0,
    min: 0,
    max: 1_000_000,
    unit: 'iterations',
    help: 'Opening the link trains up to this iteration first.',
  }),
  backend: choice(
    {
      auto: 'Automatic',
      webgpu: BACKEND_INFO.webgpu.label,
      wasm: BACKEND_INFO.wasm.label,
      cpu: BACKEND_INFO.cpu.label,
    },
    {
      key: 'backend',
      label: 'Backend',
      default: 'auto',
      help: 'What computes; automatic takes the fastest that works.',
    },
  ),
  /** 1 to 8 lanes. */
  lanes: structured<readonly Lane[]>({
    key: 'lanes',
    label: 'Algorithms',
    default: [
      { preset: 'maml', overrides: {} },
      { preset: 'fo-maml', overrides: {} },
      { preset: 'hf-maml', overrides: {} },
    ],
    help: 'Lanes, separated by ~, each a preset with ;key=value overrides.',
  }),
  edits: structured<readonly Edit[]>({
    key: 'edits',
    label: 'Edits',
    default: [],
    help: 'Changes while training: iteration;key=value, separated by ~.',
  }),
  /** Which figures are shown, in order; empty: the default for this kind of experiment. */
  figures: structured<readonly string[]>({
    key: 'view',
    label: 'Figures',
    default: [],
    help: 'Which figures are shown, in order.',
  }),
};

export type BackendChoice = ValueOf<typeof experimentFields.backend>;
export const BACKENDS = experimentFields.backend.choices.map(({ value }) => value);
export type Init = ValueOf<typeof experimentFields.init>;
