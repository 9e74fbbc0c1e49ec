// Cases for the kernel: generated ones that reach every branch, and the golden files where they are at hand.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Activation,
  type CnnSpec,
  type Loss,
  type MlpSpec,
  parameterCount,
} from '../../src/learner/model.ts';
import type { InnerRule } from '../../src/learner/rule.ts';
import type {
  GradientCase,
  LaneCase,
  LaneOptimizer,
  LaneStep,
  PlainBatch,
  PlainSet,
  ReferenceFile,
} from './jobs.ts';

/** A small repeatable generator (mulberry32) of uniform numbers. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296;
  };
}

export interface CaseOptions {
  readonly sizes?: readonly number[];
  readonly activation?: Activation;
  readonly bias?: boolean;
  readonly loss?: Loss;
  readonly rule?: Partial<InnerRule>;
  readonly rows?: number;
  readonly agents?: number;
  readonly support?: number;
  readonly query?: number;
  readonly hessian?: number;
  readonly seed?: number;
}

const RULE: InnerRule = {
  alpha: 0.05,
  innerSteps: 1,
  curvature: 'exact',
  delta: 1e-2,
  adapted: 'all',
  l2: 0,
};

function makeSet(random: () => number, rows: number, examples: number, model: MlpSpec, loss: Loss): PlainSet {
  const inputs = model.sizes[0];
  const outputs = model.sizes[model.sizes.length - 1];
  const x = Array.from({ length: rows * examples * inputs }, () => 4 * random() - 2);
  const y: number[] = [];
  for (let e = 0; e < rows * examples; e++) {
    const hot = Math.floor(random() * outputs);
    for (let c = 0; c < outputs; c++) y.push(loss === 'mse' ? 2 * random() - 1 : c === hot ? 1 : 0);
  }
  return { examples, x, y };
}

export function makeCase(name: string, options: CaseOptions = {}): GradientCase {
  const random = generator(options.seed ?? 7);
  const rows = options.rows ?? 3;
  const agents = options.agents ?? 1;
  const loss = options.loss ?? 'mse';
  const model: MlpSpec = {
    kind: 'mlp',
    sizes: options.sizes ?? [2, 7, 5, 3],
    activation: options.activation ?? 'tanh',
    bias: options.bias ?? true,
  };
  const launch: number[] = [];
  for (let k = 0; k < agents * parameterCount(model); k++) launch.push(1.2 * (random() - 0.5));
  const batch: PlainBatch = {
    rows,
    inputs: model.sizes[0],
    outputs: model.sizes[model.sizes.length - 1],
    support: makeSet(random, rows, options.support ?? 6, model, loss),
    query: makeSet(random, rows, options.query ?? 5, model, loss),
    ...(options.hessian ? { hessian: makeSet(random, rows, options.hessian, model, loss) } : {}),
  };
  return {
    name,
    model,
    loss,
    rule: { ...RULE, ...options.rule },
    agents,
    launch,
    agentOfRow: Array.from({ length: rows }, (_, r) => (r * 2 + 1) % agents),
    weightOfRow: Array.from({ length: rows }, () => Math.fround(random())),
    batch,
  };
}

const ce = 'softmaxCrossEntropy';
const three = [2, 7, 5, 3];
const two = [2, 6, 3];
const exact = 'exact';
const difference = 'finite-difference';
const partly = { innerSteps: 3, l2: 0.3, alpha: 0.2 };
const four = [3, 6, 5, 4, 2];

/**
 * Every branch of the kernel at least once; the golden files and the WASM kernel's tests have more of them.
 * Most of the time goes into compiling shaders, a second and more each on a software GPU: every activation,
 * loss and curvature occurs, but not every combination, and two layers serve where three prove no more.
 */
