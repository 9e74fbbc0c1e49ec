// A model as a chain of layers, each a pure function of its parameters and the activations before it, with
// the places of its parameters in the flat row. Splitting the chain anywhere gives body and head (ANIL).
import * as tf from '@tensorflow/tfjs-core';
import { layerSlices, type ModelSpec, parameterCount } from '../../learner/model.ts';

/** Where one parameter tensor lies in a row, and its shape behind the row axis. */
export interface ParameterSlot {
  readonly offset: number;
  readonly length: number;
  readonly shape: readonly number[];
}

export interface Layer {
  /** Parameters that the function depends on; the layer's other floats have derivative zero. */
  readonly slots: readonly ParameterSlot[];
  /** `examples` is the n of the network input [R, n, inputs]. */
  apply(parameters: readonly tf.Tensor[], h: tf.Tensor, examples: number): tf.Tensor;
}

export interface Network {
  readonly spec: ModelSpec;
  readonly layers: readonly Layer[];
  /** Brings x [R, n, inputs] into the first layer's layout. */
  readonly prepare: (x: tf.Tensor) => tf.Tensor;
}

/** Number of parameter tensors of layers `from` … `to − 1`. */
export function tensorCount(network: Network, from: number, to: number): number {
  return network.layers.slice(from, to).reduce((sum, layer) => sum + layer.slots.length, 0);
}

function allSlots(network: Network): ParameterSlot[] {
  return network.layers.flatMap((layer) => layer.slots);
}

/** Cuts rows [R, P] into the layers' tensors, in row order. */
export function unpackRows(network: Network, rows: tf.Tensor): tf.Tensor[] {
  const count = rows.shape[0];
  return allSlots(network).map(({ offset, length, shape }) =>
    tf.reshape(tf.slice(rows, [0, offset], [count, length]), [count, ...shape]),
  );
}

/** Inverse of `unpackRows`. Floats that no slot covers come from `uncovered` [R, P], or are zero. */
export function packRows(
  network: Network,
  parameters: readonly tf.Tensor[],
  uncovered?: tf.Tensor,
): tf.Tensor {
  const rows = parameters[0].shape[0];
  const parts: tf.Tensor[] = [];
  let at = 0;
  const fillTo = (offset: number) => {
    const size: [number, number] = [rows, offset - at];
    if (offset > at) parts.push(uncovered ? tf.slice(uncovered, [0, at], size) : tf.zeros(size));
    at = offset;
  };
  allSlots(network).forEach(({ offset, length }, i) => {
    fillTo(offset);
    parts.push(tf.reshape(parameters[i], [rows, length]));
    at = offset + length;
  });
  fillTo(parameterCount(network.spec));
  return parts.length === 1 ? parts[0] : tf.concat(parts, 1);
}

/** Index of the layer whose weight starts at this coordinate of the row. */
export function layerAt(spec: ModelSpec, coordinate: number): number {
  return layerSlices(spec).findIndex((slice) => slice.weight === coordinate);
}

/** Applies layers `from` … `to − 1`; `parameters` are the tensors of these layers alone. */
export function runLayers(
  network: Network,
  parameters: readonly tf.Tensor[],
  h: tf.Tensor,
  examples: number,
  from = 0,
  to = network.layers.length,
): tf.Tensor {
  let activation = h;
  let at = 0;
  for (const layer of network.layers.slice(from, to)) {
    activation = layer.apply(parameters.slice(at, at + layer.slots.length), activation, examples);
    at += layer.slots.length;
  }
  return activation;
}
