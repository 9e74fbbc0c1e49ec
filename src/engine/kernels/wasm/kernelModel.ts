// A model as the kernel's request describes it: how many layers, their sizes, and the images of a convolutional one.
import { type Activation, cnnFeatureCount, layerSlices, type ModelSpec } from '../../../learner/model.ts';

export const MAX_LAYERS = 32;

/** Codes shared with assembly/plan.ts. */
const ACTIVATION_CODE: Readonly<Record<Activation, number>> = { relu: 0, tanh: 1, softplus: 2, identity: 3 };

export interface KernelModel {
  readonly layers: number;
  /** MLP: its sizes. CNN: the blocks' filters, the features, then the dense layers' outputs. */
  readonly sizes: readonly number[];
  readonly activation: number;
  readonly bias: number;
  /** Convolution blocks; 0 for an MLP, whose images are all 0, too. */
  readonly blocks: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Floats of an example's input as the kernel reads it, the constant 1 of a bias included. */
  readonly inputs: number;
}

export function kernelModel(model: ModelSpec): KernelModel {
  const layers = layerSlices(model).length;
  switch (model.kind) {
    case 'mlp': {
      const { sizes } = model;
      const bias = model.bias ? 1 : 0;
      const images = { blocks: 0, height: 0, width: 0, channels: 0 };
      return {
        layers,
        sizes,
        activation: ACTIVATION_CODE[model.activation],
        bias,
        ...images,
        inputs: sizes[0] + bias,
      };
    }
    case 'cnn': {
      const { filters, hidden, outputs, height, width, channels } = model;
      return {
        layers,
        sizes: [...filters, cnnFeatureCount(model), ...hidden, outputs],
        activation: ACTIVATION_CODE.relu,
        bias: 1,
        blocks: filters.length,
        height,
        width,
        channels,
        inputs: height * width * channels,
      };
    }
    default:
      return model satisfies never;
  }
}

/** Why the kernel cannot compute the model; null where it can. */
export function modelProblem(model: ModelSpec): string | null {
  const { layers, sizes } = kernelModel(model);
  if (layers < 1 || layers > MAX_LAYERS)
    return `The fused kernel takes 1 to ${MAX_LAYERS} layers, not ${layers}.`;
  const bad = sizes.find((n) => !Number.isInteger(n) || n < 1);
  if (bad !== undefined) return `A layer of ${bad} units can't be computed.`;
  if (model.kind === 'cnn' && model.filters.length === 0)
    return 'A convolutional network needs at least one block.';
  return null;
}
