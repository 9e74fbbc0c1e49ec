// A small float64 meta-gradient for tests, written without any of the kernel's devices: backpropagation on plain
// arrays, and Hessian products as central differences of that gradient. Nothing outside the tests imports it.
import type { MetaGradientRequest } from '../../../learner/metaGradient.ts';
import type { Activation, Loss, MlpSpec } from '../../../learner/model.ts';
import { layerSlices, parameterCount } from '../../../learner/model.ts';
import { adaptedStart } from '../../../learner/rule.ts';

interface Examples {
  readonly x: number[][];
  readonly y: number[][];
}

function sigma(kind: Activation, z: number): { a: number; d: number } {
  switch (kind) {
    case 'relu':
      return { a: Math.max(z, 0), d: z > 0 ? 1 : 0 };
    case 'tanh':
      return { a: Math.tanh(z), d: 1 - Math.tanh(z) ** 2 };
    case 'softplus':
      return { a: Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), d: 1 / (1 + Math.exp(-z)) };
    case 'identity':
      return { a: z, d: 1 };
  }
}

function outputsAndTape(model: MlpSpec, w: Float64Array, x: number[]) {
  const slices = layerSlices(model);
  const inputs: number[][] = [x];
  const slopes: number[][] = [];
  for (const [l, s] of slices.entries()) {
    const z = Array.from({ length: s.outputs }, (_, j) => {
      let sum = model.bias ? w[s.bias + j] : 0;
      for (let i = 0; i < s.inputs; i++) sum += inputs[l][i] * w[s.weight + i * s.outputs + j];
      return sum;
    });
    const last = l === slices.length - 1;
    const pairs = z.map((value) => (last ? { a: value, d: 1 } : sigma(model.activation, value)));
    inputs.push(pairs.map((pair) => pair.a));
    slopes.push(pairs.map((pair) => pair.d));
  }
  return { inputs, slopes };
}

function lossOf(kind: Loss, z: number[], y: number[], k: number): { value: number; delta: number[] } {
  if (kind === 'mse') {
    const n = k * z.length;
    return {
      value: z.reduce((sum, v, j) => sum + (v - y[j]) ** 2, 0) / n,
      delta: z.map((v, j) => (2 * (v - y[j])) / n),
    };
  }
  const top = Math.max(...z);
  const sum = z.reduce((s, v) => s + Math.exp(v - top), 0);
  const mass = y.reduce((s, v) => s + v, 0);
  return {
    value: -z.reduce((s, v, j) => s + y[j] * (v - top - Math.log(sum)), 0) / k,
    delta: z.map((v, j) => ((mass * Math.exp(v - top)) / sum - y[j]) / k),
  };
}

/** Outputs of every example. */
export function outputs64(model: MlpSpec, w: Float64Array, x: number[][]): number[][] {
  return x.map((row) => outputsAndTape(model, w, row).inputs[model.sizes.length - 1]);
}

/** Loss and its gradient with respect to the whole row, in float64. */
export function lossAndGradient64(model: MlpSpec, loss: Loss, w: Float64Array, set: Examples) {
  const slices = layerSlices(model);
  const gradient = new Float64Array(w.length);
  let value = 0;
  set.x.forEach((x, e) => {
    const { inputs, slopes } = outputsAndTape(model, w, x);
    const result = lossOf(loss, inputs[slices.length], set.y[e], set.x.length);
    value += result.value;
    let delta = result.delta;
    for (let l = slices.length - 1; l >= 0; l--) {
      const s = slices[l];
      const below = new Array<number>(s.inputs).fill(0);
      for (let j = 0; j < s.outputs; j++) {
        if (model.bias) gradient[s.bias + j] += delta[j];
        for (let i = 0; i < s.inputs; i++) {
          gradient[s.weight + i * s.outputs + j] += inputs[l][i] * delta[j];
          below[i] += w[s.weight + i * s.outputs + j] * delta[j];
        }
      }
      if (l > 0) delta = below.map((v, i) => v * slopes[l - 1][i]);
    }
  });
  return { value, gradient };
}

function rowOf(
  set: { examples: number; x: Float32Array; y: Float32Array },
  r: number,
  n: number,
  m: number,
): Examples {
  const pick = (values: Float32Array, width: number) =>
    Array.from({ length: set.examples }, (_, k) => {
      const at = (r * set.examples + k) * width;
      return Array.from(values.subarray(at, at + width));
    });
  return { x: pick(set.x, n), y: pick(set.y, m) };
}

/** Query loss, meta-gradient, adapted parameters and traced query outputs of one row, by the definition in rule.ts. */
export function row64(model: MlpSpec, loss: Loss, request: MetaGradientRequest, r: number) {
  const { batch, rule } = request;
  const size = parameterCount(model);
  const start = adaptedStart(model, rule.adapted);
  const agent = request.agentOfRow?.[r] ?? 0;
  const support = rowOf(batch.support, r, batch.inputs, batch.outputs);
  const query = rowOf(batch.query, r, batch.inputs, batch.outputs);
  const hessian = batch.hessian ? rowOf(batch.hessian, r, batch.inputs, batch.outputs) : support;
  const masked = (v: Float64Array) => v.map((value, i) => (i < start ? 0 : value));
  const at = (w: Float64Array, u: Float64Array, e: number) =>
    lossAndGradient64(
      model,
      loss,
      w.map((value, i) => value + e * u[i]),
      hessian,
    ).gradient;
  const path = [Float64Array.from(request.launch.subarray(agent * size, (agent + 1) * size))];
  const trace = [outputs64(model, path[0], query.x)];
  const summed = new Float64Array(size);
  for (let m = 0; m < rule.innerSteps; m++) {
    const { gradient } = lossAndGradient64(model, loss, path[m], support);
    const step = masked(gradient.map((g, i) => g + rule.l2 * path[m][i]));
    for (let i = 0; i < size; i++) summed[i] += step[i];
    path.push(path[m].map((w, i) => w - rule.alpha * step[i]));
    trace.push(outputs64(model, path[m + 1], query.x));
  }
  const end = lossAndGradient64(model, loss, path[rule.innerSteps], query);
  let v = end.gradient;
  for (let m = rule.innerSteps - 1; m >= 0 && rule.curvature !== 'none'; m--) {
    const u = masked(v);
    const norm = Math.hypot(...u);
    if (norm === 0) continue;
    let e = 1e-5 / Math.max(norm, 1e-9);
    if (rule.curvature === 'finite-difference') {
      e = rule.deltaRho ? 1 / (6 * rule.deltaRho * rule.alpha * norm) : rule.delta;
    }
    const plus = at(path[m], u, e);
    const minus = at(path[m], u, -e);
    v = v.map((value, i) => value - rule.alpha * ((plus[i] - minus[i]) / (2 * e) + rule.l2 * u[i]));
  }
  return {
    queryLoss: end.value,
    gradient: rule.direction === 'reptile' ? summed : v,
    adapted: path[rule.innerSteps],
    trace: trace.flat(2),
  };
}
