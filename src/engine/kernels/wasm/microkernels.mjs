// Writes the register-blocked matrix micro-kernels that assembly/gemm.ts dispatches to: C = c·Cin + s·(A·B) for a
// strip of 1–4 rows, in tiles of two vectors of columns. A is read by broadcast, either row by row (`n`: `stride` bytes between
// rows, the product runs along a row) or transposed (`t`: rows are neighbours, `stride` bytes between steps).
// 4 × 2 vectors is the largest tile whose accumulators and operands (all loaded before the first product) fit 15 SIMD
// registers. k is at least 1.

export const MAX_ROWS = 4;

/** s + x·b: one instruction where the build has relaxed SIMD, a product and a sum elsewhere. */
let multiplyAdd = plain;

function plain(s, x, b) {
  return `f32x4.add(${s}, f32x4.mul(${x}, ${b}))`;
}

function fused(s, x, b) {
  return `f32x4.relaxed_madd(${x}, ${b}, ${s})`;
}

function range(n) {
  return Array.from({ length: n }, (_, i) => i);
}

/** One multiply-accumulate step of the tile; `aAt(i)` is the address of A's element in row i. */
function step(rows, vectors, aAt) {
  const loads = range(vectors).map((v) => `    b${v} = v128.load(b, ${16 * v});`);
  const products = range(rows).flatMap((i) => [
    `    x = v128.load_splat<f32>(${aAt(i)});`,
    ...range(vectors).map((v) => `    s${i}${v} = ${multiplyAdd(`s${i}${v}`, 'x', `b${v}`)};`),
  ]);
  return [...loads, ...products, '    b += ldb;'].join('\n');
}

/**
 * The product's loop, four steps a turn. The exit between steps also keeps engines from moving all loads of a turn to
 * its front, which spills registers and halves the speed.
 */
function loops(transposed, rows, vectors) {
  const exit = '    if (--k == 0) break;';
  const at = (u) => step(rows, vectors, (i) => (transposed ? `a, ${4 * i}` : `a${i}, ${4 * u}`));
  const advance = transposed ? [] : range(rows).map((i) => `    a${i} += 16;`);
  const steps = range(4).flatMap((u) => [at(u), ...(transposed ? ['    a += stride;'] : []), exit]);
  return ['  while (true) {', ...steps, ...advance, '  }'].join('\n');
}

/** One tile: accumulators from zero over k, then C. Runs inside the strip's loop over columns. */
function tile(transposed, rows, vectors) {
  const store = (value) =>
    range(rows)
      .map((i) =>
        range(vectors)
          .map((v) => `    v128.store(d, ${value(i, v)}, ${16 * v});`)
          .join('\n'),
      )
      .join('\n    e += ldc; d += ldc;\n');
  const scaled = (i, v) => `f32x4.mul(sv, s${i}${v})`;
  const zeros = range(rows).flatMap((i) => range(vectors).map((v) => `  s${i}${v} = f32x4.splat(0);`));
  const starts = transposed ? ['  a = a0;'] : range(rows).map((i) => `  a${i} = a + ${i} * stride;`);
  return `${zeros.join('\n')}
${starts.join('\n')}
  b = panel;
  k = steps;
${loops(transposed, rows, vectors)}
  d = cout; e = cin;
  if (c == 0) {
${store(scaled)}
  } else {
${store((i, v) => `f32x4.add(f32x4.mul(cv, v128.load(e, ${16 * v})), ${scaled(i, v)})`)}
  }
  panel += ${16 * vectors}; cin += ${16 * vectors}; cout += ${16 * vectors};
  n4 -= ${vectors};
`;
}

/** A strip: `rows` rows of C over all n4 vectors of columns, two at a time. */
function kernel(transposed, rows) {
  const accumulators = range(rows).flatMap((i) => [`  let s${i}0: v128;`, `  let s${i}1: v128;`]);
  const pointers = transposed ? ['  let a = a0;'] : range(rows).map((i) => `  let a${i} = a;`);
  return `export function ${transposed ? 't' : 'n'}${rows}(n4: i32, steps: i32, ${transposed ? 'a0' : 'a'}: usize, stride: usize, panel: usize, ldb: usize, cin: usize, cout: usize, ldc: usize, c: f32, s: f32): void {
${accumulators.join('\n')}
${pointers.join('\n')}
  let b0: v128, b1: v128, x: v128;
  let b = panel, k = steps, d = cout, e = cin;
  const sv = f32x4.splat(s), cv = f32x4.splat(c);
  while (n4 >= 2) {
${tile(transposed, rows, 2)}
  }
  if (n4 > 0) {
${tile(transposed, rows, 1)}
  }
}
`;
}

