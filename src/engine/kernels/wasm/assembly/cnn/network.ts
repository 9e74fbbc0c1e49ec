// One pass through layers of a convolutional network for a set of examples: forward, loss, backward, gradients, and
// Pearlmutter's R-operator of all of it. Layers before the first adapted one (the body) have slots of their own, a set each.
import { activate } from '../functions';
import { gemm, gemmT, transpose } from '../gemm';
import { lossCurvature, lossGradient } from '../loss';
import { multiply } from '../pass';
import * as p from '../plan';
import * as block from './block';
import { convolve, convolveBack, filterGradient } from './convolution';
import { bodyAt, bodyBytes, count, imagesAt, Layer, layer, offset, transposedAt } from './plan';

/** Targets of the row's examples. */
export let targets: usize = 0;

export function setTargets(at: usize): void { targets = at; }

/** Where layer l finds what a pass left: `slot`, or the body's own slot of the set. */
// @ts-ignore: decorator
@inline
function slotOf(l: i32, set: i32, slot: usize): usize {
  return l < p.first ? bodyAt + <usize>set * bodyBytes : slot;
}

function inputOf(l: i32, set: i32, slot: usize): usize {
  if (l == 0) return imagesAt + <usize>offset(set) * layer(0).inputStride;
  return slotOf(l - 1, set, slot) + layer(l - 1).outAt;
}

function targetsOf(set: i32): usize {
  return targets + <usize>offset(set) * layer(p.layers - 1).ld;
}

/** ∂/∂(outputs) of layer l before its own derivative is applied: of the pooled outputs, or of a dense layer's. */
function outputDelta(l: i32, set: i32, slot: usize): usize {
  const below = layer(l);
  return slotOf(l, set, slot) + (below.block ? below.pooledDeltaAt : below.deltaAt);
}

/** Rows of γ, then β. */
// @ts-ignore: decorator
@inline
function gammaOf(layer: Layer, w: usize): usize {
  return w + layer.wAt + <usize>(layer.inputs + 1) * layer.ld;
}

function forwardBlock(l: i32, n: i32, x: usize, w: usize, slot: usize): void {
  const here = layer(l), next = layer(l + 1);
  const out = slot + here.outAt;
  convolve(here, n, x, w + here.wAt, slot + here.zAt, 0, 1);
  block.normalise(here, n, slot);
  block.pool(here, n, slot, gammaOf(here, w), out + next.inset, next.inputStride, next.lineStride);
  if (next.block) return;
  for (let e = 0; e < n; e++) store<f32>(out + <usize>e * next.inputStride + (<usize>next.inputs << 2), 1);
}

/** Layers [from, to) of a set at weights w; outputs of the last layer of all are left at p.zAt. */
export function forward(from: i32, to: i32, set: i32, w: usize, slot: usize): void {
  const n = count(set);
  for (let l = from; l < to; l++) {
    const here = layer(l);
    const x = inputOf(l, set, slot), own = slotOf(l, set, slot);
    if (here.block) {
      forwardBlock(l, n, x, w, own);
      continue;
    }
    gemm(n, here.vectors, here.inputs + 1, x, here.inputStride, w + here.wAt, here.ld, p.zAt, p.zAt, here.ld, 0, 1);
    if (l + 1 < p.layers) {
      const d1 = own + here.zAt;
      activate(0, n, here.vectors, p.zAt, here.ld, own + here.outAt, layer(l + 1).inputStride, d1, d1, here.outputs);
    }
  }
}

/** The loss of the outputs at p.zAt; δ of the last layer goes to the slot. */
export function loss(set: i32, slot: usize): f32 {
  const last = layer(p.layers - 1);
  return lossGradient(p.lossKind, count(set), last.outputs, p.zAt, targetsOf(set), slot + last.deltaAt, slot + p.probOffset, last.ld);
}

