// Multilayer perceptron of parameter rows: the activation follows every layer but the last.
import type * as tf from '@tensorflow/tfjs-core';
import { type Activation, type LayerSlice, layerSlices, type MlpSpec } from '../../learner/model.ts';
import { identity, relu, softplus, tanh } from '../ops/elementwise.ts';
import { affine } from '../ops/linear.ts';
import type { Layer, Network, ParameterSlot } from './network.ts';

const ACTIVATION_OPS: Record<Activation, (x: tf.Tensor) => tf.Tensor> = { relu, tanh, softplus, identity };

/** Places of a dense layer's weight [in, out] and bias [1, out] (if it has one). */
export function denseSlots(slice: LayerSlice): ParameterSlot[] {
  const weight = { offset: slice.weight, length: slice.weightLength, shape: [slice.inputs, slice.outputs] };
  const biasLength = slice.end - slice.bias;
  return biasLength > 0
    ? [weight, { offset: slice.bias, length: biasLength, shape: [1, slice.outputs] }]
    : [weight];
}

/** h [R, n, in] → activation(h W + b) [R, n, out]. */
export function denseLayer(slice: LayerSlice, activation: Activation): Layer {
  const activate = ACTIVATION_OPS[activation];
  return {
    slots: denseSlots(slice),
    apply: ([weight, bias], h) => activate(affine(h, weight, bias)),
  };
}

export function mlp(spec: MlpSpec): Network {
  const slices = layerSlices(spec);
  return {
    spec,
    layers: slices.map((slice, l) => denseLayer(slice, l + 1 < slices.length ? spec.activation : 'identity')),
    prepare: (x) => x,
  };
}
