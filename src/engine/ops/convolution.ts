// Convolution and pooling for images of many tasks at once, built from slices and one batched product, so
// that they train on every backend, take per-row kernels and may be differentiated twice.
// Layout of an image tensor: [rows · channels, height, width · examples]: examples innermost, so that a shift
// by a pixel is one rank-3 slice of long runs and batch statistics are sums over contiguous memory.
import * as tf from '@tensorflow/tfjs-core';
import { sumOf } from './linear.ts';
import { runRowsKernel } from './native/wasmKernels.ts';

/** The sizes that the layout folds together. */
export interface ImageShape {
  readonly rows: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly examples: number;
}

function shifts(): [number, number][] {
  return [0, 1, 2].flatMap((i) => [0, 1, 2].map((j): [number, number] => [i, j]));
}

function gatherPatches(x: tf.Tensor, shape: ImageShape): tf.Tensor {
  const { rows, channels, height, width, examples } = shape;
  const run = width * examples;
  const sizes = [rows, channels, height, run, examples];
  const native = runRowsKernel('patches', { x }, [rows, 9 * channels, height * run], sizes);
  if (native) return native;
  const padded = tf.pad(x, [
    [0, 0],
    [1, 1],
    [examples, examples],
  ]);
  const parts = shifts().map(([i, j]) =>
    tf.reshape(tf.slice(padded, [0, i, j * examples], [rows * channels, height, run]), [
      rows,
      channels,
      height * run,
    ]),
  );
  return tf.concat(parts, 1);
}

function scatterPatches(patches: tf.Tensor, shape: ImageShape): tf.Tensor {
  const { rows, channels, height, width, examples } = shape;
  const run = width * examples;
  const sizes = [rows, channels, height, run, examples];
  const native = runRowsKernel('sumPatches', { x: patches }, [rows * channels, height, run], sizes);
  if (native) return native;
  const parts = shifts().map(([i, j], k) => {
    const part = tf.slice(patches, [0, k * channels, 0], [rows, channels, height * run]);
    return tf.pad(tf.reshape(part, [rows * channels, height, run]), [
      [0, 0],
      [i, 2 - i],
      [j * examples, (2 - j) * examples],
    ]);
  });
  return tf.slice(sumOf(parts), [0, 1, examples], [rows * channels, height, run]);
}

/** The 3×3 neighbourhoods of every pixel, zero outside: image → [rows, 9 · channels, height · width · examples]. */
export function patches3x3(x: tf.Tensor, shape: ImageShape): tf.Tensor {
  return tf.customGrad((input) => ({
    value: gatherPatches(input as tf.Tensor, shape),
    gradFunc: (dy: tf.Tensor) => sumPatches3x3(dy, shape),
  }))(x);
}

/** Adjoint of `patches3x3`: every patch entry is added to the pixel it came from. */
function sumPatches3x3(patches: tf.Tensor, shape: ImageShape): tf.Tensor {
  return tf.customGrad((input) => ({
    value: scatterPatches(input as tf.Tensor, shape),
    gradFunc: (dy: tf.Tensor) => patches3x3(dy, shape),
  }))(patches);
}

/** The four corners of every 2×2 block, each [rows · channels · h · w, examples]; odd edges are dropped. */
function corners(x: tf.Tensor, shape: ImageShape): tf.Tensor[] {
  const { rows, channels, height, width, examples } = shape;
  const [h, w] = [Math.floor(height / 2), Math.floor(width / 2)];
  const cropped =
    height % 2 || width % 2 ? tf.slice(x, [0, 0, 0], [rows * channels, 2 * h, 2 * w * examples]) : x;
  const pairs = tf.reshape(cropped, [rows * channels * h, 2, 2 * w * examples]);
  return [0, 1].flatMap((i) => {
    const line = tf.slice(pairs, [0, i, 0], [rows * channels * h, 1, 2 * w * examples]);
    const sides = tf.reshape(line, [rows * channels * h * w, 2, examples]);
    return [0, 1].map((j) =>
      tf.reshape(tf.slice(sides, [0, j, 0], [rows * channels * h * w, 1, examples]), [-1, examples]),
    );
  });
}

