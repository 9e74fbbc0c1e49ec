// Passes through layers of a convolutional network as dispatches over all rows: forward, loss, backward, gradients, and
// Pearlmutter's R-operator of all of it. Layers before the first adapted one (the body) have passes of their own, a set each.
import type { SetName, UploadLayout } from '../rowsPlan.ts';
import {
  backwardTiles,
  type Dispatch,
  each,
  forwardTiles,
  ONE,
  type Real,
  reduce,
  SHRINK,
  STEP,
  sizesOf,
  weightTiles,
  whole,
  ZERO,
} from './dispatches.ts';
import type { CnnLayout, Layer, LayerSlot, Slot } from './layout.ts';

/** Where parameter i of the row lies. */
export type Vector = (i: number) => number;

/** A pass: its examples, and where it leaves what it computes. */
export interface Pass {
  readonly set: SetName;
  readonly slot: Slot;
}

/** What a product adds up: operand and weights, twice. */
interface Terms {
  readonly a1: number;
  readonly w1: number;
  readonly a2?: number;
  readonly w2?: number;
}

export class Network {
  readonly dispatches: Dispatch[] = [];

  constructor(
    readonly layers: readonly Layer[],
    readonly first: number,
    private readonly examples: Readonly<Record<SetName, number>>,
    private readonly upload: UploadLayout,
    private readonly layout: CnnLayout,
  ) {}

  private get last(): number {
    return this.layers.length - 1;
  }

  add(...dispatches: readonly Dispatch[]): void {
    this.dispatches.push(...dispatches);
  }

  /** What a pass left of a layer; of the body, in the set's own pass. */
  at(l: number, { set, slot }: Pass): LayerSlot {
    const found = (l < this.first ? this.layout.body[set] : slot)[l];
    if (!found) throw new Error(`Layer ${l} has no place in the pass over the ${set} set.`);
    return found;
  }

  private tangent(l: number): LayerSlot {
    return this.at(l, { set: 'support', slot: this.layout.tangents });
  }

  private targets(set: SetName): number {
    return { support: this.upload.supportY, query: this.upload.queryY, hessian: this.upload.hessianY }[set];
  }

  private images(set: SetName): number {
    return { support: this.upload.supportX, query: this.upload.queryX, hessian: this.upload.hessianX }[set];
  }

  /** Where ∂/∂(outputs) of a layer goes: of a block's pooled outputs, or a dense layer's δ. */
  gradAt(l: number, { grad, delta }: LayerSlot): number {
    return this.layers[l].block ? grad : delta;
  }

  private blockOf(l: number, pass: Pass, w: Vector) {
    const { bias, cout } = this.layers[l];
    const { z, stats, chosen, picked, grad } = this.at(l, pass);
    const n = this.examples[pass.set];
    return { ...sizesOf(this.layers[l], n), z, stats, chosen, picked, grad, scale: w(bias + cout) };
  }

  /** γ and β of the direction, and what the R-operator keeps of a block. */
  private tangentsOf(l: number, v: Vector) {
    const { bias, cout } = this.layers[l];
    const { z: rz, stats: rstats, picked: rpicked, grad: rgrad } = this.tangent(l);
    return { rz, rstats, rpicked, rgrad, rscale: v(bias + cout) };
  }

  /** Layers [from, to) of a set at weights w. */
  forward(from: number, to: number, pass: Pass, w: Vector): void {
    const n = this.examples[pass.set];
    for (let l = from; l < to; l++) {
      const layer = this.layers[l];
      const { z, out } = this.at(l, pass);
      const source = l === 0 ? this.images(pass.set) : this.at(l - 1, pass).out;
      const shader = l === 0 ? 'forwardImages' : 'forward';
      const product = { ...sizesOf(layer, n), a1: source, w1: w(layer.weight) };
      if (layer.block) {
        const block = this.blockOf(l, pass, w);
        this.add(
          each(shader, forwardTiles(layer, n), { ...product, out: z }),
          reduce('statistics', layer, block),
          each('pool', n * layer.pooled * layer.cout, { ...block, out }),
        );
      } else {
        const relu = l < this.last ? 1 : 0;
        this.add(each(shader, forwardTiles(layer, n), { ...product, out, bias: w(layer.bias), relu }));
      }
    }
  }

