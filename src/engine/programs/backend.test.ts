// Backends as they start in Node, and what is said when one cannot.
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { probeWebGpu, startBackend } from './backend.ts';
import { startNodeBackend } from './testing.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('startBackend', () => {
  it('starts WASM from a folder of files and the plain CPU backend, silently', async () => {
    const spies = (['log', 'warn', 'error', 'info'] as const).map((name) => vi.spyOn(console, name));
    for (const name of ['wasm', 'cpu', 'wasm'] as const) {
      await startNodeBackend(name);
      expect(tf.getBackend()).toBe(name);
      expect([...tf.add(tf.tensor1d([1, 2]), 1).dataSync()]).toEqual([2, 3]);
    }
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it('describes what it started', async () => {
    const started = await startBackend('cpu', { tfWasm: 'unused' });
    expect(started).toMatchObject({ name: 'cpu', device: 'plain JavaScript', limits: null });
  });

  it('refuses WebGPU without an adapter instead of pretending', async () => {
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => null } });
    await expect(startBackend('webgpu', { tfWasm: 'unused' })).rejects.toThrow(/no graphics adapter/);
  });
});

describe('probeWebGpu', () => {
  it('gives the reason in words', async () => {
    vi.stubGlobal('navigator', {});
    expect(await probeWebGpu()).toMatchObject({
      available: false,
      reason: expect.stringMatching(/no WebGPU/),
    });
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.reject(new Error('blocked')) } });
    expect(await probeWebGpu()).toMatchObject({ available: false, reason: expect.stringMatching(/blocked/) });
  });

  it('knows adapters that compute on the processor', async () => {
    for (const info of [{ vendor: 'google', architecture: 'swiftshader' }, { isFallbackAdapter: true }]) {
      vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => ({ info }) } });
      expect((await probeWebGpu()).software).toBe(true);
    }
  });

  it('names the adapter', async () => {
    const info = { vendor: 'acme', architecture: 'rocket', device: '', description: 'Rocket 9' };
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => ({ info }) } });
    expect(await probeWebGpu()).toEqual({
      available: true,
      reason: '',
      device: 'acme rocket Rocket 9',
      software: false,
    });
  });
});
