// Why a backend is the one, as a code: what the page decides by. There is no WebGPU in Node.
import { describe, expect, it } from 'vitest';
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
