// The WASM kernel against the golden cases and a float64 reference, over every switch; its memory and determinism.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { allocateBatch, type TaskBatch } from '../../../learner/batch.ts';
import type { MetaGradientResult } from '../../../learner/metaGradient.ts';
import { ACTIVATIONS, LOSSES, type MlpSpec, type ModelSpec, parameterCount } from '../../../learner/model.ts';
import { ADAPTED, CURVATURES, type InnerRule } from '../../../learner/rule.ts';
import { ruleProblem } from './layout.ts';
import { createWasmProgram, loadWasmKernel, type WasmKernel, wasmKernelSupports } from './program.ts';
import { lossAndGradient64, row64 } from './reference.ts';
import { type Case, SMALL_CNN as cnn, relative, requestOf } from './testing.ts';

const built = fileURLToPath(new URL('./build/meta.wasm', import.meta.url));
const goldenDir =
  process.env.GOLDEN_DIR ?? fileURLToPath(new URL('../../../../../shared/golden', import.meta.url));

let kernel: WasmKernel;
beforeAll(async () => {
  kernel = await loadWasmKernel(built);
});

/** Largest relative error of all answers against the float64 reference. */
function errorOf(c: Case, firstLayer: 'auto' | 'gram' | 'plain' = 'auto', on: WasmKernel = kernel): number {
  const request = requestOf(c);
  const program = createWasmProgram(on, c.model, c.loss, { firstLayer });
  const result = program.metaGradientSync(request);
  const size = parameterCount(c.model);
  const sum = new Float64Array(c.agents * size);
  const expected = Array.from({ length: c.rows }, (_, r) => row64(c.model, c.loss, request, r));
  expected.forEach((row, r) => {
    const at = (request.agentOfRow as Int32Array)[r] * size;
    row.gradient.forEach((g, i) => {
      sum[at + i] += (request.weightOfRow as Float32Array)[r] * g;
    });
  });
  const all = (pick: (row: (typeof expected)[number]) => Iterable<number>) =>
    expected.flatMap((row) => [...pick(row)]);
  return Math.max(
    relative(result.gradient, sum),
    relative(
      result.rowGradients as Float32Array,
      all((row) => row.gradient),
    ),
    relative(
      result.adapted as Float32Array,
      all((row) => row.adapted),
    ),
    relative(
      result.trace as Float32Array,
      all((row) => row.trace),
    ),
    relative(
      result.queryLoss,
      expected.map((row) => row.queryLoss),
    ),
  );
}

const rule: InnerRule = { alpha: 0.1, innerSteps: 1, curvature: 'exact', delta: 0.01, adapted: 'all', l2: 0 };
const KNOWN = CURVATURES.filter((curvature) => ruleProblem({ ...rule, curvature }) === null);
const smooth: Case = {
  model: { kind: 'mlp', sizes: [3, 7, 6, 2], activation: 'softplus', bias: true },
  loss: 'mse',
  rule,
  rows: 3,
  agents: 1,
  support: 5,
  query: 6,
  hessian: 0,
  seed: 1,
};

describe('golden cases', () => {
  const names = existsSync(goldenDir) ? readdirSync(goldenDir).filter((name) => name.endsWith('.json')) : [];
  it('are at hand', (ctx) => {
    if (!names.length) ctx.skip(`No golden cases in ${goldenDir}; set GOLDEN_DIR to check against them.`);
  });
  for (const name of names) {
    const golden = JSON.parse(readFileSync(join(goldenDir, name), 'utf8'));
    if (golden.kind !== 'metaGradient' || golden.model.kind !== 'mlp') continue;
    for (const firstLayer of ['plain', 'gram'] as const) {
      it(`${name} (first layer ${firstLayer})`, () => {
        const model: MlpSpec = { ...golden.model, bias: golden.model.bias ?? true };
        const stack = (pick: (task: Record<string, { x: number[][]; y: number[][] }>) => number[][]) =>
          new Float32Array(golden.tasks.flatMap((task: never) => pick(task).flat()));
        const set = (key: string) => ({
          examples: golden.tasks[0][key].x.length,
          x: stack((task) => task[key].x),
          y: stack((task) => task[key].y),
        });
        const batch: TaskBatch = {
          rows: golden.tasks.length,
          inputs: model.sizes[0],
          outputs: model.sizes[model.sizes.length - 1],
          support: set('support'),
          query: set('query'),
          ...(golden.tasks[0].hessian ? { hessian: set('hessian') } : {}),
          taskIds: new Int32Array(golden.tasks.length).fill(-1),
        };
        const result = createWasmProgram(kernel, model, golden.loss, { firstLayer }).metaGradientSync({
          launch: new Float32Array(golden.params),
          agents: 1,
          batch,
          rule: { delta: 0, ...golden.rule },
          weightOfRow: new Float32Array(golden.weights),
          wantAdapted: true,
        });
        const tolerance = golden.rule.curvature === 'finite-difference' ? 2e-4 : 2e-5;
        expect(relative(result.gradient, golden.expected.metaGradient)).toBeLessThan(tolerance);
        expect(relative(result.queryLoss, golden.expected.queryLoss)).toBeLessThan(2e-5);
        expect(relative(result.adapted as Float32Array, golden.expected.adapted.flat())).toBeLessThan(2e-5);
      });
    }
  }
});

