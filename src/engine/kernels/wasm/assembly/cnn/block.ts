// What follows a block's convolution: batch norm over the batch's own statistics (biased variance), ReLU and 2 × 2 max-pool
// (floor), with the derivative and its R-operator. Convolutions z are kept centred; x̂ = s (z − μ) with s = 1/σ. Only the
// chosen pixel of a pooled window has a derivative g, so that sums over g run over pooled pixels; the rest is affine in z.
import * as p from '../plan';
import { Layer } from './plan';

const EPSILON: f32 = 1e-5;
/** `chosen` of a window without a positive value. */
const NONE: i32 = 4;
/** Pixels between two additions to the total: sums of sums lose less. */
const RUN: i32 = 64;

// @ts-ignore: decorator
@inline
function at(base: usize): v128 { return v128.load(base); }

// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: v128): v128 { return f32x4.add(f32x4.mul(a, b), c); }

// @ts-ignore: decorator
@inline
function addTo(to: usize, value: v128): void { v128.store(to, f32x4.add(v128.load(to), value)); }

/** out += Σ over pixels of z, four vectors of channels from z on. */
function sumFour(pixels: i32, z: usize, ld: usize, out: usize): void {
  while (pixels > 0) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let k = min(RUN, pixels); k > 0; k--) {
      s0 = f32x4.add(s0, v128.load(z));
      s1 = f32x4.add(s1, v128.load(z, 16));
      s2 = f32x4.add(s2, v128.load(z, 32));
      s3 = f32x4.add(s3, v128.load(z, 48));
      z += ld;
    }
    addTo(out, s0);
    addTo(out + 16, s1);
    addTo(out + 32, s2);
    addTo(out + 48, s3);
    pixels -= RUN;
  }
}

function sumOne(pixels: i32, z: usize, ld: usize, out: usize): void {
  while (pixels > 0) {
    let s0 = f32x4.splat(0);
    for (let k = min(RUN, pixels); k > 0; k--, z += ld) s0 = f32x4.add(s0, v128.load(z));
    addTo(out, s0);
    pixels -= RUN;
  }
}

/** z −= μ, out += Σ z². */
function centreFour(pixels: i32, z: usize, ld: usize, mean: usize, out: usize): void {
  const m0 = v128.load(mean), m1 = v128.load(mean, 16), m2 = v128.load(mean, 32), m3 = v128.load(mean, 48);
  while (pixels > 0) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let k = min(RUN, pixels); k > 0; k--) {
      const a = f32x4.sub(v128.load(z), m0), b = f32x4.sub(v128.load(z, 16), m1);
      const c = f32x4.sub(v128.load(z, 32), m2), d = f32x4.sub(v128.load(z, 48), m3);
      v128.store(z, a);
      v128.store(z, b, 16);
      v128.store(z, c, 32);
      v128.store(z, d, 48);
      s0 = madd(a, a, s0);
      s1 = madd(b, b, s1);
      s2 = madd(c, c, s2);
      s3 = madd(d, d, s3);
      z += ld;
    }
    addTo(out, s0);
    addTo(out + 16, s1);
    addTo(out + 32, s2);
    addTo(out + 48, s3);
    pixels -= RUN;
  }
}

function centreOne(pixels: i32, z: usize, ld: usize, mean: usize, out: usize): void {
  const m0 = v128.load(mean);
  while (pixels > 0) {
    let s0 = f32x4.splat(0);
    for (let k = min(RUN, pixels); k > 0; k--, z += ld) {
      const a = f32x4.sub(v128.load(z), m0);
      v128.store(z, a);
      s0 = madd(a, a, s0);
    }
    addTo(out, s0);
    pixels -= RUN;
  }
}

/** first += Σ r, second += Σ r z of two vectors of channels. */
function sumPair(pixels: i32, r: usize, z: usize, ld: usize, first: usize, second: usize, two: bool): void {
  while (pixels > 0) {
    let s0 = f32x4.splat(0), s1 = s0, t0 = s0, t1 = s0;
    for (let k = min(RUN, pixels); k > 0; k--) {
      const a = v128.load(r);
      s0 = f32x4.add(s0, a);
      t0 = madd(a, v128.load(z), t0);
      if (two) {
        const b = v128.load(r, 16);
        s1 = f32x4.add(s1, b);
        t1 = madd(b, v128.load(z, 16), t1);
      }
      r += ld;
      z += ld;
    }
    addTo(first, s0);
    addTo(second, t0);
    if (two) {
      addTo(first + 16, s1);
      addTo(second + 16, t1);
    }
    pixels -= RUN;
  }
}

