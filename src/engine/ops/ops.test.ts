// First and second derivatives of every op against finite differences, on the CPU and the WASM backend.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { relativeError } from '../../math/statistics.ts';
import { NODE_BACKENDS, normals, startNodeBackend } from '../programs/testing.ts';
import { maxPool2x2, patches3x3 } from './convolution.ts';
import { exp, relu, scaleByConstant, sigmoid, softplus, tanh } from './elementwise.ts';
import { hessianVectorProduct, valueAndGradients } from './gradient.ts';
import { affine, matMul } from './linear.ts';
import { logSoftmax, meanSquaredError, softmax, softmaxCrossEntropy } from './losses.ts';
import { normalise } from './normalise.ts';

const IMAGE = { rows: 2, channels: 2, height: 5, width: 4, examples: 3 };
const IMAGE_SHAPE = [4, 5, 12];
const ONE_HOT = [0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0];

interface OpCase {
  readonly name: string;
  readonly shape: number[];
  readonly op: (x: tf.Tensor) => tf.Tensor;
}

const weight = () => tf.tensor(normals(24, 'weight'), [2, 3, 4]);

const CASES: OpCase[] = [
  ...Object.entries({ tanh, exp, sigmoid, softplus }).map(([name, op]) => ({ name, shape: [2, 6], op })),
  { name: 'relu of a smooth function', shape: [2, 6], op: (x) => relu(tf.add(tanh(x), 0.05)) },
  { name: 'softmax', shape: [2, 2, 3], op: softmax },
  { name: 'logSoftmax', shape: [2, 2, 3], op: logSoftmax },
  {
    name: 'softmaxCrossEntropy',
    shape: [2, 2, 3],
    op: (x) => softmaxCrossEntropy(x, tf.tensor(ONE_HOT, [2, 2, 3])),
  },
  {
    name: 'meanSquaredError',
    shape: [2, 2, 3],
    op: (x) => meanSquaredError(tanh(x), tf.tensor(ONE_HOT, [2, 2, 3])),
  },
  { name: 'affine', shape: [2, 2, 3], op: (x) => tanh(affine(x, weight(), tf.ones([2, 1, 4]))) },
  { name: 'matMul of x with itself', shape: [2, 2, 3], op: (x) => matMul(x, tanh(x), true, false) },
  { name: 'matMul transposed', shape: [2, 2, 3], op: (x) => matMul(tanh(x), x, false, true) },
  { name: 'matMul both transposed', shape: [2, 3, 3], op: (x) => matMul(tanh(x), x, true, true) },
  { name: 'normalise', shape: [2, 2, 7], op: normalise },
  {
    name: 'broadcast add and mul',
    shape: [2, 1, 3],
    op: (x) => tf.mul(tf.add(x, tf.ones([2, 4, 3])), tf.add(tf.square(x), tf.ones([1, 4, 1]))),
  },
  { name: 'sub', shape: [2, 1, 3], op: (x) => tf.square(tf.sub(tf.ones([2, 4, 3]), tanh(x))) },
  { name: 'sum and mean', shape: [2, 4, 3], op: (x) => tf.mul(tf.sum(tanh(x), 1), tf.mean(tf.square(x), 1)) },
  {
    name: 'slice, pad, reshape, transpose',
    shape: [2, 4, 3],
    op: (x) => {
      const part = tf.pad(tf.slice(tanh(x), [0, 1, 0], [2, 2, 3]), [
        [0, 0],
        [1, 2],
        [0, 0],
      ]);
      return tf.square(tf.reshape(tf.transpose(part, [2, 0, 1]), [6, 5]));
    },
  },
  { name: 'patches3x3', shape: IMAGE_SHAPE, op: (x) => tanh(patches3x3(tanh(x), IMAGE)) },
  {
    name: 'maxPool2x2',
    shape: IMAGE_SHAPE,
    op: (x) => tanh(maxPool2x2(tanh(x), IMAGE)),
  },
];

