// Vector exp, log and the activations with their first and second derivatives (relative error about 1e-7).

// @ts-ignore: decorator
@inline
function c(x: f32): v128 {
  return f32x4.splat(x);
}

// @ts-ignore: decorator
@inline
function fma(a: v128, b: v128, d: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), d);
}

/** e^x; arguments are clamped to [−87.3, 88.7], where the result leaves the normal floats. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function exp4(value: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(value, c(-87.3)), c(88.7));
  const n = f32x4.nearest(f32x4.mul(x, c(1.44269504088896341)));
  let r = f32x4.sub(x, f32x4.mul(n, c(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, c(-2.12194440e-4)));
  let p = fma(c(1.9875691500e-4), r, c(1.3981999507e-3));
  p = fma(p, r, c(8.3334519073e-3));
  p = fma(p, r, c(4.1665795894e-2));
  p = fma(p, r, c(1.6666665459e-1));
  p = fma(p, r, c(5.0000001201e-1));
  p = f32x4.add(fma(p, f32x4.mul(r, r), r), c(1));
  // 2^n in two factors: n reaches 128, whose exponent alone would overflow.
  const k = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(k, 1);
  const lo = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const hi = i32x4.shl(i32x4.add(i32x4.sub(k, half), i32x4.splat(127)), 23);
  return f32x4.mul(f32x4.mul(p, lo), hi);
}

/** ln(x) of normal positive x. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  // Mantissa into [√½, √2): subtract the bits of √½ before taking the exponent.
  const e = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const m = f32x4.sub(i32x4.sub(x, i32x4.shl(e, 23)), c(1));
  const n = f32x4.convert_i32x4_s(e);
  const z = f32x4.mul(m, m);
  let p = fma(c(7.0376836292e-2), m, c(-1.1514610310e-1));
  p = fma(p, m, c(1.1676998740e-1));
  p = fma(p, m, c(-1.2420140846e-1));
  p = fma(p, m, c(1.4249322787e-1));
  p = fma(p, m, c(-1.6668057665e-1));
  p = fma(p, m, c(2.0000714765e-1));
  p = fma(p, m, c(-2.4999993993e-1));
  p = fma(p, m, c(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, m), z);
  p = fma(n, c(-2.12194440e-4), p);
  p = fma(z, c(-0.5), p);
  return fma(n, c(0.693359375), f32x4.add(m, p));
}

/** ln(1 + t) for t in [0, 1], accurate for tiny t. */
// @ts-ignore: decorator
@inline
function log1p4(t: v128): v128 {
  const u = f32x4.add(t, c(1));
  const lost = f32x4.sub(t, f32x4.sub(u, c(1)));
  return f32x4.add(log4(u), f32x4.div(lost, u));
}

// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const a = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = fma(c(-5.70498872745e-3), z, c(2.06390887954e-2));
  p = fma(p, z, c(-5.37397155531e-2));
  p = fma(p, z, c(1.33314422036e-1));
  p = fma(p, z, c(-3.33332819422e-1));
  const small = fma(f32x4.mul(p, z), x, x);
  const e = exp4(f32x4.add(a, a));
  const big = f32x4.sub(c(1), f32x4.div(c(2), f32x4.add(e, c(1))));
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.bitselect(small, v128.or(big, sign), f32x4.lt(a, c(0.625)));
}

/**
 * a = σ(z), d1 = σ′(z) and, for the curved ones, d2 = σ″(z), of `rows` rows of `n4` vectors; column `ones` of a becomes
 * 1 where ones ≥ 0 (the input of the next layer's bias). z, d1, d2 share the leading dimension ldz. kind: 0 relu,
 * 1 tanh, 2 softplus, 3 identity.
 */
export function activate(kind: i32, rows: i32, n4: i32, z: usize, ldz: usize, a: usize, lda: usize, d1: usize, d2: usize, ones: i32): void {
  const bytes = <usize>n4 << 4;
  const zero = c(0), one = c(1);
  for (let r = 0; r < rows; r++) {
    if (kind == 0) {
      for (let o: usize = 0; o < bytes; o += 16) {
        const x = v128.load(z + o);
        // pmax(x, 0) is x < 0 ? 0 : x in one instruction, and keeps NaN.
        v128.store(a + o, f32x4.pmax(x, zero));
        v128.store(d1 + o, v128.and(f32x4.gt(x, zero), one));
      }
    } else if (kind == 1) {
      for (let o: usize = 0; o < bytes; o += 16) {
        const t = tanh4(v128.load(z + o));
        const d = f32x4.sub(one, f32x4.mul(t, t));
        v128.store(a + o, t);
        v128.store(d1 + o, d);
        v128.store(d2 + o, f32x4.mul(f32x4.mul(c(-2), t), d));
      }
    } else if (kind == 2) {
      for (let o: usize = 0; o < bytes; o += 16) {
        const x = v128.load(z + o);
        const t = exp4(f32x4.neg(f32x4.abs(x)));
        const inverse = f32x4.div(one, f32x4.add(t, one));
        const other = f32x4.mul(t, inverse);
        v128.store(a + o, f32x4.add(f32x4.pmax(x, zero), log1p4(t)));
        v128.store(d1 + o, v128.bitselect(other, inverse, f32x4.lt(x, zero)));
        v128.store(d2 + o, f32x4.mul(other, inverse));
      }
    } else {
      for (let o: usize = 0; o < bytes; o += 16) {
        v128.store(a + o, v128.load(z + o));
        v128.store(d1 + o, one);
      }
    }
    if (ones >= 0) store<f32>(a + (<usize>ones << 2), 1);
    z += ldz;
    d1 += ldz;
    d2 += ldz;
    a += lda;
  }
}