/** z ← z − μ; s to the statistics. */
export function normalise(layer: Layer, n: i32, slot: usize): void {
  const pixels = n * layer.pixels, ld = layer.ld;
  const z = slot + layer.zAt, s = slot + layer.statisticsAt, mean = s + ld;
  memory.fill(s, 0, 2 * ld);
  const per = f32x4.splat(<f32>1 / <f32>pixels);
  for (let o: usize = 0; o < ld; ) {
    const four = ld - o >= 64;
    const end = o + (four ? 64 : 16);
    if (four) sumFour(pixels, z + o, ld, mean + o);
    else sumOne(pixels, z + o, ld, mean + o);
    for (let q = o; q < end; q += 16) v128.store(mean + q, f32x4.mul(v128.load(mean + q), per));
    if (four) centreFour(pixels, z + o, ld, mean + o, s + o);
    else centreOne(pixels, z + o, ld, mean + o, s + o);
    o = end;
  }
  for (let o: usize = 0; o < ld; o += 16) {
    const deviation = f32x4.sqrt(f32x4.add(f32x4.mul(v128.load(s + o), per), f32x4.splat(EPSILON)));
    v128.store(s + o, f32x4.div(f32x4.splat(1), deviation));
  }
}

/** Outputs relu(max(γ x̂ + β)) of every window, and which pixel it was. `stride`, `line`: bytes between examples and lines of out. */
export function pool(layer: Layer, n: i32, slot: usize, gamma: usize, out: usize, stride: usize, line: usize): void {
  const ld = layer.ld, beta = gamma + ld;
  const s = slot + layer.statisticsAt, scale = s + 3 * ld;
  for (let o: usize = 0; o < ld; o += 16) v128.store(scale + o, f32x4.mul(v128.load(gamma + o), v128.load(s + o)));
  const width = layer.width, height = layer.height;
  const below = <usize>width * ld;
  let chosen = slot + layer.chosenAt, picked = slot + layer.pickedAt;
  const zero = f32x4.splat(0), none = i32x4.splat(NONE);
  const one = i32x4.splat(1), two = i32x4.splat(2), three = i32x4.splat(3);
  for (let e = 0; e < n; e++) {
    for (let i = 0; i + 1 < height; i += 2) {
      let z = slot + layer.zAt + <usize>((e * height + i) * width) * ld;
      let to = out + <usize>e * stride + <usize>(i >> 1) * line;
      for (let j = 0; j + 1 < width; j += 2) {
        for (let o: usize = 0; o < ld; o += 16) {
          const a = at(scale + o), b = at(beta + o);
          const z0 = at(z + o), z1 = at(z + ld + o), z2 = at(z + below + o), z3 = at(z + below + ld + o);
          let best = madd(a, z0, b), value = z0;
          let other = madd(a, z1, b);
          let larger = f32x4.gt(other, best);
          best = v128.bitselect(other, best, larger);
          value = v128.bitselect(z1, value, larger);
          let k = v128.and(larger, one);
          other = madd(a, z2, b);
          larger = f32x4.gt(other, best);
          best = v128.bitselect(other, best, larger);
          value = v128.bitselect(z2, value, larger);
          k = v128.bitselect(two, k, larger);
          other = madd(a, z3, b);
          larger = f32x4.gt(other, best);
          best = v128.bitselect(other, best, larger);
          value = v128.bitselect(z3, value, larger);
          k = v128.bitselect(three, k, larger);
          v128.store(to + o, f32x4.pmax(best, zero));
          v128.store(picked + o, value);
          v128.store(chosen + o, v128.bitselect(k, none, f32x4.gt(best, zero)));
        }
        z += 2 * ld;
        to += ld;
        picked += ld;
        chosen += ld;
      }
    }
  }
}

/**
 * One window of the derivative with respect to z: dense·(1, z, R{z}) at every pixel, and `sparse` at the chosen one.
 * `right`, `down`: whether the window has a second column and line; only whole windows have a chosen pixel.
 */
