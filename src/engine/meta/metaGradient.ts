// The meta-gradient of all rows at once: v_N = ∇g(w_N), then v_m = v_{m+1} − α H_m D v_{m+1} down to m = 0
// (MAML with the exact Hessian-vector product; FO-MAML drops it; HF-MAML takes a difference of gradients,
// Fallah et al. 2020, Section 3). With a frozen body the reverse runs in the head and in the features, and the
// body is visited once: the two partial meta-gradients of Ji et al. 2022, Proposition 1.
import * as tf from '@tensorflow/tfjs-core';
import type { InnerRule } from '../../learner/rule.ts';
import { contraction, detached, hessianVectorProduct, valueAndGradients } from '../ops/gradient.ts';
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
  /** The query set as the head sees it. */
  readonly query: Examples;
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

/** Moves tensors out of a gradient computation, whose other tensors go when it ends. */
function keepAll(tensors: readonly tf.Tensor[]): () => tf.Tensor[] {
  for (const tensor of tensors) tf.keep(tensor);
  return () =>
    tensors.map((kept) => {
      const copy = tf.clone(kept);
      kept.dispose();
      return copy;
    });
}

/** ∇g at the adapted head and the reverse through the inner loop: ∂/∂head, and the cotangents of the features. */
function headMetaGradient(
  split: SplitNetwork,
  rule: InnerRule,
  trajectory: readonly (readonly tf.Tensor[])[],
  query: Examples,
  curvatureSet: Examples | null,
) {
  const adapted = trajectory[rule.innerSteps];
  const end = valueAndGradients(
    () => headLoss(split, adapted, query),
    split.headLayer > 0 ? [...adapted, query.h] : adapted,
  );
  const last = end.gradients.slice(0, adapted.length);
  const { head, features } = curvatureSet
    ? reverse(split, rule, trajectory, last, curvatureSet)
    : { head: last, features: null };
  return { queryLoss: end.value, head, ofQuery: end.gradients[adapted.length], ofCurvature: features };
}

/**
 * With a body in front of the head: its features of every set are computed once, and the cotangents that the
 * head sends back to them go through the body in one sweep.
 */
function gradientThroughBody(
  split: SplitNetwork,
  rule: InnerRule,
  body: readonly tf.Tensor[],
  launchHead: readonly tf.Tensor[],
  sets: TaskSets,
): RowMetaGradient {
  const curved = rule.curvature !== 'none' && rule.innerSteps > 0;
  // A support set that carries no cotangent stays off the tape.
  const aside = curved && !sets.hessian ? null : bodyFeatures(split, body, sets.support);
  let release = (): tf.Tensor[] => [];
  const { gradients: ofBody } = valueAndGradients(() => {
    const query = bodyFeatures(split, body, sets.query);
    const curvatureSet = curved ? bodyFeatures(split, body, sets.hessian ?? sets.support) : null;
    // What the head does with the features is not to be differentiated through a second time.
    const seen = (set: Examples) => ({ ...set, h: detached(set.h) });
    const [seenQuery, seenCurvature] = [seen(query), curvatureSet && seen(curvatureSet)];
    const support = aside ?? (seenCurvature as Examples);
    const trajectory = adapt(split, rule, launchHead, support).map((head) => head.map(detached));
    const result = headMetaGradient(split, rule, trajectory, seenQuery, seenCurvature);
    release = keepAll([result.queryLoss, seenQuery.h, ...result.head, ...trajectory.slice(1).flat()]);
    const { ofQuery, ofCurvature } = result;
    return curvatureSet && ofCurvature
      ? contraction([query.h, curvatureSet.h], [ofQuery, ofCurvature])
      : contraction([query.h], [ofQuery]);
  }, body);
  const [queryLoss, h, ...rest] = release();
  const width = launchHead.length;
  const headAt = (m: number) => rest.slice(m * width, (m + 1) * width);
  const later = Array.from({ length: rule.innerSteps }, (_, m) => headAt(m + 1));
  return {
    queryLoss,
    gradients: [...ofBody, ...headAt(0)],
    trajectory: [launchHead, ...later],
    query: { ...sets.query, h },
  };
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
  const launchHead = launch.slice(split.bodyTensors);
  const reptile = rule.direction === 'reptile';
  if (wantGradient && !reptile && body.length > 0)
    return gradientThroughBody(split, rule, body, launchHead, sets);
  const trajectory = adapt(split, rule, launchHead, bodyFeatures(split, body, sets.support));
  const query = bodyFeatures(split, body, sets.query);
  if (!wantGradient || reptile) {
    const queryLoss = headLoss(split, trajectory[rule.innerSteps], query);
    const gradients = wantGradient ? reptileDirection(rule, body, trajectory) : undefined;
    return { queryLoss, gradients, trajectory, query };
  }
  const curved = rule.curvature !== 'none' && rule.innerSteps > 0;
  const curvatureSet = curved ? (sets.hessian ?? sets.support) : null;
  const { queryLoss, head } = headMetaGradient(split, rule, trajectory, query, curvatureSet);
  return { queryLoss, gradients: head, trajectory, query };
}