describe('derivatives', () => {
  it('the reference gradient is the slope of its loss', () => {
    for (const loss of LOSSES) {
      const c = { ...smooth, loss };
      const request = requestOf(c);
      const w = Float64Array.from(request.launch);
      const set = { x: [[0.3, -0.7, 1.1]], y: [[0, 1]] };
      const { gradient } = lossAndGradient64(c.model, loss, w, set);
      const slopes = Array.from(w, (_, i) => {
        const at = (e: number) =>
          lossAndGradient64(
            c.model,
            loss,
            w.map((v, j) => (j === i ? v + e : v)),
            set,
          ).value;
        return (at(1e-6) - at(-1e-6)) / 2e-6;
      });
      expect(relative(gradient, slopes)).toBeLessThan(1e-8);
    }
  });

  for (const activation of ['softplus', 'tanh'] as const) {
    for (const innerSteps of [1, 3]) {
      it(`the meta-gradient is the slope of the adapted query loss (${activation}, N = ${innerSteps})`, () => {
        const c = {
          ...smooth,
          rows: 1,
          model: { ...smooth.model, activation },
          rule: { ...rule, innerSteps, l2: 0.2 },
        };
        const request = requestOf(c);
        const { gradient } = createWasmProgram(kernel, c.model, c.loss).metaGradientSync({
          ...request,
          weightOfRow: undefined,
        });
        // F in float64: launch models moved by ± 1e-3 are exact enough in float32 for neither side to matter.
        const slopes = Array.from(request.launch, (w, i) => {
          const at = (value: number) => {
            const launch = request.launch.slice();
            launch[i] = value;
            return {
              w: launch[i],
              f: row64(c.model, c.loss, { ...request, launch, rule: { ...c.rule, curvature: 'none' } }, 0)
                .queryLoss,
            };
          };
          const [up, down] = [at(w + 1e-3), at(w - 1e-3)];
          return (up.f - down.f) / (up.w - down.w);
        });
        expect(relative(gradient, slopes)).toBeLessThan(2e-5);
      });
    }
  }
});

