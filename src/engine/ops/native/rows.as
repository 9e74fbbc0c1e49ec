// AssemblyScript source of rowsModule.ts (build.mjs). Works on the heap of the TensorFlow.js WASM backend, which
// it imports: no data, no allocation. Addresses in bytes, sizes and strides in floats unless said otherwise.

const LANES: i32 = 8;

// @ts-ignore: decorator
@inline
function at(base: usize, index: i32): usize { return base + (<usize>index << 2); }

/** Panel [k, 8] of op(B): columns j … j + width − 1, the rest zero. */
function pack(k: i32, width: i32, b: usize, rowStride: i32, columnStride: i32, panel: usize): void {
  for (let p = 0; p < k; p++) {
    const to = panel + (<usize>p << 5);
    if (width < LANES) {
      v128.store(to, f32x4.splat(0));
      v128.store(to, f32x4.splat(0), 16);
    }
    let from = at(b, p * rowStride);
    for (let q = 0; q < width; q++) {
      store<f32>(to + (<usize>q << 2), load<f32>(from));
      from += <usize>columnStride << 2;
    }
  }
}

/** C tile [rows ≤ 4, 8] = A rows × panel; `as` and `ap` are byte strides of A along rows and along k. */
// @ts-ignore: decorator
@inline
function tile(k: i32, a0: usize, a1: usize, a2: usize, a3: usize, ap: usize, b: usize, ldb: usize, c0: usize, c1: usize, c2: usize, c3: usize): void {
  let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
  let s20 = f32x4.splat(0), s21 = f32x4.splat(0), s30 = f32x4.splat(0), s31 = f32x4.splat(0);
  for (let p = 0; p < k; p++) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    b += ldb;
    const x0 = v128.load_splat<f32>(a0);
    s00 = f32x4.add(s00, f32x4.mul(x0, b0)); s01 = f32x4.add(s01, f32x4.mul(x0, b1));
    const x1 = v128.load_splat<f32>(a1);
    s10 = f32x4.add(s10, f32x4.mul(x1, b0)); s11 = f32x4.add(s11, f32x4.mul(x1, b1));
    const x2 = v128.load_splat<f32>(a2);
    s20 = f32x4.add(s20, f32x4.mul(x2, b0)); s21 = f32x4.add(s21, f32x4.mul(x2, b1));
    const x3 = v128.load_splat<f32>(a3);
    s30 = f32x4.add(s30, f32x4.mul(x3, b0)); s31 = f32x4.add(s31, f32x4.mul(x3, b1));
    a0 += ap; a1 += ap; a2 += ap; a3 += ap;
  }
  v128.store(c3, s30); v128.store(c3, s31, 16);
  v128.store(c2, s20); v128.store(c2, s21, 16);
  v128.store(c1, s10); v128.store(c1, s11, 16);
  v128.store(c0, s00); v128.store(c0, s01, 16);
}

/** C[m, n] = op(A)·op(B) for every entry of the batch. scratch: 8k + 32 floats. */
export function matMul(batch: i32, m: i32, n: i32, k: i32, a: usize, aBatch: i32, aRow: i32, aCol: i32, b: usize, bBatch: i32, bRow: i32, bCol: i32, c: usize, scratch: usize): void {
  const edge = scratch + (<usize>k << 5);
  const as = <usize>aRow << 2, ap = <usize>aCol << 2, ldc = <usize>n << 2;
  for (let e = 0; e < batch; e++) {
    for (let j = 0; j < n; j += LANES) {
      const width = min(LANES, n - j);
      const whole = width == LANES;
      let panel = at(b, j * bCol);
      let ldb = <usize>bRow << 2;
      if (!whole || bCol != 1) {
        pack(k, width, panel, bRow, bCol, scratch);
        panel = scratch;
        ldb = 32;
      }
      for (let i = 0; i < m; i += 4) {
        const last = m - i - 1;
        const a0 = a + <usize>i * as;
        const a1 = a0 + as * <usize>min(1, last), a2 = a0 + as * <usize>min(2, last), a3 = a0 + as * <usize>min(3, last);
        const c0 = c + <usize>i * ldc + (<usize>j << 2);
        if (whole) {
          tile(k, a0, a1, a2, a3, ap, panel, ldb, c0, c0 + ldc * <usize>min(1, last), c0 + ldc * <usize>min(2, last), c0 + ldc * <usize>min(3, last));
        } else {
          tile(k, a0, a1, a2, a3, ap, panel, ldb, edge, edge + 32, edge + 64, edge + 96);
          for (let r = 0; r <= min(3, last); r++) {
            for (let q = 0; q < width; q++) store<f32>(c0 + <usize>r * ldc + (<usize>q << 2), load<f32>(edge + (<usize>r << 5) + (<usize>q << 2)));
          }
        }
      }
    }
    a += <usize>aBatch << 2;
    b += <usize>bBatch << 2;
    c += <usize>(m * n) << 2;
  }
}

