// An independent float64 reference for the kernel's cases, written for plainness: one example at a time, and
// Hessian-vector products as central differences of the gradient.
import { type Loss, layerSlices, type MlpSpec } from '../../src/learner/model.ts';
import { adaptedStart, type InnerRule } from '../../src/learner/rule.ts';
import { type GradientCase, type LaneCase, type PlainSet, RATES } from './jobs.ts';

interface Examples {
  readonly x: readonly number[][];
  readonly y: readonly number[][];
}

function activate(spec: MlpSpec, a: number): { value: number; slope: number } {
  switch (spec.activation) {
    case 'relu':
      return a > 0 ? { value: a, slope: 1 } : { value: 0, slope: 0 };
    case 'tanh':
      return { value: Math.tanh(a), slope: 1 - Math.tanh(a) ** 2 };
    case 'softplus':
      return { value: Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))), slope: 1 / (1 + Math.exp(-a)) };
    case 'identity':
      return { value: a, slope: 1 };
    default:
      return spec.activation satisfies never;
  }
}

/** Mean loss, its gradient, and the outputs. */
function evaluate(spec: MlpSpec, loss: Loss, w: Float64Array, set: Examples) {
  const layers = layerSlices(spec);
  const gradient = new Float64Array(w.length);
  const outputs: number[] = [];
  let total = 0;
  set.x.forEach((x, e) => {
    const values: number[][] = [x];
    const slopes: number[][] = [];
    layers.forEach((layer, l) => {
      const input = values[l];
      const value: number[] = [];
      const slope: number[] = [];
      for (let j = 0; j < layer.outputs; j++) {
        let a = spec.bias ? w[layer.bias + j] : 0;
        for (let i = 0; i < layer.inputs; i++) a += input[i] * w[layer.weight + i * layer.outputs + j];
        const last = l === layers.length - 1;
        const one = last ? { value: a, slope: 1 } : activate(spec, a);
        value.push(one.value);
        slope.push(one.slope);
      }
      values.push(value);
      slopes.push(slope);
    });
    const o = values[layers.length];
    outputs.push(...o);
    const y = set.y[e];
    let delta: number[];
    if (loss === 'mse') {
      const scale = 1 / (set.x.length * o.length);
      delta = o.map((v, c) => 2 * (v - y[c]) * scale);
      for (let c = 0; c < o.length; c++) total += (o[c] - y[c]) ** 2 * scale;
    } else {
      const top = Math.max(...o);
      const sum = o.reduce((s, v) => s + Math.exp(v - top), 0);
      delta = o.map((v, c) => (Math.exp(v - top) / sum - y[c]) / set.x.length);
      for (let c = 0; c < o.length; c++) total += (y[c] * (top + Math.log(sum) - o[c])) / set.x.length;
    }
    for (let l = layers.length - 1; l >= 0; l--) {
      const layer = layers[l];
      const below = new Array<number>(layer.inputs).fill(0);
      for (let j = 0; j < layer.outputs; j++) {
        const d = delta[j] * slopes[l][j];
        if (spec.bias) gradient[layer.bias + j] += d;
        for (let i = 0; i < layer.inputs; i++) {
          gradient[layer.weight + i * layer.outputs + j] += values[l][i] * d;
          below[i] += w[layer.weight + i * layer.outputs + j] * d;
        }
      }
      delta = below;
    }
  });
  return { total, gradient, outputs };
}

function examplesOf(set: PlainSet, row: number, inputs: number, outputs: number): Examples {
  const x: number[][] = [];
  const y: number[][] = [];
  for (let e = 0; e < set.examples; e++) {
    const at = row * set.examples + e;
    x.push(set.x.slice(at * inputs, (at + 1) * inputs).map(Math.fround));
    y.push(set.y.slice(at * outputs, (at + 1) * outputs).map(Math.fround));
  }
  return { x, y };
}

const norm = (v: Float64Array): number => Math.sqrt(v.reduce((s, x) => s + x * x, 0));

/** [∇f(w + du) − ∇f(w − du)]/(2d). */
function difference(spec: MlpSpec, loss: Loss, w: Float64Array, u: Float64Array, d: number, set: Examples) {
  const plus = evaluate(
    spec,
    loss,
    w.map((x, i) => x + d * u[i]),
    set,
  ).gradient;
  const minus = evaluate(
    spec,
    loss,
    w.map((x, i) => x - d * u[i]),
    set,
  ).gradient;
  return plus.map((x, i) => (x - minus[i]) / (2 * d));
}