/** out = c·out + s·∂/∂(input) of layer l from δ; pixels (units) of the layer below without a border. */
function inputGradient(l: i32, n: i32, delta: usize, w: usize, out: usize, c: f32, s: f32): void {
  const here = layer(l);
  if (here.block) {
    convolveBack(here, n, delta, w + here.wAt, out, c, s);
    return;
  }
  const back = <usize>((here.inputs + 3) & ~3) << 2;
  transpose(here.inputs, here.outputs, w + here.wAt, here.ld, transposedAt, back);
  gemm(n, <i32>(back >> 4), here.outputs, delta, here.ld, transposedAt, back, out, out, back, c, s);
}

/** From ∂/∂(outputs) of layer l to its δ. */
function applyDerivative(l: i32, n: i32, w: usize, own: usize): void {
  const here = layer(l);
  if (here.block) block.backward(here, n, own, gammaOf(here, w));
  else multiply(<usize>n * here.ld, own + here.deltaAt, own + here.zAt);
}

/** δ of layers down to `to` from that of layer `from`. */
export function backward(from: i32, to: i32, set: i32, w: usize, slot: usize): void {
  const n = count(set);
  for (let l = from; l > to; l--) {
    inputGradient(l, n, slotOf(l, set, slot) + layer(l).deltaAt, w, outputDelta(l - 1, set, slot), 0, 1);
    applyDerivative(l - 1, n, w, slotOf(l - 1, set, slot));
  }
}

/** Forward, loss and backward of the adapted layers. */
export function pass(set: i32, w: usize, slot: usize): f32 {
  forward(p.first, p.layers, set, w, slot);
  const value = loss(set, slot);
  backward(p.layers - 1, p.first, set, w, slot);
  return value;
}

/** out = c·in + s·∇ of layers [from, to) from inputs and δ of the set. */
export function gradients(from: i32, to: i32, set: i32, slot: usize, input: usize, out: usize, c: f32, s: f32): void {
  const n = count(set);
  for (let l = from; l < to; l++) {
    const here = layer(l);
    const x = inputOf(l, set, slot), own = slotOf(l, set, slot);
    const before = input + here.wAt, to = out + here.wAt;
    if (here.block) {
      filterGradient(here, n, x, own + here.deltaAt, before, to, c, s);
      const rest = <usize>here.inputs * here.ld;
      block.gradients(here, own, before + rest, to + rest, c, s);
    } else {
      gemmT(here.inputs + 1, here.vectors, n, x, here.inputStride, own + here.deltaAt, here.ld, before, to, here.ld, c, s);
    }
  }
}

/** The set's share of ∂/∂(outputs of the body) is zero so far. */
export function clearBody(set: i32): void {
  const last = p.first - 1;
  const below = layer(last);
  memory.fill(outputDelta(last, set, 0), 0, <usize>(count(set) * (below.block ? below.pooledPixels : 1)) * below.ld);
}

/** ∂/∂(outputs of the body) += s·∂/∂(input) of the first adapted layer, with δ in the slot. */
export function addToBody(set: i32, w: usize, slot: usize, s: f32): void {
  inputGradient(p.first, count(set), slot + layer(p.first).deltaAt, w, outputDelta(p.first - 1, set, slot), 1, s);
}

/** v = c·v + ∇ of the body from ∂/∂ of its outputs. */
export function bodyGradient(set: i32, w: usize, v: usize, c: f32): void {
  const last = p.first - 1;
  applyDerivative(last, count(set), w, slotOf(last, set, 0));
  backward(last, 0, set, w, 0);
  gradients(0, p.first, set, 0, v, v, c, 1);
}

