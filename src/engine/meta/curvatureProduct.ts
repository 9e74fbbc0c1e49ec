// Products with the Hessian of the inner objective at one point: exact by differentiating twice, or a difference
// of two gradients (HF-MAML, Fallah et al. 2020, Section 3, eqs. (9) to (11)). Over the head and, where there is a body, over the
// features that the head sees: the mixed block of Ji et al. 2022, Proposition 1.
import * as tf from '@tensorflow/tfjs-core';
import type { InnerRule } from '../../learner/rule.ts';
import { detached, hessianVectorProduct, valueAndGradients } from '../ops/gradient.ts';
import { sumOf } from '../ops/linear.ts';
import { type Examples, headLoss, type SplitNetwork } from './adapt.ts';

/** Where a Hessian is taken: a head of every row, and the examples of its loss. */
export interface InnerPoint {
  readonly split: SplitNetwork;
  readonly rule: InnerRule;
  readonly head: readonly tf.Tensor[];
  readonly set: Examples;
}

/** H u over the head, without λ's part; last, where there is a body, the mixed product over the features. */
export type CurvatureProduct = (at: InnerPoint, directions: readonly tf.Tensor[]) => tf.Tensor[];

/** ⟨a, b⟩ of each row [R], summed over tensors [R, …]. */
export function rowDot(a: readonly tf.Tensor[], b: readonly tf.Tensor[]): tf.Tensor {
  return sumOf(a.map((x, i) => tf.sum(tf.reshape(tf.mul(x, b[i]), [x.shape[0], -1]), 1)));
}

/** A number per row (or one for all), shaped for broadcasting against [R, …]. */
export function likeRows(perRow: tf.Tensor, tensor: tf.Tensor): tf.Tensor {
  return perRow.rank === 0 ? perRow : tf.reshape(perRow, [-1, ...tensor.shape.slice(1).map(() => 1)]);
}

/** δ of each row: fixed, or 1/(6ρα‖u‖) (Fallah et al. 2020, Theorem 4.17), u = Dv. */
function differenceStep(rule: InnerRule, directions: readonly tf.Tensor[]): tf.Tensor {
  if (!rule.deltaRho) return tf.scalar(rule.delta);
  const norm = tf.maximum(tf.sqrt(rowDot(directions, directions)), 1e-20);
  return tf.div(1 / (6 * rule.deltaRho * rule.alpha), norm);
}

/** [∇f(w + δu) − ∇f(w − δu)] / 2δ. */
export const differenceProduct: CurvatureProduct = ({ split, rule, head, set }, directions) => {
  const delta = differenceStep(rule, directions);
  const shift = directions.map((u) => tf.mul(u, likeRows(delta, u)));
  // The direction came from the features, too: the moved heads must be nobody's function of them.
  const gradientAt = (heads: tf.Tensor[]) => {
    const moved = heads.map(detached);
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
};

/** ∇²f u by differentiating ⟨∇f, u⟩. */
export const exactProduct: CurvatureProduct = ({ split, head, set }, directions) => {
  const xs = split.headLayer > 0 ? [...head, set.h] : head;
  return hessianVectorProduct(() => headLoss(split, head, set), head, directions, xs);
};
