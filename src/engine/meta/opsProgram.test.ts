// The meta-gradient program against finite differences of the meta-loss itself, its outputs, and its memory.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TaskBatch } from '../../learner/batch.ts';
import type { MetaGradientRequest, SyncMetaGradientProgram } from '../../learner/metaGradient.ts';
import { type Loss, type MlpSpec, type ModelSpec, parameterCount } from '../../learner/model.ts';
import { adaptedStart, type InnerRule } from '../../learner/rule.ts';
import { relativeError } from '../../math/statistics.ts';
import { NODE_BACKENDS, normals, randomBatch, startNodeBackend } from '../programs/testing.ts';
import { createOpsProgram } from './opsProgram.ts';

const RULE: InnerRule = {
  alpha: 0.1,
  innerSteps: 1,
  curvature: 'exact',
  delta: 1e-3,
  adapted: 'all',
  l2: 0,
};
const net = (sizes: number[], activation: MlpSpec['activation']): MlpSpec => ({
  kind: 'mlp',
  sizes,
  activation,
  bias: true,
});
const TANH = net([3, 6, 5, 2], 'tanh');
const SOFTPLUS = net([2, 5, 3], 'softplus');
const CNN: ModelSpec = {
  kind: 'cnn',
  height: 5,
  width: 6,
  channels: 2,
  filters: [3, 2],
  hidden: [4],
  outputs: 3,
};

const launchOf = (model: ModelSpec) => normals(parameterCount(model), 'launch', 0.5);

