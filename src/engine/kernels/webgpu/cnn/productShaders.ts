// WGSL of the products of a layer, 3 × 3 convolutions with zero padding and dense layers alike: a pixel's `taps`
// neighbours (9 or 1) times the weight [taps · cin, cout]. Each thread has a tile of 4 × 4 sums in registers.

/** The 4 vectors of a tile. */
const FOUR = [0, 1, 2, 3];
const each = (text: (i: number) => string) => FOUR.map(text).join('\n');

/** A thread's position: four neighbouring pixels from `first` on, four channels of `channels` from `k` on. */
const position = (channels: string) => `
  let at = i32(id.x);
  let row = i32(id.y);
  if (at >= u.items) { return; }
  let rb = row * u.rowStride;
  let quads = (${channels} + 3) / 4;
  let k = (at % quads) * 4;
  let first = (at / quads) * 4;
  let pixels = u.n * u.h * u.w;
  ${each((i) => `let k${i} = min(k + ${i}, ${channels} - 1);`)}
  ${each(
    (i) => `let pixel${i} = min(first + ${i}, pixels - 1);
  let x${i} = pixel${i} % u.w;
  let y${i} = (pixel${i} / u.w) % u.h;`,
  )}
  ${each((i) => `var s${i} = vec4<f32>();`)}`;

/** Whether the pixel `sign`·(dy, dx) away lies in the image, and its index. */
const neighbour = (i: number, sign: '+' | '-') => `
      let inside${i} = y${i} ${sign} dy >= 0 && y${i} ${sign} dy < u.h && x${i} ${sign} dx >= 0 && x${i} ${sign} dx < u.w;
      let from${i} = select(0, pixel${i} ${sign} (dy * u.w + dx), inside${i});`;

/** Sums over neighbours and `depth` channels of array[base …] times weights, whose element of channel j is weight(j). */
function sums(
  array: string,
  base: string,
  depth: string,
  sign: '+' | '-',
  weight: (channel: string) => string,
): string {
  return `
    for (var t = 0; t < u.taps; t++) {
      let dy = select(0, t / 3 - 1, u.taps == 9);
      let dx = select(0, t % 3 - 1, u.taps == 9);
      ${each((i) => neighbour(i, sign))}
      for (var d = 0; d < ${depth}; d++) {
        let weights = vec4<f32>(${FOUR.map((i) => weight(`k${i}`)).join(', ')});
        ${each((i) => `s${i} += weights * select(0.0, ${array}[${base} + from${i} * ${depth} + d], inside${i});`)}
      }
    }`;
}

/** Stores the tile by `store(pixel, channel, sum)`. */
function storeTile(channels: string, store: (pixel: string, channel: string, sum: string) => string): string {
  const one = (i: number, j: number) =>
    `if (first + ${i} < pixels && k + ${j} < ${channels}) { ${store(`(first + ${i})`, `(k + ${j})`, `s${i}[${j}]`)} }`;
  return FOUR.map((i) => each((j) => one(i, j))).join('\n');
}

const entry = (body: string) => `
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {${body}
}`;

/** out = A₁ ∗ W₁ + A₂ ∗ W₂ + bias; the first operand is read from the upload or from the scratch. */
export function forwardShader(source: 'batch' | 'scratch'): string {
  const weight = (base: string) => (k: string) => `scratch[rb + ${base} + (t * u.cin + d) * u.cout + ${k}]`;
  const base = source === 'batch' ? 'u.a1 + row * pixels * u.cin' : 'rb + u.a1';
  const store = (pixel: string, channel: string, sum: string) => `
    var value = ${sum};
    let index = ${pixel} * u.cout + ${channel};
    if (u.bias >= 0) { value += scratch[rb + u.bias + ${channel}]; }
    if (u.relu == 1) { value = select(value, 0.0, value <= 0.0); }
    if (u.mask >= 0 && scratch[rb + u.mask + index] <= 0.0) { value = 0.0; }
    scratch[rb + u.out + index] = value;`;
  return entry(`${position('u.cout')}
  let source = ${base};
  ${sums(source, 'source', 'u.cin', '+', weight('u.w1'))}
  if (u.a2 >= 0) {
    let second = rb + u.a2;
    ${sums('scratch', 'second', 'u.cin', '+', weight('u.w2'))}
  }
  ${storeTile('u.cout', store)}`);
}