const GENERATED: readonly (readonly [string, CaseOptions])[] = [
  ['relu exact mse', { activation: 'relu', sizes: three, rule: { curvature: exact, innerSteps: 2 } }],
  ['tanh exact cross entropy', { sizes: two, loss: ce, rule: { innerSteps: 3, alpha: 0.2 } }],
  ['softplus exact mse', { activation: 'softplus', sizes: two, rule: { innerSteps: 2 } }],
  [
    'identity exact cross entropy',
    {
      activation: 'identity',
      sizes: two,
      loss: ce,
      rule: { innerSteps: 2 },
    },
  ],
  ['relu none cross entropy', { activation: 'relu', sizes: two, loss: ce, rule: { curvature: 'none' } }],
  [
    'softplus none mse',
    {
      activation: 'softplus',
      sizes: two,
      rule: { curvature: 'none', innerSteps: 2 },
    },
  ],
  ['tanh difference mse', { sizes: three, rule: { curvature: difference, innerSteps: 2, l2: 0.2 } }],
  [
    'softplus difference cross entropy',
    {
      activation: 'softplus',
      sizes: two,
      loss: ce,
      rule: { curvature: difference, innerSteps: 3, alpha: 0.2 },
    },
  ],
  [
    'last layer exact, own batch',
    {
      rule: { ...partly, adapted: 'last-layer', curvature: exact },
      sizes: four,
      loss: ce,
      hessian: 9,
    },
  ],
  ['last layer none', { rule: { ...partly, adapted: 'last-layer', curvature: 'none' }, sizes: three }],
  [
    'last layer difference',
    {
      rule: { ...partly, adapted: 'last-layer', curvature: difference },
      sizes: three,
      activation: 'softplus',
    },
  ],
  [
    'last two layers exact',
    {
      rule: { ...partly, adapted: 'last-two-layers', curvature: exact },
      sizes: four,
      activation: 'softplus',
    },
  ],
  [
    'last two layers difference, own batch',
    {
      rule: { ...partly, adapted: 'last-two-layers', curvature: difference },
      sizes: three,
      loss: ce,
      hessian: 9,
    },
  ],
  [
    'linear, last layer',
    {
      sizes: [4, 3],
      rule: { adapted: 'last-layer', innerSteps: 4, l2: 0.1 },
      loss: ce,
    },
  ],
  ['two layers, last two', { sizes: [4, 6, 3], rule: { adapted: 'last-two-layers', innerSteps: 2 } }],
  ['own batch, all', { sizes: two, hessian: 3, rule: { innerSteps: 2, l2: 0.05 }, loss: ce }],
  ['no inner step', { sizes: two, rule: { innerSteps: 0 } }],
  [
    'difference from rho',
    {
      sizes: two,
      rule: { curvature: 'finite-difference', deltaRho: 40, innerSteps: 2 },
    },
  ],
  ['reptile', { rule: { direction: 'reptile', innerSteps: 5, l2: 0.1 } }],
  ['agents', { agents: 3, rows: 8, sizes: two, rule: { innerSteps: 2 } }],
  ['agents, last two layers', { agents: 2, rows: 5, rule: { innerSteps: 2, adapted: 'last-two-layers' } }],
  ['no biases', { bias: false, sizes: two, rule: { innerSteps: 2 } }],
  [
    'sinusoid net',
    {
      sizes: [1, 40, 40, 1],
      activation: 'relu',
      rows: 25,
      support: 10,
      query: 10,
      rule: { alpha: 0.01 },
    },
  ],
  [
    'wide inputs',
    {
      sizes: [300, 20, 5],
      loss: ce,
      rows: 2,
      support: 5,
      query: 5,
      rule: { innerSteps: 2, alpha: 0.01 },
    },
  ],
];

export function generatedCases(): GradientCase[] {
  return GENERATED.map(([name, options], i) => ({
    ...makeCase(name, { seed: i + 1, ...options }),
    alsoPlain: i % 8 === 0,
  }));
}

interface GoldenTask {
  readonly support: { x: number[][]; y: number[][] };
  readonly query: { x: number[][]; y: number[][] };
  readonly hessian?: { x: number[][]; y: number[][] };
}

function stack(tasks: readonly GoldenTask[], part: 'support' | 'query' | 'hessian'): PlainSet {
  const sets = tasks.map((task) => task[part] as { x: number[][]; y: number[][] });
  return {
    examples: sets[0].x.length,
    x: sets.flatMap((set) => set.x.flat()),
    y: sets.flatMap((set) => set.y.flat()),
  };
}

function toBatch(tasks: readonly GoldenTask[], model: MlpSpec): PlainBatch {
  return {
    rows: tasks.length,
    inputs: model.sizes[0],
    outputs: model.sizes[model.sizes.length - 1],
    support: stack(tasks, 'support'),
    query: stack(tasks, 'query'),
    ...(tasks[0].hessian ? { hessian: stack(tasks, 'hessian') } : {}),
  };
}

/** The folder of golden files: GOLDEN_DIR or ../shared/golden beside the repository; null where absent. */
export function goldenFolder(root: string): string | null {
  const folder = process.env.GOLDEN_DIR ?? join(root, '..', 'shared', 'golden');
  return existsSync(folder) ? folder : null;
}

function goldenFiles(folder: string, kind: string, model: 'mlp' | 'cnn' = 'mlp') {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
    .filter((file) => file.kind === kind && file.model?.kind === model);
}

export interface GoldenGradient {
  readonly case: GradientCase;
  readonly expected: {
    readonly queryLoss: number[];
    readonly metaGradient: number[];
    readonly adapted: number[][];
  };
}

export function goldenGradients(folder: string): GoldenGradient[] {
  return goldenFiles(folder, 'metaGradient').map((file) => {
    const model: MlpSpec = { bias: true, ...file.model };
    return {
      case: {
        name: file.name,
        model,
        loss: file.loss,
        rule: { delta: 0, ...file.rule },
        agents: 1,
        launch: file.params,
        agentOfRow: file.tasks.map(() => 0),
        weightOfRow: file.weights,
        batch: toBatch(file.tasks, model),
      },
      expected: file.expected,
    };
  });
}

