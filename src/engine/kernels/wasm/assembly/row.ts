// One row: body features once, the inner loop, the query loss, the reverse through the inner loop
// v_m = v_{m+1} − α H_m D v_{m+1}, and the body's gradient from both partials (Ji et al. 2022, Proposition 1).
//
// On the Gram path the first layer's weights never exist: with X̂ the row's examples (support, query, Hessian),
// W_m = c_m W_0 − α X_sᵀ S_m and V = X̂ᵀ Ĉ, so that products with inputs go through G = X̂ X̂ᵀ.
import { activate } from './functions';
import { gemm, gemmPanels, gemmT, gram } from './gemm';
import { differenceStep, exactStep } from './curvature';
import { backward, combine, forward, gradients, loss, multiply, onesColumn, scale, transposeFrom } from './pass';
import * as p from './plan';
import { unpad } from './index';

export let w0: usize = 0; // launch weights: w0 + wAt(l)
export let t0: usize = 0;
export let x: usize = 0; // inputs of the first adapted layer, all examples
export let y: usize = 0;
export let coef: usize = 0; // Ĉ of this row

/** Weights after m steps are at weightsAt(m) + wAt(l). */
export function weightsAt(m: i32): usize {
  if (m == 0) return w0;
  return p.stepsAt + (p.keep ? <usize>(m - 1) * p.stepBytes : 0) - p.wStart;
}

export function transposedAt(m: i32): usize {
  if (m == 0) return t0;
  return p.stepsTransposedAt + (p.keep ? <usize>(m - 1) * p.stepTransposedBytes : 0) - p.tStart;
}

export function slotAt(m: i32): usize {
  return p.slotsAt + (p.keep ? <usize>m * p.slotBytes : 0);
}

/** S_m, the summed δ of the first layer on the Gram path. */
function sumsAt(m: i32): usize {
  return p.sAt + (p.keep ? <usize>m * <usize>p.kSupport * p.zStride(0) : 0);
}

/** c_m = (1 − αλ)^m. */
function decay(m: i32): f32 {
  let c: f32 = 1;
  for (let i = 0; i < m; i++) c *= 1 - p.alpha * p.l2;
  return c;
}

/** First-layer pre-activations of k examples from `offset` on after m steps (Gram path); 0 on the plain path. */
export function firstZ(m: i32, offset: i32, k: i32): usize {
  if (!p.useGram) return 0;
  const ld = p.zStride(0);
  const base = p.z0At + <usize>offset * ld;
  if (m == 0) return base;
  gemm(k, p.zVectors(0), p.kSupport, p.gramAt + <usize>offset * p.gramStride, p.gramStride, sumsAt(m), ld, base, p.zAt, ld, decay(m), -p.alpha);
  return p.zAt;
}

function bodyForward(features: usize): usize {
  let input = features;
  for (let l = 0; l < p.first; l++) {
    const ld = p.zStride(l);
    const z = p.bodyAt + p.deltaAt(l);
    const next = p.bodyAt + p.actAt(l + 1);
    if (l == 0) gemmPanels(p.examples, p.zVectors(0), p.augmented(0), input, p.inputStride(0), w0, z, ld);
    else gemm(p.examples, p.zVectors(l), p.augmented(l), input, p.inputStride(l), w0 + p.wAt(l), ld, z, z, ld, 0, 1);
    activate(p.activation, p.examples, p.zVectors(l), z, ld, next, p.inputStride(l + 1), p.bodyAt + p.d1At(l), p.bodyAt + p.d2At(l), onesColumn(l + 1));
    input = next;
  }
  return input;
}

/** ∂/∂φ of the body from ∂/∂(features) in the last body layer's δ buffer, over the examples that have one. */
function bodyBackward(): void {
  const second = p.keep && p.steps > 0;
  const from = second && p.kHessian == 0 ? 0 : p.kSupport;
  const k = second ? (p.kHessian == 0 ? p.examples : p.kQuery + p.kHessian) : p.kQuery;
  for (let l = p.first - 1; l >= 0; l--) {
    const ld = p.zStride(l);
    const d = p.bodyAt + p.deltaAt(l) + <usize>from * ld;
    multiply(<usize>k * ld, d, p.bodyAt + p.d1At(l) + <usize>from * ld);
    if (l == 0) {
      memory.fill(coef, 0, <usize>p.examples * ld);
      memory.copy(coef + <usize>from * ld, d, <usize>k * ld);
    } else {
      const lda = p.inputStride(l);
      const v = p.vAt + p.wAt(l);
      gemmT(p.augmented(l), p.zVectors(l), k, p.bodyAt + p.actAt(l) + <usize>from * lda, lda, d, ld, v, v, ld, 0, 1);
      const back = p.backStride(l);
      const below = p.bodyAt + p.deltaAt(l - 1) + <usize>from * back;
      gemm(k, <i32>(back >> 4), p.outputs(l), d, ld, t0 + p.tAt(l), back, below, below, back, 0, 1);
    }
  }
}