/** out = c·out + s·(D₁ ∗ᵀ W₁ + D₂ ∗ᵀ W₂): derivatives with respect to a layer's input. */
export function backwardShader(): string {
  const weight = (base: string) => (k: string) => `scratch[rb + ${base} + (t * u.cin + ${k}) * u.cout + d]`;
  const store = (pixel: string, channel: string, sum: string) => `
    let index = ${pixel} * u.cin + ${channel};
    var value = scale * ${sum};
    if (u.c != 0.0) { value += u.c * scratch[rb + u.out + index]; }
    if (u.mask >= 0 && scratch[rb + u.mask + index] <= 0.0) { value = 0.0; }
    scratch[rb + u.out + index] = value;`;
  return entry(`${position('u.cin')}
  let scale = u.s * factor(rb);
  let source = rb + u.a1;
  ${sums('scratch', 'source', 'u.cout', '-', weight('u.w1'))}
  if (u.a2 >= 0) {
    let second = rb + u.a2;
    ${sums('scratch', 'second', 'u.cout', '-', weight('u.w2'))}
  }
  ${storeTile('u.cin', store)}`);
}

/** Σ over pixels of an input times a derivative into the tile, line by line: sums of sums lose less. */
function gradientSums(array: string, base: string, delta: string): string {
  return `
    for (var line = 0; line < u.n * u.h; line++) {
      let y = line % u.h;
      ${each(
        (i) => `let inside${i} = y + dy${i} >= 0 && y + dy${i} < u.h;
      var l${i} = vec4<f32>();`,
      )}
      for (var x = 0; x < u.w; x++) {
        let pixel = line * u.w + x;
        let d = vec4<f32>(${FOUR.map((j) => `scratch[rb + ${delta} + pixel * u.cout + o${j}]`).join(', ')});
        ${each(
          (i) => `{
          let there = inside${i} && x + dx${i} >= 0 && x + dx${i} < u.w;
          let place = select(0, (pixel + dy${i} * u.w + dx${i}) * u.cin + c${i}, there);
          l${i} += d * select(0.0, ${array}[${base} + place], there);
        }`,
        )}
      }
      ${each((i) => `s${i} += l${i};`)}
    }`;
}

/**
 * out = c·input + s·(X₁ᵀD₁ + X₂ᵀD₂): derivatives with respect to a layer's weights (a1, a2 inputs; w1, w2 derivatives), then
 * of its bias, or of a block's bias (none: it cancels in the batch norm), γ and β.
 */
export function gradientShader(source: 'batch' | 'scratch'): string {
  const base = source === 'batch' ? 'u.a1 + row * u.n * u.h * u.w * u.cin' : 'rb + u.a1';
  const put = (index: string, sum: string) => `
    var value = scale * ${sum};
    if (u.c != 0.0) { value += u.c * scratch[rb + u.input + ${index}]; }
    scratch[rb + u.out + ${index}] = value;`;
  const store = (i: number, j: number) =>
    `if (r + ${i} < rows && o + ${j} < u.cout) { let index = (r + ${i}) * u.cout + o + ${j}; ${put('index', `s${i}[${j}]`)} }`;
  return entry(`
  let at = i32(id.x);
  let row = i32(id.y);
  if (at >= u.items) { return; }
  let rb = row * u.rowStride;
  let scale = u.s * factor(rb);
  let rows = u.taps * u.cin;
  let quads = (u.cout + 3) / 4;
  let tiles = quads * ((rows + 3) / 4);
  if (at >= tiles) {
    let extra = at - tiles;
    let channel = extra % u.cout;
    let index = rows * u.cout + extra;
    var sum = 0.0;
    if (u.gamma < 0) {
      for (var e = 0; e < u.n; e++) { sum += scratch[rb + u.w1 + e * u.cout + channel]; }
    } else if (extra >= 2 * u.cout) { sum = scratch[rb + u.beta + channel]; }
    else if (extra >= u.cout) { sum = scratch[rb + u.gamma + channel]; }
    ${put('index', 'sum')}
    return;
  }
  let o = (at % quads) * 4;
  let r = (at / quads) * 4;
  ${each((j) => `let o${j} = min(o + ${j}, u.cout - 1);`)}
  ${each(
    (i) => `let r${i} = min(r + ${i}, rows - 1);
  let c${i} = r${i} % u.cin;
  let dy${i} = select(0, (r${i} / u.cin) / 3 - 1, u.taps == 9);
  let dx${i} = select(0, (r${i} / u.cin) % 3 - 1, u.taps == 9);
  var s${i} = vec4<f32>();`,
  )}
  let source = ${base};
  ${gradientSums(source, 'source', 'u.w1')}
  if (u.a2 >= 0) {
    let second = rb + u.a2;
    ${gradientSums('scratch', 'second', 'u.w2')}
  }
  ${FOUR.map((i) => each((j) => store(i, j))).join('\n')}`);
}
