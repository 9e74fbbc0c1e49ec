// Reverse-mode gradients as the rest of the engine uses them: value and gradients in one call, a gradient
// per input even where the function does not depend on it, and Hessian-vector products by nesting.
// Safe only through the ops of this folder (TensorFlow.js loses terms behind ops that save their output).
import {
  clone,
  customGrad,
  engine,
  type Scalar,
  scalar,
  type Tensor,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { registerGradients } from './registerGradients.ts';

registerGradients();

export interface ValueAndGradients {
  readonly value: Tensor;
  readonly gradients: Tensor[];
}

/** ∂(Σ value)/∂xs, or the product of `seed` with the Jacobian; zeros where the value does not depend on an x. */
export function valueAndGradients(f: () => Tensor, xs: readonly Tensor[], seed?: Tensor): ValueAndGradients {
  const { value, grads } = engine().gradients(f, xs as Tensor[], seed, true);
  return { value, gradients: grads.map((gradient, i) => gradient ?? zerosLike(xs[i])) };
}

/** The same numbers as a tensor that gradients under way know nothing about: a constant, or a variable of its own. */
export function detached(x: Tensor): Tensor {
  const { state } = engine();
  // The engine records nothing of what happens inside a kernel.
  state.kernelDepth++;
  try {
    return clone(x);
  } finally {
    state.kernelDepth--;
  }
}

/**
 * A scalar whose gradient with respect to `vectors[i]` is the constant `directions[i]`: the inner product
 * ⟨vectors, directions⟩ as far as differentiation is concerned. Its value, which nobody reads, is not computed.
 */
export function contraction(vectors: readonly Tensor[], directions: readonly Tensor[]): Scalar {
  const op = customGrad((...args) => {
    const save = args[args.length - 1] as unknown as (tensors: Tensor[]) => void;
    save([...directions]);
    return { value: scalar(0), gradFunc: (_dy: Tensor, saved: Tensor[]) => saved.map((u) => u.clone()) };
  });
  return op(...vectors) as Scalar;
}

/**
 * Hessian-vector product: ∂⟨∂(Σ f)/∂along, directions⟩/∂xs. `along` are the coordinates that the directions
 * live in, `xs` those wanted in the result (any tensors that f depends on).
 */
export function hessianVectorProduct(
  f: () => Tensor,
  along: readonly Tensor[],
  directions: readonly Tensor[],
  xs: readonly Tensor[],
): Tensor[] {
  const product = () => contraction(valueAndGradients(f, along).gradients, directions);
  return valueAndGradients(product, xs).gradients;
}
