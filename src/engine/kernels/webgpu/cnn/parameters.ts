// What one dispatch is told, in one uniform: integers by name, then four reals. Offsets of floats count from the row's
// first one in the scratch buffer unless said; −1: absent.

/** In the order of the uniform. */
export const INTEGERS = [
  /** Floats from row to row, and threads of a row that have work. */
  'rowStride',
  'items',
  /** Examples, their lines and columns, channels in and out, neighbours of a pixel: 9, or 1 in a dense layer. */
  'n',
  'h',
  'w',
  'cin',
  'cout',
  'taps',
  /** Operands of a product and of a second one that is added to it. */
  'a1',
  'w1',
  'a2',
  'w2',
  /** Where results go, and values that a multiple of is added. */
  'out',
  'input',
  /** Results stay only where the value here is positive; 1: where they are themselves. */
  'mask',
  'relu',
  'bias',
  /** Derivatives with respect to γ and β that end a block's gradient. */
  'gamma',
  'beta',
  /** A factor that the row has computed itself. */
  'factor',
  /** A block's convolutions, statistics, chosen pixels, their values and derivatives; the same of the R-operator. */
  'z',
  'stats',
  'chosen',
  'picked',
  'grad',
  'rz',
  'rstats',
  'rpicked',
  'rgrad',
  /** γ, then β, of the weights and of the direction. */
  'scale',
  'rscale',
  /** Targets, in the upload. */
  'y',
] as const;
export type Integer = (typeof INTEGERS)[number];

export const REALS = ['c', 's', 'p', 'q'] as const;

/** Bytes of a dispatch's part of the uniform buffer: what its offsets must be multiples of. */
export const PARAMETER_BYTES = 256;

/** Floats of a block's statistics, in channels: see blockShaders.ts. */
export const STATISTICS = 9;

/** The declarations that every shader begins with. */
export const HEADER = `
struct Parameters {
${INTEGERS.map((name) => `  ${name}: i32,`).join('\n')}
${REALS.map((name) => `  ${name}: f32,`).join('\n')}
}
@group(0) @binding(0) var<uniform> u: Parameters;
@group(0) @binding(1) var<storage, read_write> scratch: array<f32>;
@group(0) @binding(2) var<storage, read> launch: array<f32>;
@group(0) @binding(3) var<storage, read> batch: array<f32>;

fn factor(rb: i32) -> f32 {
  if (u.factor < 0) { return 1.0; }
  return scratch[rb + u.factor];
}
`;
