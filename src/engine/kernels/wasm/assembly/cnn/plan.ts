// Where everything of a convolutional network lies: the table of its layers (blocks of convolution, batch norm, ReLU
// and pooling, then dense layers), what a pass leaves in a slot, and one thread's scratch. Strides and offsets are in bytes.
import { unpad } from '../index';
import * as p from '../plan';

/** One layer's sizes and places; an entry of the table. Channels are padded to whole vectors except in the images. */
@unmanaged
export class Layer {
  /** 1: a block, 0: dense. */
  block: i32;
  /** A weight is `groups` × `padded` rows (neighbours or pixels × channels), `real` of each group's are the model's. */
  groups: i32;
  real: i32;
  padded: i32;
  outputs: i32;
  /** Bytes of a row of the weight and of a pixel's (a dense layer's) outputs. */
  ld: usize;
  height: i32;
  width: i32;
  /** Bytes between examples of the input, between its lines, and from an example to its first pixel. */
  inputStride: usize;
  lineStride: usize;
  inset: usize;
  rawAt: usize;
  wAt: usize;
  wBytes: usize;
  /** In a slot: centred convolutions or a dense layer's σ′; their derivative (with a border) or δ. */
  zAt: usize;
  deltaAt: usize;
  /** In a slot: which of a pooled window's four is largest, its centred value, and the derivative there. */
  chosenAt: usize;
  pickedAt: usize;
  pooledDeltaAt: usize;
  /** In a slot: per channel 1/σ, Σ g, Σ g (z − μ) and three rows of working space. */
  statisticsAt: usize;
  /** In a slot: the layer's outputs, laid out as the next layer's input. */
  outAt: usize;
  /** In the R-operator's scratch, likewise. */
  rzAt: usize;
  rDeltaAt: usize;
  /** Per channel: means of R{z} and of R{z} (z − μ)/σ, R{Σ g}, R{Σ g (z − μ)/σ} and five rows of working space. */
  rStatisticsAt: usize;
  rPickedAt: usize;
  rPooledDeltaAt: usize;
  rOutAt: usize;

  // @ts-ignore: decorator
  @inline
  get vectors(): i32 { return <i32>(this.ld >> 4); }
  /** Rows of the weight. */
  // @ts-ignore: decorator
  @inline
  get inputs(): i32 { return this.groups * this.padded; }
  // @ts-ignore: decorator
  @inline
  get pixels(): i32 { return this.height * this.width; }
  // @ts-ignore: decorator
  @inline
  get pooledPixels(): i32 { return (this.height >> 1) * (this.width >> 1); }
}

/** The sets of examples of a row, in the order in which they are stored. */
export const SUPPORT: i32 = 0, QUERY: i32 = 1, HESSIAN: i32 = 2;

export let hessianSet: i32 = 0;
export let bodyAt: usize = 0;
export let bodyBytes: usize = 0;
export let imagesAt: usize = 0;
/** The last inner steps whose slots are kept for the reverse; earlier ones are computed anew. */
export let kept: i32 = 0;
export let panelAt: usize = 0;
export let transposedAt: usize = 0;

/** The scratch has been planned and not been used since. */
export let fresh: bool = false;

let cursor: usize = 0;

export function settle(): void { fresh = false; }

function take(bytes: usize): usize {
  const at = cursor;
  cursor += (bytes + 63) & ~63;
  return at;
}

// @ts-ignore: decorator
@inline
export function layer(l: i32): Layer {
  return changetype<Layer>(p.layerAt(l));
}

// @ts-ignore: decorator
@inline
export function count(set: i32): i32 {
  return set == SUPPORT ? p.kSupport : set == QUERY ? p.kQuery : p.kHessian;
}

/** Index of a set's first example. */
// @ts-ignore: decorator
@inline
export function offset(set: i32): i32 {
  return set == SUPPORT ? 0 : set == QUERY ? p.kSupport : p.kSupport + p.kQuery;
}

