// WGSL of a network's forward and backward pass and of the sums over examples that make gradients.
import { activationValue, slopeOfValue, softmaxSums } from './elementwise.ts';
import type { MlpPlan, PassLayout, Region } from './plan.ts';
import { BARRIER, emitEach, emitProduct, type Operand, type Product, type Term } from './product.ts';
import type { SetName } from './rowsPlan.ts';

/** Where the weights of a pass come from: the launch model, a step's slot, or slot + shift·v. */
export type Weights = 'launch' | 'slot' | 'shifted';

/** A pass's buffers: the set it reads, where its values lie, and (features) the layers below `first`. */
export interface Pass {
  readonly set: SetName;
  readonly array: string;
  /** WGSL expression of the pass's first float. */
  readonly base: string;
  readonly layout: PassLayout;
  readonly features: { readonly region: Region; readonly layout: PassLayout };
}

export const arrayOf = (region: Region): string => (region.place === 'shared' ? 'ws' : 'result');
export const baseOf = (region: Region): string =>
  region.place === 'shared' ? `${region.base}` : `rb + ${region.base}`;

/** Writes the phases of a plan; each method returns WGSL statements. */
export class Emitter {
  readonly plan: MlpPlan;
  constructor(plan: MlpPlan) {
    this.plan = plan;
  }

  product(product: Product): string {
    return emitProduct(product, this.plan.threads);
  }

  each(name: string, count: number, body: string): string {
    return emitEach(name, count, body, this.plan.threads);
  }

  widthOf(layer: number): number {
    return layer < 0 ? this.plan.layers[0].inputs : this.plan.layers[layer].outputs;
  }

  examplesOf(set: SetName): number {
    return this.plan.examples[set];
  }

  /** First float of a set's x or y for this row. */
  uploadBase(set: SetName, part: 'X' | 'Y'): string {
    const width = part === 'X' ? this.widthOf(-1) : this.widthOf(this.plan.layers.length - 1);
    return `${this.plan.upload[`${set}${part}`]} + row * ${this.examplesOf(set) * width}`;
  }

  /** Outputs of `layer` (−1: the inputs x) as array, base and row length. */
  valuesOf(pass: Pass, layer: number): { array: string; base: string; width: number } {
    const width = this.widthOf(layer);
    if (layer < 0) return { array: 'batch', base: this.uploadBase(pass.set, 'X'), width };
    const own = pass.layout.values[layer];
    if (own >= 0) return { array: pass.array, base: `${pass.base} + ${own}`, width };
    const { region, layout } = pass.features;
    return { array: arrayOf(region), base: `${baseOf(region)} + ${layout.values[layer]}`, width };
  }

  sensitivitiesOf(pass: Pass, layer: number): { array: string; base: string; width: number } {
    return {
      array: pass.array,
      base: `${pass.base} + ${pass.layout.sensitivities[layer]}`,
      width: this.widthOf(layer),
    };
  }

  /** W[i, j] of a layer with j outer, i depth (forward) or i outer, j depth (backward). */
  weightOperand(layer: number, weights: Weights, direction: 'forward' | 'backward'): Operand {
    const { weight, outputs } = this.plan.layers[layer];
    const strides =
      direction === 'forward'
        ? { outerStride: 1, depthStride: outputs }
        : { outerStride: outputs, depthStride: 1 };
    if (weights === 'launch') return { array: 'launch', base: `ab + ${weight}`, ...strides };
    const slot: Operand = { array: 'result', base: `w + ${weight}`, ...strides };
    if (weights === 'slot') return slot;
    return { ...slot, plus: { array: 'result', base: `vb + ${weight}`, factor: 'shift' } };
  }

  directionOperand(layer: number, direction: 'forward' | 'backward'): Operand {
    return {
      ...this.weightOperand(layer, 'slot', direction),
      base: `vb + ${this.plan.layers[layer].weight}`,
    };
  }

  biasOf(layer: number, weights: Weights, c: string): string {
    const { bias } = this.plan.layers[layer];
    if (!this.plan.model.bias) return '';
    if (weights === 'launch') return ` + launch[ab + ${bias} + ${c}]`;
    if (weights === 'slot') return ` + result[w + ${bias} + ${c}]`;
    return ` + result[w + ${bias} + ${c}] + shift * result[vb + ${bias} + ${c}]`;
  }

