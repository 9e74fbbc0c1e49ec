// Losses per row and the softmax family, safe to second order: each op saves its input, and derivatives are
// expressed through safe ops again.
import * as tf from '@tensorflow/tfjs-core';

/** Softmax over the last axis. */
export const softmax: (x: tf.Tensor) => tf.Tensor = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  return {
    value: tf.softmax(x as tf.Tensor),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const p = softmax(saved[0]);
      return tf.mul(p, tf.sub(dy, tf.sum(tf.mul(dy, p), -1, true)));
    },
  };
}) as (x: tf.Tensor) => tf.Tensor;

/** log softmax over the last axis, shifted by the maximum. */
export const logSoftmax: (x: tf.Tensor) => tf.Tensor = tf.customGrad((x, save) => {
  const logits = x as tf.Tensor;
  (save as tf.GradSaveFunc)([logits]);
  const shifted = tf.sub(logits, tf.max(logits, -1, true));
  return {
    value: tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true))),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
      tf.sub(dy, tf.mul(softmax(saved[0]), tf.sum(dy, -1, true))),
  };
}) as (x: tf.Tensor) => tf.Tensor;

/** Cross-entropy per row: logits and targets [R, n, C] → [R], the mean over the n examples. */
export function softmaxCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sum(tf.mul(logSoftmax(logits), targets), [1, 2]), -1 / logits.shape[1]!);
}

/** Squared error per row: outputs and targets [R, n, m] → [R], the mean over examples and outputs. */
export function meanSquaredError(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const [, examples, width] = outputs.shape as [number, number, number];
  return tf.mul(tf.sum(tf.square(tf.sub(outputs, targets)), [1, 2]), 1 / (examples * width));
}
