// Matrix products on padded float32 buffers: C = c·Cin + s·(A·B), all strides in bytes, columns in vectors of four.
// `n`: A is row-major (lda bytes between rows). `t`: A is the transpose of a stored matrix (lda bytes between its rows).
import * as micro from './microkernels';

/** Rows of the next tile when `left` remain: as even as four at a time allow (5 → 3 + 2, not 4 + 1). */
// @ts-ignore: decorator
@inline
function tileRows(left: i32): i32 {
  if (left >= 12) return 4;
  const tiles = (left + 3) / 4;
  return (left + tiles - 1) / tiles;
}

/** C[m × 4n4] = c·Cin + s·A[m × k]·B[k × 4n4]. m, n4 and k are at least 1, here and below. */
export function gemm(m: i32, n4: i32, k: i32, a: usize, lda: usize, b: usize, ldb: usize, cin: usize, cout: usize, ldc: usize, c: f32, s: f32): void {
  while (m > 0) {
    const mr = tileRows(m);
    switch (mr) {
      case 4: micro.n4(n4, k, a, lda, b, ldb, cin, cout, ldc, c, s); break;
      case 3: micro.n3(n4, k, a, lda, b, ldb, cin, cout, ldc, c, s); break;
      case 2: micro.n2(n4, k, a, lda, b, ldb, cin, cout, ldc, c, s); break;
      default: micro.n1(n4, k, a, lda, b, ldb, cin, cout, ldc, c, s);
    }
    a += <usize>mr * lda;
    cin += <usize>mr * ldc;
    cout += <usize>mr * ldc;
    m -= mr;
  }
}

/** The same with B stored as panels of two vectors, each k rows of 32 bytes (the last one of 16 when n4 is odd). */
export function gemmPanels(m: i32, n4: i32, k: i32, a: usize, lda: usize, panels: usize, cout: usize, ldc: usize): void {
  for (let j = 0; j < n4; ) {
    const wide = n4 - j >= 2;
    const width: usize = wide ? 32 : 16;
    gemm(m, wide ? 2 : 1, k, a, lda, panels, width, cout, cout, ldc, 0, 1);
    panels += <usize>k * width;
    cout += width;
    j += wide ? 2 : 1;
  }
}

/** C[m × 4n4] = c·Cin + s·Aᵀ·B with A[k × m], B[k × 4n4]. */
export function gemmT(m: i32, n4: i32, k: i32, a: usize, lda: usize, b: usize, ldb: usize, cin: usize, cout: usize, ldc: usize, c: f32, s: f32): void {
  while (m > 0) {
    const mr = tileRows(m);
    switch (mr) {
      case 4: micro.t4(n4, k, a, lda, b, ldb, cin, cout, ldc, c, s); break;
      case 3: micro.t3(n4, k, a, lda, b, ldb, cin, cout, ldc, c, s); break;
      case 2: micro.t2(n4, k, a, lda, b, ldb, cin, cout, ldc, c, s); break;
      default: micro.t1(n4, k, a, lda, b, ldb, cin, cout, ldc, c, s);
    }
    a += <usize>(mr << 2);
    cin += <usize>mr * ldc;
    cout += <usize>mr * ldc;
    m -= mr;
  }
}

// @ts-ignore: decorator
@inline
export function sum4(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** G = X·Xᵀ of m rows (ld bytes apart, 4·k4 floats used), written [m × m] with ldg bytes between rows. */
export function gram(m: i32, k4: i32, x: usize, ld: usize, g: usize, ldg: usize): void {
  const bytes = <usize>k4 << 4;
  for (let i = 0; i < m; i += 2) {
    const pair = i + 1 < m;
    const p = x + <usize>i * ld;
    const q = pair ? p + ld : p;
    for (let j = 0; j <= i + 1 && j < m; j += 2) {
      const r = x + <usize>j * ld;
      const t = j + 1 < m ? r + ld : r;
      let s00 = f32x4.splat(0), s01 = f32x4.splat(0), s10 = f32x4.splat(0), s11 = f32x4.splat(0);
      for (let o: usize = 0; o < bytes; o += 16) {
        const pv = v128.load(p + o), qv = v128.load(q + o), rv = v128.load(r + o), tv = v128.load(t + o);
        s00 = f32x4.add(s00, f32x4.mul(pv, rv));
        s01 = f32x4.add(s01, f32x4.mul(pv, tv));
        s10 = f32x4.add(s10, f32x4.mul(qv, rv));
        s11 = f32x4.add(s11, f32x4.mul(qv, tv));
      }
      put(g, ldg, i, j, sum4(s00));
      if (j + 1 < m) put(g, ldg, i, j + 1, sum4(s01));
      if (pair) put(g, ldg, i + 1, j, sum4(s10));
      if (pair && j + 1 < m) put(g, ldg, i + 1, j + 1, sum4(s11));
    }
  }
}

// @ts-ignore: decorator
@inline
function put(g: usize, ldg: usize, i: i32, j: i32, value: f32): void {
  store<f32>(g + <usize>i * ldg + (<usize>j << 2), value);
  store<f32>(g + <usize>j * ldg + (<usize>i << 2), value);
}

/** Columns that are transposed together: their rows of T stay in the cache until whole lines of them are written. */
const COLUMNS: i32 = 16;

/** T[cols × rows] = Wᵀ of W[rows × cols]; T's padding columns (beyond rows) become zero. Reads W in whole vectors. */
export function transpose(rows: i32, cols: i32, w: usize, ldw: usize, t: usize, ldt: usize): void {
  for (; cols > 0; cols -= COLUMNS) {
    transposeColumns(rows, min(cols, COLUMNS), w, ldw, t, ldt);
    w += COLUMNS << 2;
    t += COLUMNS * ldt;
  }
}

function transposeColumns(rows: i32, cols: i32, w: usize, ldw: usize, t: usize, ldt: usize): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < rows; i += 4) {
    const left = rows - i;
    for (let j = 0; j < cols; j += 4) {
      const p = w + <usize>i * ldw + (<usize>j << 2);
      const r0 = v128.load(p);
      const r1 = left > 1 ? v128.load(p + ldw) : zero;
      const r2 = left > 2 ? v128.load(p + 2 * ldw) : zero;
      const r3 = left > 3 ? v128.load(p + 3 * ldw) : zero;
      const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), b = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const c = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), d = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      const out = t + <usize>j * ldt + (<usize>i << 2);
      const n = cols - j;
      v128.store(out, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
      if (n > 1) v128.store(out + ldt, v128.shuffle<f32>(a, b, 2, 3, 6, 7));
      if (n > 2) v128.store(out + 2 * ldt, v128.shuffle<f32>(c, d, 0, 1, 4, 5));
      if (n > 3) v128.store(out + 3 * ldt, v128.shuffle<f32>(c, d, 2, 3, 6, 7));
    }
  }
}
