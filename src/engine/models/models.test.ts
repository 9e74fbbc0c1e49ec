// Models as functions of rows: packing, the CNN against a plain loop, and initial parameters.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CnnSpec, layerSlices, type MlpSpec, parameterCount } from '../../learner/model.ts';
import { relativeError } from '../../math/statistics.ts';
import { NODE_BACKENDS, normals, startNodeBackend } from '../programs/testing.ts';
import { initialParameters } from './init.ts';
import { applyModel, createNetwork } from './model.ts';
import { packRows, unpackRows } from './network.ts';

const CNN: CnnSpec = {
  kind: 'cnn',
  height: 5,
  width: 4,
  channels: 2,
  filters: [3],
  hidden: [],
  outputs: 2,
};
const MLP: MlpSpec = { kind: 'mlp', sizes: [2, 3, 1], activation: 'relu', bias: true };

/** One block and a linear head on n examples, written as loops from the layout's definition. */
function plainCnn(row: Float32Array, x: Float32Array, n: number): number[] {
  const [h, w, cin, cout] = [5, 4, 2, 3];
  const [block, head] = layerSlices(CNN);
  const z = new Float64Array(n * h * w * cout);
  for (let e = 0; e < n; e++) {
    for (let i = 0; i < h; i++) {
      for (let j = 0; j < w; j++) {
        for (let o = 0; o < cout; o++) {
          let sum = row[block.bias + o];
          for (let k = 0; k < 9; k++) {
            const [y, u] = [i + Math.floor(k / 3) - 1, j + (k % 3) - 1];
            if (y < 0 || u < 0 || y >= h || u >= w) continue;
            for (let c = 0; c < cin; c++) {
              sum += x[((e * h + y) * w + u) * cin + c] * row[(k * cin + c) * cout + o];
            }
          }
          z[((e * h + i) * w + j) * cout + o] = sum;
        }
      }
    }
  }
  const count = n * h * w;
  for (let o = 0; o < cout; o++) {
    let [mean, variance] = [0, 0];
    for (let p = 0; p < count; p++) mean += z[p * cout + o] / count;
    for (let p = 0; p < count; p++) variance += (z[p * cout + o] - mean) ** 2 / count;
    for (let p = 0; p < count; p++) {
      const unit = (z[p * cout + o] - mean) / Math.sqrt(variance + 1e-5);
      z[p * cout + o] = Math.max(0, unit * row[block.bias + cout + o] + row[block.bias + 2 * cout + o]);
    }
  }
  const outputs: number[] = [];
  for (let e = 0; e < n; e++) {
    for (let k = 0; k < 2; k++) {
      let sum = row[head.bias + k];
      let feature = 0;
      for (let i = 0; i < 2; i++) {
        for (let j = 0; j < 2; j++) {
          for (let o = 0; o < cout; o++) {
            const at = (y: number, u: number) => z[((e * h + y) * w + u) * cout + o];
            const [y, u] = [2 * i, 2 * j];
            const pooled = Math.max(at(y, u), at(y, u + 1), at(y + 1, u), at(y + 1, u + 1));
            sum += pooled * row[head.weight + feature++ * 2 + k];
          }
        }
      }
      outputs.push(sum);
    }
  }
  return outputs;
}

describe.each(NODE_BACKENDS)('models on %s', (backend) => {
  beforeAll(() => startNodeBackend(backend));

  it('packs what it unpacked', () => {
    for (const spec of [MLP, CNN]) {
      const network = createNetwork(spec);
      const values = normals(3 * parameterCount(spec), 'rows');
      const rows = tf.tensor(values, [3, parameterCount(spec)]);
      const packed = packRows(network, unpackRows(network, rows), rows);
      expect([...packed.dataSync()]).toEqual([...values]);
    }
  });

  it('runs an MLP', () => {
    const row = [1, -1, 2, 3, 0.5, -2, 0.1, 0.2, -5, 2, 3, 4, 0.5];
    const y = applyModel(MLP, tf.tensor([row], [1, 13]), tf.tensor([1, 2], [1, 1, 2]));
    // Hidden: relu([1 + 6 + 0.1, −1 + 1 + 0.2, 2 − 4 − 5]) = [7.1, 0.2, 0].
    expect(y.dataSync()[0]).toBeCloseTo(2 * 7.1 + 3 * 0.2 + 0.5, 5);
  });

  it('runs a CNN like plain loops, each row with its own kernels', () => {
    const parameters = parameterCount(CNN);
    const rows = normals(2 * parameters, 'cnn');
    const x = normals(2 * 3 * 40, 'images');
    const y = applyModel(CNN, tf.tensor(rows, [2, parameters]), tf.tensor(x, [2, 3, 40])).dataSync();
    const expected = [0, 1].flatMap((r) =>
      plainCnn(rows.subarray(r * parameters, (r + 1) * parameters), x.subarray(r * 120, (r + 1) * 120), 3),
    );
    expect(relativeError(y, expected)).toBeLessThan(1e-5);
  });
});

describe('initialParameters', () => {
  it('is a pure function of seed and agent, with zero biases and unit γ', () => {
    const [a, b] = [initialParameters(CNN, 'he', 3, 0), initialParameters(CNN, 'he', 3, 0)];
    expect(a).toEqual(b);
    expect(initialParameters(CNN, 'he', 3, 1)).not.toEqual(a);
    const { bias } = layerSlices(CNN)[0];
    expect([...a.subarray(bias, bias + 9)]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0]);
  });

  it.each([
    ['fan-in', 1 / 50],
    ['he', 2 / 50],
    ['small', 1e-4],
  ] as const)('draws weights of the variance of %s', (init, variance) => {
    const spec: MlpSpec = { kind: 'mlp', sizes: [50, 200], activation: 'relu', bias: false };
    const row = initialParameters(spec, init, 1, 0);
    const measured = row.reduce((sum, w) => sum + w * w, 0) / row.length;
    expect(measured / variance).toBeCloseTo(1, 1);
  });
});