const zeros = (rows, vectors) =>
  range(rows)
    .flatMap((i) => range(vectors).map((v) => `  let s${i}${v} = f32x4.splat(0);`))
    .join('\n');

/** C = c·Cin + s·sum of a tile whose rows are ldc bytes apart; c = 0 does not read Cin. */
function storeTile(rows, vectors) {
  const store = (value) =>
    range(rows)
      .map((i) =>
        range(vectors)
          .map((v) => `    v128.store(cout, ${value(i, v)}, ${16 * v});`)
          .join('\n'),
      )
      .join('\n    cin += ldc; cout += ldc;\n');
  const scaled = (i, v) => `f32x4.mul(sv, s${i}${v})`;
  return `  const sv = f32x4.splat(s), cv = f32x4.splat(c);
  if (c == 0) {
${store(scaled)}
  } else {
${store((i, v) => `f32x4.add(f32x4.mul(cv, v128.load(cin, ${16 * v})), ${scaled(i, v)})`)}
  }`;
}

/**
 * `conv`: a tile of a 3 × 3 convolution as an implicit product. Each of the rows (pixels) reads three runs of `run` floats,
 * one per line of its neighbourhood, `jump` bytes from the end of one to the start of the next; B is a packed panel.
 */
function convolution(rows, vectors) {
  const pointers = range(rows).map((i) => `a${i}: usize`);
  return `export function conv${rows}${vectors}(run: i32, ${pointers.join(', ')}, jump: usize, b: usize, cin: usize, cout: usize, ldc: usize, c: f32, s: f32): void {
${zeros(rows, vectors)}
  let b0: v128, b1: v128, x: v128;
  const ldb: usize = ${16 * vectors};
  for (let line = 0; line < 3; line++) {
    let k = run;
${loops(false, rows, vectors)}
    // The loop leaves the pointers at the start of its last turn.
${range(rows)
  .map((i) => `    a${i} += <usize>(4 * ((run - 1) & 3) + 4) + jump;`)
  .join('\n')}
  }
${storeTile(rows, vectors)}
}
`;
}

/**
 * `grad`: a tile of a convolution's filter gradient, C = Σ over pixels of x δ. The pixels are `lines` whole lines of `width`
 * pixels from line `y` of an image of `height` lines on; both images have a border of one pixel, b is at a pixel and a at one
 * of its neighbours.
 */
function filterGradient(rows, vectors) {
  return `export function grad${rows}${vectors}(width: i32, lines: i32, y: i32, height: i32, a: usize, stride: usize, b: usize, ldb: usize, cin: usize, cout: usize, ldc: usize, c: f32, s: f32): void {
${zeros(rows, vectors)}
  let b0: v128, b1: v128, x: v128;
  while (true) {
    let k = width;
${loops(true, rows, vectors)}
    if (--lines == 0) break;
    // The two border pixels, and at an image's end the two border lines.
    let skip: usize = 2;
    if (++y == height) { y = 0; skip += 2 * (<usize>width + 2); }
    a += stride * skip;
    b += ldb * skip;
  }
${storeTile(rows, vectors)}
}
`;
}

/** The whole generated module; `relaxed`: with fused multiply-adds. */
export function microkernelSource(relaxed) {
  multiplyAdd = relaxed ? fused : plain;
  const kernels = [false, true].flatMap((t) => range(MAX_ROWS).map((i) => kernel(t, i + 1)));
  const pairs = [1, 2].flatMap((vectors) => [
    ...[1, MAX_ROWS].map((rows) => convolution(rows, vectors)),
    ...range(MAX_ROWS).map((i) => filterGradient(i + 1, vectors)),
  ]);
  return `// Generated by microkernels.mjs; not to be edited.\n${[...kernels, ...pairs].join('\n')}`;
}
