// The meta-gradient of all rows at once: v_N = ∇g(w_N), then v_m = v_{m+1} − α H_m D v_{m+1} down to m = 0
// (MAML with the exact Hessian-vector product; FO-MAML drops it; HF-MAML takes a difference of gradients,
// Fallah et al. 2020, Section 3). With a frozen body the reverse runs in the head and in the features, and the
// body is visited once: the two partial meta-gradients of Ji et al. 2022, Proposition 1.
import * as tf from '@tensorflow/tfjs-core';
import type { InnerRule } from '../../math/rule.ts';
import { runLayers } from '../models/network.ts';
import { hessianVectorProduct, valueAndGradients } from '../ops/gradient.ts';
import { sumOf } from '../ops/linear.ts';
import { adapt, bodyFeatures, type Examples, headLoss, type SplitNetwork } from './adapt.ts';

export interface TaskSets {
  readonly support: Examples;
  readonly query: Examples;
  /** Examples of the Hessian factors; the support set where absent. */
  readonly hessian?: Examples;
}

export interface RowMetaGradient {
  /** Query loss after adaptation [R]. */
  readonly queryLoss: tf.Tensor;
  /** One tensor per parameter of the network, in row order; absent when not wanted. */
  readonly gradients?: readonly tf.Tensor[];
  /** Heads w_0 … w_N. */
  readonly trajectory: readonly (readonly tf.Tensor[])[];
}

/** δ of each row, shaped for broadcasting against [R, …]: fixed, or 1/(6ρα‖u‖) (Theorem 4.21). */
function differenceStep(rule: InnerRule, directions: readonly tf.Tensor[]): tf.Tensor {
  if (!rule.deltaRho) return tf.scalar(rule.delta);
  const squares = directions.map((u) => tf.sum(tf.reshape(tf.square(u), [u.shape[0], -1]), 1));
  const norm = tf.maximum(tf.sqrt(sumOf(squares)), 1e-20);
  return tf.div(1 / (6 * rule.deltaRho * rule.alpha), norm);
}

function likeRows(perRow: tf.Tensor, tensor: tf.Tensor): tf.Tensor {
  return perRow.rank === 0 ? perRow : tf.reshape(perRow, [-1, ...tensor.shape.slice(1).map(() => 1)]);
}

/** [∇f(w + δu) − ∇f(w − δu)] / 2δ, over the head and, where there is a body, over the features. */
function differenceProduct(
  split: SplitNetwork,
  rule: InnerRule,
  head: readonly tf.Tensor[],
  directions: readonly tf.Tensor[],
  set: Examples,
): tf.Tensor[] {
  const delta = differenceStep(rule, directions);
  const shift = directions.map((u) => tf.mul(u, likeRows(delta, u)));
  const gradientAt = (moved: tf.Tensor[]) => {
    const xs = split.headLayer > 0 ? [...moved, set.h] : moved;
    return valueAndGradients(() => headLoss(split, moved, set), xs).gradients;
  };
  const ahead = gradientAt(head.map((w, i) => tf.add(w, shift[i])));
  const behind = gradientAt(head.map((w, i) => tf.sub(w, shift[i])));
  const half = tf.div(0.5, delta);
  return ahead.map((g, i) => {
    // Features of a CNN fold rows and channels: their first axis is a multiple of the number of rows.
    const difference = tf.reshape(tf.sub(g, behind[i]), [head[0].shape[0], -1]);
    return tf.reshape(tf.mul(difference, half.rank === 0 ? half : tf.reshape(half, [-1, 1])), g.shape);
  });
}

/** H u over the head and, where there is a body, the mixed product over the features. */
function curvatureProduct(
  split: SplitNetwork,
  rule: InnerRule,
  head: readonly tf.Tensor[],
  directions: readonly tf.Tensor[],
  set: Examples,
): tf.Tensor[] {
  if (rule.curvature === 'finite-difference') return differenceProduct(split, rule, head, directions, set);
  const xs = split.headLayer > 0 ? [...head, set.h] : head;
  return hessianVectorProduct(() => headLoss(split, head, set), head, directions, xs);
}

