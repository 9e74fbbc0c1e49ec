// The plan of a convolutional network: few dispatches a layer whatever the rows, everything inside a row, memory that grows
// by parameters and passes, and limits answered with a reason. What the dispatches compute is tested in a browser.
import { describe, expect, it } from 'vitest';
import type { CnnSpec } from '../../../../learner/model.ts';
import type { InnerRule } from '../../../../learner/rule.ts';
import type { PlanRequest } from '../rowsPlan.ts';
import { type CnnPlan, createCnnPlan } from './cnnPlan.ts';
import { SHADERS } from './dispatches.ts';
import { INTEGERS, PARAMETER_BYTES, REALS } from './parameters.ts';
import { packParameters } from './run.ts';

const OMNIGLOT: CnnSpec = {
  kind: 'cnn',
  height: 28,
  width: 28,
  channels: 1,
  filters: [32, 32, 32, 32],
  hidden: [],
  outputs: 5,
};
const limits = {
  maxStorageBufferBindingSize: 2 ** 30,
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupsPerDimension: 65535,
};
const shape = { rows: 16, inputs: 784, outputs: 5, support: 5, query: 5, hessian: 0 };
const rule: InnerRule = { alpha: 0.4, innerSteps: 1, curvature: 'exact', delta: 0.01, adapted: 'all', l2: 0 };

function asked(change: Partial<PlanRequest> = {}, ruleChange: Partial<InnerRule> = {}): CnnPlan | string {
  const loss = 'softmaxCrossEntropy' as const;
  const request = { model: OMNIGLOT, loss, shape, agents: 1, wantGradient: true, wantTrace: false, limits };
  return createCnnPlan({ ...request, ...change, rule: { ...rule, ...ruleChange } }, OMNIGLOT);
}

function plan(change: Partial<PlanRequest> = {}, ruleChange: Partial<InnerRule> = {}): CnnPlan {
  const made = asked(change, ruleChange);
  if (typeof made === 'string') throw new Error(made);
  return made;
}

describe('the plan of a convolutional network', () => {
  it('takes as many dispatches for 256 tasks as for 16, at most ten a layer and pass', () => {
    const { dispatches, layers } = plan();
    expect(plan({ shape: { ...shape, rows: 64 } }).dispatches).toBe(dispatches);
    // Passes: support, query, and the R-operator.
    expect(dispatches).toBeLessThanOrEqual(10 * 3 * layers.length);
    const five = plan({}, { innerSteps: 5 }).dispatches;
    expect(five).toBeLessThan(5 * dispatches);
  });

  it('says the bytes of its buffers; passes that do not fit are made again', () => {
    const made = plan();
    expect(made.bytes).toBe(4 * (16 * made.rowStride + made.upload.length));
    const [kept, again] = [2 ** 30, 2 ** 28].map((maxStorageBufferBindingSize) =>
      plan({ limits: { ...limits, maxStorageBufferBindingSize } }, { innerSteps: 6 }),
    );
    expect(again.rowStride).toBeLessThan(kept.rowStride / 2);
    expect(again.dispatches).toBeGreaterThan(kept.dispatches);
  });

  it('answers limits and rules that it does not know with a reason', () => {
    const small = { ...limits, maxStorageBufferBindingSize: 2 ** 24 };
    expect(asked({ limits: small })).toMatch(/needs a buffer of \d+ MiB/);
    expect(asked({}, { curvature: 'implicit' })).toMatch(/implicit curvature/);
    expect(asked({ shape: { ...shape, rows: 70_000 } })).toMatch(/70000 rows/);
  });

  it.each([
    [{}, {}],
    [{ wantTrace: true }, { innerSteps: 3, adapted: 'last-two-layers' }],
    [{ shape: { ...shape, hessian: 7 } }, { curvature: 'finite-difference', adapted: 'last-layer' }],
    [{}, { direction: 'reptile', innerSteps: 2 }],
    [{ wantGradient: false }, { innerSteps: 0 }],
  ] as const)('keeps every place inside a row, and gives every shader what it reads (%#)', (change, ruleChange) => {
    const made = plan(change, ruleChange);
    for (const { shader, integers, groups } of made.schedule) {
      const text = SHADERS[shader]('softmaxCrossEntropy');
      expect(groups).toBeGreaterThan(0);
      for (const [name, value] of Object.entries(integers)) {
        expect(value, `${shader} ${name}`).toBeGreaterThanOrEqual(-1);
        if (name !== 'y' && name !== 'items' && !shader.endsWith('Images'))
          expect(value, `${shader} ${name}`).toBeLessThan(made.rowStride);
      }
      expect(text).not.toContain('undefined');
    }
  });

  it('packs parameters a dispatch each, integers before reals', () => {
    const made = plan();
    const packed = packParameters(made, rule);
    expect(packed.byteLength).toBe(made.dispatches * PARAMETER_BYTES);
    expect(4 * (INTEGERS.length + REALS.length)).toBeLessThanOrEqual(PARAMETER_BYTES);
    expect(new Int32Array(packed)[0]).toBe(made.rowStride);
    const step = made.schedule.findIndex(({ shader }) => shader === 'gradientImages');
    const at = (step * PARAMETER_BYTES) / 4 + INTEGERS.length;
    expect([...new Float32Array(packed).slice(at, at + 2)]).toEqual([1, Math.fround(-rule.alpha)]);
  });
});