/** Where ∂/∂(features) of all examples is gathered. */
export function featureDelta(): usize {
  return p.bodyAt + p.deltaAt(p.first - 1);
}

function writeTrace(r: i32, m: i32, z: usize): void {
  const last = p.layers - 1;
  const n = p.outputs(last);
  const at = <usize>(((r * (p.steps + 1) + m) * p.kQuery * n) << 2);
  unpad(p.kQuery, n, z, p.zStride(last), p.traceOut + at);
}

/** Outputs on the query set after m steps. */
function queryForward(m: i32): usize {
  const q = x + <usize>p.kSupport * p.inputStride(p.first);
  return forward(p.kQuery, q, weightsAt(m), firstZ(m, p.kSupport, p.kQuery), p.querySlot);
}

/** w_{m+1} = (1 − αλ) w_m − α ∇f(w_m) from the slot of step m; the reptile direction adds ∇f + λw to v. */
function innerStep(m: i32): void {
  const slot = slotAt(m);
  const w = weightsAt(m), next = weightsAt(m + 1);
  const from = p.useGram ? 1 : p.first;
  const shrink: f32 = 1 - p.alpha * p.l2;
  const back = transposedAt(m);
  const z = forward(p.kSupport, x, w, firstZ(m, 0, p.kSupport), slot);
  loss(p.kSupport, z, y, slot);
  backward(p.kSupport, back, slot);
  if (p.reptile) {
    const c: f32 = m == 0 ? 0 : 1;
    gradients(from, p.kSupport, x, slot, p.vAt, p.vAt, c, 1);
    if (p.l2 != 0) combine(p.stepBytes, p.vAt + p.wStart, p.vAt + p.wStart, 1, w + p.wStart, p.l2);
  }
  gradients(from, p.kSupport, x, slot, w, next, shrink, -p.alpha);
  // Nothing goes back through the last step's weights where losses alone are asked for.
  if (p.wantGradient || m + 1 < p.steps) transposeFrom(from == 0 ? 1 : from, next, transposedAt(m + 1));
  if (p.useGram) {
    const bytes = <usize>p.kSupport * p.zStride(0);
    if (m == 0) memory.copy(sumsAt(1), slot + p.deltaAt(0), bytes);
    else combine(bytes, sumsAt(m + 1), sumsAt(m), shrink, slot + p.deltaAt(0), 1);
  }
}

/** Parameters after the inner loop, without padding. */
function writeAdapted(r: i32): void {
  const out = p.adaptedOut + <usize>r * p.rawBytes;
  const w = weightsAt(p.steps);
  for (let l = 0; l < p.layers; l++) {
    let from = (l < p.first ? w0 : w) + p.wAt(l);
    if (l == 0 && p.stacked) from = firstWeights();
    unpad(p.augmented(l), p.outputs(l), from, p.zStride(l), out + p.rawAt(l));
  }
}

/** W_N of the panelled first layer: c_N W_0 − α X_sᵀ S_N on the Gram path, W_0 in a body. */
function firstWeights(): usize {
  const m = p.augmented(0), ld = p.zStride(0);
  let panel = w0;
  for (let j: usize = 0; j < ld; j += 32) {
    const wide = ld - j >= 32;
    for (let i = 0; i < m; i++) {
      const to = p.wideAt + <usize>i * ld + j;
      v128.store(to, v128.load(panel));
      if (wide) v128.store(to, v128.load(panel, 16), 16);
      panel += wide ? 32 : 16;
    }
  }
  if (p.useGram && p.steps > 0) {
    gemmT(m, p.zVectors(0), p.kSupport, x, p.inputStride(0), sumsAt(p.steps), ld, p.wideAt, p.wideAt, ld, decay(p.steps), -p.alpha);
  }
  return p.wideAt;
}

