// Chunks of rows give what all rows together give, and their memory stays within the estimate.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MetaGradientRequest, SyncMetaGradientProgram } from '../../learner/metaGradient.ts';
import { type ModelSpec, parameterCount } from '../../learner/model.ts';
import type { InnerRule } from '../../learner/rule.ts';
import { relativeError } from '../../math/statistics.ts';
import { normals, randomBatch, startNodeBackend } from '../programs/testing.ts';
import { createOpsProgram } from './opsProgram.ts';
import { bytesPerRow, chunkRequests, joinResults, rowProblem, rowsPerChunk } from './rowChunks.ts';

const cnn = (filters: number[], side = 12, channels = 1): ModelSpec => ({
  kind: 'cnn',
  height: side,
  width: side,
  channels,
  filters,
  hidden: [],
  outputs: 5,
});
const MLP: ModelSpec = { kind: 'mlp', sizes: [30, 40, 5], activation: 'relu', bias: true };
const RULE: InnerRule = {
  alpha: 0.1,
  innerSteps: 2,
  curvature: 'exact',
  delta: 1e-2,
  adapted: 'all',
  l2: 0,
};

function requestOf(model: ModelSpec, rows: number, sizes = { support: 5, query: 7 }): MetaGradientRequest {
  const batch = randomBatch(model, 'softmaxCrossEntropy', { rows, ...sizes });
  return { launch: normals(parameterCount(model), 'launch', 0.2), agents: 1, batch, rule: RULE };
}

const programOf = (model: ModelSpec) =>
  createOpsProgram('ops-wasm', model, 'softmaxCrossEntropy') as SyncMetaGradientProgram;

/** Largest number of bytes that tensors hold during a call. */
function peakBytes(work: () => void): number {
  const { state } = tf.engine();
  const descriptor = Object.getOwnPropertyDescriptor(state, 'numBytes') as PropertyDescriptor;
  const before = state.numBytes;
  let [bytes, peak] = [before, before];
  Object.defineProperty(state, 'numBytes', {
    configurable: true,
    get: () => bytes,
    set: (value: number) => {
      bytes = value;
      peak = Math.max(peak, value);
    },
  });
  try {
    work();
  } finally {
    Object.defineProperty(state, 'numBytes', { ...descriptor, value: bytes });
  }
  return peak - before;
}

describe('rows in chunks', () => {
  beforeAll(() => startNodeBackend('wasm'));

  it.each([
    ['one launch model', 1, {}],
    ['agents with rows of their own', 2, { agentOfRow: Int32Array.from([1, 0, 1, 1, 0]) }],
    ['weights', 1, { weightOfRow: Float32Array.from([0.5, 0, 2, -1, 1]) }],
  ])('give what all rows give: %s', (_, agents, extra) => {
    const model = cnn([3, 2]);
    const plain = requestOf(model, 5);
    const launch = normals(agents * parameterCount(model), 'agents', 0.2);
    const wanted = { wantRowGradients: true, wantAdapted: true, wantTrace: true };
    const request = { ...plain, ...extra, ...wanted, agents, launch };
    const program = programOf(model);
    const whole = program.metaGradientSync(request);
    const parts = joinResults(chunkRequests(request, 2).map((one) => program.metaGradientSync(one)));
    for (const name of ['queryLoss', 'gradient', 'rowGradients', 'adapted', 'trace'] as const) {
      const [part, all] = [parts[name] as Float32Array, whole[name] as Float32Array];
      expect(part, name).toHaveLength(all.length);
      expect(relativeError(part, all), name).toBeLessThan(1e-6);
    }
  });

  it.each([
    ['small CNN', cnn([8, 8]), 5, 7, 1, true],
    ['small CNN, many support examples', cnn([4, 4]), 25, 5, 3, true],
    ['losses only', cnn([8, 8]), 5, 25, 3, false],
    ['colour CNN of three blocks', cnn([8, 8, 8], 16, 3), 5, 10, 1, true],
    ['MLP', MLP, 5, 25, 10, true],
  ] as const)('need no more memory than estimated, and no tenth of it: %s', (_, model, s, q, innerSteps, g) => {
    for (const curvature of ['exact', 'none', 'finite-difference'] as const) {
      const request: MetaGradientRequest = {
        ...requestOf(model, 3, { support: s, query: q }),
        rule: { ...RULE, innerSteps, curvature },
        wantGradient: g,
      };
      const program = programOf(model);
      const peak = peakBytes(() => program.metaGradientSync(request)) / 3;
      const estimate = bytesPerRow(model, { support: s, query: q, hessian: 0 }, innerSteps, g);
      expect(peak, curvature).toBeLessThan(estimate);
      expect(peak, curvature).toBeGreaterThan(estimate / 10);
    }
  });

  it('takes a whole training batch together and cuts 500 test tasks', () => {
    expect(rowsPerChunk(cnn([8, 8], 28), requestOf(cnn([8, 8], 28), 4))).toBe(4);
    const many = rowsPerChunk(cnn([8, 8], 28), requestOf(cnn([8, 8], 28), 500));
    expect(many).toBeGreaterThan(5);
    expect(many).toBeLessThan(100);
  });

  it('holds only some rows at a time when a program is asked for many', () => {
    const model = cnn([8, 8], 28);
    const request = { ...requestOf(model, 60), wantTrace: true };
    const program = programOf(model);
    const all = 60 * bytesPerRow(model, { support: 5, query: 7, hessian: 0 }, RULE.innerSteps);
    let trace: Float32Array | undefined;
    const peak = peakBytes(() => {
      trace = program.metaGradientSync(request).trace;
    });
    expect(all).toBeGreaterThan(450e6);
    expect(peak).toBeLessThan(400e6);
    expect(trace).toHaveLength(60 * (RULE.innerSteps + 1) * 7 * 5);
  });

  it('says in words what does not fit, and how much it would need', () => {
    const sets = { support: 200, query: 400, hessian: 0 };
    expect(rowProblem(cnn([64, 64, 64, 64], 84, 3), sets, 1)).toMatch(
      /needs about \d+\.\d GB.*1\.4 GB is the most.*fewer ways, shots or queries, smaller images/,
    );
    expect(rowProblem(cnn([16, 16, 16], 32, 3), { support: 5, query: 25, hessian: 0 }, 5)).toBeNull();
  });
});