// @ts-ignore: decorator
@inline
function clear(to: usize, floats: i32): void { memory.fill(to, 0, <usize>floats << 2); }

/** x [rows · channels, height, run] → out [rows, 9, channels, height · run]; `step` floats between pixels. */
export function patches(x: usize, out: usize, rows: i32, channels: i32, height: i32, run: i32, step: i32): void {
  const plane = height * run;
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < 9; k++) {
      const down = k / 3 - 1, right = (k % 3 - 1) * step;
      const kept = max(run - step, 0);
      for (let c = 0; c < channels; c++) {
        for (let y = 0; y < height; y++) {
          const to = at(out, y * run);
          const source = y + down;
          if (source < 0 || source >= height) { clear(to, run); continue; }
          const from = at(x, (r * channels + c) * plane + source * run);
          if (right == 0) memory.copy(to, from, <usize>run << 2);
          else if (right < 0) { clear(to, run - kept); memory.copy(at(to, run - kept), from, <usize>kept << 2); }
          else { memory.copy(to, at(from, run - kept), <usize>kept << 2); clear(at(to, kept), run - kept); }
        }
        out = at(out, plane);
      }
    }
  }
}

function accumulate(to: usize, from: usize, floats: i32): void {
  let i = 0;
  for (; i + 4 <= floats; i += 4) v128.store(at(to, i), f32x4.add(v128.load(at(to, i)), v128.load(at(from, i))));
  for (; i < floats; i++) store<f32>(at(to, i), load<f32>(at(to, i)) + load<f32>(at(from, i)));
}

/** Adjoint of `patches`. */
export function sumPatches(from: usize, out: usize, rows: i32, channels: i32, height: i32, run: i32, step: i32): void {
  const plane = height * run;
  clear(out, rows * channels * plane);
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < 9; k++) {
      const down = k / 3 - 1, right = (k % 3 - 1) * step;
      const kept = max(run - step, 0);
      for (let c = 0; c < channels; c++) {
        for (let y = 0; y < height; y++) {
          const target = y + down;
          if (target < 0 || target >= height) continue;
          const source = at(from, y * run);
          const to = at(out, (r * channels + c) * plane + target * run);
          if (right == 0) accumulate(to, source, run);
          else if (right < 0) accumulate(to, at(source, run - kept), kept);
          else accumulate(at(to, run - kept), source, kept);
        }
        from = at(from, plane);
      }
    }
  }
}

/** 1 at the first largest entry of every 2×2 block of x [planes, height, width · step], 0 elsewhere. */
export function poolMask(x: usize, out: usize, planes: i32, height: i32, width: i32, step: i32): void {
  const run = width * step;
  clear(out, planes * height * run);
  for (let p = 0; p < planes; p++) {
    for (let i = 0; i + 1 < height; i += 2) {
      for (let j = 0; j + 1 < width; j += 2) {
        let o = (p * height + i) * run + j * step;
        for (let e = 0; e < step; e++, o++) {
          let best = o;
          let value = load<f32>(at(x, o));
          let other = load<f32>(at(x, o + step));
          if (other > value) { value = other; best = o + step; }
          other = load<f32>(at(x, o + run));
          if (other > value) { value = other; best = o + run; }
          other = load<f32>(at(x, o + run + step));
          if (other > value) best = o + run + step;
          store<f32>(at(out, best), 1);
        }
      }
    }
  }
}

