// What a model is: its shape, how many parameters it has and where they lie in a flat row.
// Layout of a row (the one of the reference cases): an MLP stores, layer after layer, the weight
// (in × out, row-major) and then the bias; a CNN stores per block kernel [3,3,cin,cout], bias, γ, β,
// then the dense head's layers, each weight then bias.

export const ACTIVATIONS = ['relu', 'tanh', 'softplus', 'identity'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

export const LOSSES = ['mse', 'softmaxCrossEntropy'] as const;
/** `mse`: mean over examples and outputs. `softmaxCrossEntropy`: mean over examples, one-hot targets. */
export type Loss = (typeof LOSSES)[number];

/** Fully connected network; the activation follows every layer but the last. */
export interface MlpSpec {
  readonly kind: 'mlp';
  /** [inputs, hidden…, outputs]; at least two entries. */
  readonly sizes: readonly number[];
  readonly activation: Activation;
  /** Without biases the row holds weights only (used by the quadratics, where w itself is the model). */
  readonly bias: boolean;
}

/**
 * Blocks of 3×3 'same' convolution → batch norm over the batch's own statistics (biased variance,
 * ε = 1e-5) → ReLU → 2×2 max-pool (floor), then a dense head. Images are H, W, C rows.
 */
export interface CnnSpec {
  readonly kind: 'cnn';
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Output channels of each block, 1 to 4 entries. */
  readonly filters: readonly number[];
  /** Widths of hidden dense layers (ReLU) before the output layer; usually empty. */
  readonly hidden: readonly number[];
  readonly outputs: number;
}

export type ModelSpec = MlpSpec | CnnSpec;

/** One affine (or convolutional) layer's place in the flat row. Lengths in floats. */
export interface LayerSlice {
  readonly kind: 'dense' | 'conv';
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: number;
  readonly weightLength: number;
  /** Offset of the bias; equal to `end` when there is none. For conv: bias, then γ, then β follow. */
  readonly bias: number;
  readonly end: number;
}

/** Height and width after each pooling and the number of features that reach the dense head. */
export function cnnFeatureCount(spec: CnnSpec): number {
  let { height, width } = spec;
  for (let i = 0; i < spec.filters.length; i++) {
    height = Math.floor(height / 2);
    width = Math.floor(width / 2);
  }
  const channels = spec.filters.length ? spec.filters[spec.filters.length - 1] : spec.channels;
  return height * width * channels;
}

function denseSlices(sizes: readonly number[], bias: boolean, start: number): LayerSlice[] {
  const slices: LayerSlice[] = [];
  let offset = start;
  for (let l = 0; l + 1 < sizes.length; l++) {
    const inputs = sizes[l];
    const outputs = sizes[l + 1];
    const weightLength = inputs * outputs;
    const biasAt = offset + weightLength;
    const end = biasAt + (bias ? outputs : 0);
    slices.push({ kind: 'dense', inputs, outputs, weight: offset, weightLength, bias: biasAt, end });
    offset = end;
  }
  return slices;
}

/** The layers of a model in row order. */
export function layerSlices(spec: ModelSpec): LayerSlice[] {
  if (spec.kind === 'mlp') return denseSlices(spec.sizes, spec.bias, 0);
  const slices: LayerSlice[] = [];
  let inputs = spec.channels;
  let offset = 0;
  for (const outputs of spec.filters) {
    const weightLength = 9 * inputs * outputs;
    const bias = offset + weightLength;
    const end = bias + 3 * outputs;
    slices.push({ kind: 'conv', inputs, outputs, weight: offset, weightLength, bias, end });
    offset = end;
    inputs = outputs;
  }
  return slices.concat(denseSlices([cnnFeatureCount(spec), ...spec.hidden, spec.outputs], true, offset));
}

/** P: the number of floats in one parameter row. */
export function parameterCount(spec: ModelSpec): number {
  const slices = layerSlices(spec);
  return slices[slices.length - 1].end;
}

export function inputCount(spec: ModelSpec): number {
  return spec.kind === 'mlp' ? spec.sizes[0] : spec.height * spec.width * spec.channels;
}

export function outputCount(spec: ModelSpec): number {
  return spec.kind === 'mlp' ? spec.sizes[spec.sizes.length - 1] : spec.outputs;
}
