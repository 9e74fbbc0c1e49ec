// The rows of the field table (types and look-ups stand in fields.ts).
import { ADAPTED, CURVATURES } from '../math/rule.ts';
import type { Choice, ChoiceField, FieldTable, FlagField, NumberField, TextField } from './fields.ts';
import type { LaneSettings, TaskFamilyId } from './types.ts';
import { BACKENDS, BASELINES, INITS, NETWORKS, OPTIMIZERS, TASK_FAMILIES, WEIGHTINGS } from './types.ts';

type Spec<T> = Omit<T, 'kind'>;
type Common = 'symbol' | 'live' | 'scope';
type Loose<T, K extends string> = Omit<Spec<T>, K & keyof Spec<T>> &
  Partial<Pick<Spec<T>, K & keyof Spec<T>>>;
type Scope = NumberField['scope'];

const base = { symbol: '', live: false };

function number(scope: Scope, spec: Loose<NumberField, Common | 'integer' | 'scale' | 'unit'>): NumberField {
  return { ...base, integer: false, scale: 'linear', unit: '', ...spec, kind: 'number', scope };
}
function integer(
  scope: Scope,
  spec: Loose<NumberField, Common | 'integer' | 'scale' | 'unit' | 'step'>,
): NumberField {
  return number(scope, { step: 1, ...spec, integer: true });
}
/** Labels in the order of the values. */
function choice<V extends string>(
  scope: Scope,
  values: readonly V[],
  labels: Readonly<Record<V, string>>,
  spec: Loose<Omit<ChoiceField, 'choices'>, Common>,
): ChoiceField {
  const choices: Choice[] = values.map((value) => ({ value, label: labels[value] }));
  return { ...base, ...spec, kind: 'choice', scope, choices };
}
function text(scope: Scope, spec: Loose<TextField, Common>): TextField {
  return { ...base, ...spec, kind: 'text', scope };
}
function flag(scope: Scope, spec: Loose<FlagField, Common>): FlagField {
  return { ...base, ...spec, kind: 'flag', scope };
}
function structured(key: string, label: string, help: string) {
  return { ...base, kind: 'structured', scope: 'experiment', key, label, help } as const;
}

const SINUSOID: readonly TaskFamilyId[] = ['sinusoid'];
const QUADRATICS: readonly TaskFamilyId[] = ['quadratics'];
const IMAGES = TASK_FAMILIES.filter((family) => family !== 'sinusoid' && family !== 'quadratics');
const WAYS = IMAGES.filter((family) => family !== 'digits-and-clothing');

/** Ten examples per class at most: real classes hold few (Omniglot has 20 drawings of a character). */
const perClass = (max: number) =>
  Object.fromEntries(IMAGES.map((family) => [family, { min: 1, max }])) as NumberField['familyRanges'];

const minMax = (s: LaneSettings) => s.weighting === 'min-max';
const finiteDifference = (s: LaneSettings) => s.curvature === 'finite-difference' && s.baseline === 'none';
const adaptive = (s: LaneSettings) => s.optimizer === 'adaptive';
const network = (s: LaneSettings) => s.network !== 'single';
const notBaseline = (s: LaneSettings) => s.baseline === 'none';
const LOG = { scale: 'log', step: 0.01 } as const;

