// Why a backend is the one, as a code: what the page decides by; and what does not fit into memory. There is no WebGPU in Node.
import { describe, expect, it } from 'vitest';
import type { CnnSpec } from '../../learner/model.ts';
import type { Curvature } from '../../learner/rule.ts';
import type { ProgramRequest } from './lanePrograms.ts';
import { NODE_ASSETS } from './nodeAssets.ts';
import { startPrograms } from './programs.ts';

const request = (backend: ProgramRequest['backend']): ProgramRequest => ({
  model: { kind: 'mlp', sizes: [1, 4, 1], activation: 'tanh', bias: true },
  loss: 'mse',
  lanes: [],
  backend,
  assets: NODE_ASSETS,
  threads: 1,
  measure: async () => 1,
});

describe('the cause of a backend', () => {
  it.each([
    ['wasm', 'wasm', 'asked'],
    ['cpu', 'cpu', 'asked'],
    ['auto', 'wasm', 'no-webgpu'],
    ['webgpu', 'wasm', 'no-webgpu'],
  ] as const)('where %s is wanted', async (wanted, backend, cause) => {
    const started = await startPrograms(request(wanted));
    expect(started.report).toMatchObject({ backend, cause });
    started.dispose();
  });
});

describe('the memory of one task', () => {
  const model: CnnSpec = {
    kind: 'cnn',
    height: 84,
    width: 84,
    channels: 3,
    filters: [64, 64, 64, 64],
    hidden: [],
    outputs: 5,
  };
  const shape = { rows: 4, inputs: 84 * 84 * 3, outputs: 5, support: 25, query: 75, hessian: 0 };
  const large = (backend: ProgramRequest['backend'], curvature: Curvature): ProgramRequest => ({
    ...request(backend),
    model,
    loss: 'softmaxCrossEntropy',
    lanes: [
      {
        rule: { alpha: 0.1, innerSteps: 5, curvature, delta: 0, adapted: 'all', l2: 0 },
        agents: 1,
        shapes: [shape],
      },
    ],
  });

  it('is no limit where the kernel computes it', async () => {
    const started = await startPrograms(large('wasm', 'exact'));
    expect(started.report).toMatchObject({ backend: 'wasm', paths: ['kernel-wasm'] });
    started.dispose();
  });

  it('is the reason where only automatic differentiation could', async () => {
    const reason = /needs about \d+\.\d GB.*Choose fewer ways/;
    await expect(startPrograms(large('auto', 'implicit'))).rejects.toThrow(reason);
    await expect(startPrograms(large('cpu', 'exact'))).rejects.toThrow(reason);
  });
});
