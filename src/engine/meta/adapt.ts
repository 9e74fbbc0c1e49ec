// The inner loop: all rows adapt together, w_{m+1} = w_m − α D ∇(f + λ/2‖Dw‖²)(w_m) (Finn et al. 2017; with D
// the head of the network: Ji et al. 2022). Layers that D leaves alone form the body; their features of a set
// are computed once per task, not once per step.
import * as tf from '@tensorflow/tfjs-core';
import { adaptedStart, type InnerRule, proximalOf } from '../../learner/rule.ts';
import { layerAt, type Network, runLayers, tensorCount } from '../models/network.ts';
import { valueAndGradients } from '../ops/gradient.ts';

/** Loss of each row: outputs, targets [R, n, m] → [R]. */
export type RowLoss = (outputs: tf.Tensor, targets: tf.Tensor) => tf.Tensor;

/** A set of examples of all rows: inputs in the network's layout, targets [R, n, m]. */
export interface Examples {
  readonly h: tf.Tensor;
  readonly y: tf.Tensor;
  readonly count: number;
}

/** A network cut in front of the first layer that the inner loop moves. */
export interface SplitNetwork {
  readonly network: Network;
  readonly loss: RowLoss;
  /** First layer of the head. */
  readonly headLayer: number;
  /** Number of parameter tensors in the body. */
  readonly bodyTensors: number;
}

export function splitNetwork(network: Network, loss: RowLoss, rule: InnerRule): SplitNetwork {
  const headLayer = layerAt(network.spec, adaptedStart(network.spec, rule.adapted));
  return { network, loss, headLayer, bodyTensors: tensorCount(network, 0, headLayer) };
}

/** What the head sees of a set: the body's output, or the inputs themselves where everything adapts. */
export function bodyFeatures(split: SplitNetwork, body: readonly tf.Tensor[], set: Examples): Examples {
  const { network, headLayer } = split;
  return { ...set, h: runLayers(network, body, set.h, set.count, 0, headLayer) };
}

export function headOutputs(split: SplitNetwork, head: readonly tf.Tensor[], set: Examples): tf.Tensor {
  return runLayers(split.network, head, set.h, set.count, split.headLayer);
}

/** Loss per row [R] as a function of the head, given features. */
export function headLoss(split: SplitNetwork, head: readonly tf.Tensor[], set: Examples): tf.Tensor {
  return split.loss(headOutputs(split, head, set), set.y);
}

/** w − α(g + λ₂w + λ(w − w_0)) for every tensor of the head, λ₂ of the regularisation, λ of the proximal term. */
function innerStep(
  rule: InnerRule,
  head: readonly tf.Tensor[],
  launch: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
) {
  const alpha = tf.scalar(rule.alpha);
  const proximal = proximalOf(rule);
  const shrunk = 1 - rule.alpha * (rule.l2 + proximal);
  return head.map((w, i) => {
    const own = shrunk === 1 ? w : tf.mul(w, shrunk);
    const kept = proximal === 0 ? own : tf.add(own, tf.mul(launch[i], rule.alpha * proximal));
    return tf.sub(kept, tf.mul(gradients[i], alpha));
  });
}

/** The heads w_0 … w_N of the inner loop on the support features. */
export function adapt(
  split: SplitNetwork,
  rule: InnerRule,
  launchHead: readonly tf.Tensor[],
  support: Examples,
): (readonly tf.Tensor[])[] {
  const trajectory = [launchHead];
  for (let m = 0; m < rule.innerSteps; m++) {
    const head = trajectory[m];
    const next = tf.tidy(() => {
      const { gradients } = valueAndGradients(() => headLoss(split, head, support), head);
      return innerStep(rule, head, launchHead, gradients);
    });
    trajectory.push(next);
  }
  return trajectory;
}
