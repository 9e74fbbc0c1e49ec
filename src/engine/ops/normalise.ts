// Batch normalisation by the batch's own statistics (biased variance, ε = 1e-5), without scale and shift,
// over the last axis. Safe to second order: y = (x − μ)s, s = (var + ε)^(−1/2), ∂s/∂x = −s² y / n.
import * as tf from '@tensorflow/tfjs-core';

const EPSILON = 1e-5;

/** Mean over the last axis, kept. As a sum, which is the faster kernel on the WASM backend. */
function mean(x: tf.Tensor): tf.Tensor {
  return tf.mul(tf.sum(x, -1, true), 1 / x.shape[x.rank - 1]);
}

function centred(x: tf.Tensor): tf.Tensor {
  return tf.sub(x, mean(x));
}

function inverseDeviationOf(difference: tf.Tensor): tf.Tensor {
  return tf.rsqrt(tf.add(mean(tf.square(difference)), EPSILON));
}

/** s [..., 1]. */
const inverseDeviation: (x: tf.Tensor) => tf.Tensor = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  return {
    value: inverseDeviationOf(centred(x as tf.Tensor)),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const s = inverseDeviation(saved[0]);
      const factor = tf.mul(dy, tf.mul(tf.square(s), -1 / saved[0].shape[saved[0].rank - 1]));
      return tf.mul(normalise(saved[0]), factor);
    },
  };
}) as (x: tf.Tensor) => tf.Tensor;

/** (x − μ)s over the last axis. */
export const normalise: (x: tf.Tensor) => tf.Tensor = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  const difference = centred(x as tf.Tensor);
  return {
    value: tf.mul(difference, inverseDeviationOf(difference)),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const y = normalise(saved[0]);
      const along = tf.mul(y, mean(tf.mul(dy, y)));
      return tf.mul(tf.sub(tf.sub(dy, mean(dy)), along), inverseDeviation(saved[0]));
    },
  };
}) as (x: tf.Tensor) => tf.Tensor;