/** Inverse of `corners`, zero at dropped edges. */
function fromCorners(parts: readonly tf.Tensor[], shape: ImageShape): tf.Tensor {
  const { rows, channels, height, width, examples } = shape;
  const [h, w] = [Math.floor(height / 2), Math.floor(width / 2)];
  const lines = [0, 1].map((i) =>
    tf.reshape(tf.stack([parts[2 * i], parts[2 * i + 1]], 1), [rows * channels * h, 2 * w * examples]),
  );
  const image = tf.reshape(tf.stack(lines, 1), [rows * channels, 2 * h, 2 * w * examples]);
  return tf.pad(image, [
    [0, 0],
    [0, height - 2 * h],
    [0, (width - 2 * w) * examples],
  ]);
}

function pooledShape({ rows, channels, height, width, examples }: ImageShape): number[] {
  return [rows * channels, Math.floor(height / 2), Math.floor(width / 2) * examples];
}

function poolSizes({ rows, channels, height, width, examples }: ImageShape): number[] {
  return [rows * channels, height, width, examples];
}

/** 1 at the first largest entry of every 2×2 block, 0 elsewhere; shaped like x. */
function poolMask(x: tf.Tensor, shape: ImageShape): tf.Tensor {
  const native = runRowsKernel('poolMask', { x }, x.shape, poolSizes(shape));
  if (native) return native;
  const values = corners(x, shape);
  const largest = values.reduce((a, b) => tf.maximum(a, b));
  let free = tf.onesLike(largest);
  const parts = values.map((value) => {
    const chosen = tf.mul(free, tf.cast(tf.greaterEqual(value, largest), 'float32'));
    free = tf.sub(free, chosen);
    return chosen;
  });
  return fromCorners(parts, shape);
}

/** Sum of x · mask over every block. Linear in x; the mask counts as constant. */
function poolSelect(x: tf.Tensor, mask: tf.Tensor, shape: ImageShape): tf.Tensor {
  return tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([mask]);
    const image = input as tf.Tensor;
    const value =
      runRowsKernel('poolSelect', { x: image, mask }, pooledShape(shape), poolSizes(shape)) ??
      tf.reshape(sumOf(corners(tf.mul(image, mask), shape)), pooledShape(shape));
    return { value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => poolSpread(dy, saved[0], shape) };
  })(x);
}

/** Adjoint of `poolSelect`: every pooled value goes to the chosen entry of its block. */
function poolSpread(dy: tf.Tensor, mask: tf.Tensor, shape: ImageShape): tf.Tensor {
  return tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([mask]);
    const image = input as tf.Tensor;
    const spread = () => {
      const part = tf.reshape(image, [-1, shape.examples]);
      return tf.mul(fromCorners([part, part, part, part], shape), mask);
    };
    const value = runRowsKernel('poolSpread', { x: image, mask }, mask.shape, poolSizes(shape)) ?? spread();
    return { value, gradFunc: (ddy: tf.Tensor, saved: tf.Tensor[]) => poolSelect(ddy, saved[0], shape) };
  })(dy);
}

/** 2×2 max-pool with stride 2; an odd last row or column is dropped. Which entry is largest counts as constant. */
export function maxPool2x2(x: tf.Tensor, shape: ImageShape): tf.Tensor {
  // A custom gradient so that nothing of the choice lands on the tape.
  return tf.customGrad((input, save) => {
    const mask = poolMask(input as tf.Tensor, shape);
    (save as tf.GradSaveFunc)([mask]);
    return {
      value: poolSelect(input as tf.Tensor, mask, shape),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => poolSpread(dy, saved[0], shape),
    };
  })(x);
}