/** The golden cases of convolutional networks, as they are. */
export function goldenConvolutions(folder: string): ReferenceFile[] {
  return goldenFiles(folder, 'metaGradient', 'cnn');
}

/** A small convolutional network: everything adapted, the head, and the head with the last block, by every curvature. */
export function generatedConvolutions(): ReferenceFile[] {
  const random = generator(77);
  const numbers = (count: number, scale: number) =>
    Array.from({ length: count }, () => Math.fround(scale * (random() - 0.5)));
  const model = { kind: 'cnn', inputShape: [8, 8, 1], filters: [4, 3], hidden: [], ways: 3 } as const;
  const spec: CnnSpec = {
    kind: 'cnn',
    height: 8,
    width: 8,
    channels: 1,
    filters: [4, 3],
    hidden: [],
    outputs: 3,
  };
  const set = () => ({
    x: [0, 1, 2].map(() => numbers(64, 2).map(Math.abs)),
    y: [0, 1, 2].map((hot) => [0, 1, 2].map((c) => (c === hot ? 1 : 0))),
  });
  const rules = [
    { adapted: 'all', innerSteps: 1, l2: 0 },
    { adapted: 'last-layer', innerSteps: 2, l2: 0.1 },
    { adapted: 'last-two-layers', innerSteps: 3, l2: 0 },
    { adapted: 'all', innerSteps: 2, l2: 0.1, curvature: 'none' },
    { adapted: 'last-two-layers', innerSteps: 2, l2: 0, curvature: 'finite-difference', delta: 0.01 },
  ] as const;
  return rules.map((rule) => ({
    name: `convolutions, ${JSON.stringify(rule)}`,
    kind: 'metaGradient',
    model,
    loss: 'softmaxCrossEntropy',
    rule: { alpha: 0.1, curvature: 'exact', ...rule },
    params: numbers(parameterCount(spec), 1),
    weights: [0.25, 0.75],
    tasks: [0, 1].map(() => ({ support: set(), query: set() })),
  }));
}

/** Metropolis weights of an adjacency matrix, as matrix a_lk at [l, k]; see the golden files' README. */
function metropolis(adjacency: readonly number[][]): number[] {
  const agents = adjacency.length;
  const counts = adjacency.map((row) => 1 + row.reduce((s, x) => s + x, 0));
  const a = new Array<number>(agents * agents).fill(0);
  for (let l = 0; l < agents; l++) {
    for (let k = 0; k < agents; k++) {
      if (l !== k && adjacency[l][k]) a[l * agents + k] = 1 / Math.max(counts[l], counts[k]);
    }
  }
  for (let k = 0; k < agents; k++) {
    let others = 0;
    for (let l = 0; l < agents; l++) others += l === k ? 0 : a[l * agents + k];
    a[k * agents + k] = 1 - others;
  }
  return a;
}

export interface GoldenLane {
  readonly lane: LaneCase;
  readonly params: number[];
}

export function goldenLanes(folder: string): GoldenLane[] {
  return goldenFiles(folder, 'diffusion').map((file) => {
    const model: MlpSpec = { bias: true, ...file.model };
    const agents = file.params.length;
    const uniform = new Array<number>(agents * agents).fill(1 / agents);
    const combination =
      file.strategy === 'diffusion'
        ? metropolis(file.adjacency)
        : file.strategy === 'centralized'
          ? uniform
          : null;
    const steps: LaneStep[] = file.rounds.map((round: GoldenTask[][]) => ({
      batch: toBatch(round.flat(), model),
      agentOfRow: round.flatMap((tasks, k) => tasks.map(() => k)),
      weightOfRow: round.flatMap((tasks) => tasks.map(() => 1 / tasks.length)),
    }));
    return {
      lane: {
        name: file.name,
        model,
        loss: file.loss,
        rule: { delta: 0, ...file.rule },
        agents,
        params: file.params.flat(),
        optimizer: file.optimizer,
        beta: file.mu,
        combination,
        steps,
        readAfter: 2,
      },
      params: file.expected.params.flat(),
    };
  });
}

/** Two agents, five iterations, with combination. */
export function generatedLane(optimizer: LaneOptimizer): LaneCase {
  const agents = 2;
  const steps: LaneStep[] = [];
  let first: GradientCase | null = null;
  for (let i = 0; i < 5; i++) {
    const one = makeCase(`step ${i}`, { agents, rows: 6, seed: 100 + i, rule: { innerSteps: 2 } });
    first ??= one;
    steps.push({
      batch: one.batch,
      agentOfRow: one.agentOfRow,
      weightOfRow: one.weightOfRow.map((w) => w / 3),
    });
  }
  const { model, loss, rule, launch } = first as GradientCase;
  return {
    name: `two agents, ${optimizer}`,
    model,
    loss,
    rule,
    agents,
    params: launch,
    optimizer,
    beta: optimizer === 'adam' ? 0.01 : 0.05,
    combination: [0.7, 0.3, 0.3, 0.7],
    steps,
    readAfter: 3,
  };
}
