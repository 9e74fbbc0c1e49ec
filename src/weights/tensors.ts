// A parameter row as named arrays like those of PyTorch's modules, and back. Layers count through the model:
// `layers.L.weight` [out, in] or [out, in, 3, 3], `layers.L.bias` [out], and behind a convolution `norms.L.weight` (γ)
// and `norms.L.bias` (β) [out]. The first dense layer behind images takes features in C, H, W order, as nn.Flatten
// gives them; the row has H, W, C.
import { type LayerSlice, layerSlices, type ModelSpec, parameterCount } from '../learner/model.ts';

export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** An array's place in a row: element i of the array is element `at[i]` of the row. */
interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly at: Int32Array;
}

function sequence(first: number, length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => first + i);
}

/** [out, in] of a weight that the row has as [in, out]; input i of the array is input `order(i)` of the row. */
function transposed({ inputs, outputs, weight }: LayerSlice, order: (input: number) => number): Int32Array {
  return Int32Array.from(
    { length: inputs * outputs },
    (_, i) => weight + order(i % inputs) * outputs + Math.floor(i / inputs),
  );
}

/** [out, in, 3, 3] of a kernel that the row has as [3, 3, in, out]. */
function kernel({ inputs, outputs, weight, weightLength }: LayerSlice): Int32Array {
  return Int32Array.from({ length: weightLength }, (_, i) => {
    const [pixel, rest] = [i % 9, Math.floor(i / 9)];
    const [input, output] = [rest % inputs, Math.floor(rest / inputs)];
    return weight + (pixel * inputs + input) * outputs + output;
  });
}

function placesOf(spec: ModelSpec): Place[] {
  const slices = layerSlices(spec);
  const blocks = spec.kind === 'cnn' ? spec.filters.length : 0;
  const channels = spec.kind === 'cnn' ? (spec.filters.at(-1) ?? spec.channels) : 1;
  return slices.flatMap((slice, l): Place[] => {
    const { kind, inputs, outputs, bias, end } = slice;
    const vector = (name: string, first: number) => ({
      name,
      shape: [outputs],
      at: sequence(first, outputs),
    });
    if (kind === 'conv')
      return [
        { name: `layers.${l}.weight`, shape: [outputs, inputs, 3, 3], at: kernel(slice) },
        vector(`layers.${l}.bias`, bias),
        vector(`norms.${l}.weight`, bias + outputs),
        vector(`norms.${l}.bias`, bias + 2 * outputs),
      ];
    const pixels = inputs / channels;
    const behindImages = spec.kind === 'cnn' && l === blocks;
    const order = (i: number) => (behindImages ? (i % pixels) * channels + Math.floor(i / pixels) : i);
    const weight = { name: `layers.${l}.weight`, shape: [outputs, inputs], at: transposed(slice, order) };
    return end > bias ? [weight, vector(`layers.${l}.bias`, bias)] : [weight];
  });
}

/** The arrays of a row [P], their names behind `prefix`. */
export function tensorsOfRow(spec: ModelSpec, row: Float32Array, prefix = ''): Tensor[] {
  return placesOf(spec).map(({ name, shape, at }) => ({
    name: prefix + name,
    shape,
    data: Float32Array.from(at, (index) => row[index]),
  }));
}

/**
 * The row [P] of a model from its arrays.
 * @throws where an array is missing, has another shape or a value that is not finite
 */
export function rowOfTensors(
  spec: ModelSpec,
  tensors: ReadonlyMap<string, Tensor>,
  prefix = '',
): Float32Array {
  const row = new Float32Array(parameterCount(spec));
  for (const { name, shape, at } of placesOf(spec)) {
    const tensor = tensors.get(prefix + name);
    if (!tensor) throw new Error(`The file has no array "${prefix}${name}" of [${shape.join(', ')}].`);
    if (tensor.shape.join() !== shape.join())
      throw new Error(
        `"${prefix}${name}" has the shape [${tensor.shape.join(', ')}], but the model needs [${shape.join(', ')}].`,
      );
    if (!tensor.data.every(Number.isFinite))
      throw new Error(`"${prefix}${name}" holds values that are not finite.`);
    at.forEach((index, i) => {
      row[index] = tensor.data[i];
    });
  }
  return row;
}
