// The fused WASM kernel against automatic differentiation, over random models (MLPs and CNNs), rules and batches: two ways to the
// same meta-gradient that share no code. λ enters the Hessian product exactly for every curvature but `none`.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MetaGradientResult, SyncMetaGradientProgram } from '../../learner/metaGradient.ts';
import { LOSSES, type Loss, type MlpSpec, type ModelSpec, parameterCount } from '../../learner/model.ts';
import { ADAPTED, CURVATURES, type InnerRule } from '../../learner/rule.ts';
import { distance, norm } from '../../math/statistics.ts';
import { ruleProblem } from '../kernels/wasm/layout.ts';
import {
  createWasmProgram,
  loadWasmKernel,
  type WasmKernel,
  type WasmProgramOptions,
} from '../kernels/wasm/program.ts';
import { createOpsProgram } from '../meta/opsProgram.ts';
import { NODE_ASSETS } from './nodeAssets.ts';
import { normals, randomBatch, startNodeBackend } from './testing.ts';

const PLAIN: InnerRule = {
  alpha: 0.1,
  innerSteps: 1,
  curvature: 'exact',
  delta: 0.01,
  adapted: 'all',
  l2: 0,
};

let kernel: WasmKernel;
beforeAll(async () => {
  await startNodeBackend('cpu');
  kernel = await loadWasmKernel(NODE_ASSETS.kernel);
});

/** Those that the kernel computes. */
const KERNEL_CURVATURES = CURVATURES.filter((curvature) => ruleProblem({ ...PLAIN, curvature }) === null);

const cases = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 2, maxLength: 4 }),
  // Across ReLU's kink a finite difference is a jump; the kernels' own tests cover it.
  activation: fc.constantFrom('tanh' as const, 'softplus' as const, 'identity' as const),
  bias: fc.boolean(),
  loss: fc.constantFrom(...LOSSES),
  curvature: fc.constantFrom(...KERNEL_CURVATURES),
  adapted: fc.constantFrom(...ADAPTED),
  l2: fc.constantFrom(0, 0.1, 0.5),
  direction: fc.constantFrom(
    'through-adaptation' as const,
    'through-adaptation' as const,
    'reptile' as const,
  ),
  innerSteps: fc.integer({ min: 0, max: 4 }),
  agents: fc.integer({ min: 1, max: 3 }),
  rows: fc.integer({ min: 1, max: 4 }),
  support: fc.integer({ min: 1, max: 6 }),
  query: fc.integer({ min: 1, max: 5 }),
  hessian: fc.constantFrom(0, 0, 4),
  deltaRho: fc.constantFrom(0, 0, 20),
  seed: fc.nat(1000),
});

const PARTS = ['queryLoss', 'gradient', 'rowGradients', 'adapted', 'trace'] as const;

function copied(result: MetaGradientResult): Record<(typeof PARTS)[number], Float32Array> {
  const part = (name: (typeof PARTS)[number]) => (result[name] as Float32Array).slice();
  return Object.fromEntries(PARTS.map((name) => [name, part(name)])) as ReturnType<typeof copied>;
}

type Draw = Pick<InnerRule, 'curvature'> & {
  readonly loss: Loss;
  readonly agents: number;
  readonly rows: number;
  readonly support: number;
  readonly query: number;
  readonly hessian: number;
  readonly seed: number;
};

/** Expects both ways to agree on every part of the answer within `tolerance`. */
function expectAgreement(
  model: ModelSpec,
  c: Draw,
  rule: InnerRule,
  tolerance: number,
  options: WasmProgramOptions = {},
): void {
  const request = {
    launch: normals(c.agents * parameterCount(model), `launch ${c.seed}`, 0.5),
    agents: c.agents,
    batch: randomBatch(model, c.loss, c, `batch ${c.seed}`),
    rule,
    agentOfRow: Int32Array.from({ length: c.rows }, (_, r) => (r + c.seed) % c.agents),
    weightOfRow: normals(c.rows, `weights ${c.seed}`),
    wantRowGradients: true,
    wantAdapted: true,
    wantTrace: true,
  };
  const ops = createOpsProgram('ops-cpu', model, c.loss) as SyncMetaGradientProgram;
  const expected = copied(ops.metaGradientSync(request));
  const actual = copied(createWasmProgram(kernel, model, c.loss, options).metaGradientSync(request));
  for (const part of PARTS) {
    // A part that all but vanishes is as good as the rounding of what it is the difference of.
    const error = distance(actual[part], expected[part]) / Math.max(norm(expected[part]), 0.02);
    expect(error, part).toBeLessThan(tolerance);
  }
}

const images = fc.record({
  height: fc.integer({ min: 4, max: 9 }),
  width: fc.integer({ min: 4, max: 9 }),
  channels: fc.integer({ min: 1, max: 3 }),
  filters: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 2 }),
  hidden: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
  outputs: fc.integer({ min: 1, max: 5 }),
});

describe('kernel-wasm and ops-cpu', () => {
  it('agree on every part of the answer for MLPs', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(cases, (c) => {
        const model: MlpSpec = { kind: 'mlp', sizes: c.sizes, activation: c.activation, bias: c.bias };
        const rule: InnerRule = { ...c, alpha: 0.1, delta: 0.05 };
        expectAgreement(model, c, rule, c.curvature === 'finite-difference' ? 1e-3 : 1e-4);
        seen.add(`${c.curvature} ${c.l2 > 0} ${c.hessian > 0} ${c.adapted}`);
      }),
      { numRuns: 150, seed: 4 },
    );
    // Every curvature with and without λ and a batch of its own, for most of the adapted parts.
    expect(seen.size).toBeGreaterThan(30);
  });

  it('agree on every part of the answer for CNNs, with activations kept and computed anew', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(cases, images, fc.boolean(), (c, shape, keep) => {
        const model: ModelSpec = { kind: 'cnn', ...shape };
        const rule: InnerRule = { ...c, alpha: 0.02, delta: 0.01 };
        const options = keep ? {} : { keptBytes: 0 };
        // Op by op, Reptile's direction is (w_0 − w_N)/α: its rounding is divided by α, too.
        const exact = c.direction === 'reptile' ? 1e-4 : 1e-5;
        expectAgreement(model, c, rule, c.curvature === 'finite-difference' ? 1e-3 : exact, options);
        seen.add(`${c.curvature} ${c.l2 > 0} ${c.hessian > 0} ${c.adapted}`);
      }),
      { numRuns: 70, seed: 5 },
    );
    expect(seen.size).toBeGreaterThan(20);
  });

  it('agree for a wide CNN whose layers have more than one vector of every kind', () => {
    const model: ModelSpec = {
      kind: 'cnn',
      height: 14,
      width: 13,
      channels: 1,
      filters: [32, 20],
      hidden: [],
      outputs: 5,
    };
    const c = {
      ...PLAIN,
      loss: 'softmaxCrossEntropy' as const,
      agents: 1,
      rows: 2,
      support: 5,
      query: 6,
      hessian: 0,
      seed: 3,
    };
    expectAgreement(model, c, { ...PLAIN, innerSteps: 2, alpha: 0.01 }, 1e-5);
  });
});