export const fieldTable: FieldTable = {
  task: choice(
    'experiment',
    TASK_FAMILIES,
    {
      sinusoid: 'Sinusoid',
      quadratics: 'Quadratics',
      glyphs: 'Glyphs',
      mnist: 'MNIST',
      'fashion-mnist': 'Fashion-MNIST',
      'digits-and-clothing': 'Digits and clothing',
      omniglot: 'Omniglot',
      'cifar-fs': 'CIFAR (FC100)',
      images: 'Your images',
    },
    { key: 'task', label: 'Task family', help: 'What the tasks are made of.' },
  ),
  seed: integer('experiment', {
    key: 'seed',
    label: 'Seed',
    min: 0,
    max: 999_999_999,
    help: 'Same seed, same tasks and the same first launch model, on every machine.',
  }),
  model: structured(
    'model',
    'Model',
    'mlp-40-40-relu: hidden widths and activation; cnn-32-32: blocks of filters.',
  ),
  init: choice(
    'experiment',
    INITS,
    { 'fan-in': 'Variance 1/fan-in', he: 'Variance 2/fan-in', small: 'Standard deviation 0.01' },
    { key: 'init', label: 'Initialization', help: 'How the first weights are drawn; biases start at zero.' },
  ),
  shots: integer('experiment', {
    key: 'shots',
    label: 'Shots K',
    symbol: 'K',
    min: 1,
    max: 40,
    familyRanges: perClass(10),
    unit: 'examples',
    help: 'Support examples of a task (of each class in classification).',
  }),
  queries: integer('experiment', {
    key: 'queries',
    label: 'Queries',
    min: 1,
    max: 100,
    familyRanges: perClass(20),
    unit: 'examples',
    help: 'Query examples of a task (of each class in classification).',
  }),
  evalEvery: integer('experiment', {
    key: 'eval',
    label: 'Evaluate every',
    min: 1,
    max: 10_000,
    scale: 'log',
    step: 0.05,
    unit: 'iterations',
    help: 'Iterations between two evaluations on the test tasks.',
  }),
  evalTasks: integer('experiment', {
    key: 'evaltasks',
    label: 'Test tasks',
    min: 1,
    max: 1000,
    scale: 'log',
    step: 0.05,
    unit: 'tasks',
    help: 'Fixed test tasks, the same for every lane.',
  }),
  iter: integer('experiment', {
    key: 'iter',
    label: 'Replay to iteration',
    min: 0,
    max: 1_000_000,
    unit: 'iterations',
    help: 'Opening the link trains up to this iteration first.',
  }),
  backend: choice(
    'experiment',
    BACKENDS,
    { auto: 'Automatic', webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'CPU' },
    { key: 'backend', label: 'Backend', help: 'What computes; automatic takes the fastest that works.' },
  ),
  lanes: structured('lanes', 'Algorithms', 'Lanes, separated by ~, each a preset with ;key=value overrides.'),
  edits: structured('edits', 'Edits', 'Changes while training: iteration;key=value, separated by ~.'),
  figures: structured('view', 'Figures', 'Which figures are shown, in order.'),

  amplitudeMin: number('options', {
    key: 'amin',
    label: 'Smallest amplitude',
    min: 0,
    max: 10,
    step: 0.1,
    families: SINUSOID,
    help: 'Amplitudes are drawn evenly between smallest and largest.',
  }),
  amplitudeMax: number('options', {
    key: 'amax',
    label: 'Largest amplitude',
    min: 0,
    max: 10,
    step: 0.1,
    families: SINUSOID,
    help: 'Amplitudes are drawn evenly between smallest and largest.',
  }),
  phaseMin: number('options', {
    key: 'phmin',
    label: 'Smallest phase',
    min: -6.283185307179586,
    max: 6.283185307179586,
    step: 0.05,
    unit: 'rad',
    families: SINUSOID,
    help: 'Phases are drawn evenly between smallest and largest.',
  }),
  phaseMax: number('options', {
    key: 'phmax',
    label: 'Largest phase',
    min: -6.283185307179586,
    max: 6.283185307179586,
    step: 0.05,
    unit: 'rad',
    families: SINUSOID,
    help: 'Phases are drawn evenly between smallest and largest.',
  }),
  noise: number('options', {
    key: 'noise',
    label: 'Noise',
    symbol: 'σ̃',
    min: 0,
    max: 5,
    step: 0.05,
    families: [...SINUSOID, ...QUADRATICS],
    help: 'Standard deviation of support targets (sinusoid) or of gradients (quadratics).',
  }),
  taskCount: integer('options', {
    key: 'tasks',
    label: 'Number of tasks m',
    symbol: 'm',
    min: 0,
    max: 100,
    unit: 'tasks',
    families: TASK_FAMILIES.filter((family) => family !== 'digits-and-clothing'),
    help: 'Size of a finite task set; 0: a continuum (10 tasks where a lane weights tasks).',
  }),
  dimensions: integer('options', {
    key: 'dim',
    label: 'Dimensions d',
    symbol: 'd',
    min: 2,
    max: 20,
    families: QUADRATICS,
    help: 'Dimension of w.',
  }),
  condition: number('options', {
    key: 'cond',
    label: 'Condition number κ',
    symbol: 'κ',
    min: 1,
    max: 1000,
    ...LOG,
    families: QUADRATICS,
    help: 'Largest ratio of a task’s curvatures: 1 easy, 1000 a long valley.',
  }),
  spread: number('options', {
    key: 'spread',
    label: 'Spread of optima',
    min: 0,
    max: 10,
    step: 0.1,
    families: QUADRATICS,
    help: 'Standard deviation of the tasks’ optima.',
  }),
  quadratic: choice(
    'options',
    ['random', 'figure-1'] as const,
    { random: 'Random', 'figure-1': 'Fallah et al., Figure 1' },
    {
      key: 'quadratic',
      label: 'Quadratic tasks',
      families: QUADRATICS,
      help: 'Drawn from the seed, or three fixed tasks.',
    },
  ),
  ways: integer('options', {
    key: 'ways',
    label: 'Ways',
    min: 2,
    max: 20,
    unit: 'classes',
    families: WAYS,
    help: 'Classes of a task.',
  }),
  difficulty: number('options', {
    key: 'difficulty',
    label: 'Difficulty',
    min: 0,
    max: 1,
    step: 0.05,
    families: ['glyphs'],
    help: '0: neat handwriting, 1: hard to read.',
  }),
  rotations: flag('options', {
    key: 'rotations',
    label: 'Rotated classes',
    families: ['glyphs', 'omniglot'],
    help: 'Rotations by 90° count as further classes (Santoro et al. 2016).',
  }),
  classPairs: text('options', {
    key: 'classes',
    label: 'Class pairs',
    families: ['digits-and-clothing'],
    pattern: /^[mf]\d-\d(,[mf]\d-\d){0,19}$/,
    maxLength: 100,
    help: 'Binary tasks, each in both labelings: m MNIST, f Fashion-MNIST, for example m0-1,f2-4.',
  }),
  imageSize: integer('options', {
    key: 'size',
    label: 'Image size',
    min: 16,
    max: 84,
    unit: 'pixels',
    families: ['omniglot', 'images'],
    help: 'Side of the images after resizing.',
  }),
  dataset: text('options', {
    key: 'dataset',
    label: 'Image set',
    families: ['images'],
    pattern: /^\P{C}*$/u,
    maxLength: 100,
    help: 'Name of your own image set in this browser.',
  }),

  alpha: number('lane', {
    key: 'alpha',
    label: 'Inner step size α',
    symbol: 'α',
    min: 1e-4,
    max: 1,
    ...LOG,
    live: true,
    help: 'Step size of the adaptation to one task.',
  }),
  innerSteps: integer('lane', {
    key: 'n',
    label: 'Inner steps N',
    symbol: 'N',
    min: 1,
    max: 30,
    sliderMax: 10,
    live: true,
    help: 'Gradient steps of the adaptation to one task.',
  }),
  beta: number('lane', {
    key: 'beta',
    label: 'Outer step size β',
    symbol: 'β',
    min: 1e-5,
    max: 1,
    ...LOG,
    live: true,
    help: 'Step size of the launch model (μ in Dif-MAML, η_w in DA-MAML).',
  }),
  optimizer: choice(
    'lane',
    OPTIMIZERS,
    { sgd: 'SGD', adam: 'Adam', adaptive: 'SGD, adaptive β̃(w)' },
    { key: 'opt', label: 'Optimizer', help: 'How the launch model follows the meta-gradient.' },
  ),
  batch: integer('lane', {
    key: 'batch',
    label: 'Tasks per iteration B',
    symbol: 'B',
    min: 1,
    max: 100,
    live: true,
    unit: 'tasks',
    help: 'Tasks drawn in each iteration, by each agent (C in DA-MAML).',
  }),
  curvature: choice(
    'lane',
    CURVATURES,
    { exact: 'Exact', none: 'None (first order)', 'finite-difference': 'Finite difference' },
    {
      key: 'curvature',
      label: 'Curvature',
      live: true,
      applies: notBaseline,
      help: 'What the meta-gradient does with the Hessian.',
    },
  ),
  delta: number('lane', {
    key: 'delta',
    label: 'Hessian-free δ',
    symbol: 'δ',
    min: 1e-6,
    max: 1,
    ...LOG,
    live: true,
    applies: finiteDifference,
    help: 'Distance of the two gradients whose difference replaces the Hessian.',
  }),
  deltaRho: number('lane', {
    key: 'deltarho',
    label: 'ρ for δ',
    symbol: 'ρ',
    min: 0,
    max: 1000,
    step: 0.1,
    live: true,
    applies: finiteDifference,
    help: 'Above 0: δ = 1/(6ρα‖v‖) as in Fallah et al., Theorem 4.17; 0: the fixed δ.',
  }),
  hessianShots: integer('lane', {
    key: 'dh',
    label: 'Hessian shots D_h',
    symbol: 'D_h',
    min: 0,
    max: 40,
    unit: 'examples',
    applies: (s) => s.baseline === 'none' && s.curvature !== 'none',
    help: 'Examples of a separate batch for the second-order term; 0: the support set.',
  }),
  adapted: choice(
    'lane',
    ADAPTED,
    { all: 'All layers', 'last-layer': 'Last layer', 'last-two-layers': 'Last two layers' },
    { key: 'adapted', label: 'Adapted', live: true, help: 'Which layers the inner loop moves.' },
  ),
  l2: number('lane', {
    key: 'l2',
    label: 'Regularization λ',
    symbol: 'λ',
    min: 0,
    max: 10,
    step: 0.01,
    live: true,
    applies: (s) => s.adapted !== 'all' || s.l2 > 0,
    help: 'λ/2‖Dw‖² in the inner objective makes a last layer strongly convex.',
  }),
  weighting: choice(
    'lane',
    WEIGHTINGS,
    { uniform: 'Uniform', 'min-max': 'Worst case (min-max)' },
    { key: 'weighting', label: 'Weighting', help: 'How the tasks count.' },
  ),
  etaP: number('lane', {
    key: 'etap',
    label: 'Weight step η_p',
    symbol: 'η_p',
    min: 1e-5,
    max: 1,
    ...LOG,
    live: true,
    applies: minMax,
    help: 'Step size of the task weights p.',
  }),
  pairs: integer('lane', {
    key: 'pairs',
    label: 'Pairs D',
    symbol: 'D',
    min: 1,
    max: 20,
    applies: minMax,
    help: 'Support and query sets drawn per task and iteration (D in DA-MAML).',
  }),
  ballRadius: number('lane', {
    key: 'ball',
    label: 'Ball radius R_W',
    symbol: 'R_W',
    min: 0,
    max: 1000,
    step: 0.1,
    live: true,
    applies: minMax,
    help: 'The launch model is projected onto a ball of this radius; 0: no ball.',
  }),
  network: choice(
    'lane',
    NETWORKS,
    {
      single: 'Single agent',
      diffusion: 'Diffusion',
      centralized: 'Centralized',
      'non-cooperative': 'Non-cooperative',
    },
    { key: 'network', label: 'Network', help: 'Who shares launch models with whom.' },
  ),
  graph: text('lane', {
    key: 'graph',
    label: 'Graph',
    live: true,
    applies: (s) => s.network === 'diffusion',
    pattern: /^(ring|path|star|complete|random|\d{1,2}-\d{1,2}(,\d{1,2}-\d{1,2})*)$/,
    maxLength: 800,
    help: 'ring, path, star, complete, random, or edges such as 0-1,1-2.',
  }),
  agents: integer('lane', {
    key: 'agents',
    label: 'Agents',
    symbol: 'K',
    min: 2,
    max: 16,
    applies: network,
    help: 'Agents of the network, each with tasks of its own.',
  }),
  agentStart: choice(
    'lane',
    ['same', 'different'] as const,
    { same: 'Same launch model', different: 'Different launch models' },
    { key: 'start', label: 'Agents start from', applies: network, help: 'Launch models at iteration 0.' },
  ),
  baseline: choice(
    'lane',
    BASELINES,
    { none: 'Through adaptation', reptile: 'Reptile', joint: 'Joint training' },
    { key: 'baseline', label: 'Direction', help: 'Baselines that are not on the four switches.' },
  ),
  smoothness: number('lane', {
    key: 'smooth',
    label: 'Smoothness L',
    symbol: 'L',
    min: 1e-3,
    max: 1e4,
    ...LOG,
    live: true,
    applies: adaptive,
    help: 'Lipschitz constant of the tasks’ gradients in β̃(w).',
  }),
  hessianLipschitz: number('lane', {
    key: 'rho',
    label: 'Hessian Lipschitz ρ',
    symbol: 'ρ',
    min: 0,
    max: 1e4,
    step: 0.1,
    live: true,
    applies: adaptive,
    help: 'Lipschitz constant of the tasks’ Hessians in β̃(w).',
  }),
  stepScale: number('lane', {
    key: 'stepscale',
    label: 'Step scale c',
    symbol: 'c',
    min: 1e-3,
    max: 10,
    ...LOG,
    live: true,
    applies: adaptive,
    help: 'β_k = c·β̃(w): 1/12 for MAML, 1/18 first order, 1/25 Hessian-free.',
  }),
  stepTasks: integer('lane', {
    key: 'steptasks',
    label: 'Step-size tasks B′',
    symbol: 'B′',
    min: 1,
    max: 100,
    applies: adaptive,
    help: 'Tasks of the fresh batch that estimates β̃(w).',
  }),
  seeds: integer('lane', {
    key: 'seeds',
    label: 'Seeds',
    min: 1,
    max: 10,
    help: 'Runs of this lane with further seeds; the curves show their band.',
  }),
};