/** φ(x) = ⟨op(x), c⟩ for a fixed c, so that every output counts with another weight. */
function functional(op: OpCase['op']): (x: tf.Tensor) => tf.Tensor {
  return (x) => {
    const y = op(x);
    const c = tf.tensor(normals(y.size, 'functional'), y.shape);
    return tf.sum(tf.mul(y, c));
  };
}

describe.each(NODE_BACKENDS)('derivatives on %s', (backend) => {
  beforeAll(() => startNodeBackend(backend));

  it.each(CASES)('$name', ({ shape, op }) => {
    const phi = functional(op);
    const size = tf.util.sizeFromShape(shape);
    const at = normals(size, 'point', 0.7);
    const direction = normals(size, 'direction');
    const gradientAt = (values: Float32Array) => {
      const x = tf.tensor(values, shape);
      return Float32Array.from(valueAndGradients(() => phi(x), [x]).gradients[0].dataSync());
    };
    const valueAt = (values: Float32Array) => tf.tidy(() => phi(tf.tensor(values, shape)).dataSync()[0]);
    const moved = (step: number) => at.map((value, i) => value + step * direction[i]);
    const epsilon = 3e-3;

    const slope = (valueAt(moved(epsilon)) - valueAt(moved(-epsilon))) / (2 * epsilon);
    const gradient = gradientAt(at);
    const alongDirection = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
    expect(Math.abs(slope - alongDirection)).toBeLessThan(2e-3 * Math.max(1, Math.abs(slope)));

    const behind = gradientAt(moved(-epsilon));
    const change = gradientAt(moved(epsilon)).map((g, i) => (g - behind[i]) / (2 * epsilon));
    const product = tf.tidy(() => {
      const x = tf.tensor(at, shape);
      const u = tf.tensor(direction, shape);
      return hessianVectorProduct(() => phi(x), [x], [u], [x])[0]
        .dataSync()
        .slice();
    });
    expect(relativeError(product, change)).toBeLessThan(3e-3);
  });

  it('differentiates tanh² twice where TensorFlow.js alone gives 1.237', () => {
    const x = tf.scalar(0.5);
    const [second] = hessianVectorProduct(() => tf.square(tanh(x)), [x], [tf.scalar(1)], [x]);
    expect(second.dataSync()[0]).toBeCloseTo(0.5653, 3);
  });

  it('also nests through tf.grad', () => {
    const second = tf.grad((x: tf.Tensor) => tf.grad((z: tf.Tensor) => exp(tanh(z)))(x));
    const t = Math.tanh(0.3);
    const slope = 1 - t * t;
    const exact = Math.exp(t) * (slope * slope - 2 * t * slope);
    expect(second(tf.scalar(0.3)).dataSync()[0]).toBeCloseTo(exact, 5);
  });

  it('gives zeros where the value does not depend on an input', () => {
    const [x, other] = [tf.ones([2]), tf.ones([3])];
    const { gradients } = valueAndGradients(() => tf.sum(tanh(x)), [x, other]);
    expect([...gradients[1].dataSync()]).toEqual([0, 0, 0]);
  });

  it('takes no derivative with respect to a constant factor', () => {
    const x = tf.tensor1d([2]);
    const { gradients } = valueAndGradients(() => tf.sum(scaleByConstant(x, tf.square(x))), [x]);
    expect(gradients[0].dataSync()[0]).toBe(4);
  });

  it('stays finite in the tails of softplus and log softmax', () => {
    expect([...softplus(tf.tensor1d([-200, 200])).dataSync()]).toEqual([0, 200]);
    expect([...logSoftmax(tf.tensor2d([[1000, 0]])).dataSync()]).toEqual([0, -1000]);
  });

  it('pools like a maximum over 2×2 blocks and drops the odd row', () => {
    const shape = { rows: 1, channels: 1, height: 3, width: 2, examples: 1 };
    const pooled = maxPool2x2(tf.tensor([1, 5, 3, 2, 9, 9], [1, 3, 2]), shape);
    expect(pooled.shape).toEqual([1, 1, 1]);
    expect(pooled.dataSync()[0]).toBe(5);
  });
});
