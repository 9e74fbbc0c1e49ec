// Where everything of a convolutional network's row lies in the scratch buffer, in floats from the row's first one:
// [loss | gradient | body's weights, then the adapted ones of each inner step | trace | working memory].
import type { BatchShape } from '../../../../learner/batch.ts';
import { type CnnSpec, type LayerSlice, layerSlices } from '../../../../learner/model.ts';
import { needsCurvature, type RowsPlan, type SetName } from '../rowsPlan.ts';
import { STATISTICS } from './parameters.ts';

/** A layer's sizes: a block's image and channels, or a dense layer as a block of one pixel. */
export interface Layer extends Pick<LayerSlice, 'weight' | 'bias' | 'end'> {
  readonly block: boolean;
  readonly taps: number;
  readonly h: number;
  readonly w: number;
  readonly cin: number;
  readonly cout: number;
  /** Pixels of an example, and after pooling. */
  readonly pixels: number;
  readonly pooled: number;
}

export function layersOf(model: CnnSpec): Layer[] {
  let [height, width] = [model.height, model.width];
  return layerSlices(model).map(({ kind, inputs, outputs, weight, bias, end }) => {
    const block = kind === 'conv';
    const [h, w] = block ? [height, width] : [1, 1];
    [height, width] = [height >> 1, width >> 1];
    const pooled = block ? height * width : 1;
    const sizes = { h, w, cin: inputs, cout: outputs, pixels: h * w, pooled };
    return { block, taps: block ? 9 : 1, ...sizes, weight, bias, end };
  });
}

/** What a pass leaves of a layer. A dense layer has its outputs and their δ alone. */
export interface LayerSlot {
  readonly z: number;
  readonly delta: number;
  readonly chosen: number;
  readonly picked: number;
  /** ∂/∂(pooled outputs). */
  readonly grad: number;
  readonly stats: number;
  readonly out: number;
}

/** By layer; undefined below the first of the pass. */
export type Slot = readonly (LayerSlot | undefined)[];

export interface CnnLayout {
  readonly gradientAt: number;
  readonly bodyWeightsAt: number;
  /** Adapted weights of step m at weightsAt + m · weightStride. */
  readonly weightsAt: number;
  readonly weightStride: number;
  readonly traceAt: number;
  /** ε and 1/2ε of a central difference, the shifted adapted weights, and the difference of their gradients. */
  readonly stepAt: number;
  readonly shiftedAt: number;
  readonly differenceAt: number;
  /** The body's passes, a set each. */
  readonly body: Readonly<Record<SetName, Slot>>;
  /** The last support passes: one, or one for every inner step. */
  readonly steps: readonly Slot[];
  readonly query: Slot;
  /** The R-operator's values in the places of what they are derivatives of: z is R{z}, delta R{δ} … */
  readonly tangents: Slot;
  readonly rowStride: number;
}

type Sizes = Pick<RowsPlan, 'steps' | 'mode' | 'first' | 'start' | 'parameters' | 'trace'>;

/** Gives out places from `from` on. */
function placer(from: number) {
  let at = from;
  return {
    take(size: number): number {
      at += size;
      return at - size;
    },
    get end() {
      return at;
    },
  };
}

type Take = (size: number) => number;

function slotOf(layers: readonly Layer[], from: number, to: number, examples: number, take: Take): Slot {
  return layers.map((layer, l) => {
    if (l < from || l >= to) return undefined;
    const { block, cout } = layer;
    const [all, pooled] = [examples * layer.pixels * cout, examples * layer.pooled * cout];
    const none = 0;
    return {
      z: take(block ? all : none),
      delta: take(all),
      chosen: take(block ? pooled : none),
      picked: take(block ? pooled : none),
      grad: take(block ? pooled : none),
      stats: take(block ? STATISTICS * cout : none),
      out: take(pooled),
    };
  });
}

/**
 * Lays out a row. Support passes of all inner steps stay for the way back where `keep` says so and exact curvature is taken
 * on them; a pass that has not stayed is made again.
 */
export function layOut(
  layers: readonly Layer[],
  shape: BatchShape,
  { steps, mode, first, start, parameters, trace }: Sizes,
  keep: boolean,
): CnnLayout {
  const adapted = parameters - start;
  const curved = needsCurvature(mode);
  const difference = mode === 'finite-difference';
  const hessian = curved ? shape.hessian : 0;
  const place = placer(1);
  const { take } = place;
  const count = layers.length;
  const most = Math.max(shape.support, hessian);
  const body = (examples: number) => slotOf(layers, 0, first, examples, take);
  const head = (examples: number) => slotOf(layers, first, count, examples, take);
  const gradientAt = take(parameters);
  const bodyWeightsAt = take(start);
  const weightsAt = take((curved ? steps + 1 : 1) * adapted);
  const traceAt = take(trace ? (steps + 1) * shape.query * shape.outputs : 0);
  const stepAt = take(difference ? 2 : 0);
  const shiftedAt = take(difference ? adapted : 0);
  const differenceAt = take(difference ? adapted : 0);
  const kept = keep && mode === 'exact' && hessian === 0 ? Math.max(1, steps) : 1;
  const bodies = { support: body(shape.support), query: body(shape.query), hessian: body(hessian) };
  const slots = Array.from({ length: kept }, () => head(most));
  const query = head(difference ? Math.max(shape.query, most) : shape.query);
  const tangents = mode === 'exact' ? head(most) : [];
  return {
    gradientAt,
    bodyWeightsAt,
    weightsAt,
    weightStride: curved ? adapted : 0,
    traceAt,
    stepAt,
    shiftedAt,
    differenceAt,
    body: bodies,
    steps: slots,
    query,
    tangents,
    rowStride: place.end,
  };
}
