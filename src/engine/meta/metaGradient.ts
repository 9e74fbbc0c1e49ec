// The meta-gradient of all rows at once: v_N = ∇g(w_N), then the way back to the launch model. With a frozen body
// it runs in the head and in the features, and the body is visited once: the two partial meta-gradients of
// Ji et al. 2022, Proposition 1.
import * as tf from '@tensorflow/tfjs-core';
import { type InnerRule, passesBack, solvesSystem } from '../../learner/rule.ts';
import { contraction, detached, valueAndGradients } from '../ops/gradient.ts';
import { adapt, bodyFeatures, type Examples, headLoss, type SplitNetwork } from './adapt.ts';
import { wayBack } from './wayBack.ts';

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
  /** Relative residual of each row's linear system [R]; absent where none is solved. */
  readonly residual?: tf.Tensor;
  /** Heads w_0 … w_N. */
  readonly trajectory: readonly (readonly tf.Tensor[])[];
  /** The query set as the head sees it. */
  readonly query: Examples;
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
  const loop = curvatureSet && { split, rule, trajectory, set: curvatureSet };
  const { head, features, residual } = wayBack(loop, last);
  return {
    queryLoss: end.value,
    head,
    ofQuery: end.gradients[adapted.length],
    ofCurvature: features,
    residual,
  };
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
  const curved = passesBack(rule);
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
    const { residual } = result;
    const heads = [...result.head, ...trajectory.slice(1).flat()];
    release = keepAll([result.queryLoss, seenQuery.h, ...heads, ...(residual ? [residual] : [])]);
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
    ...(solvesSystem(rule) && { residual: rest[rest.length - 1] }),
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
  const curvatureSet = passesBack(rule) ? (sets.hessian ?? sets.support) : null;
  const { queryLoss, head, residual } = headMetaGradient(split, rule, trajectory, query, curvatureSet);
  return { queryLoss, gradients: head, trajectory, query, ...(residual && { residual }) };
}
