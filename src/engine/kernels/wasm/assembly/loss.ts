// Losses at the outputs, their gradient δ = ∂L/∂z and its directional derivative R{δ}, on padded rows whose padding
// lanes stay zero in δ. kind: 0 mean squared error over examples and outputs, 1 softmax cross-entropy over examples.
import { exp4, log4 } from './functions';
import { sum4 } from './gemm';

/** All ones in the lanes of vector v (of n4) that hold real outputs. */
// @ts-ignore: decorator
@inline
function lanes(v: i32, outputs: i32): v128 {
  return i32x4.gt_s(i32x4.splat(outputs - (v << 2)), i32x4(0, 1, 2, 3));
}

// @ts-ignore: decorator
@inline
function max4(v: v128): f32 {
  return max(max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)), max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)));
}

/** Σ over a row of n4 vectors. */
// @ts-ignore: decorator
@inline
function rowSum(p: usize, n4: i32): f32 {
  let s = f32x4.splat(0);
  for (let v = 0; v < n4; v++) s = f32x4.add(s, v128.load(p + (<usize>v << 4)));
  return sum4(s);
}

/** The loss of k examples; writes δ, and for cross-entropy the probabilities. All rows are ld bytes apart. */
export function lossGradient(kind: i32, k: i32, outputs: i32, z: usize, y: usize, delta: usize, prob: usize, ld: usize): f32 {
  return kind == 0 ? squared(k, outputs, z, y, delta, ld) : crossEntropy(k, outputs, z, y, delta, prob, ld);
}

function squared(k: i32, outputs: i32, z: usize, y: usize, delta: usize, ld: usize): f32 {
  const scale = f32x4.splat(<f32>2 / <f32>(k * outputs));
  const bytes = <usize>k * ld;
  let sum = f32x4.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) {
    const d = f32x4.sub(v128.load(z + o), v128.load(y + o));
    sum = f32x4.add(sum, f32x4.mul(d, d));
    v128.store(delta + o, f32x4.mul(d, scale));
  }
  return sum4(sum) / <f32>(k * outputs);
}

function crossEntropy(k: i32, outputs: i32, z: usize, y: usize, delta: usize, prob: usize, ld: usize): f32 {
  const n4 = <i32>(ld >> 4);
  const low = f32x4.splat(-Infinity);
  const mean = f32x4.splat(<f32>1 / <f32>k);
  let loss: f32 = 0;
  for (let i = 0; i < k; i++) {
    let top = low;
    for (let v = 0; v < n4; v++) top = f32x4.max(top, v128.bitselect(v128.load(z + (<usize>v << 4)), low, lanes(v, outputs)));
    const m = f32x4.splat(max4(top));
    let total = f32x4.splat(0);
    let fit = total;
    for (let v = 0; v < n4; v++) {
      const o = <usize>v << 4;
      const d = v128.and(f32x4.sub(v128.load(z + o), m), lanes(v, outputs));
      const e = v128.and(exp4(d), lanes(v, outputs));
      v128.store(prob + o, e);
      total = f32x4.add(total, e);
      fit = f32x4.add(fit, f32x4.mul(v128.load(y + o), d));
    }
    const sum = sum4(total);
    const mass = rowSum(y, n4);
    loss += mass * f32x4.extract_lane(log4(f32x4.splat(sum)), 0) - sum4(fit);
    const inverse = f32x4.splat(<f32>1 / sum);
    const massV = f32x4.splat(mass);
    for (let v = 0; v < n4; v++) {
      const o = <usize>v << 4;
      const p = f32x4.mul(v128.load(prob + o), inverse);
      v128.store(prob + o, p);
      v128.store(delta + o, f32x4.mul(f32x4.sub(f32x4.mul(p, massV), v128.load(y + o)), mean));
    }
    z += ld;
    y += ld;
    delta += ld;
    prob += ld;
  }
  return loss / <f32>k;
}

/** R{δ} from R{z}: the loss's Hessian at the outputs times R{z}. */
export function lossCurvature(kind: i32, k: i32, outputs: i32, rz: usize, y: usize, prob: usize, rd: usize, ld: usize): void {
  if (kind == 0) {
    const scale = f32x4.splat(<f32>2 / <f32>(k * outputs));
    const bytes = <usize>k * ld;
    for (let o: usize = 0; o < bytes; o += 16) v128.store(rd + o, f32x4.mul(v128.load(rz + o), scale));
    return;
  }
  const n4 = <i32>(ld >> 4);
  for (let i = 0; i < k; i++) {
    let dot = f32x4.splat(0);
    for (let v = 0; v < n4; v++) dot = f32x4.add(dot, f32x4.mul(v128.load(rz + (<usize>v << 4)), v128.load(prob + (<usize>v << 4))));
    const mean = f32x4.splat(sum4(dot));
    const mass = f32x4.splat(rowSum(y, n4) / <f32>k);
    for (let v = 0; v < n4; v++) {
      const o = <usize>v << 4;
      v128.store(rd + o, f32x4.mul(f32x4.mul(v128.load(prob + o), f32x4.sub(v128.load(rz + o), mean)), mass));
    }
    rz += ld;
    y += ld;
    prob += ld;
    rd += ld;
  }
}
