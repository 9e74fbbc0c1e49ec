// Products of a 3 × 3 convolution with zero padding, each as an implicit matrix product over images of n examples
// [height + 2, width + 2, channels] with a border of zeros: nothing is copied into patches.
import * as micro from '../microkernels';
import { Layer, panelAt } from './plan';

/** Pixels whose inputs and derivatives stay in the nearest cache while all filters pass over them. */
const CHUNK: i32 = 160;

/** A panel of `vectors` output channels from channel j on of W [9 × inputs × outputs]. */
function packForward(rows: i32, vectors: i32, w: usize, ld: usize, j: usize): void {
  let from = w + j, to = panelAt;
  for (let i = 0; i < rows; i++) {
    v128.store(to, v128.load(from));
    if (vectors == 2) v128.store(to, v128.load(from, 16), 16);
    from += ld;
    to += <usize>vectors << 4;
  }
}

/** The same of the transposed convolution: neighbours in reverse order, the roles of channels exchanged. */
function packBackward(layer: Layer, vectors: i32, w: usize, j: i32): void {
  const ld = layer.ld, lanes = vectors << 2, channels = <i32>(ld >> 2);
  let to = panelAt;
  for (let neighbour = 8; neighbour >= 0; neighbour--) {
    const from = w + <usize>(neighbour * layer.padded + j) * ld;
    for (let o = 0; o < channels; o++) {
      for (let i = 0; i < lanes; i++) store<f32>(to + (<usize>i << 2), load<f32>(from + <usize>i * ld + (<usize>o << 2)));
      to += <usize>lanes << 2;
    }
  }
}

/** One panel of output channels over all pixels; `channels` of the input, `cout` at the panel's first channel. */
function convolvePanel(layer: Layer, n: i32, channels: i32, x: usize, vectors: i32, out: usize, ldc: usize, c: f32, s: f32): void {
  const pixel = <usize>channels << 2;
  const line = <usize>(layer.width + 2) * pixel;
  const run = 3 * channels;
  const jump = line - 3 * pixel;
  const width = layer.width, height = layer.height;
  let left = n * height * width;
  let column = 0, row = 0;
  let a = x, cout = out;
  while (left > 0) {
    // The next four pixels' neighbourhoods; fewer than four are left only at the very end.
    const a0 = a;
    let a1: usize = 0, a2: usize = 0, a3: usize = 0;
    const tile = left >= 4 ? 4 : 1;
    for (let i = 0; i < tile; i++) {
      if (i == 1) a1 = a;
      else if (i == 2) a2 = a;
      else if (i == 3) a3 = a;
      a += pixel;
      if (++column == width) {
        column = 0;
        a += 2 * pixel;
        if (++row == height) {
          row = 0;
          a += 2 * line;
        }
      }
    }
    if (tile == 4) {
      if (vectors == 2) micro.conv42(run, a0, a1, a2, a3, jump, panelAt, cout, cout, ldc, c, s);
      else micro.conv41(run, a0, a1, a2, a3, jump, panelAt, cout, cout, ldc, c, s);
    } else if (vectors == 2) micro.conv12(run, a0, jump, panelAt, cout, cout, ldc, c, s);
    else micro.conv11(run, a0, jump, panelAt, cout, cout, ldc, c, s);
    cout += <usize>tile * ldc;
    left -= tile;
  }
}

/** out = c·out + s·(x ∗ W) over n examples; out [n × height × width, outputs] without a border. */
export function convolve(layer: Layer, n: i32, x: usize, w: usize, out: usize, c: f32, s: f32): void {
  for (let v = 0; v < layer.vectors; v += 2) {
    const vectors = min(2, layer.vectors - v);
    const j = <usize>v << 4;
    packForward(layer.inputs, vectors, w, layer.ld, j);
    convolvePanel(layer, n, layer.padded, x, vectors, out + j, layer.ld, c, s);
  }
}

/** The adjoint: ∂/∂x = c·out + s·(δ ∗ᵀ W) from δ with a border; out [n × height × width, inputs]. Not of the images. */
export function convolveBack(layer: Layer, n: i32, delta: usize, w: usize, out: usize, c: f32, s: f32): void {
  const all = layer.padded >> 2;
  const ldc = <usize>layer.padded << 2;
  for (let v = 0; v < all; v += 2) {
    const vectors = min(2, all - v);
    packBackward(layer, vectors, w, v << 2);
    convolvePanel(layer, n, <i32>(layer.ld >> 2), delta, vectors, out + (<usize>v << 4), ldc, c, s);
  }
}

/** out = c·in + s·∂/∂W from inputs x and δ, both with a border, over n examples. */
export function filterGradient(layer: Layer, n: i32, x: usize, delta: usize, input: usize, out: usize, c: f32, s: f32): void {
  const width = layer.width, height = layer.height, ld = layer.ld;
  const pixel = <usize>layer.padded << 2;
  const line = <usize>(width + 2) * pixel;
  const run = 3 * layer.padded;
  const lines = n * height;
  const most = max(1, CHUNK / width);
  for (let g = 0; g < lines; g += most) {
    const some = min(most, lines - g);
    const e = g / height, y = g % height;
    const at = <usize>(e * (height + 2) + y);
    const b = delta + (at + 1) * <usize>(width + 2) * ld + ld;
    const more: f32 = g == 0 ? c : 1;
    const from = g == 0 ? input : out;
    for (let dy: usize = 0; dy < 3; dy++) {
      const a = x + (at + dy) * line;
      const w = dy * <usize>run * ld;
      for (let v = 0; v < layer.vectors; v += 2) {
        const j = <usize>v << 4;
        filterPanel(run, min(2, layer.vectors - v), width, some, y, height, a, pixel, b + j, ld, from + w + j, out + w + j, more, s);
      }
    }
  }
}

function filterPanel(m: i32, vectors: i32, width: i32, lines: i32, y: i32, height: i32, a: usize, stride: usize, b: usize, ld: usize, cin: usize, cout: usize, c: f32, s: f32): void {
  while (m > 0) {
    const rows = min(4, m);
    switch (2 * rows + vectors) {
      case 10: micro.grad42(width, lines, y, height, a, stride, b, ld, cin, cout, ld, c, s); break;
      case 9: micro.grad41(width, lines, y, height, a, stride, b, ld, cin, cout, ld, c, s); break;
      case 8: micro.grad32(width, lines, y, height, a, stride, b, ld, cin, cout, ld, c, s); break;
      case 7: micro.grad31(width, lines, y, height, a, stride, b, ld, cin, cout, ld, c, s); break;
      case 6: micro.grad22(width, lines, y, height, a, stride, b, ld, cin, cout, ld, c, s); break;
      case 5: micro.grad21(width, lines, y, height, a, stride, b, ld, cin, cout, ld, c, s); break;
      case 4: micro.grad12(width, lines, y, height, a, stride, b, ld, cin, cout, ld, c, s); break;
      default: micro.grad11(width, lines, y, height, a, stride, b, ld, cin, cout, ld, c, s);
    }
    a += <usize>rows << 2;
    cin += <usize>rows * ld;
    cout += <usize>rows * ld;
    m -= rows;
  }
}