describe('against the float64 reference', () => {
  const shapes = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 2, maxLength: 5 }),
    activation: fc.constantFrom(...ACTIVATIONS),
    bias: fc.boolean(),
    loss: fc.constantFrom(...LOSSES),
    curvature: fc.constantFrom(...KNOWN),
    adapted: fc.constantFrom(...ADAPTED),
    l2: fc.constantFrom(0, 0.3),
    reptile: fc.boolean(),
    innerSteps: fc.integer({ min: 0, max: 5 }),
    rows: fc.integer({ min: 1, max: 4 }),
    agents: fc.integer({ min: 1, max: 3 }),
    support: fc.integer({ min: 1, max: 9 }),
    query: fc.integer({ min: 1, max: 7 }),
    hessian: fc.constantFrom(0, 0, 3, 6),
    deltaRho: fc.constantFrom(0, 0, 20),
    firstLayer: fc.constantFrom('plain' as const, 'gram' as const),
    seed: fc.nat(1000),
  });
  it('agrees for random shapes over all switches', () => {
    fc.assert(
      fc.property(shapes, (s) => {
        // A finite difference across ReLU's kink is a jump: rounding decides on which side, so it is left to the others.
        const activation =
          s.activation === 'relu' && s.curvature === 'finite-difference' ? 'tanh' : s.activation;
        const c: Case = {
          ...s,
          model: { kind: 'mlp', sizes: s.sizes, activation, bias: s.bias },
          rule: { ...rule, ...s, delta: 0.05, direction: s.reptile ? 'reptile' : 'through-adaptation' },
        };
        const tolerance = s.curvature === 'finite-difference' ? 2e-4 : 2e-5;
        expect(errorOf(c, s.firstLayer)).toBeLessThan(tolerance);
      }),
      { numRuns: 400, seed: 20 },
    );
  });

  it('holds on wide inputs in the span of the examples, which is the automatic choice', () => {
    for (const curvature of KNOWN) {
      const c: Case = {
        ...smooth,
        model: { kind: 'mlp', sizes: [150, 19, 6, 3], activation: 'tanh', bias: true },
        loss: 'softmaxCrossEntropy',
        rule: { ...rule, curvature, innerSteps: 3, l2: 0.1, delta: 0.05 },
        rows: 5,
        agents: 2,
      };
      const tolerance = curvature === 'finite-difference' ? 2e-4 : 2e-5;
      for (const firstLayer of ['plain', 'gram', 'auto'] as const)
        expect(errorOf(c, firstLayer)).toBeLessThan(tolerance);
      const run = (firstLayer: 'gram' | 'auto') =>
        createWasmProgram(kernel, c.model, c.loss, { firstLayer }).metaGradientSync(requestOf(c)).gradient;
      expect(run('auto')).toEqual(run('gram'));
    }
  });

  it('computes tanh and softplus to a few units in the last place', () => {
    const z = new Float32Array(4001).map((_, i) => (i - 2000) * 0.02);
    const exact = {
      tanh: Math.tanh,
      softplus: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    };
    for (const activation of ['tanh', 'softplus'] as const) {
      const model: MlpSpec = { kind: 'mlp', sizes: [1, 1, 1], activation, bias: false };
      const set = { examples: z.length, x: z, y: new Float32Array(z.length) };
      const batch = { rows: 1, inputs: 1, outputs: 1, support: set, query: set, taskIds: new Int32Array(1) };
      const { trace } = createWasmProgram(kernel, model, 'mse').metaGradientSync({
        launch: new Float32Array([1, 1]),
        agents: 1,
        batch,
        rule: { ...rule, innerSteps: 0 },
        wantGradient: false,
        wantTrace: true,
      });
      const errors = Array.from(z, (x, i) => {
        const expected = exact[activation](x);
        return Math.abs((trace as Float32Array)[i] - expected) / Math.max(Math.abs(expected), 1e-30);
      });
      expect(Math.max(...errors)).toBeLessThan(4e-7);
    }
  });

  it('stays finite and right where exponentials would overflow', () => {
    for (const activation of ['softplus', 'tanh'] as const) {
      const c: Case = { ...smooth, model: { ...smooth.model, activation }, loss: 'softmaxCrossEntropy' };
      const request = requestOf(c);
      const launch = request.launch.map((w) => 60 * w);
      const result = createWasmProgram(kernel, c.model, c.loss).metaGradientSync({
        ...request,
        launch,
        rule: { ...rule, alpha: 1e-3 },
      });
      const expected = row64(c.model, c.loss, { ...request, launch, rule: { ...rule, alpha: 1e-3 } }, 0);
      expect(relative([result.queryLoss[0]], [expected.queryLoss])).toBeLessThan(2e-5);
      expect(result.gradient.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('the program', () => {
  const copy = (result: MetaGradientResult) =>
    Object.fromEntries(
      Object.entries(result).map(([key, value]: [string, Float32Array]) => [key, value.slice()]),
    );

  it('answers bit for bit the same, whatever ran in between', () => {
    const other: Case = { ...smooth, model: { ...smooth.model, sizes: [9, 20, 4] }, rows: 7, seed: 9 };
    for (const hessian of [0, 4]) {
      const c = { ...smooth, hessian, rule: { ...rule, innerSteps: 2 } };
      const program = createWasmProgram(kernel, c.model, c.loss);
      const first = copy(program.metaGradientSync(requestOf(c)));
      createWasmProgram(kernel, other.model, other.loss).metaGradientSync(requestOf(other));
      expect(copy(program.metaGradientSync(requestOf(c)))).toEqual(first);
    }
  });

  it('does not grow over a thousand calls', () => {
    const program = createWasmProgram(kernel, smooth.model, smooth.loss);
    const request = requestOf(smooth);
    const first = program.metaGradientSync(request).gradient;
    const bytes = kernel.bytes;
    for (let i = 0; i < 1000; i++) expect(program.metaGradientSync(request).gradient).toBe(first);
    expect(kernel.bytes).toBe(bytes);
  });

  it('averages the rows of an agent where no weights are given, and skips what is not wanted', () => {
    const request = { ...requestOf(smooth), weightOfRow: undefined, agentOfRow: undefined };
    const program = createWasmProgram(kernel, smooth.model, smooth.loss);
    const result = program.metaGradientSync(request);
    const size = parameterCount(smooth.model);
    const mean = Array.from({ length: size }, (_, i) =>
      [0, 1, 2].reduce((sum, r) => sum + (result.rowGradients as Float32Array)[r * size + i] / 3, 0),
    );
    expect(relative(result.gradient, mean)).toBeLessThan(1e-6);
    const losses = program.metaGradientSync({
      ...request,
      wantGradient: false,
      wantAdapted: false,
      wantTrace: false,
    });
    expect(Object.keys(losses)).toEqual(['queryLoss', 'gradient']);
    expect(losses.gradient).toHaveLength(0);
  });

  it('says what it cannot do', () => {
    expect(wasmKernelSupports(cnn, smooth.rule)).toBeNull();
    expect(wasmKernelSupports({ ...cnn, filters: [] }, smooth.rule)).toMatch(/block/);
    expect(wasmKernelSupports({ ...cnn, height: 1 }, smooth.rule)).toMatch(/0 units/);
    expect(wasmKernelSupports(cnn, { ...smooth.rule, curvature: 'implicit' })).toMatch(/implicit/);
    expect(wasmKernelSupports(smooth.model, smooth.rule)).toBeNull();
    expect(KNOWN).toEqual(['exact', 'none', 'finite-difference']);
    expect(wasmKernelSupports(smooth.model, { ...smooth.rule, curvature: 'implicit' })).toMatch(/implicit/);
    expect(wasmKernelSupports(smooth.model, { ...smooth.rule, proximal: 1 })).toMatch(/proximal/);
    const program = createWasmProgram(kernel, smooth.model, smooth.loss);
    const request = requestOf(smooth);
    expect(() => program.metaGradientSync({ ...request, launch: request.launch.slice(1) })).toThrow(
      /launch has/,
    );
    const huge: MlpSpec = { kind: 'mlp', sizes: [4, 30000, 30000, 1], activation: 'relu', bias: true };
    const fake = { length: parameterCount(huge) } as Float32Array;
    const batch = allocateBatch({ rows: 4, inputs: 4, outputs: 1, support: 1, query: 1, hessian: 0 });
    expect(() =>
      createWasmProgram(kernel, huge, 'mse').metaGradientSync({ launch: fake, agents: 1, batch, rule }),
    ).toThrow(/MiB/);
  });
});

describe('threads', () => {
  it('give the same bits as one thread', async () => {
    const threaded = await loadWasmKernel(built, { threads: 3 });
    expect(threaded.threads).toBe(3);
    const cases: Case<ModelSpec>[] = [
      {
        ...smooth,
        model: cnn,
        rows: 7,
        agents: 2,
        rule: { ...rule, innerSteps: 2, adapted: 'last-two-layers' },
      },
      {
        ...smooth,
        model: { ...smooth.model, sizes: [1, 40, 40, 1] },
        rows: 25,
        support: 10,
        query: 10,
        agents: 2,
        rule: { ...rule, innerSteps: 3 },
      },
      {
        ...smooth,
        model: { ...smooth.model, sizes: [200, 30, 3] },
        rows: 25,
        support: 10,
        query: 10,
        agents: 2,
      },
      {
        ...smooth,
        model: { ...smooth.model, sizes: [200, 30, 3] },
        rows: 25,
        support: 10,
        query: 10,
        agents: 2,
        rule: { ...rule, adapted: 'last-layer', innerSteps: 4 },
      },
    ];
    for (const c of cases) {
      const [one, many] = [kernel, threaded].map((k) =>
        createWasmProgram(k, c.model, c.loss, { threadedWork: 0, threads: 'all' }).metaGradientSync(
          requestOf(c),
        ),
      );
      expect(many).toEqual(one);
    }
    threaded.dispose();
    expect(errorOf(smooth, 'auto', threaded)).toBeLessThan(2e-5);
  });
});
