// Small reference cases of the project's own, for machines without the golden files: a one-hidden-layer tanh
// net written out in double precision, its meta-gradient by central differences of the whole adaptation.
// Shares no code with the engine.
import { createStream } from '../../math/rng.ts';

const SIZES = [2, 4, 3] as const;
const PARAMETERS = 2 * 4 + 4 + 4 * 3 + 3;

type Rows = number[][];
interface Examples {
  x: Rows;
  y: Rows;
}
interface Task {
  support: Examples;
  query: Examples;
}
export type ReferenceLoss = 'mse' | 'softmaxCrossEntropy';
interface Rule {
  alpha: number;
  innerSteps: number;
  curvature: 'exact';
  adapted: 'all' | 'last-layer';
  l2: number;
}

/** Loss and gradient of the net on a set. */
function lossAndGradient(loss: ReferenceLoss, w: number[], { x, y }: Examples) {
  const [inputs, hidden, outputs] = SIZES;
  const [b1, w2] = [inputs * hidden, inputs * hidden + hidden];
  const b2 = w2 + hidden * outputs;
  const gradient = new Array<number>(PARAMETERS).fill(0);
  let total = 0;
  x.forEach((example, e) => {
    const h = Array.from({ length: hidden }, (_, j) =>
      Math.tanh(example.reduce((sum, value, i) => sum + value * w[i * hidden + j], w[b1 + j])),
    );
    const z = Array.from({ length: outputs }, (_, k) =>
      h.reduce((sum, value, j) => sum + value * w[w2 + j * outputs + k], w[b2 + k]),
    );
    const normaliser = Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0));
    const count = loss === 'mse' ? x.length * outputs : x.length;
    const dz = z.map((value, k) => {
      const target = y[e][k];
      total += (loss === 'mse' ? (value - target) ** 2 : -target * (value - normaliser)) / count;
      return (loss === 'mse' ? 2 * (value - target) : Math.exp(value - normaliser) - target) / count;
    });
    dz.forEach((d, k) => {
      gradient[b2 + k] += d;
      for (let j = 0; j < hidden; j++) gradient[w2 + j * outputs + k] += h[j] * d;
    });
    h.forEach((value, j) => {
      const back = dz.reduce((sum, d, k) => sum + d * w[w2 + j * outputs + k], 0) * (1 - value * value);
      gradient[b1 + j] += back;
      example.forEach((input, i) => {
        gradient[i * hidden + j] += input * back;
      });
    });
  });
  return { loss: total, gradient };
}

function adapt(loss: ReferenceLoss, rule: Rule, w: number[], support: Examples): number[] {
  const start = rule.adapted === 'all' ? 0 : 2 * 4 + 4;
  let current = w;
  for (let m = 0; m < rule.innerSteps; m++) {
    const { gradient } = lossAndGradient(loss, current, support);
    current = current.map((v, i) => (i < start ? v : v - rule.alpha * (gradient[i] + rule.l2 * v)));
  }
  return current;
}

function metaGradient(loss: ReferenceLoss, rule: Rule, w: number[], task: Task): number[] {
  const lossAt = (i: number, step: number) => {
    const moved = w.map((v, j) => (j === i ? v + step : v));
    return lossAndGradient(loss, adapt(loss, rule, moved, task.support), task.query).loss;
  };
  const h = 1e-5;
  return w.map((_, i) => (lossAt(i, h) - lossAt(i, -h)) / (2 * h));
}

function makeTask(loss: ReferenceLoss, seed: number): Task {
  const stream = createStream(seed, 'reference case');
  const set = (count: number): Examples => ({
    x: Array.from({ length: count }, () => [stream.normal(), stream.normal()]),
    y: Array.from({ length: count }, () => {
      if (loss === 'mse') return [stream.normal(), stream.normal(), stream.normal()];
      const label = stream.integer(3);
      return [0, 1, 2].map((k) => (k === label ? 1 : 0));
    }),
  });
  return { support: set(5), query: set(4) };
}

function makeRow(seed: number): number[] {
  const stream = createStream(seed, 'reference row');
  return Array.from({ length: PARAMETERS }, () => 0.6 * stream.normal());
}

const MODEL = { kind: 'mlp', sizes: [...SIZES], activation: 'tanh' };

function weightedSum(vectors: Rows, weights: number[]): number[] {
  return vectors[0].map((_, i) => vectors.reduce((sum, vector, r) => sum + weights[r] * vector[i], 0));
}

/** Kind `metaGradient`. */
export function metaGradientReference(name: string, loss: ReferenceLoss, change: Partial<Rule>) {
  const rule: Rule = { alpha: 0.2, innerSteps: 1, curvature: 'exact', adapted: 'all', l2: 0, ...change };
  const [tasks, weights] = [[1, 2, 3].map((seed) => makeTask(loss, seed)), [0.5, 0.3, 0.2]];
  const params = makeRow(9);
  const adapted = tasks.map((task) => adapt(loss, rule, params, task.support));
  const gradients = tasks.map((task) => metaGradient(loss, rule, params, task));
  const expected = {
    queryLoss: tasks.map((task, r) => lossAndGradient(loss, adapted[r], task.query).loss),
    metaGradient: weightedSum(gradients, weights),
    adapted,
  };
  return { kind: 'metaGradient', name, model: MODEL, loss, rule, params, weights, tasks, expected };
}

