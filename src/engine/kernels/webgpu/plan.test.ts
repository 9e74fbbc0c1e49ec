// The layout of a row: nothing overlaps, everything is inside, and limits are answered with a reason.
import { describe, expect, test } from 'vitest';
import type { BatchShape } from '../../../learner/batch.ts';
import type { MlpSpec } from '../../../learner/model.ts';
import type { InnerRule } from '../../../learner/rule.ts';
import { metaGradientShader } from './metaGradientShader.ts';
import { resultLayout } from './outerShader.ts';
import { createMlpPlan, type MlpPlan } from './plan.ts';
import { webGpuKernelSupports } from './program.ts';
import type { DeviceLimits, PlanRequest } from './rowsPlan.ts';

const limits: DeviceLimits = {
  maxStorageBufferBindingSize: 128 * 2 ** 20,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupsPerDimension: 65535,
};
const model: MlpSpec = { kind: 'mlp', sizes: [1, 40, 40, 1], activation: 'relu', bias: true };
const shape: BatchShape = { rows: 25, inputs: 1, outputs: 1, support: 10, query: 10, hessian: 0 };
const rule: InnerRule = {
  alpha: 0.01,
  innerSteps: 1,
  curvature: 'exact',
  delta: 1e-3,
  adapted: 'all',
  l2: 0,
};

type Change = Partial<Omit<PlanRequest, 'model'>> & { readonly model?: MlpSpec };

function plan(change: Change = {}, ruleChange: Partial<InnerRule> = {}): MlpPlan {
  const request = {
    model,
    loss: 'mse',
    shape,
    agents: 1,
    wantGradient: true,
    wantTrace: false,
    limits,
    ...change,
    rule: { ...rule, ...ruleChange },
  } as const;
  const made = createMlpPlan(request, request.model);
  if (typeof made === 'string') throw new Error(made);
  return made;
}

describe('createMlpPlan', () => {
  test('workgroup memory stays within the limit, the rest goes to the scratch buffer', () => {
    for (const innerSteps of [0, 1, 5, 20]) {
      const made = plan({}, { innerSteps });
      expect(made.sharedSize * 4).toBeLessThanOrEqual(limits.maxComputeWorkgroupStorageSize);
      for (const region of Object.values(made.regions)) {
        if (region.place === 'shared') expect(region.base).toBeLessThanOrEqual(made.sharedSize);
        else expect(region.base).toBeGreaterThanOrEqual(made.weightsAt + made.adapted);
      }
    }
    expect(plan({}, { innerSteps: 20 }).regions.steps.place).toBe('scratch');
  });

  test('first-order rules keep one set of weights, exact ones each step', () => {
    expect(plan({}, { curvature: 'none', innerSteps: 5 }).keepWeights).toBe(false);
    expect(plan({}, { innerSteps: 5 }).keepWeights).toBe(true);
    expect(plan({ wantGradient: false }, { innerSteps: 5 }).keepWeights).toBe(false);
  });

  test('everything that changes the shader changes the key; step sizes do not', () => {
    const keys = [
      plan(),
      plan({}, { innerSteps: 2 }),
      plan({}, { curvature: 'none' }),
      plan({}, { adapted: 'last-layer' }),
      plan({}, { direction: 'reptile' }),
      plan({ wantTrace: true }),
      plan({ wantGradient: false }),
      plan({ agents: 2 }),
      plan({ loss: 'softmaxCrossEntropy' }),
      plan({ software: true }),
      plan({ model: { ...model, bias: false } }),
      plan({ model: { ...model, activation: 'tanh' } }),
      plan({ shape: { ...shape, query: 11 } }),
      plan({ shape: { ...shape, hessian: 4 } }),
    ].map((made) => made.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(plan({}, { alpha: 0.5, delta: 1, l2: 3 }).key).toBe(plan().key);
  });

  test('the separate Hessian batch is left out where no Hessian is taken', () => {
    const withBatch = { shape: { ...shape, hessian: 4 } };
    expect(plan(withBatch).examples.hessian).toBe(4);
    expect(plan(withBatch, { curvature: 'none' }).examples.hessian).toBe(0);
  });
});

test('unused bindings would be dropped: every shader names both inputs and the uniforms', () => {
  for (const innerSteps of [0, 2]) {
    const text = metaGradientShader(plan({}, { innerSteps }));
    for (const name of ['launch[', 'batch[', 'uniforms.']) expect(text).toContain(name);
  }
});

test('the compact result holds what was asked for, in order', () => {
  const layout = resultLayout(plan({ wantTrace: true }), {
    gradient: true,
    rowGradients: true,
    adapted: false,
  });
  const { parameters, rows } = plan();
  expect(layout.losses).toBe(parameters);
  expect(layout.adapted - layout.rowGradients).toBe(rows * parameters);
  expect(layout.trace).toBe(layout.adapted);
  expect(layout.length - layout.trace).toBe(rows * 2 * 10);
});

describe('webGpuKernelSupports', () => {
  test('null for the sinusoid', () => {
    expect(webGpuKernelSupports(model, 'mse', rule, shape, limits)).toBeNull();
  });

  test('a reason for rules that it does not know, too many rows and too much memory', () => {
    const implicit = { ...rule, curvature: 'implicit' } as const;
    expect(webGpuKernelSupports(model, 'mse', implicit, shape, limits)).toMatch(/implicit curvature/);
    expect(webGpuKernelSupports(model, 'mse', rule, { ...shape, rows: 70_000 }, limits)).toMatch(
      /70000 rows/,
    );
    const small = { ...limits, maxStorageBufferBindingSize: 2 ** 16 };
    expect(webGpuKernelSupports(model, 'mse', rule, shape, small)).toMatch(/MiB/);
  });
});
