// Products of rows: every row of the batch has its own matrix. matMul, add, mul, mean and sum of TensorFlow.js
// are right to second order and are used as they are.
import * as tf from '@tensorflow/tfjs-core';

/** [R, n, in] × [R, in, out] → [R, n, out], either side optionally transposed. */
export function matMul(a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false): tf.Tensor {
  return tf.matMul(a, b, transposeA, transposeB);
}

/** x W + b for every row: x [R, n, in], W [R, in, out], b [R, 1, out] or none. */
export function affine(x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor {
  const product = matMul(x, weight);
  return bias ? tf.add(product, bias) : product;
}

/**
 * Sum of tensors of one shape, pair by pair. Not tf.addN: on WebGPU it returns zeros, without a word, where the
 * terms are more than the storage buffers of a shader stage (8 or 10).
 */
export function sumOf(terms: readonly tf.Tensor[]): tf.Tensor {
  return terms.reduce((sum, term) => tf.add(sum, term));
}