// @ts-ignore: decorator
@inline
function up4(n: i32): i32 { return (n + 3) & ~3; }

function planLayers(): void {
  let height = p.height, width = p.width, real = p.channels, padded = p.channels;
  let raw: usize = 0, w: usize = 0;
  for (let l = 0; l < p.layers; l++) {
    const layer = changetype<Layer>(p.layerAt(l));
    const block = l < p.blocks;
    layer.block = block ? 1 : 0;
    // The list of sizes: the blocks' filters, the features, then the dense layers' outputs.
    layer.outputs = p.sizeAt(block ? l : l + 1);
    layer.ld = <usize>up4(layer.outputs) << 2;
    layer.real = real;
    layer.padded = padded;
    layer.height = height;
    layer.width = width;
    if (block) {
      layer.groups = 9;
      layer.lineStride = <usize>((width + 2) * padded) << 2;
      layer.inputStride = <usize>(height + 2) * layer.lineStride;
      layer.inset = layer.lineStride + (<usize>padded << 2);
      padded = up4(layer.outputs);
      height >>= 1;
      width >>= 1;
    } else {
      layer.groups = height * width;
      layer.lineStride = <usize>(width * padded) << 2;
      layer.inputStride = <usize>up4(layer.inputs + 1) << 2;
      layer.inset = 0;
      height = width = 1;
      padded = layer.outputs;
    }
    real = layer.outputs;
    layer.rawAt = raw;
    layer.wAt = w;
    const rows = block ? 3 : 1;
    layer.wBytes = <usize>(layer.inputs + rows) * layer.ld;
    raw += <usize>((layer.groups * layer.real + rows) * layer.outputs) << 2;
    w += layer.wBytes;
  }
  p.setSizes(raw, w, layer(p.first).wAt);
}

/** Bytes of the layer's outputs as the next layer's input of k examples. */
function outBytes(l: i32, k: i32): usize {
  return l + 1 < p.layers ? <usize>k * layer(l + 1).inputStride : 0;
}

/** Fields of a slot for layers [from, to) and k examples; returns its bytes. */
function planSlot(from: i32, to: i32, k: i32): usize {
  cursor = 0;
  for (let l = from; l < to; l++) {
    const layer = changetype<Layer>(p.layerAt(l));
    const row = <usize>k * layer.ld;
    const pooled = row * <usize>layer.pooledPixels;
    layer.zAt = take(layer.block ? row * <usize>layer.pixels : row);
    layer.deltaAt = take(layer.block ? row * <usize>((layer.height + 2) * (layer.width + 2)) : row);
    if (layer.block) {
      layer.chosenAt = take(pooled);
      layer.pickedAt = take(pooled);
      layer.pooledDeltaAt = take(pooled);
      layer.statisticsAt = take(6 * layer.ld);
    }
    layer.outAt = take(outBytes(l, k));
  }
  return cursor;
}

function planCurvature(k: i32): usize {
  cursor = 0;
  for (let l = p.first; l < p.layers; l++) {
    const layer = changetype<Layer>(p.layerAt(l));
    const row = <usize>k * layer.ld;
    const pooled = row * <usize>layer.pooledPixels;
    layer.rzAt = take(layer.block ? row * <usize>layer.pixels : row);
    layer.rDeltaAt = take(layer.block ? row * <usize>((layer.height + 2) * (layer.width + 2)) : row);
    if (layer.block) {
      layer.rStatisticsAt = take(9 * layer.ld);
      layer.rPickedAt = take(pooled);
      layer.rPooledDeltaAt = take(pooled);
    }
    layer.rOutAt = take(outBytes(l, k));
  }
  return cursor;
}