/** Sum of x · mask over every 2×2 block → [planes, height / 2, width / 2 · step]. */
export function poolSelect(x: usize, mask: usize, out: usize, planes: i32, height: i32, width: i32, step: i32): void {
  const run = width * step;
  for (let p = 0; p < planes; p++) {
    for (let i = 0; i + 1 < height; i += 2) {
      for (let j = 0; j + 1 < width; j += 2) {
        let o = (p * height + i) * run + j * step;
        for (let e = 0; e < step; e++, o++) {
          const top = load<f32>(at(x, o)) * load<f32>(at(mask, o)) + load<f32>(at(x, o + step)) * load<f32>(at(mask, o + step));
          const below = o + run;
          store<f32>(out, top + load<f32>(at(x, below)) * load<f32>(at(mask, below)) + load<f32>(at(x, below + step)) * load<f32>(at(mask, below + step)));
          out += 4;
        }
      }
    }
  }
}

/** Adjoint of `poolSelect`: every pooled value goes where the mask is 1. */
export function poolSpread(dy: usize, mask: usize, out: usize, planes: i32, height: i32, width: i32, step: i32): void {
  const run = width * step;
  clear(out, planes * height * run);
  for (let p = 0; p < planes; p++) {
    for (let i = 0; i + 1 < height; i += 2) {
      for (let j = 0; j + 1 < width; j += 2) {
        let o = (p * height + i) * run + j * step;
        for (let e = 0; e < step; e++, o++) {
          const value = load<f32>(dy);
          dy += 4;
          store<f32>(at(out, o), value * load<f32>(at(mask, o)));
          store<f32>(at(out, o + step), value * load<f32>(at(mask, o + step)));
          store<f32>(at(out, o + run), value * load<f32>(at(mask, o + run)));
          store<f32>(at(out, o + run + step), value * load<f32>(at(mask, o + run + step)));
        }
      }
    }
  }
}

/** Terms between two additions to a total: sums of sums lose less. */
const RUN: i32 = 64;

function sumRow(x: usize, count: i32): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (; count >= 16; count -= 16, x += 64) {
    s0 = f32x4.add(s0, v128.load(x));
    s1 = f32x4.add(s1, v128.load(x, 16));
    s2 = f32x4.add(s2, v128.load(x, 32));
    s3 = f32x4.add(s3, v128.load(x, 48));
  }
  const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  let rest: f32 = 0;
  for (; count > 0; count--, x += 4) rest += load<f32>(x);
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3)) + rest;
}

/** Four vectors of columns, then one, then single columns; `ld` bytes between rows. */
function sumColumns16(x: usize, count: i32, ld: usize, out: usize): void {
  let t0 = f32x4.splat(0), t1 = t0, t2 = t0, t3 = t0;
  while (count > 0) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let k = min(RUN, count); k > 0; k--, x += ld) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    t0 = f32x4.add(t0, s0);
    t1 = f32x4.add(t1, s1);
    t2 = f32x4.add(t2, s2);
    t3 = f32x4.add(t3, s3);
    count -= RUN;
  }
  v128.store(out, t0);
  v128.store(out, t1, 16);
  v128.store(out, t2, 32);
  v128.store(out, t3, 48);
}

function sumColumns4(x: usize, count: i32, ld: usize, out: usize): void {
  let total = f32x4.splat(0);
  while (count > 0) {
    let s = f32x4.splat(0);
    for (let k = min(RUN, count); k > 0; k--, x += ld) s = f32x4.add(s, v128.load(x));
    total = f32x4.add(total, s);
    count -= RUN;
  }
  v128.store(out, total);
}

function sumColumn(x: usize, count: i32, ld: usize, out: usize): void {
  let total: f32 = 0;
  while (count > 0) {
    let s: f32 = 0;
    for (let k = min(RUN, count); k > 0; k--, x += ld) s += load<f32>(x);
    total += s;
    count -= RUN;
  }
  store<f32>(out, total);
}

/** out[outer, inner] = Σ over the middle of x[outer, middle, inner]. */
export function sum(x: usize, out: usize, outer: i32, middle: i32, inner: i32): void {
  const ld = <usize>inner << 2;
  for (let e = 0; e < outer; e++) {
    if (inner == 1) store<f32>(out, sumRow(x, middle));
    else {
      let j: usize = 0;
      for (; j + 64 <= ld; j += 64) sumColumns16(x + j, middle, ld, out + j);
      for (; j + 16 <= ld; j += 16) sumColumns4(x + j, middle, ld, out + j);
      for (; j < ld; j += 4) sumColumn(x + j, middle, ld, out + j);
    }
    x += <usize>middle * ld;
    out += ld;
  }
}