/** R{·} of the adapted layers' outputs at w along v; R{z} of the last layer goes to the R-operator's scratch. */
function rForward(set: i32, w: usize, v: usize, slot: usize): void {
  const n = count(set), r = p.rAt;
  for (let l = p.first; l < p.layers; l++) {
    const here = layer(l);
    const x = inputOf(l, set, slot);
    const rz = r + here.rzAt;
    const rx = l > p.first ? r + layer(l - 1).rOutAt : 0;
    if (here.block) {
      const next = layer(l + 1);
      convolve(here, n, x, v + here.wAt, rz, 0, 1);
      if (rx != 0) convolve(here, n, rx, w + here.wAt, rz, 1, 1);
      block.rForward(here, n, slot, gammaOf(here, w), gammaOf(here, v), r + here.rOutAt + next.inset, next.inputStride, next.lineStride);
      continue;
    }
    gemm(n, here.vectors, here.inputs + 1, x, here.inputStride, v + here.wAt, here.ld, rz, rz, here.ld, 0, 1);
    // The bias's input is constant.
    if (rx != 0) gemm(n, here.vectors, here.inputs, rx, here.inputStride, w + here.wAt, here.ld, rz, rz, here.ld, 1, 1);
    if (l + 1 < p.layers) {
      for (let e = 0; e < n; e++) {
        const to = r + here.rOutAt + <usize>e * layer(l + 1).inputStride, row = <usize>e * here.ld;
        for (let o: usize = 0; o < here.ld; o += 16) v128.store(to + o, f32x4.mul(v128.load(rz + row + o), v128.load(slot + here.zAt + row + o)));
      }
    }
  }
}

/**
 * v ← shrink·v − α H v over the adapted layers, H the Hessian at w of the set whose pass is in the slot; with a body,
 * ∂/∂ of its outputs gets −α times the mixed product.
 */
export function curvatureStep(set: i32, w: usize, v: usize, slot: usize, shrink: f32, alpha: f32): void {
  const n = count(set), r = p.rAt, last = p.layers - 1;
  rForward(set, w, v, slot);
  const top = layer(last);
  lossCurvature(p.lossKind, n, top.outputs, r + top.rzAt, targetsOf(set), slot + p.probOffset, r + top.rDeltaAt, top.ld);
  for (let l = last; l >= p.first; l--) {
    const rd = r + layer(l).rDeltaAt, d = slot + layer(l).deltaAt;
    if (l > p.first) {
      const below = layer(l - 1);
      const to = r + (below.block ? below.rPooledDeltaAt : below.rDeltaAt);
      inputGradient(l, n, rd, w, to, 0, 1);
      inputGradient(l, n, d, v, to, 1, 1);
      if (below.block) block.rBackward(below, n, slot, gammaOf(below, w), gammaOf(below, v));
      else multiply(<usize>n * below.ld, to, slot + below.zAt);
    } else if (p.first > 0) {
      const to = outputDelta(p.first - 1, set, slot);
      inputGradient(l, n, rd, w, to, 1, -alpha);
      inputGradient(l, n, d, v, to, 1, -alpha);
    }
    rGradients(l, set, v, slot, shrink, alpha);
  }
}

/** v ← shrink·v − α R{∇} of layer l. */
function rGradients(l: i32, set: i32, v: usize, slot: usize, shrink: f32, alpha: f32): void {
  const here = layer(l), n = count(set), r = p.rAt;
  const x = inputOf(l, set, slot), to = v + here.wAt;
  const rd = r + here.rDeltaAt, d = slot + here.deltaAt;
  const rx = l > p.first ? r + layer(l - 1).rOutAt : 0;
  if (here.block) {
    filterGradient(here, n, x, rd, to, to, shrink, -alpha);
    if (rx != 0) filterGradient(here, n, rx, d, to, to, 1, -alpha);
    block.rGradients(here, to + <usize>here.inputs * here.ld, shrink, -alpha);
    return;
  }
  gemmT(here.inputs + 1, here.vectors, n, x, here.inputStride, rd, here.ld, to, to, here.ld, shrink, -alpha);
  if (rx != 0) gemmT(here.inputs, here.vectors, n, rx, here.inputStride, d, here.ld, to, to, here.ld, 1, -alpha);
}
