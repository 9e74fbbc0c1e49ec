// The fused meta-gradient of many rows: `prepare` once, `runRows` over any split of the rows, then `reduce` over any
// split of the parameters and `finish`. Results do not depend on the splits: every sum runs over rows in order.
import * as cnnPlan from './cnn/plan';
import * as cnn from './cnn/row';
import { gemmT } from './gemm';
import { combine, transposeFrom } from './pass';
import * as p from './plan';
import { runRow } from './row';

/** Examples of the stacked first-layer product that share a pass over its output. */
const STACK: i32 = 160;

/** Reads the request; `scratch` is this thread's own memory, `table` its table of layers. */
export function configure(request: usize, table: usize, scratch: usize): void {
  p.configure(request, table);
  if (p.blocks > 0) cnnPlan.plan(scratch);
  else p.plan(scratch);
}

export function scratchBytes(): usize { return p.scratchBytes; }
export function paddedBytes(): usize { return p.padBytes; }
export function transposedBytes(): usize { return p.transposedBytes; }

/** Launch models of all agents into padded, transposed (the first layer perhaps panelled) form; sums to zero. */
export function prepare(): void {
  for (let a = 0; a < p.agents; a++) {
    const w = p.launch + <usize>a * (p.padBytes + p.transposedBytes);
    const raw = p.launchRaw + <usize>a * p.rawBytes;
    if (p.blocks > 0) {
      cnnPlan.padRow(raw, w);
      continue;
    }
    for (let l = 0; l < p.layers; l++) {
      if (l == 0 && p.stacked) panels(raw, w);
      else pad(p.augmented(l), p.outputs(l), raw + p.rawAt(l), w + p.wAt(l), p.zStride(l));
    }
    transposeFrom(1, w, w + p.padBytes);
  }
  if (p.wantGradient) memory.fill(p.sums, 0, <usize>p.agents * p.padBytes);
}

function pad(m: i32, n: i32, from: usize, to: usize, ld: usize): void {
  const bytes = <usize>n << 2;
  if (bytes == ld) {
    memory.copy(to, from, <usize>m * bytes);
    return;
  }
  for (let i = 0; i < m; i++) {
    v128.store(to + ld - 16, f32x4.splat(0));
    for (let o: usize = 0; o < bytes; o += 4) store<f32>(to + o, load<f32>(from + o));
    from += bytes;
    to += ld;
  }
}

/** The first layer's weights as panels of eight columns (see gemmPanels). */
function panels(raw: usize, to: usize): void {
  const n = p.outputs(0), m = p.augmented(0);
  for (let j = 0; j < n; j += 8) {
    const width = n - j > 4 ? 8 : 4;
    const real = min(width, n - j);
    let from = raw + (<usize>j << 2);
    for (let i = 0; i < m; i++) {
      if (real == width) {
        v128.store(to, v128.load(from));
        if (width == 8) v128.store(to, v128.load(from, 16), 16);
      } else {
        for (let q = 0; q < width; q++) store<f32>(to + (<usize>q << 2), q < real ? load<f32>(from + (<usize>q << 2)) : 0);
      }
      from += <usize>n << 2;
      to += <usize>width << 2;
    }
  }
}

export function runRows(begin: i32, end: i32): void {
  for (let r = begin; r < end; r++) {
    if (p.blocks > 0) cnn.runRow(r);
    else runRow(r);
  }
}

/** Adds the stored rows to the sums over bytes [begin, end) of a padded parameter row; multiples of 16. */
export function reduce(begin: usize, end: usize): void {
  for (let r = 0; r < p.rows; r++) {
    const a = load<i32>(p.agentOfRow + (<usize>r << 2));
    const sum = p.sums + <usize>a * p.padBytes + begin;
    combine(end - begin, sum, sum, 1, p.rowSums + <usize>r * p.padBytes + begin, load<f32>(p.weightOfRow + (<usize>r << 2)));
  }
}

/**
 * The stacked first layer's part, input rows [begin, end): Σ over rows of X̂ᵀĈ as products that run over neighbouring
 * rows of one agent; Ĉ carries the rows' weights.
 */
export function reduceFirst(begin: i32, end: i32): void {
  const per = <usize>p.examples;
  const skip = p.supportSilent ? p.kSupport : 0;
  const ldx = p.inputStride(0), ld = p.zStride(0);
  // Rows whose support examples are left out are not neighbours.
  const most = skip > 0 ? 1 : max(1, STACK / p.examples);
  for (let r = 0; r < p.rows; ) {
    const a = load<i32>(p.agentOfRow + (<usize>r << 2));
    let n = 1;
    while (n < most && r + n < p.rows && load<i32>(p.agentOfRow + (<usize>(r + n) << 2)) == a) n++;
    const sum = p.sums + <usize>a * p.padBytes + <usize>begin * ld;
    const at = <usize>r * per + <usize>skip;
    gemmT(end - begin, p.zVectors(0), n * p.examples - skip, p.xs + at * ldx + (<usize>begin << 2), ldx, p.coefficients + at * ld, ld, sum, sum, ld, 1, 1);
    r += n;
  }
}

/** Sums of all agents without padding. */
export function finish(): void {
  for (let a = 0; a < p.agents; a++) {
    const sum = p.sums + <usize>a * p.padBytes;
    if (p.blocks > 0) {
      cnnPlan.unpadRow(sum, 0, sum, p.gradientRaw + <usize>a * p.rawBytes);
      continue;
    }
    for (let l = 0; l < p.layers; l++) {
      unpad(p.augmented(l), p.outputs(l), sum + p.wAt(l), p.zStride(l), p.gradientRaw + <usize>a * p.rawBytes + p.rawAt(l));
    }
  }
}

export function unpad(m: i32, n: i32, from: usize, ld: usize, to: usize): void {
  const bytes = <usize>n << 2;
  if (bytes == ld) {
    memory.copy(to, from, <usize>m * bytes);
    return;
  }
  for (let i = 0; i < m; i++) {
    for (let o: usize = 0; o < bytes; o += 4) store<f32>(to + o, load<f32>(from + o));
    from += ld;
    to += bytes;
  }
}