  /** δ of the last layer; the row's loss goes to its first float where `value` says so. */
  loss(pass: Pass, value: boolean): void {
    const { out, delta } = this.at(this.last, pass);
    const sizes = sizesOf(this.layers[this.last], this.examples[pass.set]);
    this.add(
      whole('loss', { ...sizes, z: out, grad: delta, y: this.targets(pass.set), out: value ? 0 : -1 }),
    );
  }

  /** out = c·out + s·∂/∂(input) of layer l; δ of a dense layer below is zero where its output is. */
  private inputGradient(
    l: number,
    pass: Pass,
    terms: Terms,
    out: number,
    c: Real,
    s: Real,
    factor = -1,
  ): void {
    const n = this.examples[pass.set];
    const mask = this.layers[l - 1].block ? -1 : this.at(l - 1, pass).out;
    const integers = { ...sizesOf(this.layers[l], n), ...terms, out, mask, factor };
    this.add(each('backward', backwardTiles(this.layers[l], n), integers, c, s));
  }

  /** From ∂/∂(outputs) of layer l to its δ; a dense layer's is there already. */
  private applyDerivative(l: number, pass: Pass, w: Vector): void {
    const layer = this.layers[l];
    if (!layer.block) return;
    const { stats, delta } = this.at(l, pass);
    const block = this.blockOf(l, pass, w);
    const items = this.examples[pass.set] * layer.pixels * layer.cout;
    this.add(
      reduce('derivativeSums', layer, block),
      each('spread', items, { ...block, input: stats + 5 * layer.cout, out: delta }),
    );
  }

  /** δ of layers down to `to` from that of layer `from`. */
  backward(from: number, to: number, pass: Pass, w: Vector): void {
    for (let l = from; l > to; l--) {
      const below = this.at(l - 1, pass);
      const terms = { a1: this.at(l, pass).delta, w1: w(this.layers[l].weight) };
      this.inputGradient(l, pass, terms, this.gradAt(l - 1, below), ZERO, ONE);
      this.applyDerivative(l - 1, pass, w);
    }
  }

  /** Forward, loss and backward of the adapted layers. */
  pass(pass: Pass, w: Vector): void {
    this.forward(this.first, this.layers.length, pass, w);
    this.loss(pass, false);
    this.backward(this.last, this.first, pass, w);
  }

  private weightGradient(l: number, pass: Pass, terms: Terms, input: number, out: number, c: Real, s: Real) {
    const shader = l === 0 ? 'gradientImages' : 'gradient';
    const layer = this.layers[l];
    const integers = { ...sizesOf(layer, this.examples[pass.set]), ...terms, input, out };
    return (gamma: number, beta: number) =>
      this.add(each(shader, weightTiles(layer), { ...integers, gamma, beta }, c, s));
  }

  /** out = c·input + s·∇ of layers [from, to). */
  gradients(from: number, to: number, pass: Pass, input: Vector, out: Vector, c: Real, s: Real): void {
    for (let l = from; l < to; l++) {
      const { block, cout, weight } = this.layers[l];
      const { delta, stats } = this.at(l, pass);
      const a1 = l === 0 ? this.images(pass.set) : this.at(l - 1, pass).out;
      const store = this.weightGradient(l, pass, { a1, w1: delta }, input(weight), out(weight), c, s);
      if (block) store(stats + 4 * cout, stats + 2 * cout);
      else store(-1, -1);
    }
  }

  /** ∂/∂(outputs of the body) of a set is zero so far. */
  clearBody(set: SetName): void {
    const l = this.first - 1;
    const { pooled, cout } = this.layers[l];
    const out = this.gradAt(l, this.at(l, { set, slot: [] }));
    this.add(each('combine', this.examples[set] * pooled * cout, { out, a1: -1, a2: -1 }));
  }

  /** ∂/∂(outputs of the body) += s·∂/∂(input) of the first adapted layer. */
  addToBody(pass: Pass, w: Vector, s: Real, factor = -1): void {
    const l = this.first;
    const out = this.gradAt(l - 1, this.at(l - 1, pass));
    const terms = { a1: this.at(l, pass).delta, w1: w(this.layers[l].weight) };
    this.inputGradient(l, pass, terms, out, ONE, s, factor);
  }