/** v_N = ∇g(w_N) from the query slot; on the Gram path the first layer's coefficients. */
function queryGradient(): void {
  const lda = p.inputStride(p.first);
  const q = x + <usize>p.kSupport * lda;
  const slot = p.querySlot;
  backward(p.kQuery, transposedAt(p.steps), slot);
  gradients(p.useGram ? 1 : p.first, p.kQuery, q, slot, p.vAt, p.vAt, 0, 1);
  if (p.useGram) {
    const ld = p.zStride(0);
    memory.fill(coef, 0, <usize>p.examples * ld);
    memory.copy(coef + <usize>p.kSupport * ld, slot + p.deltaAt(0), <usize>p.kQuery * ld);
  }
  if (p.first > 0) {
    const back = p.backStride(p.first);
    const all = featureDelta();
    const to = all + <usize>p.kSupport * back;
    memory.fill(all, 0, <usize>p.examples * back);
    gemm(p.kQuery, <i32>(back >> 4), p.outputs(p.first), slot + p.deltaAt(p.first), p.zStride(p.first), transposedAt(p.steps) + p.tAt(p.first), back, to, to, back, 0, 1);
  }
}

/** Reptile's body does not move; without inner steps nothing does. */
function finishReptile(): void {
  memory.fill(p.vAt, 0, p.steps > 0 ? p.wStart : p.padBytes);
  if (p.stacked) memory.fill(coef, 0, <usize>p.examples * p.zStride(0));
  if (p.useGram) {
    const bytes = <usize>p.kSupport * p.zStride(0);
    if (p.steps > 0) memory.copy(coef, sumsAt(p.steps), bytes);
  }
}

function writeRowGradient(r: i32, features: usize): void {
  const out = p.rowGradients + <usize>r * p.rawBytes;
  for (let l = 0; l < p.layers; l++) {
    const ld = p.zStride(l);
    let from = p.vAt + p.wAt(l);
    if (l == 0 && p.stacked) {
      from = p.wideAt;
      gemmT(p.augmented(0), p.zVectors(0), p.examples, features, p.inputStride(0), coef, ld, from, from, ld, 0, 1);
    }
    unpad(p.augmented(l), p.outputs(l), from, ld, out + p.rawAt(l));
  }
}

/** Adds the row to its agent's sums, or leaves it for `reduce`. A stacked layer's Ĉ gets the row's weight. */
function accumulate(r: i32, agent: i32): void {
  const weight = load<f32>(p.weightOfRow + (<usize>r << 2));
  const from = !p.stacked ? 0 : p.layers > 1 ? p.wAt(1) : p.padBytes;
  const bytes = p.padBytes - from;
  if (p.direct) {
    const sum = p.sums + <usize>agent * p.padBytes + from;
    combine(bytes, sum, sum, 1, p.vAt + from, weight);
  } else {
    memory.copy(p.rowSums + <usize>r * p.padBytes + from, p.vAt + from, bytes);
  }
  if (p.stacked) scale(<usize>p.examples * p.zStride(0), coef, coef, weight);
}

export function runRow(r: i32): void {
  const agent = load<i32>(p.agentOfRow + (<usize>r << 2));
  const last = p.layers - 1;
  w0 = p.launch + <usize>agent * (p.padBytes + p.transposedBytes);
  t0 = w0 + p.padBytes;
  const features = p.xs + <usize>r * <usize>p.examples * p.inputStride(0);
  y = p.ys + <usize>r * <usize>p.examples * p.zStride(last);
  coef = p.coefficients + <usize>r * <usize>p.examples * p.zStride(0);
  x = bodyForward(features);
  if (p.useGram) {
    gemmPanels(p.examples, p.zVectors(0), p.augmented(0), x, p.inputStride(0), w0, p.z0At, p.zStride(0));
    gram(p.examples, <i32>(p.inputStride(0) >> 4), x, p.inputStride(0), p.gramAt, p.gramStride);
  }
  for (let m = 0; m < p.steps; m++) {
    if (p.wantTrace) writeTrace(r, m, queryForward(m));
    innerStep(m);
  }
  const z = queryForward(p.steps);
  if (p.wantTrace) writeTrace(r, p.steps, z);
  store<f32>(p.queryLoss + (<usize>r << 2), loss(p.kQuery, z, y + <usize>p.kSupport * p.zStride(last), p.querySlot));
  if (p.wantAdapted) writeAdapted(r);
  if (!p.wantGradient) return;
  if (p.reptile) {
    finishReptile();
  } else {
    queryGradient();
    if (p.keep) {
      for (let m = p.steps - 1; m >= 0; m--) {
        if (p.curvature == 0) exactStep(m);
        else differenceStep(m);
      }
    }
    if (p.first > 0) bodyBackward();
  }
  if (p.wantRows) writeRowGradient(r, features);
  accumulate(r, agent);
}
