// The reverse of one inner step, v ← (1 − αλ) v − α H_m v on the adapted layers, with H_m v by Pearlmutter's
// R-operator (exact) or by a central difference of gradients; both also give the body its share ∂²f/∂φ∂w · v.
import { gemm, gemmT } from './gemm';
import { lossCurvature } from './loss';
import { backward, combine, curved, forward, gradients, inputOf, loss, multiply, scale, transposeFrom, dot } from './pass';
import * as p from './plan';
import { coef, featureDelta, firstZ, slotAt, transposedAt, weightsAt, x, y } from './row';

/** Inputs of the set that the Hessian is taken on. */
function hessianX(): usize {
  return x + <usize>p.hOffset * p.inputStride(p.first);
}

function hessianY(): usize {
  return y + <usize>p.hOffset * p.zStride(p.layers - 1);
}

/** Ĝ_h Ĉ: R{z} of the first layer on the Gram path. */
function gramProduct(out: usize): void {
  const ld = p.zStride(0);
  gemm(p.hCount, p.zVectors(0), p.examples, p.gramAt + <usize>p.hOffset * p.gramStride, p.gramStride, coef, ld, out, out, ld, 0, 1);
}

/** R{z} of every layer, and R{a} of every hidden one, along v. */
function rForward(w: usize, slot: usize): void {
  const last = p.layers - 1;
  const k = p.hCount;
  const hx = hessianX();
  for (let l = p.first; l <= last; l++) {
    const ld = p.zStride(l);
    const rz = p.rAt + p.rzAt(l);
    if (l == 0 && p.useGram) {
      gramProduct(rz);
    } else {
      gemm(k, p.zVectors(l), p.augmented(l), inputOf(l, hx, slot), p.inputStride(l), p.vAt + p.wAt(l), ld, rz, rz, ld, 0, 1);
    }
    // The bias's input is constant: R{a} has no column for it.
    if (l > p.first) gemm(k, p.zVectors(l), p.inputs(l), p.rAt + p.raAt(l), p.inputStride(l), w + p.wAt(l), ld, rz, rz, ld, 1, 1);
    if (l < last) rActivation(l, k, rz, slot);
  }
}

/** R{a} = σ′ ∘ R{z}, the next layer's input. */
function rActivation(l: i32, k: i32, rz: usize, slot: usize): void {
  const ld = p.zStride(l);
  const lda = p.inputStride(l + 1);
  let ra = p.rAt + p.raAt(l + 1);
  let d1 = slot + p.d1At(l);
  for (let i = 0; i < k; i++) {
    for (let o: usize = 0; o < ld; o += 16) v128.store(ra + o, f32x4.mul(v128.load(rz + o), v128.load(d1 + o)));
    rz += ld;
    d1 += ld;
    ra += lda;
  }
}

/** Forward, loss and backward of the separate Hessian batch at w_m; returns the slot they leave. */
function hessianPass(m: i32): usize {
  const slot = slotAt(m);
  if (p.kHessian == 0) return slot;
  const z = forward(p.hCount, hessianX(), weightsAt(m), firstZ(m, p.hOffset, p.hCount), slot);
  loss(p.hCount, z, hessianY(), slot);
  backward(p.hCount, transposedAt(m), slot);
  return slot;
}

/** ∂/∂(features) += s·(δ T) for the first adapted layer's δ. */
function addFeatureDelta(d: usize, t: usize, s: f32): void {
  const f = p.first;
  const back = p.backStride(f);
  const to = featureDelta() + <usize>p.hOffset * back;
  gemm(p.hCount, <i32>(back >> 4), p.outputs(f), d, p.zStride(f), t + p.tAt(f), back, to, to, back, 1, s);
}

export function exactStep(m: i32): void {
  const k = p.hCount;
  const last = p.layers - 1;
  const w = weightsAt(m), t = transposedAt(m), u = p.vTransposedAt;
  const shrink: f32 = 1 - p.alpha * p.l2;
  const slot = hessianPass(m);
  const hx = hessianX();
  transposeFrom(p.first > 0 ? p.first : 1, p.vAt, u);
  rForward(w, slot);
  let rd = p.rdAt, next = p.rdNextAt;
  lossCurvature(p.lossKind, k, p.outputs(last), p.rAt + p.rzAt(last), hessianY(), slot + p.probOffset, rd, p.zStride(last));
  for (let l = last; l >= p.first; l--) {
    const ld = p.zStride(l);
    const d = slot + p.deltaAt(l);
    if (l > p.first) {
      const back = p.backStride(l);
      const n4 = <i32>(back >> 4);
      gemm(k, n4, p.outputs(l), rd, ld, t + p.tAt(l), back, next, next, back, 0, 1);
      gemm(k, n4, p.outputs(l), d, ld, u + p.tAt(l), back, next, next, back, 1, 1);
      rDelta(<usize>k * back, next, slot + p.d1At(l - 1), slot + p.d2At(l - 1), p.rAt + p.rzAt(l - 1));
    } else if (p.first > 0) {
      addFeatureDelta(rd, t, -p.alpha);
      addFeatureDelta(d, u, -p.alpha);
    }
    if (l == 0 && p.useGram) {
      subtractCoefficients(rd, shrink, -p.alpha);
    } else {
      const v = p.vAt + p.wAt(l);
      gemmT(p.augmented(l), p.zVectors(l), k, inputOf(l, hx, slot), p.inputStride(l), rd, ld, v, v, ld, shrink, -p.alpha);
      if (l > p.first) gemmT(p.inputs(l), p.zVectors(l), k, p.rAt + p.raAt(l), p.inputStride(l), d, ld, v, v, ld, 1, -p.alpha);
    }
    const swap = rd;
    rd = next;
    next = swap;
  }
}