function spreadWindow(coefficients: usize, ld: usize, z: usize, rz: usize, below: usize, whole: bool, right: bool, down: bool, chosen: usize, g: usize, rg: usize, delta: usize, belowDelta: usize): void {
  const none = i32x4.splat(NONE);
  for (let o: usize = 0; o < ld; o += 16) {
    const c = coefficients + o;
    const constant = at(c), ofZ = at(c + ld);
    let sparse = f32x4.splat(0), k = none, ofR = sparse;
    if (whole) {
      sparse = f32x4.mul(at(c + 2 * ld), at(g + o));
      k = at(chosen + o);
    }
    if (rz != 0) {
      ofR = at(c + 3 * ld);
      if (whole) sparse = madd(at(c + 4 * ld), at(rg + o), sparse);
    }
    for (let corner = 0; corner < 4; corner++) {
      if (((corner & 1) != 0 && !right) || (corner >= 2 && !down)) continue;
      const from = ((corner & 1) != 0 ? ld : 0) + (corner >= 2 ? below : 0) + o;
      const to = delta + ((corner & 1) != 0 ? ld : 0) + (corner >= 2 ? belowDelta : 0) + o;
      let value = madd(ofZ, at(z + from), constant);
      if (rz != 0) value = madd(ofR, at(rz + from), value);
      if (whole) value = f32x4.add(value, v128.and(sparse, i32x4.eq(k, i32x4.splat(corner))));
      v128.store(to, value);
    }
  }
}

/** The derivative (rz 0) or its R-operator, from rows of coefficients, into `delta` with a border. */
function spread(layer: Layer, n: i32, slot: usize, coefficients: usize, rz: usize, rg: usize, delta: usize): void {
  const ld = layer.ld, width = layer.width, height = layer.height;
  const below = <usize>width * ld, belowDelta = <usize>(width + 2) * ld;
  let chosen = slot + layer.chosenAt, g = slot + layer.pooledDeltaAt;
  for (let e = 0; e < n; e++) {
    for (let i = 0; i < height; i += 2) {
      const from = <usize>((e * height + i) * width) * ld;
      let z = slot + layer.zAt + from, r = rz == 0 ? 0 : rz + from;
      let to = delta + <usize>((e * (height + 2) + i + 1) * (width + 2) + 1) * ld;
      const down = i + 1 < height;
      for (let j = 0; j < width; j += 2) {
        const right = j + 1 < width;
        const whole = right && down;
        spreadWindow(coefficients, ld, z, r, below, whole, right, down, chosen, g, rg, to, belowDelta);
        z += 2 * ld;
        if (rz != 0) r += 2 * ld;
        to += 2 * ld;
        if (whole) {
          chosen += ld;
          g += ld;
          rg += ld;
        }
      }
    }
  }
}

/** From ∂/∂(pooled outputs) in the slot: g and its sums, then δ = sγ(g − mean g − x̂ mean(g x̂)) with a border. */
export function backward(layer: Layer, n: i32, slot: usize, gamma: usize): void {
  const ld = layer.ld;
  const pooled = n * layer.pooledPixels;
  const s = slot + layer.statisticsAt, first = s + ld, second = first + ld, coefficients = second + ld;
  const per = f32x4.splat(<f32>1 / <f32>(n * layer.pixels));
  const none = i32x4.splat(NONE);
  for (let o: usize = 0; o < ld; o += 16) {
    let g = slot + layer.pooledDeltaAt + o, chosen = slot + layer.chosenAt + o, picked = slot + layer.pickedAt + o;
    let sum = f32x4.splat(0), product = sum;
    for (let i = 0; i < pooled; i++) {
      const value = v128.andnot(at(g), i32x4.eq(at(chosen), none));
      v128.store(g, value);
      sum = f32x4.add(sum, value);
      product = madd(value, at(picked), product);
      g += ld;
      chosen += ld;
      picked += ld;
    }
    v128.store(first + o, sum);
    v128.store(second + o, product);
    const sv = at(s + o), sg = f32x4.mul(sv, at(gamma + o));
    v128.store(coefficients + o, f32x4.neg(f32x4.mul(sg, f32x4.mul(sum, per))));
    v128.store(coefficients + ld + o, f32x4.neg(f32x4.mul(f32x4.mul(sg, f32x4.mul(sv, sv)), f32x4.mul(product, per))));
    v128.store(coefficients + 2 * ld + o, sg);
  }
  spread(layer, n, slot, coefficients, 0, 0, slot + layer.deltaAt);
}

