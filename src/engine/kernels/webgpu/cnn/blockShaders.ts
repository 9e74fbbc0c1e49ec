// WGSL of what follows a block's convolution z: batch norm over the batch's own statistics, x̂ = s (z − μ), ReLU and 2 × 2
// max-pool; its derivative and its R-operator. The formulas are those of the WASM kernel's assembly/cnn/block.ts.
//
// Statistics, a row of channels each: 0 μ, 1 s, 2 Σ g (that of β), 3 Σ g (z − μ), 4 that of γ, 5–7 coefficients of the derivative.
// Of the R-operator: 0 mean R{z}, 1 s mean R{z}(z − μ), 2 and 3 those of β and γ, 4–8 coefficients.

/** Channels that a workgroup sums over, and threads for each. */
export const REDUCED = 16;
const PARTS = 16;
/** `chosen` of a window without a positive value. */
const NONE = '4.0';

/** What a workgroup sums over all pixels of a channel, and what its first thread makes of the sums. */
interface Reduction {
  /** Number of pixels. */
  readonly pixels: string;
  /** Adds the pixel at `index` to sum.x and sum.y. */
  readonly add: string;
  /** A second round over the pixels, with the sums of the first one in `total`. */
  readonly again?: string;
  /** From `total` to the statistics. */
  readonly finish: string;
}

const round = (pixels: string, add: string) => `
    var sum = vec2<f32>();
    if (channel < u.cout) {
      for (var i = part; i < ${pixels}; i += ${PARTS}) {
        let index = i * u.cout + channel;
        ${add}
      }
    }
    partial[lane] = sum;
    workgroupBarrier();
    total = vec2<f32>();
    for (var i = 0; i < ${PARTS}; i++) { total += partial[i * ${REDUCED} + lane % ${REDUCED}]; }
    workgroupBarrier();`;

function reduction({ pixels, add, again, finish }: Reduction): string {
  return `
var<workgroup> partial: array<vec2<f32>, ${REDUCED * PARTS}>;
fn stat(rb: i32, at: i32, i: i32, channel: i32) -> f32 { return scratch[rb + at + i * u.cout + channel]; }

@compute @workgroup_size(${REDUCED * PARTS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) index: u32) {
  let lane = i32(index);
  let part = lane / ${REDUCED};
  let channel = i32(group.x) * ${REDUCED} + lane % ${REDUCED};
  let rb = i32(group.y) * u.rowStride;
  let per = 1.0 / f32(u.n * u.h * u.w);
  let mean = select(0.0, stat(rb, u.stats, 0, channel), channel < u.cout);
  var total = vec2<f32>();
  {${round(pixels, add)}
  }
  ${again ? `{ let average = total.x * per; ${round(pixels, again)} total.x = average; }` : ''}
  if (part > 0 || channel >= u.cout) { return; }
  let stats = rb + u.stats + channel;
  let rstats = rb + u.rstats + channel;
  let gamma = scratch[rb + u.scale + channel];
  ${finish}
}`;
}

const ALL = 'u.n * u.h * u.w';
const POOLED = 'u.n * (u.h / 2) * (u.w / 2)';
const put = (base: string, i: number, value: string) => `scratch[${base} + ${i} * u.cout] = ${value};`;

/** μ and s. */
export const statisticsShader = () =>
  reduction({
    pixels: ALL,
    add: 'sum.x += scratch[rb + u.z + index];',
    again: 'let off = scratch[rb + u.z + index] - average; sum.y += off * off;',
    finish: `${put('stats', 0, 'total.x')}
  ${put('stats', 1, '1.0 / sqrt(total.y * per + 1e-5)')}`,
  });

/** From ∂/∂(pooled outputs): g where a pixel was chosen, its sums, and δ = sγ(g − mean g − x̂ mean(g x̂)) as coefficients. */
export const derivativeSumsShader = () =>
  reduction({
    pixels: POOLED,
    add: `let g = select(scratch[rb + u.grad + index], 0.0, scratch[rb + u.chosen + index] == ${NONE});
        scratch[rb + u.grad + index] = g;
        sum += vec2<f32>(g, g * scratch[rb + u.picked + index]);`,
    finish: `let s = scratch[stats + u.cout];
  let sg = s * gamma;
  ${put('stats', 2, 'total.x')}
  ${put('stats', 3, 'total.y')}
  ${put('stats', 4, 's * total.y')}
  ${put('stats', 5, '-sg * total.x * per')}
  ${put('stats', 6, '-sg * s * s * total.y * per')}
  ${put('stats', 7, 'sg')}`,
  });

/** Means of R{z}, and R{γ x̂ + β} at the chosen pixels as coefficients of (z − μ), R{z} and 1. */
export const tangentStatisticsShader = () =>
  reduction({
    pixels: ALL,
    add: `let r = scratch[rb + u.rz + index];
        sum += vec2<f32>(r, r * (scratch[rb + u.z + index] - mean));`,
    finish: `let s = scratch[stats + u.cout];
  let sg = s * gamma;
  let m = total.x * per;
  let q = s * total.y * per;
  ${put('rstats', 0, 'm')}
  ${put('rstats', 1, 'q')}
  ${put('rstats', 4, 's * scratch[rb + u.rscale + channel] - sg * s * q')}
  ${put('rstats', 5, 'sg')}
  ${put('rstats', 6, 'scratch[rb + u.rscale + u.cout + channel] - sg * m')}`,
  });

