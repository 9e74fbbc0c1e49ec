// Layout of parameter rows, batches, and evaluation counts.
import { describe, expect, it } from 'vitest';
import { allocateBatch } from './batch.ts';
import {
  cnnFeatureCount,
  inputCount,
  layerSlices,
  type ModelSpec,
  outputCount,
  parameterCount,
} from './model.ts';
import { adaptedStart } from './rule.ts';

const mlp: ModelSpec = { kind: 'mlp', sizes: [1, 40, 40, 1], activation: 'relu', bias: true };
const bare: ModelSpec = { kind: 'mlp', sizes: [5, 1], activation: 'identity', bias: false };
const cnn: ModelSpec = {
  kind: 'cnn',
  height: 28,
  width: 28,
  channels: 3,
  filters: [8, 16],
  hidden: [32],
  outputs: 5,
};

describe('rows of parameters', () => {
  it('hold layer after layer, weight then bias', () => {
    expect(layerSlices(mlp).map(({ weight, bias, end }) => [weight, bias, end])).toEqual([
      [0, 40, 80],
      [80, 1680, 1720],
      [1720, 1760, 1761],
    ]);
    expect(parameterCount(mlp)).toBe(1761);
    expect(layerSlices(bare)).toEqual([
      { kind: 'dense', inputs: 5, outputs: 1, weight: 0, weightLength: 5, bias: 5, end: 5 },
    ]);
  });

  it('of a CNN hold kernel, bias, γ and β per block, then the head', () => {
    expect(cnnFeatureCount(cnn)).toBe(7 * 7 * 16);
    const slices = layerSlices(cnn);
    expect(slices.map(({ kind }) => kind)).toEqual(['conv', 'conv', 'dense', 'dense']);
    expect(slices[0]).toMatchObject({ weightLength: 9 * 3 * 8, bias: 216, end: 216 + 24 });
    expect(slices[1].end - slices[1].weight).toBe(9 * 8 * 16 + 48);
    expect(parameterCount(cnn)).toBe(240 + 1200 + (784 * 32 + 32) + (32 * 5 + 5));
    expect([inputCount(cnn), outputCount(cnn), inputCount(mlp), outputCount(mlp)]).toEqual([2352, 5, 1, 1]);
  });

  it('are adapted from a layer to the end', () => {
    expect(adaptedStart(mlp, 'all')).toBe(0);
    expect(adaptedStart(mlp, 'last-layer')).toBe(1720);
    expect(adaptedStart(mlp, 'last-two-layers')).toBe(80);
    expect(adaptedStart(bare, 'last-layer')).toBe(0);
    expect(adaptedStart(bare, 'last-two-layers')).toBe(0);
    expect(adaptedStart(cnn, 'last-two-layers')).toBe(1440);
  });
});

describe('batches', () => {
  it('have room for every row', () => {
    const shape = { rows: 3, inputs: 2, outputs: 1, support: 4, query: 5, hessian: 0 };
    const batch = allocateBatch(shape);
    expect([batch.support.x.length, batch.support.y.length, batch.query.x.length]).toEqual([24, 12, 30]);
    expect([...batch.taskIds]).toEqual([-1, -1, -1]);
    expect(batch.hessian).toBeUndefined();
    expect(allocateBatch({ ...shape, hessian: 2 }).hessian?.x.length).toBe(12);
  });
});