/** v − α(H v + λ v) over the head; the features' part of the product, if any, comes last in `product`. */
function reverseStep(rule: InnerRule, v: readonly tf.Tensor[], product: readonly tf.Tensor[]): tf.Tensor[] {
  return v.map((vi, i) => {
    const kept = rule.l2 === 0 ? vi : tf.mul(vi, 1 - rule.alpha * rule.l2);
    return tf.sub(kept, tf.mul(product[i], rule.alpha));
  });
}

/** The reverse of the inner loop: ∂/∂head and, summed over the steps, the cotangent of the features. */
function reverse(
  split: SplitNetwork,
  rule: InnerRule,
  trajectory: readonly (readonly tf.Tensor[])[],
  last: readonly tf.Tensor[],
  set: Examples,
): { head: readonly tf.Tensor[]; features: tf.Tensor | null } {
  let v = last;
  let features: tf.Tensor | null = null;
  for (let m = rule.innerSteps - 1; m >= 0; m--) {
    const step = tf.tidy((): tf.Tensor[] => {
      const product = curvatureProduct(split, rule, trajectory[m], v, set);
      const head = reverseStep(rule, v, product);
      if (split.headLayer === 0) return head;
      const mixed = tf.mul(product[product.length - 1], -rule.alpha);
      return [...head, features ? tf.add(features, mixed) : mixed];
    });
    v = step.slice(0, v.length);
    if (split.headLayer > 0) features = step[v.length];
  }
  return { head: v, features };
}

/** Reptile (Nichol et al. 2018): (w_0 − w_N)/α, zero in the body. */
function reptileDirection(
  rule: InnerRule,
  body: readonly tf.Tensor[],
  trajectory: readonly (readonly tf.Tensor[])[],
): tf.Tensor[] {
  const last = trajectory[trajectory.length - 1];
  const head = trajectory[0].map((w, i) => tf.div(tf.sub(w, last[i]), rule.alpha));
  return [...body.map((w) => tf.zerosLike(w)), ...head];
}

/** Meta-gradients of all rows from their launch parameters; `wantGradient` false: losses only. */
export function rowMetaGradient(
  split: SplitNetwork,
  rule: InnerRule,
  launch: readonly tf.Tensor[],
  sets: TaskSets,
  wantGradient: boolean,
): RowMetaGradient {
  const body = launch.slice(0, split.bodyTensors);
  const support = bodyFeatures(split, body, sets.support);
  const trajectory = adapt(split, rule, launch.slice(split.bodyTensors), support);
  const adapted = trajectory[rule.innerSteps];
  const query = () => {
    const outputs = runLayers(split.network, [...body, ...adapted], sets.query.h, sets.query.count);
    return split.loss(outputs, sets.query.y);
  };
  if (!wantGradient) return { queryLoss: query(), trajectory };
  if (rule.direction === 'reptile') {
    return { queryLoss: query(), gradients: reptileDirection(rule, body, trajectory), trajectory };
  }
  const { value: queryLoss, gradients } = valueAndGradients(query, [...body, ...adapted]);
  if (rule.curvature === 'none' || rule.innerSteps === 0) return { queryLoss, gradients, trajectory };
  const curvatureSet = sets.hessian ? bodyFeatures(split, body, sets.hessian) : support;
  const reversed = reverse(split, rule, trajectory, gradients.slice(split.bodyTensors), curvatureSet);
  const ofBody = gradients.slice(0, split.bodyTensors);
  if (reversed.features === null) return { queryLoss, gradients: [...ofBody, ...reversed.head], trajectory };
  const input = sets.hessian ?? sets.support;
  const throughBody = valueAndGradients(
    () => bodyFeatures(split, body, input).h,
    body,
    reversed.features,
  ).gradients;
  const total = ofBody.map((g, i) => tf.add(g, throughBody[i]));
  return { queryLoss, gradients: [...total, ...reversed.head], trajectory };
}
