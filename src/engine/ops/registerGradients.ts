// Gradients of the TensorFlow.js kernels that this folder builds on, registered through its public registry:
// bilinear or linear kernels, whose gradients save inputs only and consist of the same kernels again. Any other
// kernel in a differentiated path then fails loudly ("gradient function not found") instead of being wrong.
// (TensorFlow.js ships its own list, but only with the whole library, and with the faults described in
// elementwise.ts.)
import * as tf from '@tensorflow/tfjs-core';

const { getReductionAxes } = tf.broadcast_util;

/** Sums out the axes that broadcasting had added to get from `shape` to the shape of `dy`. */
function sumTo(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = getReductionAxes(shape, dy.shape);
  const summed = axes.length > 0 ? tf.sum(dy, axes) : dy;
  return tf.reshape(summed, shape);
}

/** The saved inputs, or the attributes, as what the kernel's definition says they are. */
type Attributes = Record<string, unknown>;

function shapeWithOnes(shape: number[], axes: number[]): number[] {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** dy of a reduction spread over the reduced axes, times a factor. */
function spread(dy: tf.Tensor, shape: number[], axes: number[], factor: number): tf.Tensor {
  return tf.mul(tf.reshape(dy, shapeWithOnes(shape, axes)), tf.fill(shape, factor));
}

function reductionAxes(attributes: Attributes, shape: number[]): number[] {
  return tf.util.parseAxisParam(attributes.axis as number | number[], shape);
}

function matMulGradient(dy: tf.Tensor, [a, b]: tf.Tensor[], attributes: Attributes) {
  const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
  const product = tf.matMul<tf.Tensor>;
  return {
    a: () => (transposeA ? product(b, dy, transposeB, true) : product(dy, b, false, !transposeB)),
    b: () => (transposeB ? product(dy, a, true, transposeA) : product(a, dy, !transposeA, false)),
  };
}

const CONFIGS: tf.GradConfig[] = [
  {
    kernelName: tf.Add,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => ({
      a: () => sumTo(dy as tf.Tensor, a.shape),
      b: () => sumTo(dy as tf.Tensor, b.shape),
    }),
  },
  {
    kernelName: tf.Sub,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => ({
      a: () => sumTo(dy as tf.Tensor, a.shape),
      b: () => tf.neg(sumTo(dy as tf.Tensor, b.shape)),
    }),
  },
  {
    kernelName: tf.Neg,
    gradFunc: (dy) => ({ x: () => tf.neg(dy as tf.Tensor) }),
  },
  {
    kernelName: tf.Multiply,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => ({
      a: () => sumTo(tf.mul(dy as tf.Tensor, b), a.shape),
      b: () => sumTo(tf.mul(dy as tf.Tensor, a), b.shape),
    }),
  },
  {
    kernelName: tf.Square,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as tf.Tensor, tf.mul(x, 2)) }),
  },
  {
    kernelName: tf.BatchMatMul,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved, attributes) =>
      matMulGradient(dy as tf.Tensor, saved, attributes as unknown as Attributes),
  },
  {
    kernelName: tf.Sum,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const axes = reductionAxes(attributes as unknown as Attributes, x.shape);
      return { x: () => spread(dy as tf.Tensor, x.shape, axes, 1) };
    },
  },
  {
    kernelName: tf.Mean,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const axes = reductionAxes(attributes as unknown as Attributes, x.shape);
      const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
      return { x: () => spread(dy as tf.Tensor, x.shape, axes, 1 / count) };
    },
  },
  {
    kernelName: tf.Reshape,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.reshape(dy as tf.Tensor, x.shape) }),
  },
  {
    kernelName: tf.Transpose,
    gradFunc: (dy, _saved, attributes) => {
      const { perm } = attributes as unknown as { perm: number[] };
      const inverse = perm.map((_, axis) => perm.indexOf(axis));
      return { x: () => tf.transpose(dy as tf.Tensor, inverse) };
    },
  },
  {
    kernelName: tf.Slice,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { begin, size } = attributes as unknown as { begin: number[]; size: number[] };
      const [start, extent] = tf.slice_util.parseSliceParams(x, begin, size);
      const paddings = start.map((from, axis): [number, number] => [
        from,
        x.shape[axis] - from - extent[axis],
      ]);
      return { x: () => tf.pad(dy as tf.Tensor, paddings) };
    },
  },
  {
    kernelName: tf.PadV2,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { paddings } = attributes as unknown as { paddings: [number, number][] };
      const begin = paddings.map(([before]) => before);
      return { x: () => tf.slice(dy as tf.Tensor, begin, x.shape) };
    },
  },
];

/** Registers all gradients; doing it again replaces them by the same. */
export function registerGradients(): void {
  for (const config of CONFIGS) tf.registerGradient(config);
}
