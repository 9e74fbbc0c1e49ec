// One pass through the adapted layers (the head) at given weights: forward, loss, backward; and plain vector sums.
import { activate } from './functions';
import { gemm, gemmT, sum4, transpose } from './gemm';
import { lossGradient } from './loss';
import * as p from './plan';

/** out = c·a + s·b over `bytes`. */
export function combine(bytes: usize, out: usize, a: usize, c: f32, b: usize, s: f32): void {
  const cv = f32x4.splat(c), sv = f32x4.splat(s);
  for (let o: usize = 0; o < bytes; o += 16) {
    v128.store(out + o, f32x4.add(f32x4.mul(cv, v128.load(a + o)), f32x4.mul(sv, v128.load(b + o))));
  }
}

/** out = s·a over `bytes`. */
export function scale(bytes: usize, out: usize, a: usize, s: f32): void {
  const sv = f32x4.splat(s);
  for (let o: usize = 0; o < bytes; o += 16) v128.store(out + o, f32x4.mul(sv, v128.load(a + o)));
}

/** Σ a·b over `bytes`. */
export function dot(bytes: usize, a: usize, b: usize): f32 {
  let s = f32x4.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) s = f32x4.add(s, f32x4.mul(v128.load(a + o), v128.load(b + o)));
  return sum4(s);
}

/** a ∘= b over `bytes`. */
export function multiply(bytes: usize, a: usize, b: usize): void {
  for (let o: usize = 0; o < bytes; o += 16) v128.store(a + o, f32x4.mul(v128.load(a + o), v128.load(b + o)));
}

/** Where σ″ ≠ 0 (tanh, softplus). */
// @ts-ignore: decorator
@inline
export function curved(): bool {
  return p.activation == 1 || p.activation == 2;
}

/** The column of a layer's input that holds the bias's 1, or −1. */
// @ts-ignore: decorator
@inline
export function onesColumn(l: i32): i32 {
  return p.bias != 0 ? p.inputs(l) : -1;
}

/** Where layer l finds its input: `x` for the first adapted layer, the slot for the others. */
// @ts-ignore: decorator
@inline
export function inputOf(l: i32, x: usize, slot: usize): usize {
  return l == p.first ? x : slot + p.actAt(l);
}

/**
 * Outputs of k examples x at weights w + wAt(l); leaves inputs, σ′ and σ″ of every layer in the slot. Where zFirst is
 * not 0 it holds the first layer's pre-activations already. Returns the address of the outputs (valid until the next pass).
 */
export function forward(k: i32, x: usize, w: usize, zFirst: usize, slot: usize): usize {
  const last = p.layers - 1;
  let z = p.zAt;
  for (let l = p.first; l <= last; l++) {
    const ld = p.zStride(l);
    if (l == p.first && zFirst != 0) {
      z = zFirst;
    } else {
      z = p.zAt;
      gemm(k, p.zVectors(l), p.augmented(l), inputOf(l, x, slot), p.inputStride(l), w + p.wAt(l), ld, z, z, ld, 0, 1);
    }
    if (l < last) {
      activate(p.activation, k, p.zVectors(l), z, ld, slot + p.actAt(l + 1), p.inputStride(l + 1), slot + p.d1At(l), slot + p.d2At(l), onesColumn(l + 1));
    }
  }
  return z;
}

/** Loss of the outputs z against y; δ of the last layer goes to the slot. */
export function loss(k: i32, z: usize, y: usize, slot: usize): f32 {
  const last = p.layers - 1;
  return lossGradient(p.lossKind, k, p.outputs(last), z, y, slot + p.deltaAt(last), slot + p.probOffset, p.zStride(last));
}

/** δ of every layer down to F from the last one's, with transposed weights t + tAt(l); σ″ becomes ∂L/∂a ∘ σ″. */
export function backward(k: i32, t: usize, slot: usize): void {
  for (let l = p.layers - 1; l > p.first; l--) {
    const ld = p.backStride(l);
    const below = slot + p.deltaAt(l - 1);
    gemm(k, <i32>(ld >> 4), p.outputs(l), slot + p.deltaAt(l), p.zStride(l), t + p.tAt(l), ld, below, below, ld, 0, 1);
    const bytes = <usize>k * ld;
    if (curved()) multiply(bytes, slot + p.d2At(l - 1), below);
    multiply(bytes, below, slot + p.d1At(l - 1));
  }
}

/** out = c·in + s·∇_W of every layer from `from` on, with w-blocks at in/out + wAt(l), from δ and inputs in the slot. */
export function gradients(from: i32, k: i32, x: usize, slot: usize, input: usize, out: usize, c: f32, s: f32): void {
  for (let l = from; l < p.layers; l++) {
    const ld = p.zStride(l);
    gemmT(p.augmented(l), p.zVectors(l), k, inputOf(l, x, slot), p.inputStride(l), slot + p.deltaAt(l), ld, input + p.wAt(l), out + p.wAt(l), ld, c, s);
  }
}

/** Transposes the weights (without biases) of the layers from `from` (≥ 1) on: w + wAt(l) → t + tAt(l). */
export function transposeFrom(from: i32, w: usize, t: usize): void {
  for (let l = max(from, 1); l < p.layers; l++) {
    transpose(p.inputs(l), p.outputs(l), w + p.wAt(l), p.zStride(l), t + p.tAt(l), p.backStride(l));
  }
}