/** Kind `minMaxStep` without clipping of p: the projection is then a shift by the mean. */
export function minMaxReference(name: string) {
  const loss = 'mse' as const;
  const rule: Rule = { alpha: 0.1, innerSteps: 1, curvature: 'exact', adapted: 'all', l2: 0 };
  const [params, p, etaW, etaP] = [makeRow(4), [0.2, 0.5, 0.3], 0.05, 1e-3];
  const samples = [2, 0].map((task, s) => ({
    task,
    pairs: [makeTask(loss, 10 + s), makeTask(loss, 20 + s)],
  }));
  const gradP = [0, 0, 0];
  const gradients: Rows = [];
  const weights: number[] = [];
  for (const { task, pairs } of samples) {
    for (const pair of pairs) {
      const adapted = adapt(loss, rule, params, pair.support);
      gradP[task] += (3 / 4) * lossAndGradient(loss, adapted, pair.query).loss;
      gradients.push(metaGradient(loss, rule, params, pair));
      weights.push((3 / 4) * p[task]);
    }
  }
  const gradW = weightedSum(gradients, weights);
  const shift = gradP.reduce((a, b) => a + b) / 3;
  const expected = {
    gradW,
    gradP,
    params: params.map((w, i) => w - etaW * gradW[i]),
    p: p.map((value, i) => value + etaP * (gradP[i] - shift)),
  };
  return { kind: 'minMaxStep', name, model: MODEL, loss, rule, params, p, etaW, etaP, samples, expected };
}

/** Kind `diffusion`: three agents on a path, two rounds of SGD. Metropolis weights of a path written out. */
export function diffusionReference(name: string) {
  const loss = 'softmaxCrossEntropy' as const;
  const rule: Rule = { alpha: 0.2, innerSteps: 1, curvature: 'exact', adapted: 'all', l2: 0 };
  const third = 1 / 3;
  const mixing = [
    [2 * third, third, 0],
    [third, third, third],
    [0, third, 2 * third],
  ];
  const params = [1, 2, 3].map(makeRow);
  const rounds = [0, 1].map((i) => [0, 1, 2].map((k) => [makeTask(loss, 30 + 3 * i + k)]));
  let models = params;
  for (const round of rounds) {
    const adapted = models.map((w, k) => {
      const gradient = metaGradient(loss, rule, w, round[k][0]);
      return w.map((v, i) => v - 0.1 * gradient[i]);
    });
    models = mixing.map((column) => weightedSum(adapted, column));
  }
  const mean = weightedSum(models, [third, third, third]);
  const distances = models.map((w) => w.reduce((sum, v, i) => sum + (v - mean[i]) ** 2, 0));
  const adjacency = [
    [0, 1, 0],
    [1, 0, 1],
    [0, 1, 0],
  ];
  const expected = { params: models, disagreement: (distances[0] + distances[1] + distances[2]) / 3 };
  const outer = { optimizer: 'sgd', mu: 0.1, strategy: 'diffusion', adjacency };
  return { kind: 'diffusion', name, model: MODEL, loss, rule, ...outer, params, rounds, expected };
}

/** Kind `quadratic` in one dimension, where every expected value is a ratio of two sums. */
export function quadraticReference(name: string) {
  const alpha = 0.3;
  const curves = [
    [1, 2],
    [0.5, -1],
    [2, 0.25],
  ];
  const w = 0.7;
  const balance = (factor: (a: number) => number) =>
    curves.reduce((sum, [a, c]) => sum + factor(a) * c, 0) / curves.reduce((sum, [a]) => sum + factor(a), 0);
  const slope = (at: number) =>
    curves.reduce((sum, [a, c]) => sum + a * (1 - alpha * a) ** 2 * (at - c), 0) / 3;
  const stop = balance((a) => a * (1 - alpha * a));
  const expected = {
    metaLoss: curves.reduce((sum, [a, c]) => sum + (a * ((1 - alpha * a) * (w - c)) ** 2) / 2, 0) / 3,
    metaGradient: [slope(w)],
    mamlMinimizer: [balance((a) => a * (1 - alpha * a) ** 2)],
    firstOrderFixedPoint: [stop],
    ermMinimizer: [balance((a) => a)],
    metaGradientNormAtFirstOrderFixedPoint: Math.abs(slope(stop)),
  };
  const tasks = curves.map(([a, c]) => ({ A: [[a]], c: [c] }));
  return { kind: 'quadratic', name, alpha, tasks, params: [w], expected };
}