  /** v = c·v + ∇ of the body from ∂/∂ of its outputs. */
  bodyGradient(set: SetName, w: Vector, v: Vector, c: Real): void {
    const pass = { set, slot: [] };
    this.applyDerivative(this.first - 1, pass, w);
    this.backward(this.first - 1, 0, pass, w);
    this.gradients(0, this.first, pass, v, v, c, ONE);
  }

  /** R{·} of the adapted layers' outputs at w along v. */
  private tangentForward(pass: Pass, w: Vector, v: Vector): void {
    const n = this.examples[pass.set];
    for (let l = this.first; l <= this.last; l++) {
      const layer = this.layers[l];
      const { z, out } = this.tangent(l);
      const a1 = l === 0 ? this.images(pass.set) : this.at(l - 1, pass).out;
      const second = l > this.first ? { a2: this.tangent(l - 1).out, w2: w(layer.weight) } : {};
      const product = { ...sizesOf(layer, n), a1, w1: v(layer.weight), ...second };
      const shader = l === 0 ? 'forwardImages' : 'forward';
      if (layer.block) {
        const block = { ...this.blockOf(l, pass, w), ...this.tangentsOf(l, v) };
        this.add(
          each(shader, forwardTiles(layer, n), { ...product, out: z }),
          reduce('tangentStatistics', layer, block),
          each('tangentPool', n * layer.pooled * layer.cout, { ...block, out }),
        );
      } else {
        const mask = l < this.last ? this.at(l, pass).out : -1;
        this.add(each(shader, forwardTiles(layer, n), { ...product, out, bias: v(layer.bias), mask }));
      }
    }
  }

  /** R{δ} of the layer below l, or, below the adapted ones, −α times the mixed product for the body. */
  private tangentBackward(l: number, pass: Pass, w: Vector, v: Vector): void {
    const { weight } = this.layers[l];
    const below = this.layers[l - 1];
    const terms = { a1: this.tangent(l).delta, w1: w(weight), a2: this.at(l, pass).delta, w2: v(weight) };
    if (l === this.first) {
      const out = this.gradAt(l - 1, this.at(l - 1, pass));
      this.inputGradient(l, pass, terms, out, ONE, STEP);
      return;
    }
    const { grad, delta, stats } = this.tangent(l - 1);
    this.inputGradient(l, pass, terms, below.block ? grad : delta, ZERO, ONE);
    if (!below.block) return;
    const block = { ...this.blockOf(l - 1, pass, w), ...this.tangentsOf(l - 1, v) };
    const items = this.examples[pass.set] * below.pixels * below.cout;
    this.add(
      reduce('tangentSums', below, block),
      each('spread', items, { ...block, input: stats + 4 * below.cout, out: delta }),
    );
  }

  /** v ← (1 − αλ) v − α H v over the adapted layers, H the Hessian at w of the pass's set. */
  curvatureStep(pass: Pass, w: Vector, v: Vector): void {
    const { last, first } = this;
    const top = this.layers[last];
    const n = this.examples[pass.set];
    this.tangentForward(pass, w, v);
    const { out: rz, delta: rdelta } = this.tangent(last);
    const { delta } = this.at(last, pass);
    const y = this.targets(pass.set);
    this.add(each('lossCurvature', n, { ...sizesOf(top, n), rz, grad: delta, out: rdelta, y }));
    for (let l = last; l >= first; l--) {
      if (l > 0) this.tangentBackward(l, pass, w, v);
      const { block, cout, weight } = this.layers[l];
      const { delta: rd, stats } = this.tangent(l);
      const a1 = l === 0 ? this.images(pass.set) : this.at(l - 1, pass).out;
      const second = l > first ? { a2: this.tangent(l - 1).out, w2: this.at(l, pass).delta } : {};
      const terms = { a1, w1: rd, ...second };
      const store = this.weightGradient(l, pass, terms, v(weight), v(weight), SHRINK, STEP);
      if (block) store(stats + 3 * cout, stats + 2 * cout);
      else store(-1, -1);
    }
  }
}