/** R{g}, R{Σ g}, R{Σ g x̂}, and R{δ} as coefficients of 1, (z − μ), g, R{z} and R{g}. */
export const tangentSumsShader = () =>
  reduction({
    pixels: POOLED,
    add: `let r = select(scratch[rb + u.rgrad + index], 0.0, scratch[rb + u.chosen + index] == ${NONE});
        scratch[rb + u.rgrad + index] = r;
        sum += vec2<f32>(r, r * scratch[rb + u.picked + index] + scratch[rb + u.grad + index] * scratch[rb + u.rpicked + index]);`,
    finish: `let s = scratch[stats + u.cout];
  let sg = s * gamma;
  let g1 = scratch[stats + 2 * u.cout];
  let g2 = scratch[stats + 3 * u.cout];
  let m = scratch[rstats];
  let sq = s * scratch[rstats + u.cout];
  let first = total.x;
  let second = s * (total.y - m * g1 - sq * g2);
  let m1 = g1 * per;
  let m2 = s * g2 * per;
  let t = s * scratch[rb + u.rscale + channel] - sg * sq;
  ${put('rstats', 2, 'first')}
  ${put('rstats', 3, 'second')}
  ${put('rstats', 4, 'sg * (s * m2 * m - first * per) - t * m1')}
  ${put('rstats', 5, 's * (sg * (sq * m2 - second * per) - t * m2)')}
  ${put('rstats', 6, 't')}
  ${put('rstats', 7, '-sg * s * m2')}
  ${put('rstats', 8, 'sg')}`,
  });

/** A thread for every pixel (of the pooled image) and channel. */
const pixelwise = (height: string, width: string, body: string) => `
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = i32(id.x);
  if (at >= u.items) { return; }
  let rb = i32(id.y) * u.rowStride;
  let channel = at % u.cout;
  let x = (at / u.cout) % (${width});
  let y = (at / u.cout / (${width})) % (${height});
  let e = at / u.cout / (${width}) / (${height});
  ${body}
}`;

/** First pixel of a pooled pixel's window. */
const WINDOW = 'let corner = ((e * u.h + 2 * y) * u.w + 2 * x) * u.cout + channel;';

/** Outputs relu(max(γ x̂ + β)), which of a window's pixels it was, and z − μ there. */
export const poolShader = () =>
  pixelwise(
    'u.h / 2',
    'u.w / 2',
    `let mean = scratch[rb + u.stats + channel];
  let a = scratch[rb + u.scale + channel] * scratch[rb + u.stats + u.cout + channel];
  let b = scratch[rb + u.scale + u.cout + channel];
  ${WINDOW}
  var best = 0.0;
  var value = 0.0;
  var chosen = 0.0;
  for (var i = 0; i < 4; i++) {
    let z = scratch[rb + u.z + corner + ((i / 2) * u.w + i % 2) * u.cout] - mean;
    let y = a * z + b;
    if (i == 0 || y > best) {
      best = y;
      value = z;
      chosen = f32(i);
    }
  }
  // Nothing is below zero but what is: NaN goes on, so that a diverged row shows.
  scratch[rb + u.out + at] = select(best, 0.0, best <= 0.0);
  scratch[rb + u.picked + at] = value;
  scratch[rb + u.chosen + at] = select(${NONE}, chosen, best > 0.0);`,
  );

/** R{outputs}, and R{z} at the chosen pixels. */
export const tangentPoolShader = () =>
  pixelwise(
    'u.h / 2',
    'u.w / 2',
    `${WINDOW}
  let chosen = i32(scratch[rb + u.chosen + at]);
  let rstats = rb + u.rstats + channel;
  var value = 0.0;
  var out = 0.0;
  if (chosen < 4) {
    value = scratch[rb + u.rz + corner + ((chosen / 2) * u.w + chosen % 2) * u.cout];
    out = scratch[rstats + 4 * u.cout] * scratch[rb + u.picked + at] + scratch[rstats + 5 * u.cout] * value + scratch[rstats + 6 * u.cout];
  }
  scratch[rb + u.rpicked + at] = value;
  scratch[rb + u.out + at] = out;`,
  );

/** δ of every pixel from the coefficients at `input`; with R{z} and R{g}, R{δ}. */
export const spreadShader = () =>
  pixelwise(
    'u.h',
    'u.w',
    `let coefficient = rb + u.input + channel;
  let second = u.rz >= 0;
  var value = scratch[coefficient] + scratch[coefficient + u.cout] * (scratch[rb + u.z + at] - scratch[rb + u.stats + channel]);
  if (second) { value += scratch[coefficient + 3 * u.cout] * scratch[rb + u.rz + at]; }
  if (y / 2 < u.h / 2 && x / 2 < u.w / 2) {
    let pooled = ((e * (u.h / 2) + y / 2) * (u.w / 2) + x / 2) * u.cout + channel;
    if (scratch[rb + u.chosen + pooled] == f32((y % 2) * 2 + x % 2)) {
      value += scratch[coefficient + 2 * u.cout] * scratch[rb + u.grad + pooled];
      if (second) { value += scratch[coefficient + 4 * u.cout] * scratch[rb + u.rgrad + pooled]; }
    }
  }
  scratch[rb + u.out + at] = value;`,
  );
