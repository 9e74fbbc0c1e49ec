// From ∇g at the adapted head back to the launch model, by curvature: v_m = v_{m+1} − α H_m D v_{m+1} through the
// inner loop (MAML; HF-MAML with differences), nothing (FO-MAML), or, at its end alone, the solution of
// (I + H/λ) x = ∇g (iMAML, Rajeswaran, Finn, Kakade and Levine 2019, eq. (6)) by conjugate gradients.
import * as tf from '@tensorflow/tfjs-core';
import { type InnerRule, proximalOf } from '../../learner/rule.ts';
import { sumOf } from '../ops/linear.ts';
import type { Examples, SplitNetwork } from './adapt.ts';
import {
  type CurvatureProduct,
  differenceProduct,
  exactProduct,
  type InnerPoint,
  likeRows,
  rowDot,
} from './curvatureProduct.ts';

type Head = readonly tf.Tensor[];

export interface WayBack {
  readonly head: Head;
  /** Cotangent of the features; null without a body, or where nothing passes back to them. */
  readonly features: tf.Tensor | null;
  /** ‖b − A x‖ / ‖b‖ of each row's linear system [R]; null where none is solved. */
  readonly residual: tf.Tensor | null;
}

interface InnerLoop {
  readonly split: SplitNetwork;
  readonly rule: InnerRule;
  /** Heads w_0 … w_N. */
  readonly trajectory: readonly Head[];
  readonly set: Examples;
}

/**
 * The reverse of the inner loop. With a proximal term every step also starts anew from w_0:
 * ∂/∂w_0 = v_0 + αλ Σ v_{m+1}, and its Hessian has λ on the diagonal.
 */
function reverse(
  { split, rule, trajectory, set }: InnerLoop,
  last: Head,
  product: CurvatureProduct,
): WayBack {
  const proximal = proximalOf(rule);
  const kept = 1 - rule.alpha * (rule.l2 + proximal);
  const passed: Head[] = [];
  let v = last;
  let features: tf.Tensor | null = null;
  for (let m = rule.innerSteps - 1; m >= 0; m--) {
    passed.push(v);
    const step = tf.tidy((): tf.Tensor[] => {
      const hv = product({ split, rule, head: trajectory[m], set }, v);
      const head = v.map((vi, i) => tf.sub(kept === 1 ? vi : tf.mul(vi, kept), tf.mul(hv[i], rule.alpha)));
      if (split.headLayer === 0) return head;
      const mixed = tf.mul(hv[hv.length - 1], -rule.alpha);
      return [...head, features ? tf.add(features, mixed) : mixed];
    });
    v = step.slice(0, v.length);
    if (split.headLayer > 0) features = step[v.length];
  }
  const anchored = (vi: tf.Tensor, i: number) =>
    tf.add(vi, tf.mul(sumOf(passed.map((one) => one[i])), rule.alpha * proximal));
  return { head: proximal > 0 ? v.map(anchored) : v, features, residual: null };
}

/** Below every product of floats that is not zero: keeps 0/0 from being anything but 0. */
const TINY = 1e-30;

/** A = I + (H + λ₂I)/λ at the end of the inner loop, λ₂ of the regularisation; also the mixed product. */
function applySystem(at: InnerPoint, u: Head): { product: Head; mixed: tf.Tensor | null } {
  const { l2 } = at.rule;
  const proximal = proximalOf(at.rule);
  const hu = exactProduct(at, u);
  const product = u.map((ui, i) => tf.add(tf.mul(ui, 1 + l2 / proximal), tf.div(hu[i], proximal)));
  return { product, mixed: at.split.headLayer > 0 ? hu[u.length] : null };
}

/** x with A x ≈ b for every row, by conjugate gradients from 0. */
function conjugateGradients(at: InnerPoint, b: Head): Head {
  let x: Head = b.map((bi) => tf.zerosLike(bi));
  let [r, p] = [b, b];
  const n = b.length;
  for (let k = 0; k < (at.rule.cgSteps ?? 0); k++) {
    const next = tf.tidy(() => {
      const { product } = applySystem(at, p);
      const squares = rowDot(r, r);
      const step = tf.div(squares, tf.add(rowDot(p, product), TINY));
      const moved = x.map((xi, i) => tf.add(xi, tf.mul(p[i], likeRows(step, xi))));
      const rest = r.map((ri, i) => tf.sub(ri, tf.mul(product[i], likeRows(step, ri))));
      const turn = tf.div(rowDot(rest, rest), tf.add(squares, TINY));
      const direction = p.map((pi, i) => tf.add(rest[i], tf.mul(pi, likeRows(turn, pi))));
      return [...moved, ...rest, ...direction];
    });
    [x, r, p] = [next.slice(0, n), next.slice(n, 2 * n), next.slice(2 * n)];
  }
  return x;
}

/** The implicit gradient: x over the head, −∇_φ∇_w f x / λ over the features, and how well x solves its system. */
function implicit({ split, rule, trajectory, set }: InnerLoop, last: Head): WayBack {
  const at = { split, rule, head: trajectory[rule.innerSteps], set };
  const x = conjugateGradients(at, last);
  const { product, mixed } = applySystem(at, x);
  const rest = last.map((bi, i) => tf.sub(bi, product[i]));
  const residual = tf.sqrt(tf.div(rowDot(rest, rest), tf.add(rowDot(last, last), TINY)));
  return { head: x, features: mixed && tf.mul(mixed, -1 / proximalOf(rule)), residual };
}

/** ∂/∂w_0 from `last` = ∂/∂w_N; `loop` null: nothing was adapted, or nothing passes back through the adaptation. */
export function wayBack(loop: InnerLoop | null, last: Head): WayBack {
  const straight = { head: last, features: null, residual: null };
  if (!loop) return straight;
  const { curvature } = loop.rule;
  switch (curvature) {
    case 'none':
      return straight;
    case 'exact':
      return reverse(loop, last, exactProduct);
    case 'finite-difference':
      return reverse(loop, last, differenceProduct);
    case 'implicit':
      return implicit(loop, last);
    default:
      throw new Error(`There is no way back for the curvature "${curvature satisfies never}".`);
  }
}