/** out = c·in + s·∂/∂(bias, γ, β), three rows; the bias cancels in the batch norm. */
export function gradients(layer: Layer, slot: usize, input: usize, out: usize, c: f32, s: f32): void {
  const ld = layer.ld;
  const statistics = slot + layer.statisticsAt;
  const cv = f32x4.splat(c), sv = f32x4.splat(s);
  for (let o: usize = 0; o < ld; o += 16) {
    v128.store(out + o, c == 0 ? f32x4.splat(0) : f32x4.mul(cv, at(input + o)));
    const ofGamma = f32x4.mul(sv, f32x4.mul(at(statistics + o), at(statistics + 2 * ld + o)));
    const ofBeta = f32x4.mul(sv, at(statistics + ld + o));
    v128.store(out + ld + o, c == 0 ? ofGamma : madd(cv, at(input + ld + o), ofGamma));
    v128.store(out + 2 * ld + o, c == 0 ? ofBeta : madd(cv, at(input + 2 * ld + o), ofBeta));
  }
}

/** R{outputs} from R{z}: at the chosen pixels R{γ x̂ + β}, with R{x̂} = s (R{z} − mean R{z}) − s x̂ mean(x̂ R{z}). */
export function rForward(layer: Layer, n: i32, slot: usize, gamma: usize, vGamma: usize, out: usize, stride: usize, line: usize): void {
  const ld = layer.ld, pixels = n * layer.pixels;
  const r = p.rAt;
  const mean = r + layer.rStatisticsAt, product = mean + ld, coefficients = mean + 4 * ld;
  const s = slot + layer.statisticsAt;
  const per = f32x4.splat(<f32>1 / <f32>pixels);
  memory.fill(mean, 0, 2 * ld);
  for (let o: usize = 0; o < ld; o += 32) sumPair(pixels, r + layer.rzAt + o, slot + layer.zAt + o, ld, mean + o, product + o, ld - o >= 32);
  for (let o: usize = 0; o < ld; o += 16) {
    const sv = at(s + o), sg = f32x4.mul(sv, at(gamma + o));
    const m = f32x4.mul(at(mean + o), per), q = f32x4.mul(sv, f32x4.mul(at(product + o), per));
    v128.store(mean + o, m);
    v128.store(product + o, q);
    // R{γ s}, of x̂/s; γ s, of R{z}; the constant.
    v128.store(coefficients + o, f32x4.sub(f32x4.mul(sv, at(vGamma + o)), f32x4.mul(f32x4.mul(sg, sv), q)));
    v128.store(coefficients + ld + o, sg);
    v128.store(coefficients + 2 * ld + o, f32x4.sub(at(vGamma + ld + o), f32x4.mul(sg, m)));
  }
  rPool(layer, n, slot, coefficients, out, stride, line);
}

function rPool(layer: Layer, n: i32, slot: usize, coefficients: usize, out: usize, stride: usize, line: usize): void {
  const ld = layer.ld, width = layer.width, height = layer.height;
  const below = <usize>width * ld;
  let chosen = slot + layer.chosenAt, picked = slot + layer.pickedAt, rPicked = p.rAt + layer.rPickedAt;
  for (let e = 0; e < n; e++) {
    for (let i = 0; i + 1 < height; i += 2) {
      let rz = p.rAt + layer.rzAt + <usize>((e * height + i) * width) * ld;
      let to = out + <usize>e * stride + <usize>(i >> 1) * line;
      for (let j = 0; j + 1 < width; j += 2) {
        for (let o: usize = 0; o < ld; o += 16) {
          const k = at(chosen + o);
          let value = v128.and(at(rz + o), i32x4.eq(k, i32x4.splat(0)));
          value = v128.or(value, v128.and(at(rz + ld + o), i32x4.eq(k, i32x4.splat(1))));
          value = v128.or(value, v128.and(at(rz + below + o), i32x4.eq(k, i32x4.splat(2))));
          value = v128.or(value, v128.and(at(rz + below + ld + o), i32x4.eq(k, i32x4.splat(3))));
          v128.store(rPicked + o, value);
          let y = madd(at(coefficients + o), at(picked + o), at(coefficients + 2 * ld + o));
          y = madd(at(coefficients + ld + o), value, y);
          v128.store(to + o, v128.andnot(y, i32x4.eq(k, i32x4.splat(NONE))));
        }
        rz += 2 * ld;
        to += ld;
        chosen += ld;
        picked += ld;
        rPicked += ld;
      }
    }
  }
}

