// The WASM kernel's CNN against finite differences of its own adapted query loss; its agreement with automatic
// differentiation over every switch is tested in engine/programs/crossPath.test.ts.
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createWasmProgram, loadWasmKernel, type WasmKernel } from './program.ts';
import { requestOf, SMALL_CNN } from './testing.ts';

let kernel: WasmKernel;
beforeAll(async () => {
  kernel = await loadWasmKernel(fileURLToPath(new URL('./build/meta.wasm', import.meta.url)));
});

describe('the meta-gradient of a CNN', () => {
  for (const innerSteps of [1, 3]) {
    it(`is the slope of the adapted query loss (N = ${innerSteps})`, () => {
      const rule = {
        alpha: 0.05,
        innerSteps,
        curvature: 'exact',
        delta: 0,
        adapted: 'all',
        l2: 0.1,
      } as const;
      const sizes = { rows: 1, agents: 1, support: 5, query: 6, hessian: 0, seed: 1 };
      const loss = 'softmaxCrossEntropy';
      const request = { ...requestOf({ model: SMALL_CNN, loss, rule, ...sizes }), weightOfRow: undefined };
      const program = createWasmProgram(kernel, SMALL_CNN, loss);
      const gradient = program.metaGradientSync(request).gradient.slice();
      const lossAt = (launch: Float32Array) => program.metaGradientSync({ ...request, launch }).queryLoss[0];
      const steepest = [...gradient.keys()].sort((a, b) => Math.abs(gradient[b]) - Math.abs(gradient[a]));
      const errors = steepest.slice(0, 41).map((i) => {
        const at = (e: number) => lossAt(request.launch.map((w, j) => (j === i ? w + e : w)));
        const slope = (at(3e-4) - at(-3e-4)) / 6e-4;
        return Math.abs(slope - gradient[i]) / Math.abs(gradient[i]);
      });
      // Where a step crosses a kink of ReLU or pooling the loss jumps: most steps do not.
      expect(errors.sort((a, b) => a - b)[20]).toBeLessThan(5e-3);
    });
  }
});
