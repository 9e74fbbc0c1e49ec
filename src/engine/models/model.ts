// A model specification and a loss as functions of parameter rows.
import type * as tf from '@tensorflow/tfjs-core';
import type { Loss, ModelSpec } from '../../learner/model.ts';
import { meanSquaredError, softmaxCrossEntropy } from '../ops/losses.ts';
import { cnn } from './cnn.ts';
import { mlp } from './mlp.ts';
import { type Network, runLayers, unpackRows } from './network.ts';

export function createNetwork(spec: ModelSpec): Network {
  return spec.kind === 'mlp' ? mlp(spec) : cnn(spec);
}

/** rows [R, P], x [R, n, inputs] → outputs [R, n, outputs]. */
export function applyModel(spec: ModelSpec, rows: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const network = createNetwork(spec);
  return runLayers(network, unpackRows(network, rows), network.prepare(x), x.shape[1]!);
}

/** Loss of each row: outputs, targets [R, n, m] → [R]. */
export function rowLoss(loss: Loss): (outputs: tf.Tensor, targets: tf.Tensor) => tf.Tensor {
  return loss === 'mse' ? meanSquaredError : softmaxCrossEntropy;
}