/** R{δ} with a border from R{∂/∂(pooled outputs)} in the R-operator's scratch; R{Σ g}, R{Σ g x̂} to its statistics. */
export function rBackward(layer: Layer, n: i32, slot: usize, gamma: usize, vGamma: usize): void {
  const ld = layer.ld, pooled = n * layer.pooledPixels;
  const r = p.rAt;
  const mean = r + layer.rStatisticsAt, q = mean + ld, first = q + ld, second = first + ld;
  const s = slot + layer.statisticsAt;
  const per = f32x4.splat(<f32>1 / <f32>(n * layer.pixels));
  const none = i32x4.splat(NONE);
  for (let o: usize = 0; o < ld; o += 16) {
    let rg = r + layer.rPooledDeltaAt + o, g = slot + layer.pooledDeltaAt + o;
    let chosen = slot + layer.chosenAt + o, picked = slot + layer.pickedAt + o, rPicked = r + layer.rPickedAt + o;
    let sum = f32x4.splat(0), product = sum;
    for (let i = 0; i < pooled; i++) {
      const value = v128.andnot(at(rg), i32x4.eq(at(chosen), none));
      v128.store(rg, value);
      sum = f32x4.add(sum, value);
      product = madd(value, at(picked), product);
      product = madd(at(g), at(rPicked), product);
      rg += ld;
      g += ld;
      chosen += ld;
      picked += ld;
      rPicked += ld;
    }
    const sv = at(s + o), g1 = at(s + ld + o), g2 = at(s + 2 * ld + o);
    const sq = f32x4.mul(sv, at(q + o));
    const lost = f32x4.add(f32x4.mul(at(mean + o), g1), f32x4.mul(sq, g2));
    v128.store(first + o, sum);
    v128.store(second + o, f32x4.mul(sv, f32x4.sub(product, lost)));
  }
  rCoefficients(layer, s, gamma, vGamma, mean, per);
  spread(layer, n, slot, mean + 4 * ld, r + layer.rzAt, r + layer.rPooledDeltaAt, r + layer.rDeltaAt);
}

/** Rows of `spread` for R{sγ(g − mean g − x̂ mean(g x̂))}. */
function rCoefficients(layer: Layer, s: usize, gamma: usize, vGamma: usize, r: usize, per: v128): void {
  const ld = layer.ld, coefficients = r + 4 * ld;
  for (let o: usize = 0; o < ld; o += 16) {
    const sv = at(s + o), sg = f32x4.mul(sv, at(gamma + o));
    const m1 = f32x4.mul(at(s + ld + o), per), m2 = f32x4.mul(sv, f32x4.mul(at(s + 2 * ld + o), per));
    const rMean = at(r + o), sq = f32x4.mul(sv, at(r + ld + o));
    const rm1 = f32x4.mul(at(r + 2 * ld + o), per), rm2 = f32x4.mul(at(r + 3 * ld + o), per);
    const t = f32x4.sub(f32x4.mul(sv, at(vGamma + o)), f32x4.mul(sg, sq));
    const ofX = f32x4.sub(f32x4.mul(sg, f32x4.sub(f32x4.mul(sq, m2), rm2)), f32x4.mul(t, m2));
    const shift = f32x4.sub(f32x4.mul(f32x4.mul(sv, m2), rMean), rm1);
    v128.store(coefficients + o, f32x4.sub(f32x4.mul(sg, shift), f32x4.mul(t, m1)));
    v128.store(coefficients + ld + o, f32x4.mul(sv, ofX));
    v128.store(coefficients + 2 * ld + o, t);
    v128.store(coefficients + 3 * ld + o, f32x4.neg(f32x4.mul(sg, f32x4.mul(sv, m2))));
    v128.store(coefficients + 4 * ld + o, sg);
  }
}

/** out += s·R{∂/∂(γ, β)}; the rows are bias, γ, β. */
export function rGradients(layer: Layer, out: usize, c: f32, s: f32): void {
  const ld = layer.ld;
  const first = p.rAt + layer.rStatisticsAt + 2 * ld, second = first + ld;
  const cv = f32x4.splat(c), sv = f32x4.splat(s);
  for (let o: usize = 0; o < ld; o += 16) {
    v128.store(out + o, f32x4.mul(cv, at(out + o)));
    v128.store(out + ld + o, madd(cv, at(out + ld + o), f32x4.mul(sv, at(second + o))));
    v128.store(out + 2 * ld + o, madd(cv, at(out + 2 * ld + o), f32x4.mul(sv, at(first + o))));
  }
}