/** R{δ} = R{∂L/∂a} ∘ σ′ + (∂L/∂a ∘ σ″) ∘ R{z}, in place. */
function rDelta(bytes: usize, rd: usize, d1: usize, e: usize, rz: usize): void {
  if (!curved()) {
    multiply(bytes, rd, d1);
    return;
  }
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(rd + o, f32x4.add(f32x4.mul(v128.load(rd + o), v128.load(d1 + o)), f32x4.mul(v128.load(e + o), v128.load(rz + o))));
  }
}

/** Ĉ ← shrink·Ĉ, and s·d added on the rows of the Hessian's set. */
function subtractCoefficients(d: usize, shrink: f32, s: f32): void {
  const ld = p.zStride(0);
  if (shrink != 1) scale(<usize>p.examples * ld, coef, coef, shrink);
  const h = coef + <usize>p.hOffset * ld;
  combine(<usize>p.hCount * ld, h, h, 1, d, s);
}

/** ‖v‖ over the adapted coordinates. */
function norm(): f32 {
  const start = p.useGram ? p.wStart : p.wAt(p.first);
  let sum = dot(p.padBytes - start, p.vAt + start, p.vAt + start);
  if (p.useGram) {
    const ld = p.zStride(0);
    const k = p.examples;
    // ‖X̂ᵀĈ‖² = Σ Ĉ ∘ (ĜĈ), a row of Ĝ at a time.
    for (let i = 0; i < k; i++) {
      const row = p.gramAt + <usize>i * p.gramStride;
      gemm(1, p.zVectors(0), k, row, p.gramStride, coef, ld, p.zAt, p.zAt, ld, 0, 1);
      sum += dot(ld, p.zAt, coef + <usize>i * ld);
    }
  }
  return sqrt(sum);
}

/** H_m v ≈ [∇f(w_m + εv) − ∇f(w_m − εv)] / 2ε (HF-MAML; ε = 1/(6ρα‖Dv‖) by Fallah et al. 2020, Theorem 4.17). */
export function differenceStep(m: i32): void {
  const shrink: f32 = 1 - p.alpha * p.l2;
  let eps = p.delta;
  if (p.deltaRho > 0) eps = <f32>1 / (6 * p.deltaRho * p.alpha * norm());
  if (!(eps < <f32>1e30)) eps = 1; // v = 0 or α = 0: the term vanishes with any ε
  const from = p.useGram ? 1 : p.first;
  const half = <f32>1 / (2 * eps);
  const slot = slotAt(m);
  const w = weightsAt(m);
  const hx = hessianX();
  const start = p.wStart, bytes = p.stepBytes;
  if (p.useGram) gramProduct(p.guAt);
  for (let side = 0; side < 2; side++) {
    const sign: f32 = side == 0 ? 1 : -1;
    combine(bytes, p.perturbedAt + start, w + start, 1, p.vAt + start, sign * eps);
    transposeFrom(from == 0 ? 1 : from, p.perturbedAt, p.perturbedTransposedAt);
    let z: usize = 0;
    if (p.useGram) {
      z = p.zAt;
      combine(<usize>p.hCount * p.zStride(0), z, firstZ(m, p.hOffset, p.hCount), 1, p.guAt, sign * eps);
    }
    const out = forward(p.hCount, hx, p.perturbedAt, z, slot);
    loss(p.hCount, out, hessianY(), slot);
    backward(p.hCount, p.perturbedTransposedAt, slot);
    gradients(from, p.hCount, hx, slot, p.differenceAt, p.differenceAt, side == 0 ? 0 : 1, sign);
    if (p.first > 0) addFeatureDelta(slot + p.deltaAt(p.first), p.perturbedTransposedAt, -sign * p.alpha * half);
    if (p.useGram) subtractCoefficients(slot + p.deltaAt(0), side == 0 ? shrink : 1, -sign * p.alpha * half);
  }
  combine(bytes, p.vAt + start, p.vAt + start, shrink, p.differenceAt + start, -p.alpha * half);
}
