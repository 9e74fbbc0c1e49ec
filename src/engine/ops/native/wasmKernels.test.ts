// The kernels for the WASM heap: the generated module is up to date, products agree with plain loops for every
// transposition and odd size, and memory is neither lost nor shared wrongly.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../../math/statistics.ts';
import { normals, startNodeBackend } from '../../programs/testing.ts';
import { ROWS_MODULE, ROWS_MODULE_SHARED } from './rowsModule.ts';
import { installWasmKernels, ROWS_KERNELS } from './wasmKernels.ts';

beforeAll(() => startNodeBackend('wasm'));

describe('kernels on the WASM heap', () => {
  it('are installed', () => {
    for (const name of Object.values(ROWS_KERNELS)) expect(tf.getKernel(name, 'wasm')).toBeDefined();
  });

  it('are those of rows.as (else run build.mjs)', async () => {
    const build = new URL('./build.mjs', import.meta.url).href;
    const { generatedModule } = await import(/* @vite-ignore */ build);
    const text: string = await generatedModule();
    expect(text).toContain(ROWS_MODULE);
    expect(text).toContain(ROWS_MODULE_SHARED);
  });

  it.each([
    [1, 1, 1],
    [4, 8, 3],
    [5, 7, 9],
    [3, 17, 2],
    [9, 32, 33],
  ])('multiply %i × %i, k = %i, in all four transpositions', (m, n, k) => {
    const [a, b] = [normals(2 * m * k, 'a'), normals(2 * k * n, 'b')];
    const expected = new Float64Array(2 * m * n);
    for (let e = 0; e < 2; e++) {
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          for (let p = 0; p < k; p++) {
            expected[(e * m + i) * n + j] += a[(e * m + i) * k + p] * b[(e * k + p) * n + j];
          }
        }
      }
    }
    const [left, right] = [tf.tensor(a, [2, m, k]), tf.tensor(b, [2, k, n])];
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const x = transposeA ? tf.transpose(left, [0, 2, 1]) : left;
        const y = transposeB ? tf.transpose(right, [0, 2, 1]) : right;
        const product = tf.matMul(x, y, transposeA, transposeB);
        expect(product.shape).toEqual([2, m, n]);
        expect(relativeError(product.dataSync(), expected)).toBeLessThan(1e-6);
      }
    }
  });

  it('leave broadcast and single products to the backend', () => {
    const [one, two] = [tf.ones([1, 2, 3]), tf.ones([2, 3, 2])];
    expect([...tf.matMul(one, two).dataSync()]).toEqual(new Array(8).fill(3));
    expect([...tf.matMul(tf.ones([2, 3]), tf.ones([3, 1])).dataSync()]).toEqual([3, 3]);
  });

  it.each([
    [[3, 70, 37], [1]],
    [
      [3, 70, 37],
      [0, 1],
    ],
    [
      [5, 9, 7],
      [1, 2],
    ],
    [
      [5, 9, 7],
      [0, 2],
    ],
    [[2, 130, 1], [1]],
    [[4, 6], [0]],
    [[131], [0]],
  ])('sum %j over %j', (shape, axes) => {
    const values = normals(tf.util.sizeFromShape(shape), 'sum');
    const strides = shape.map((_, d) => tf.util.sizeFromShape(shape.slice(d + 1)));
    const kept = shape.flatMap((size, d) => (axes.includes(d) ? [] : [{ size, stride: strides[d] }]));
    const expected = new Float64Array(tf.util.sizeFromShape(kept.map(({ size }) => size)));
    values.forEach((value, i) => {
      const to = kept.reduce((at, { size, stride }) => at * size + (Math.floor(i / stride) % size), 0);
      expected[to] += value;
    });
    const x = tf.tensor(values, shape);
    const total = tf.sum(x, axes);
    expect(total.shape).toEqual(kept.map(({ size }) => size));
    expect(relativeError(total.dataSync(), expected)).toBeLessThan(1e-6);
    expect(tf.sum(x, axes, true).shape).toEqual(shape.map((size, d) => (axes.includes(d) ? 1 : size)));
  });

  it('leave sums of whole numbers to the backend', () => {
    expect([...tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0).dataSync()]).toEqual([4, 6]);
  });

  it('clone without a copy that outlives its original', () => {
    const original = tf.tensor1d([1, 2, 3]);
    const copy = original.clone();
    original.dispose();
    expect([...copy.dataSync()]).toEqual([1, 2, 3]);
    copy.dispose();
    expect(copy.isDisposed).toBe(true);
  });

  it('stay right when installed again and while the heap grows', async () => {
    expect(await installWasmKernels()).toBe(true);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const large = tf.ones([2, 3000, 1200]);
      const product = tf.matMul(large, tf.ones([2, 1200, 2]));
      expect(product.dataSync()[5999]).toBe(1200);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});
