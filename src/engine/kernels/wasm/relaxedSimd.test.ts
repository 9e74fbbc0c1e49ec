// The relaxed SIMD build computes what the plain one does, to float rounding.
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { ModelSpec } from '../../../learner/model.ts';
import { createWasmProgram, loadWasmKernel } from './program.ts';
import { hasRelaxedSimd } from './relaxedSimd.ts';
import { relative, requestOf, SMALL_CNN } from './testing.ts';

const built = (name: string) => fileURLToPath(new URL(`./build/${name}`, import.meta.url));
const MODELS: readonly ModelSpec[] = [
  { kind: 'mlp', sizes: [3, 17, 9, 3], activation: 'tanh', bias: true },
  { kind: 'mlp', sizes: [90, 20, 3], activation: 'relu', bias: true },
  SMALL_CNN,
];

describe('the relaxed build', () => {
  it('is told from the plain one by a probe, and agrees with it', async () => {
    // Where an engine has it behind a flag.
    if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
    expect(hasRelaxedSimd()).toBe(true);
    const [plain, relaxed] = [
      await loadWasmKernel(built('meta.wasm')),
      await loadWasmKernel(built('meta-relaxed.wasm')),
    ];
    const rule = { alpha: 0.05, innerSteps: 2, curvature: 'exact', delta: 0, adapted: 'all', l2: 0 } as const;
    for (const model of MODELS) {
      const sizes = { rows: 3, agents: 1, support: 5, query: 6, hessian: 0, seed: 2 };
      const request = requestOf({ model, loss: 'softmaxCrossEntropy', rule, ...sizes });
      const [a, b] = [plain, relaxed].map((kernel) =>
        createWasmProgram(kernel, model, 'softmaxCrossEntropy').metaGradientSync(request),
      );
      expect(relative(b.gradient, a.gradient)).toBeLessThan(1e-5);
      expect(relative(b.queryLoss, a.queryLoss)).toBeLessThan(1e-5);
    }
  });
});
