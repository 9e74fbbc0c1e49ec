// The outer step on plain arrays: min-max weights, optimisers and diffusion.
import { describe, expect, it } from 'vitest';
import { baselineCombination, metropolis } from '../../math/graphs.ts';
import { createStream } from '../../math/rng.ts';
import { centroid, disagreement, relativeError } from '../../math/statistics.ts';
import { normals } from '../programs/testing.ts';
import { combine } from './diffusion.ts';
import { adaptiveStepSize, agentRows, OPTIMISERS, type OptimizerState } from './optimisers.ts';
import {
  addToAverage,
  ascendTaskWeights,
  createAverageIterate,
  minMaxRowWeights,
  minMaxWeightGradient,
  projectToBall,
  takesIterate,
} from './weighting.ts';

describe('min-max weights (Collins et al. 2022)', () => {
  const taskIds = Int32Array.from([9, 2, 2, 0, 0]);
  const rows = { first: 1, count: 4, tasks: 3 };

  it('forms the estimators (8) and (9) with the factor m/(CD)', () => {
    const weights = new Float32Array(5);
    minMaxRowWeights([0.5, 0.3, 0.2], taskIds, rows, weights);
    expect([...weights]).toEqual([0, 0.15, 0.15, 0.375, 0.375].map(Math.fround));
    const gradient = new Float64Array(3);
    minMaxWeightGradient([7, 1, 2, 3, 4], taskIds, rows, gradient);
    expect([...gradient]).toEqual([(3 / 4) * 7, 0, (3 / 4) * 3]);
  });

  it('with p = 1/m weighs rows like MAML on uniform sampling', () => {
    const weights = new Float32Array(5);
    minMaxRowWeights([1 / 3, 1 / 3, 1 / 3], taskIds, rows, weights);
    for (const weight of weights.subarray(1)) expect(weight).toBeCloseTo(1 / 4, 7);
  });

  it('refuses rows without a task of the finite set', () => {
    const whole = { first: 0, count: 5, tasks: 3 };
    expect(() => minMaxRowWeights([1, 0, 0], taskIds, whole, new Float32Array(5))).toThrow(/task 9/);
  });

  it('ascends within the simplex and moves mass to the worst task', () => {
    const p = Float64Array.from([0.2, 0.3, 0.5]);
    ascendTaskWeights(p, Float64Array.from([1, 0, 0]), 0.3);
    expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(p[0]).toBeCloseTo(0.4, 12);
  });

  it('projects onto the ball only from outside', () => {
    const row = Float32Array.from([3, 4]);
    projectToBall(row, 10);
    projectToBall(row, null);
    expect([...row]).toEqual([3, 4]);
    projectToBall(row, 2.5);
    expect([...row]).toEqual([1.5, 2]);
  });

  it('keeps the average iterate (T1)', () => {
    const average = createAverageIterate(2);
    for (let t = 1; t <= 5; t++) addToAverage(average, [t, -t]);
    expect(average.mean[0]).toBeCloseTo(3, 12);
    expect(average.mean[1]).toBeCloseTo(-3, 12);
  });

  it('keeps a uniformly random iterate (T2)', () => {
    const counts = [0, 0, 0, 0];
    const stream = createStream(5, 'T2');
    for (let run = 0; run < 4000; run++) {
      let chosen = 0;
      for (let t = 1; t <= 4; t++) if (takesIterate(t, stream.uniform())) chosen = t;
      counts[chosen - 1]++;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});

describe('outer optimisers', () => {
  const rates = { momentum: 0.9, beta1: 0.9, beta2: 0.999 };

  it('steps down the gradient', () => {
    const launch = Float32Array.from([1, 2]);
    const [row] = agentRows(1, 2);
    OPTIMISERS.sgd.update(OPTIMISERS.sgd.init(1, 2), row, launch, Float32Array.from([4, -2]), 0.25, rates);
    expect([...launch]).toEqual([0, 2.5]);
  });

  it('runs Adam with its bias corrections, per agent', () => {
    const { adam } = OPTIMISERS;
    const state = adam.init(2, 1);
    const rows = agentRows(2, 1);
    const launch = Float32Array.from([0, 0]);
    for (const row of rows) adam.update(state, row, launch, Float32Array.from([3, -0.1]), 0.1, rates);
    expect(launch[0]).toBeCloseTo(-0.1, 6);
    expect(launch[1]).toBeCloseTo(0.1, 5);
    adam.update(state, rows[1], launch, Float32Array.from([3, 0.3]), 0.1, rates);
    expect(launch[0]).toBeCloseTo(-0.1, 6);
    expect([...state.steps]).toEqual([1, 2]);
    // m = 0.9·(−0.01) + 0.1·0.3, v = 0.999·1e-5 + 0.001·0.09.
    const step = (0.1 * (0.021 / 0.19)) / (Math.sqrt(9.999e-5 / 0.001999) + 1e-8);
    expect(launch[1]).toBeCloseTo(0.1 - step, 5);
  });

  it('rolls as the heavy ball: on a quadratic it follows the recursion in float64, per agent', () => {
    const { momentum } = OPTIMISERS;
    const state = momentum.init(2, 2);
    const rows = agentRows(2, 2);
    const curvatures = [1, 0.1, 0.5, 2];
    const launch = Float32Array.from([1, -2, 3, 0.5]);
    const [w, v] = [
      [1, -2, 3, 0.5],
      [0, 0, 0, 0],
    ];
    for (let t = 0; t < 20; t++) {
      const gradient = launch.map((value, i) => curvatures[i] * value);
      for (const row of rows)
        momentum.update(state, row, launch, gradient, 0.05, { ...rates, momentum: 0.8 });
      for (const i of w.keys()) {
        v[i] = 0.8 * v[i] + curvatures[i] * w[i];
        w[i] -= 0.05 * v[i];
      }
    }
    expect(relativeError(launch, w)).toBeLessThan(1e-6);
    expect(relativeError(state.velocity, v)).toBeLessThan(1e-6);
  });

  it('without momentum is SGD; Adam without memory steps by the sign', () => {
    const [row] = agentRows(1, 2);
    const gradient = Float32Array.from([4, -2]);
    const [ball, plain, signs] = [new Float32Array(2), new Float32Array(2), new Float32Array(2)];
    const none = { momentum: 0, beta1: 0, beta2: 0 };
    const [states, velocity] = [OPTIMISERS.adam.init(1, 2), OPTIMISERS.momentum.init(1, 2)];
    for (let t = 0; t < 3; t++) {
      OPTIMISERS.momentum.update(velocity, row, ball, gradient, 0.1, none);
      OPTIMISERS.sgd.update({}, row, plain, gradient, 0.1, none);
      OPTIMISERS.adam.update(states, row, signs, gradient, 0.1, none);
    }
    expect([...ball]).toEqual([...plain]);
    expect(signs[0]).toBeCloseTo(-0.3, 6);
    expect(signs[1]).toBeCloseTo(0.3, 6);
  });

  it('saves and restores every optimiser by the names of its arrays', () => {
    const [row] = agentRows(1, 3);
    const gradient = Float32Array.from([1, -2, 0.5]);
    for (const definition of Object.values(OPTIMISERS)) {
      const go = (state: OptimizerState, launch: Float32Array, steps: number) => {
        for (let i = 0; i < steps; i++) definition.update(state, row, launch, gradient, 0.1, rates);
      };
      const state = definition.init(1, 3);
      const whole = new Float32Array(3);
      go(state, whole, 2);
      const saved = definition.save(state);
      const resumed = whole.slice();
      go(state, whole, 3);
      const other = definition.init(1, 3);
      definition.restore(other, saved);
      go(other, resumed, 3);
      expect([...resumed]).toEqual([...whole]);
    }
    const other = OPTIMISERS.adam.init(1, 4);
    expect(() => OPTIMISERS.adam.restore(other, OPTIMISERS.adam.init(1, 3))).toThrow('3 values of "first"');
  });

  it('steps the layers that are not adapted by a step size of their own (Ji et al. 2022, Algorithm 1)', () => {
    const gradient = Float32Array.from([0.3, -0.2, 0.1, 0.4, 0.5, -0.6]);
    for (const { init, update } of Object.values(OPTIMISERS)) {
      const stepped = (stepSize: number, body?: { floats: number; stepSize: number }) => {
        const launch = new Float32Array(6);
        const state = init(2, 3);
        for (const row of agentRows(2, 3))
          for (let t = 0; t < 3; t++) update(state, row, launch, gradient, stepSize, rates, body);
        return launch;
      };
      const apart = stepped(0.1, { floats: 2, stepSize: 0.3 });
      const [head, body] = [stepped(0.1), stepped(0.3)];
      expect([...apart]).toEqual([body[0], body[1], head[2], body[3], body[4], head[5]]);
    }
  });

  it('computes the adaptive step size (17)', () => {
    const gradients = Float32Array.from([99, 99, 3, 4, 0, 1]);
    const rule = { smoothness: 2, hessianLipschitz: 0.5, alpha: 0.1, scale: 1 / 12 };
    expect(adaptiveStepSize(rule, gradients, 2, 1, 2)).toBeCloseTo(1 / 12 / (8 + 0.1 * 3), 12);
  });
});

describe('diffusion (Kayaalp et al. 2020)', () => {
  const agents = 4;
  const models = normals(agents * 6, 'models');
  const complete = Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 0 : 1));

  it('leaves equal models as they are on any graph', () => {
    const same = Float32Array.from({ length: 24 }, (_, i) => models[i % 6]);
    const into = new Float32Array(24);
    const path = [0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0];
    combine(metropolis(path, agents), same, agents, into);
    expect(relativeError(into, same)).toBeLessThan(1e-7);
  });

  it('averages on the complete graph and in the centralized baseline, exactly alike for all agents', () => {
    const [a, b] = [new Float32Array(24), new Float32Array(24)];
    combine(metropolis(complete, agents), models, agents, a);
    combine(baselineCombination('centralized', agents), models, agents, b);
    expect(relativeError(a, b)).toBeLessThan(1e-7);
    expect(relativeError(b.subarray(6, 12), centroid(models, agents))).toBeLessThan(1e-7);
    expect(disagreement(b, agents)).toBeLessThan(1e-14);
  });

  it('adds up over neighbours to the same bits as over everyone', () => {
    const many = 7;
    const parameters = 33;
    const values = normals(many * parameters, 'many');
    const ring = new Array(many * many).fill(0);
    for (let k = 0; k < many; k++) ring[k * many + ((k + 1) % many)] = ring[((k + 1) % many) * many + k] = 1;
    for (const weights of [metropolis(ring, many), baselineCombination('centralized', many)]) {
      const into = new Float32Array(values.length);
      combine(weights, values, many, into);
      const dense = into.map((_, at) => {
        let sum = 0;
        for (let l = 0; l < many; l++)
          sum += weights[l * many + Math.floor(at / parameters)] * values[l * parameters + (at % parameters)];
        return sum;
      });
      expect(into).toEqual(dense);
    }
  });

  it('shares nothing in the non-cooperative baseline', () => {
    const into = new Float32Array(24);
    combine(baselineCombination('non-cooperative', agents), models, agents, into);
    expect([...into]).toEqual([...models]);
  });

  it('keeps the centroid and shrinks the disagreement', () => {
    const into = new Float32Array(24);
    const ring = [0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0];
    combine(metropolis(ring, agents), models, agents, into);
    expect(relativeError(centroid(into, agents), centroid(models, agents))).toBeLessThan(1e-6);
    expect(disagreement(into, agents)).toBeLessThan(disagreement(models, agents));
  });
});