describe.each(NODE_BACKENDS)('meta-gradient on %s', (backend) => {
  beforeAll(() => startNodeBackend(backend));

  const programOf = (model: ModelSpec, loss: Loss) =>
    createOpsProgram(`ops-${backend}`, model, loss) as SyncMetaGradientProgram;

  function run(model: ModelSpec, loss: Loss, batch: TaskBatch, rule: InnerRule, extra = {}) {
    const request: MetaGradientRequest = { launch: launchOf(model), agents: 1, batch, rule, ...extra };
    return programOf(model, loss).metaGradientSync(request);
  }

  /** Central differences of the mean query loss along random directions of the launch model. */
  function slopes(model: ModelSpec, loss: Loss, batch: TaskBatch, rule: InnerRule, gradient: Float32Array) {
    const program = programOf(model, loss);
    const step = 4e-3;
    return Array.from({ length: 4 }, (_, d) => {
      const direction = normals(gradient.length, `direction ${d}`);
      const lossAt = (sign: number) => {
        const launch = launchOf(model).map((w, i) => w + sign * step * direction[i]);
        const request = { launch, agents: 1, batch, rule, wantGradient: false };
        const { queryLoss } = program.metaGradientSync(request);
        return queryLoss.reduce((a, b) => a + b, 0) / batch.rows;
      };
      const predicted = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
      return { measured: (lossAt(1) - lossAt(-1)) / (2 * step), predicted };
    });
  }

  it.each([
    ['tanh, mse, 1 step', TANH, 'mse', RULE],
    ['tanh, mse, 3 steps', TANH, 'mse', { ...RULE, innerSteps: 3 }],
    ['softplus, cross-entropy, 1 step', SOFTPLUS, 'softmaxCrossEntropy', { ...RULE, alpha: 0.4 }],
    ['softplus, cross-entropy, 3 steps', SOFTPLUS, 'softmaxCrossEntropy', { ...RULE, innerSteps: 3 }],
    ['no adaptation', TANH, 'mse', { ...RULE, innerSteps: 0 }],
    ['last layer with λ, 10 steps', TANH, 'mse', { ...RULE, innerSteps: 10, adapted: 'last-layer', l2: 0.3 }],
    ['last two layers, 3 steps', TANH, 'mse', { ...RULE, innerSteps: 3, adapted: 'last-two-layers' }],
    ['last layer, 30 steps', SOFTPLUS, 'mse', { ...RULE, innerSteps: 30, adapted: 'last-layer' }],
    ['all with λ', TANH, 'mse', { ...RULE, innerSteps: 2, l2: 0.5 }],
  ] as [string, MlpSpec, Loss, InnerRule][])('is the slope of the meta-loss: %s', (_, model, loss, rule) => {
    const batch = randomBatch(model, loss, { rows: 3, support: 6, query: 5 });
    const { gradient } = run(model, loss, batch, rule);
    for (const { measured, predicted } of slopes(model, loss, batch, rule, gradient)) {
      expect(Math.abs(measured - predicted)).toBeLessThan(2e-3 * Math.max(1, Math.abs(measured)));
    }
  });

  it('adapts a frozen CNN body, hidden layer and head like a full rule with D would', () => {
    const batch = randomBatch(CNN, 'softmaxCrossEntropy', { rows: 2, support: 6, query: 6 });
    const start = adaptedStart(CNN, 'last-two-layers');
    const result = run(
      CNN,
      'softmaxCrossEntropy',
      batch,
      { ...RULE, adapted: 'last-two-layers' },
      {
        wantAdapted: true,
      },
    );
    expect([...result.adapted!.subarray(0, start)]).toEqual([...launchOf(CNN).subarray(0, start)]);
    expect(result.adapted!.subarray(start, start + 8)).not.toEqual(launchOf(CNN).subarray(start, start + 8));
    expect(result.gradient.subarray(0, start).some((g) => g !== 0)).toBe(true);
  });

  it('λ moves every adapted coordinate, the biases before a batch norm as well', () => {
    const batch = randomBatch(CNN, 'softmaxCrossEntropy', { rows: 2, support: 6, query: 6 });
    const headless: ModelSpec = { ...CNN, hidden: [] };
    const launch = launchOf(headless);
    // The last two layers are the second convolution, 2 filters over 3 channels, and the output.
    const start = adaptedStart(headless, 'last-two-layers') + 9 * 3 * 2;
    const rule = { ...RULE, adapted: 'last-two-layers', l2: 0.5, innerSteps: 3 } as const;
    const of = (change: Partial<InnerRule>) =>
      run(headless, 'softmaxCrossEntropy', batch, { ...rule, ...change }, { wantAdapted: true });
    const biases = (values: Float32Array) => values.subarray(start, start + 2);
    const expectBiases = (values: Float32Array, factor: number) =>
      biases(values).forEach((value, i) => {
        expect(value).toBeCloseTo(factor * biases(launch)[i], 5);
      });
    expectBiases(of({}).adapted as Float32Array, 0.95 ** 3);
    expectBiases(of({}).gradient, 0);
    expectBiases(of({ direction: 'reptile' }).gradient, (1 - 0.95 ** 3) / 0.1);
    // With a proximal weight 2: c ← c − 0.1 (0.5 c + 2 (c − 1)) from 1.
    expectBiases(of({ proximal: 2 }).adapted as Float32Array, 0.884375);
  });

  it('finite differences tend to the exact product as δ shrinks, until rounding wins', () => {
    const batch = randomBatch(TANH, 'mse', { rows: 3, support: 6, query: 5 });
    const exact = run(TANH, 'mse', batch, RULE).gradient.slice();
    const error = (delta: number) =>
      relativeError(
        run(TANH, 'mse', batch, { ...RULE, curvature: 'finite-difference', delta }).gradient,
        exact,
      );
    const [coarse, fine, finest] = [error(0.3), error(0.01), error(1e-7)];
    expect(fine).toBeLessThan(coarse / 20);
    expect(fine).toBeLessThan(2e-4);
    expect(finest).toBeGreaterThan(fine);
  });

  it('chooses δ = 1/(6ρα‖v‖) row by row where ρ is given', () => {
    const batch = randomBatch(TANH, 'mse', { rows: 3, support: 6, query: 5 });
    const exact = run(TANH, 'mse', batch, RULE).gradient.slice();
    const rule: InnerRule = { ...RULE, curvature: 'finite-difference', deltaRho: 100 };
    expect(relativeError(run(TANH, 'mse', batch, rule).gradient, exact)).toBeLessThan(1e-3);
    // One row: the same as the fixed δ of that norm.
    const single = randomBatch(TANH, 'mse', { rows: 1, support: 6, query: 5 });
    const adapted = run(TANH, 'mse', single, RULE, { wantAdapted: true }).adapted!.slice();
    const direct = { launch: adapted, agents: 1, batch: single, rule: { ...RULE, innerSteps: 0 } };
    const v = programOf(TANH, 'mse').metaGradientSync(direct).gradient;
    const delta = 1 / (6 * 100 * RULE.alpha * Math.hypot(...v));
    const fixed = run(TANH, 'mse', single, { ...rule, deltaRho: 0, delta }).gradient.slice();
    expect(relativeError(run(TANH, 'mse', single, rule).gradient, fixed)).toBeLessThan(1e-4);
  });

  it('equals MAML on the head where every layer below is frozen', () => {
    const head = net([5, 2], 'identity');
    const batch = randomBatch(TANH, 'mse', { rows: 3, support: 6, query: 5 });
    const rule: InnerRule = { ...RULE, innerSteps: 3, adapted: 'last-layer' };
    const anil = run(TANH, 'mse', batch, rule, { wantAdapted: true });
    const features = (x: Float32Array) => {
      const launch = launchOf(TANH);
      const layer = (input: Float32Array, inputs: number, outputs: number, at: number) => {
        const out = new Float32Array((input.length / inputs) * outputs);
        for (let e = 0; e < input.length / inputs; e++) {
          for (let j = 0; j < outputs; j++) {
            let sum = launch[at + inputs * outputs + j];
            for (let i = 0; i < inputs; i++) sum += input[e * inputs + i] * launch[at + i * outputs + j];
            out[e * outputs + j] = Math.tanh(sum);
          }
        }
        return out;
      };
      return layer(layer(x, 3, 6, 0), 6, 5, 24);
    };
    const onFeatures: TaskBatch = {
      ...batch,
      inputs: 5,
      support: { ...batch.support, x: features(batch.support.x) },
      query: { ...batch.query, x: features(batch.query.x) },
    };
    const start = adaptedStart(TANH, 'last-layer');
    const launch = launchOf(TANH).slice(start);
    const request = { launch, agents: 1, batch: onFeatures, rule: { ...rule, adapted: 'all' as const } };
    const maml = programOf(head, 'mse').metaGradientSync(request);
    expect(relativeError(anil.queryLoss, maml.queryLoss)).toBeLessThan(1e-5);
    expect(relativeError(anil.gradient.subarray(start), maml.gradient)).toBeLessThan(1e-5);
  });

  it('takes the separate batch for every Hessian factor', () => {
    const batch = randomBatch(TANH, 'mse', { rows: 2, support: 6, query: 5, hessian: 7 });
    const { hessian: _, ...without } = batch;
    const same = { ...without, hessian: batch.support };
    const rule = { ...RULE, innerSteps: 2 };
    const plain = run(TANH, 'mse', without, rule).gradient.slice();
    expect(relativeError(run(TANH, 'mse', same, rule).gradient, plain)).toBeLessThan(1e-6);
    expect(relativeError(run(TANH, 'mse', batch, rule).gradient, plain)).toBeGreaterThan(1e-3);
  });

  it('reptile returns (w_0 − w_N)/α', () => {
    const batch = randomBatch(TANH, 'mse', { rows: 2, support: 6, query: 5 });
    const rule: InnerRule = { ...RULE, innerSteps: 4, direction: 'reptile' };
    const result = run(TANH, 'mse', batch, rule, { wantAdapted: true, wantRowGradients: true });
    const launch = launchOf(TANH);
    const expected = result.adapted!.map((w, i) => (launch[i % launch.length] - w) / rule.alpha);
    expect(relativeError(result.rowGradients!, expected)).toBeLessThan(1e-6);
  });

  it('sums the rows of each agent with their weights from that agent’s launch model', () => {
    const batch = randomBatch(TANH, 'mse', { rows: 4, support: 6, query: 5 });
    const agents = 2;
    const launch = normals(agents * parameterCount(TANH), 'agents', 0.5);
    const agentOfRow = Int32Array.from([1, 0, 1, 1]);
    const weightOfRow = Float32Array.from([0.5, 2, 0, -1]);
    const request = { launch, agents, batch, rule: RULE, agentOfRow, weightOfRow, wantRowGradients: true };
    const { gradient, rowGradients } = programOf(TANH, 'mse').metaGradientSync(request);
    const expected = new Float32Array(gradient.length);
    const width = parameterCount(TANH);
    rowGradients!.forEach((g, i) => {
      const row = Math.floor(i / width);
      expected[agentOfRow[row] * width + (i % width)] += weightOfRow[row] * g;
    });
    expect(relativeError(gradient, expected)).toBeLessThan(1e-6);
  });

  it('traces query outputs from the launch model to the adapted one', () => {
    const batch = randomBatch(TANH, 'mse', { rows: 2, support: 6, query: 5 });
    const rule = { ...RULE, innerSteps: 3 };
    const result = run(TANH, 'mse', batch, rule, { wantTrace: true, wantGradient: false });
    expect(result.gradient).toHaveLength(0);
    expect(result.trace).toHaveLength(2 * 4 * 5 * 2);
    for (let row = 0; row < 2; row++) {
      const last = result.trace!.subarray((row * 4 + 3) * 10, (row * 4 + 4) * 10);
      const target = batch.query.y.subarray(row * 10, (row + 1) * 10);
      const loss = last.reduce((sum, value, i) => sum + (value - target[i]) ** 2, 0) / 10;
      expect(loss).toBeCloseTo(result.queryLoss[row], 4);
    }
  });

  it('says what is wrong with a launch model of the wrong size', () => {
    const batch = randomBatch(TANH, 'mse', { rows: 1, support: 2, query: 2 });
    const request = { launch: new Float32Array(7), agents: 1, batch, rule: RULE };
    expect(() => programOf(TANH, 'mse').metaGradientSync(request)).toThrow(/7 floats/);
  });

  it('leaves no tensor behind over 200 iterations', () => {
    const rules: InnerRule[] = [
      { ...RULE, innerSteps: 2 },
      { ...RULE, curvature: 'finite-difference' },
      { ...RULE, adapted: 'last-layer', innerSteps: 2 },
      { ...RULE, curvature: 'none' },
    ];
    const batch = randomBatch(SOFTPLUS, 'softmaxCrossEntropy', { rows: 3, support: 4, query: 4 });
    for (const rule of rules) run(SOFTPLUS, 'softmaxCrossEntropy', batch, rule);
    const before = tf.memory();
    for (let i = 0; i < 200; i++) run(SOFTPLUS, 'softmaxCrossEntropy', batch, rules[i % rules.length]);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
    const images = randomBatch(CNN, 'softmaxCrossEntropy', { rows: 2, support: 3, query: 3 });
    run(CNN, 'softmaxCrossEntropy', images, RULE);
    expect(tf.memory().numTensors).toBe(before.numTensors);
  });
});
