// Convolutional network of parameter rows: blocks of 3×3 convolution → batch norm by the batch's own
// statistics → ReLU → 2×2 max-pool, then a dense head. Every row has its own kernels.
// The bias of a convolution cancels in the batch norm behind it: it has no slot, and its derivative is zero.
import * as tf from '@tensorflow/tfjs-core';
import { type CnnSpec, type LayerSlice, layerSlices } from '../../learner/model.ts';
import { type ImageShape, maxPool2x2, patches3x3 } from '../ops/convolution.ts';
import { relu } from '../ops/elementwise.ts';
import { matMul } from '../ops/linear.ts';
import { normalise } from '../ops/normalise.ts';
import { denseLayer } from './mlp.ts';
import type { Layer, Network } from './network.ts';

/** Image layout (see ops/convolution.ts) in, halved image with `outputs` channels out. */
function convolutionBlock(slice: LayerSlice, height: number, width: number): Layer {
  const { inputs, outputs, weight, weightLength, bias } = slice;
  return {
    slots: [
      { offset: weight, length: weightLength, shape: [9 * inputs, outputs] },
      { offset: bias + outputs, length: outputs, shape: [outputs, 1] },
      { offset: bias + 2 * outputs, length: outputs, shape: [outputs, 1] },
    ],
    apply: ([kernel, gamma, beta], h, examples) => {
      const rows = kernel.shape[0];
      const shape: ImageShape = { rows, channels: inputs, height, width, examples };
      const convolved = matMul(kernel, patches3x3(h, shape), true, false);
      const scaled = tf.add(tf.mul(normalise(convolved), gamma), beta);
      const image = tf.reshape(relu(scaled), [rows * outputs, height, width * examples]);
      return maxPool2x2(image, { ...shape, channels: outputs });
    },
  };
}

/** Image layout → features [R, n, height · width · channels] in H, W, C order, then the dense layer. */
function flattened(layer: Layer, channels: number, pixels: number): Layer {
  return {
    slots: layer.slots,
    apply: (parameters, h, examples) => {
      const rows = parameters[0].shape[0];
      const image = tf.reshape(h, [rows, channels, pixels, examples]);
      const features = tf.reshape(tf.transpose(image, [0, 3, 2, 1]), [rows, examples, pixels * channels]);
      return layer.apply(parameters, features, examples);
    },
  };
}

export function cnn(spec: CnnSpec): Network {
  const slices = layerSlices(spec);
  const layers: Layer[] = [];
  let { height, width, channels } = spec;
  slices.forEach((slice, l) => {
    if (slice.kind === 'conv') {
      layers.push(convolutionBlock(slice, height, width));
      height = Math.floor(height / 2);
      width = Math.floor(width / 2);
      channels = slice.outputs;
    } else {
      const dense = denseLayer(slice, l + 1 < slices.length ? 'relu' : 'identity');
      layers.push(l === spec.filters.length ? flattened(dense, channels, height * width) : dense);
    }
  });
  const prepare = (x: tf.Tensor) => {
    const [rows, examples] = x.shape as [number, number, number];
    const pixels = spec.height * spec.width;
    const images = tf.reshape(x, [rows, examples, pixels, spec.channels]);
    return tf.reshape(tf.transpose(images, [0, 3, 2, 1]), [
      rows * spec.channels,
      spec.height,
      spec.width * examples,
    ]);
  };
  return { spec, layers, prepare };
}
