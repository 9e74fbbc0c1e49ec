// Elementwise functions that may be differentiated twice. TensorFlow.js saves the *output* of tanh, exp and
// sigmoid for the backward pass and thereby loses the second derivative; here every function saves its input
// and states its derivative as another safe function of it.
import * as tf from '@tensorflow/tfjs-core';

type Unary = (x: tf.Tensor) => tf.Tensor;

/** A function from its raw value and its derivative, itself safe to differentiate. */
function unary(value: Unary, derivative: Unary): Unary {
  return tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor]);
    return {
      value: value(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, derivative(saved[0])),
    };
  }) as Unary;
}

/** x · factor where the factor counts as a constant: no derivative is taken with respect to it. */
export function scaleByConstant(x: tf.Tensor, factor: tf.Tensor): tf.Tensor {
  const op = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([factor]);
    return {
      value: tf.mul(input as tf.Tensor, factor),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => scaleByConstant(dy, saved[0]),
    };
  });
  return op(x);
}

/** eˣ. */
export const exp: Unary = unary(tf.exp, (x) => exp(x));

/** 1 − tanh², with derivative −2 tanh (1 − tanh²). */
const tanhSlope: Unary = unary(
  (x) => {
    const t = tf.tanh(x);
    return tf.sub(1, tf.square(t));
  },
  (x) => tf.mul(tf.mul(-2, tanh(x)), tanhSlope(x)),
);

export const tanh: Unary = unary(tf.tanh, tanhSlope);

/** σ(1 − σ), with derivative σ'(1 − 2σ). */
const sigmoidSlope: Unary = unary(
  (x) => {
    const s = tf.sigmoid(x);
    return tf.mul(s, tf.sub(1, s));
  },
  (x) => tf.mul(sigmoidSlope(x), tf.sub(1, tf.mul(2, sigmoid(x)))),
);

/** 1/(1 + e⁻ˣ). */
export const sigmoid: Unary = unary(tf.sigmoid, sigmoidSlope);

/** log(1 + eˣ), written so that neither tail overflows. */
export const softplus: Unary = unary((x) => tf.add(tf.relu(x), tf.log1p(tf.exp(tf.neg(tf.abs(x))))), sigmoid);

/** max(x, 0); its derivative is the step function with 0 at 0, and that counts as a constant. */
export const relu: Unary = tf.customGrad((x, save) => {
  (save as tf.GradSaveFunc)([x as tf.Tensor]);
  return {
    value: tf.relu(x as tf.Tensor),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => scaleByConstant(dy, tf.step(saved[0])),
  };
}) as Unary;

export const identity: Unary = (x) => x;