function oneRow(
  spec: MlpSpec,
  loss: Loss,
  rule: InnerRule,
  launch: Float64Array,
  sets: Record<'support' | 'query' | 'curvature', Examples>,
) {
  const start = adaptedStart(spec, rule.adapted);
  const onAdapted = (v: Float64Array): Float64Array => v.map((x, i) => (i >= start ? x : 0));
  const path = [launch];
  const trace = [...evaluate(spec, loss, launch, sets.query).outputs];
  for (let m = 0; m < rule.innerSteps; m++) {
    const w = path[m];
    const g = evaluate(spec, loss, w, sets.support).gradient;
    path.push(w.map((x, i) => (i >= start ? x - rule.alpha * (g[i] + rule.l2 * x) : x)));
    trace.push(...evaluate(spec, loss, path[m + 1], sets.query).outputs);
  }
  const adapted = path[rule.innerSteps];
  const end = evaluate(spec, loss, adapted, sets.query);
  let v = end.gradient;
  if (rule.direction === 'reptile') {
    v = launch.map((x, i) => (rule.innerSteps > 0 ? (x - adapted[i]) / rule.alpha : 0));
  } else if (rule.curvature !== 'none') {
    for (let m = rule.innerSteps - 1; m >= 0; m--) {
      const u = onAdapted(v);
      const size = norm(u);
      if (size === 0) continue;
      let d = rule.deltaRho ? 1 / (6 * rule.deltaRho * rule.alpha * size) : rule.delta;
      if (rule.curvature === 'exact') d = 1e-5 / size;
      const product = difference(spec, loss, path[m], u, d, sets.curvature);
      v = v.map((x, i) => x - rule.alpha * (product[i] + rule.l2 * u[i]));
    }
  }
  return { loss: end.total, gradient: v, adapted, trace };
}

/** The same quantities as the kernel's answer, in float64. */
export function referenceGradient(one: Omit<GradientCase, 'name'>) {
  const { model, loss, rule, batch, agents } = one;
  const size = one.launch.length / agents;
  const queryLoss: number[] = [];
  const gradient = new Array<number>(agents * size).fill(0);
  const rowGradients: number[] = [];
  const adapted: number[] = [];
  const trace: number[] = [];
  for (let r = 0; r < batch.rows; r++) {
    const agent = one.agentOfRow[r];
    const launch = Float64Array.from(one.launch.slice(agent * size, (agent + 1) * size).map(Math.fround));
    const sets = {
      support: examplesOf(batch.support, r, batch.inputs, batch.outputs),
      query: examplesOf(batch.query, r, batch.inputs, batch.outputs),
      curvature: examplesOf(batch.hessian ?? batch.support, r, batch.inputs, batch.outputs),
    };
    const row = oneRow(model, loss, rule, launch, sets);
    queryLoss.push(row.loss);
    rowGradients.push(...row.gradient);
    adapted.push(...row.adapted);
    trace.push(...row.trace);
    for (let i = 0; i < size; i++) gradient[agent * size + i] += one.weightOfRow[r] * row.gradient[i];
  }
  return { queryLoss, gradient, rowGradients, adapted, trace };
}

/** A lane's rounds on the host, in float64: adapt, outer update, combine. */
export function referenceLane(lane: LaneCase) {
  const { agents, optimizer, beta } = lane;
  let params = lane.params.map(Math.fround);
  const size = params.length;
  const perAgent = size / agents;
  const m = new Array<number>(size).fill(0);
  const v = new Array<number>(size).fill(0);
  const losses: number[][] = [];
  lane.steps.forEach((step, t) => {
    const { queryLoss, gradient } = referenceGradient({ ...lane, ...step, launch: params });
    losses.push(queryLoss);
    const phi = params.map((x, i) => {
      switch (optimizer) {
        case 'sgd':
          return x - beta * gradient[i];
        case 'momentum':
          m[i] = RATES.momentum * m[i] + gradient[i];
          return x - beta * m[i];
        case 'adam': {
          m[i] = 0.9 * m[i] + 0.1 * gradient[i];
          v[i] = 0.999 * v[i] + 0.001 * gradient[i] ** 2;
          const corrected = m[i] / (1 - 0.9 ** (t + 1));
          return x - (beta * corrected) / (Math.sqrt(v[i] / (1 - 0.999 ** (t + 1))) + 1e-8);
        }
        default:
          return optimizer satisfies never;
      }
    });
    const a = lane.combination;
    params = phi.map((x, at) => {
      if (!a) return x;
      const k = Math.floor(at / perAgent);
      let sum = 0;
      for (let l = 0; l < agents; l++) sum += a[l * agents + k] * phi[l * perAgent + (at % perAgent)];
      return sum;
    });
  });
  return { params, losses, optimizerState: [...m, ...v] };
}

/** ‖a − b‖ / ‖b‖. */
export function relativeError(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    size += b[i] ** 2;
  }
  return size > 0 ? Math.sqrt(difference / size) : Math.sqrt(difference);
}