/** Plans the layers and one thread's scratch from `scratch` on. */
export function plan(scratch: usize): void {
  fresh = true;
  planLayers();
  hessianSet = p.kHessian > 0 ? HESSIAN : SUPPORT;
  const k = max(p.kSupport, max(p.kQuery, p.kHessian));
  const last = layer(p.layers - 1);
  bodyBytes = planSlot(0, p.first, k);
  const headBytes = planSlot(p.first, p.layers, k);
  const probOffset = cursor;
  const slotBytes = headBytes + <usize>k * last.ld;
  const rBytes = p.keep && p.curvature == 0 ? planCurvature(k) : 0;
  const stored = p.keep ? max(p.steps, 1) : 1;
  kept = max(1, min(stored, <i32>min<usize>(p.keepBytes / slotBytes, <usize>i32.MAX_VALUE)));
  let widest: usize = 0, panel: usize = 0, dense: usize = 0;
  for (let l = 0; l < p.layers; l++) {
    const layer = changetype<Layer>(p.layerAt(l));
    widest = max(widest, layer.ld);
    if (layer.block) panel = max(panel, 9 * <usize>max(layer.padded, up4(layer.outputs)));
    else dense = max(dense, <usize>layer.outputs * <usize>up4(layer.inputs));
  }
  cursor = scratch;
  imagesAt = take(<usize>p.examples * layer(0).inputStride);
  bodyAt = take(3 * bodyBytes);
  const stepsAt = take(<usize>stored * p.stepBytes);
  const slotsAt = take(<usize>(kept < stored ? kept + 1 : kept) * slotBytes);
  const querySlot = take(slotBytes);
  panelAt = take(32 * panel);
  transposedAt = take(dense << 2);
  p.placeScratch(stepsAt, slotsAt, querySlot, slotBytes, probOffset, take(<usize>k * widest), take(p.padBytes), take(rBytes));
  if (p.keep && p.curvature == 2) p.placeDifference(take(p.padBytes), take(p.padBytes));
  p.endScratch(scratch, cursor - scratch);
}

/** One agent's launch parameters in padded form: rows of padding and padding columns are zero. */
export function padRow(raw: usize, to: usize): void {
  memory.fill(to, 0, p.padBytes);
  for (let l = 0; l < p.layers; l++) {
    const layer = changetype<Layer>(p.layerAt(l));
    const bytes = <usize>layer.outputs << 2;
    let from = raw + layer.rawAt;
    for (let g = 0; g < layer.groups; g++) {
      for (let i = 0; i < layer.real; i++, from += bytes) memory.copy(to + layer.wAt + <usize>(g * layer.padded + i) * layer.ld, from, bytes);
    }
    const rest = layer.block ? 3 : 1;
    for (let i = 0; i < rest; i++, from += bytes) memory.copy(to + layer.wAt + <usize>(layer.inputs + i) * layer.ld, from, bytes);
  }
}

/** A padded row in the model's layout; layers before `first` come from `body`. */
export function unpadRow(body: usize, first: i32, from: usize, raw: usize): void {
  for (let l = 0; l < p.layers; l++) {
    const layer = changetype<Layer>(p.layerAt(l));
    const bytes = <usize>layer.outputs << 2;
    const w = (l < first ? body : from) + layer.wAt;
    let to = raw + layer.rawAt;
    for (let g = 0; g < layer.groups; g++) {
      unpad(layer.real, layer.outputs, w + <usize>(g * layer.padded) * layer.ld, layer.ld, to);
      to += <usize>layer.real * bytes;
    }
    unpad(layer.block ? 3 : 1, layer.outputs, w + <usize>layer.inputs * layer.ld, layer.ld, to);
  }
}

/** The row's images into planes with a border of zeros; `from` are its examples, one after another. */
export function padImages(from: usize): void {
  const first = layer(0);
  const line = <usize>(p.width * p.channels) << 2;
  memory.fill(imagesAt, 0, <usize>p.examples * first.inputStride);
  for (let e = 0; e < p.examples; e++) {
    let to = imagesAt + <usize>e * first.inputStride + first.inset;
    for (let y = 0; y < p.height; y++) {
      memory.copy(to, from, line);
      to += first.lineStride;
      from += line;
    }
  }
}
