// Reverse-mode gradients as the rest of the engine uses them: value and gradients in one call, a gradient
// per input even where the function does not depend on it, and Hessian-vector products by nesting.
// Safe only through the ops of this folder (TensorFlow.js loses terms behind ops that save their output).
import * as tf from '@tensorflow/tfjs-core';
import { registerGradients } from './registerGradients.ts';

registerGradients();

export interface ValueAndGradients {
  readonly value: tf.Tensor;
  readonly gradients: tf.Tensor[];
}

/** ∂(Σ value)/∂xs, or the product of `seed` with the Jacobian; zeros where the value does not depend on an x. */
export function valueAndGradients(
  f: () => tf.Tensor,
  xs: readonly tf.Tensor[],
  seed?: tf.Tensor,
): ValueAndGradients {
  const { value, grads } = tf.engine().gradients(f, xs as tf.Tensor[], seed, true);
  return { value, gradients: grads.map((gradient, i) => gradient ?? tf.zerosLike(xs[i])) };
}

/** The same numbers as a tensor that gradients under way know nothing about: a constant, or a variable of its own. */
export function detached(x: tf.Tensor): tf.Tensor {
  const { state } = tf.engine();
  // The engine records nothing of what happens inside a kernel.
  state.kernelDepth++;
  try {
    return tf.clone(x);
  } finally {
    state.kernelDepth--;
  }
}

/**
 * A scalar whose gradient with respect to `vectors[i]` is the constant `directions[i]`: the inner product
 * ⟨vectors, directions⟩ as far as differentiation is concerned. Its value, which nobody reads, is not computed.
 */
export function contraction(vectors: readonly tf.Tensor[], directions: readonly tf.Tensor[]): tf.Scalar {
  const op = tf.customGrad((...args) => {
    const save = args[args.length - 1] as unknown as (tensors: tf.Tensor[]) => void;
    save([...directions]);
    return {
      value: tf.scalar(0),
      gradFunc: (_dy: tf.Tensor, saved: tf.Tensor[]) => saved.map((u) => u.clone()),
    };
  });
  return op(...vectors) as tf.Scalar;
}

/**
 * Hessian-vector product: ∂⟨∂(Σ f)/∂along, directions⟩/∂xs. `along` are the coordinates that the directions
 * live in, `xs` those wanted in the result (any tensors that f depends on).
 */
export function hessianVectorProduct(
  f: () => tf.Tensor,
  along: readonly tf.Tensor[],
  directions: readonly tf.Tensor[],
  xs: readonly tf.Tensor[],
): tf.Tensor[] {
  const product = () => contraction(valueAndGradients(f, along).gradients, directions);
  return valueAndGradients(product, xs).gradients;
}