  /** Layers from…to−1 forward; the last layer of the network also gives its sensitivities where asked. */
  forward(pass: Pass, from: number, to: number, weights: Weights): string {
    const { layers, model, loss } = this.plan;
    const examples = this.examplesOf(pass.set);
    const last = layers.length - 1;
    let text = '';
    for (let l = from; l < to; l++) {
      const input = this.valuesOf(pass, l - 1);
      const output = this.valuesOf(pass, l);
      const terms: Term[] = [
        {
          left: { array: input.array, base: input.base, outerStride: input.width, depthStride: 1 },
          right: this.weightOperand(l, weights, 'forward'),
        },
      ];
      text += this.product({
        rows: examples,
        columns: output.width,
        depth: input.width,
        terms,
        store: (r, c, sum) => {
          const bias = this.biasOf(l, weights, c);
          const at = `${output.base} + ${r} * ${output.width} + ${c}`;
          if (l < last)
            return `${output.array}[${at}] = ${activationValue(model.activation, `${sum}${bias}`)};`;
          let body = `let o = ${sum}${bias}; ${output.array}[${at}] = o;`;
          if (loss === 'mse' && pass.layout.sensitivities[l] >= 0) {
            const d = this.sensitivitiesOf(pass, l);
            const y = `batch[${this.uploadBase(pass.set, 'Y')} + ${r} * ${output.width} + ${c}]`;
            body += ` ${d.array}[${d.base} + ${r} * ${output.width} + ${c}] = (o - ${y}) * ${2 / (examples * output.width)};`;
          }
          return body;
        },
      });
      text += BARRIER;
    }
    if (to > last && loss === 'softmaxCrossEntropy' && pass.layout.sensitivities[last] >= 0) {
      const o = this.valuesOf(pass, last);
      const d = this.sensitivitiesOf(pass, last);
      const y = `${this.uploadBase(pass.set, 'Y')} + k * ${o.width}`;
      text += this.each(
        'k',
        examples,
        `${softmaxSums(`${o.array}[${o.base} + k * ${o.width} + c]`, `batch[${y} + c]`, o.width)}
        for (var c = 0; c < ${o.width}; c++) {
          let q = exp(${o.array}[${o.base} + k * ${o.width} + c] - top) / total * mass;
          ${d.array}[${d.base} + k * ${o.width} + c] = (q - batch[${y} + c]) * ${1 / examples};
        }`,
      );
      text += BARRIER;
    }
    return text;
  }

  /** Sensitivities of layers last−1 … down to `to`; `weightsOf` says whose weights a layer uses. */
  backward(pass: Pass, to: number, weightsOf: (layer: number) => Weights): string {
    let text = '';
    for (let l = this.plan.layers.length - 2; l >= to; l--) {
      const above = this.sensitivitiesOf(pass, l + 1);
      const here = this.sensitivitiesOf(pass, l);
      const value = this.valuesOf(pass, l);
      text += this.product({
        rows: this.examplesOf(pass.set),
        columns: here.width,
        depth: above.width,
        terms: [
          {
            left: { array: above.array, base: above.base, outerStride: above.width, depthStride: 1 },
            right: this.weightOperand(l + 1, weightsOf(l + 1), 'backward'),
          },
        ],
        store: (r, c, sum) => {
          const at = `${r} * ${here.width} + ${c}`;
          const slope = slopeOfValue(this.plan.model.activation, `${value.array}[${value.base} + ${at}]`);
          return `${here.array}[${here.base} + ${at}] = ${sum}${slope};`;
        },
      });
      text += BARRIER;
    }
    return text;
  }

  /** Parameter sums Σ_k left[k, i]·right[k, j] over pairs of matrices, for layers from … to−1; no barrier. */
  parameterSums(
    examples: number,
    from: number,
    to: number,
    pairs: (layer: number) => readonly {
      left: { array: string; base: string; width: number };
      right: { array: string; base: string; width: number };
      negative?: boolean;
      /** Whether `right` summed over examples belongs to the bias. */
      bias: boolean;
    }[],
    store: (index: string, sum: string) => string,
  ): string {
    let text = '';
    for (let l = from; l < to; l++) {
      const { weight, inputs, outputs } = this.plan.layers[l];
      // The bias follows the weight in the row: it is one more input that is always 1 (or 0: not in this term).
      const withBias = this.plan.model.bias;
      text += this.product({
        rows: inputs + (withBias ? 1 : 0),
        columns: outputs,
        depth: examples,
        terms: pairs(l).map(({ left, right, negative, bias }) => ({
          left: {
            array: left.array,
            base: left.base,
            outerStride: 1,
            depthStride: left.width,
            ...(withBias ? { beyond: { from: inputs, value: bias ? '1.0' : '0.0' } } : {}),
          },
          right: { array: right.array, base: right.base, outerStride: 1, depthStride: right.width },
          negative,
        })),
        store: (r, c, sum) => store(`${weight} + ${r} * ${outputs} + ${c}`, sum),
      });
    }
    return text;
  }

  gradientSums(pass: Pass, from: number, store: (index: string, sum: string) => string): string {
    return this.parameterSums(
      this.examplesOf(pass.set),
      from,
      this.plan.layers.length,
      (l) => [{ left: this.valuesOf(pass, l - 1), right: this.sensitivitiesOf(pass, l), bias: true }],
      store,
    );
  }
}
