// Convolution and pooling for images of many tasks at once, built from slices and one batched product, so
// that they train on every backend, take per-row kernels and may be differentiated twice.
// Layout of an image tensor: [rows · channels, height, width · examples]: examples innermost, so that a shift
// by a pixel is one rank-3 slice of long runs and batch statistics are sums over contiguous memory.
import * as tf from '@tensorflow/tfjs-core';
import { scaleByConstant } from './elementwise.ts';

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
  const parts = shifts().map(([i, j], k) => {
    const part = tf.slice(patches, [0, k * channels, 0], [rows, channels, height * run]);
    return tf.pad(tf.reshape(part, [rows * channels, height, run]), [
      [0, 0],
      [i, 2 - i],
      [j * examples, (2 - j) * examples],
    ]);
  });
  return tf.slice(tf.addN(parts), [0, 1, examples], [rows * channels, height, run]);
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

/** Larger of two tensors; on ties the first takes the gradient. Which one it was counts as constant. */
function maximum(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.customGrad((...args) => {
    const [first, second] = args as tf.Tensor[];
    const chosen = tf.cast(tf.greaterEqual(first, second), 'float32');
    (args[2] as unknown as tf.GradSaveFunc)([chosen]);
    return {
      value: tf.maximum(first, second),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const toFirst = scaleByConstant(dy, saved[0]);
        return [toFirst, tf.sub(dy, toFirst)];
      },
    };
  })(a, b);
}

/** 2×2 max-pool with stride 2; an odd last row or column is dropped. */
export function maxPool2x2(x: tf.Tensor, shape: ImageShape): tf.Tensor {
  const { rows, channels, height, width, examples } = shape;
  const [h, w] = [Math.floor(height / 2), Math.floor(width / 2)];
  const odd = height % 2 || width % 2;
  const cropped = odd ? tf.slice(x, [0, 0, 0], [rows * channels, 2 * h, 2 * w * examples]) : x;
  const pairs = tf.reshape(cropped, [rows * channels * h, 2, 2 * w * examples]);
  const lines = [0, 1].map((i) =>
    tf.reshape(tf.slice(pairs, [0, i, 0], [rows * channels * h, 1, 2 * w * examples]), [
      rows * channels * h * w,
      2,
      examples,
    ]),
  );
  const tall = maximum(lines[0], lines[1]);
  const sides = [0, 1].map((j) => tf.slice(tall, [0, j, 0], [rows * channels * h * w, 1, examples]));
  return tf.reshape(maximum(sides[0], sides[1]), [rows * channels, h, w * examples]);
}
