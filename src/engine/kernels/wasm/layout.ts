// The request that the host writes into the kernel's memory (word order shared with assembly/plan.ts) and the
// arena that one call needs: every region's address, planned from sizes alone and rewritten by each call.

import { forwardMultiplyAdds } from '../../../learner/costs.ts';
import type { MetaGradientRequest } from '../../../learner/metaGradient.ts';
import type { Loss, MlpSpec, ModelSpec } from '../../../learner/model.ts';
import { layerSlices, outputCount, parameterCount } from '../../../learner/model.ts';
import { adaptedStart, type Curvature, type InnerRule } from '../../../learner/rule.ts';
import { kernelModel } from './kernelModel.ts';

/** Addresses in the first 64 KiB: the threads' signals, the request, then a table of layers per thread. */
export const SIGNALS = 64;
export const REQUEST = 256;
export const TABLES = 4096;
export const TABLE_BYTES = 4096;
export const MAX_THREADS = 12;
export const ARENA = 65536;
/** Most memory a call may take; WebAssembly addresses end at 4 GiB, browsers often give less. */
export const MAX_BYTES = 2 ** 31;

/** Word indices of the request; reals are marked. Sizes of the layers follow at the end. */
export const WORD = {
  layers: 0,
  first: 1,
  activation: 2,
  loss: 3,
  bias: 4,
  steps: 5,
  curvature: 6,
  gram: 7,
  rows: 8,
  agents: 9,
  support: 10,
  query: 11,
  hessian: 12,
  flags: 13,
  alpha: 14, // real
  l2: 15, // real
  delta: 16, // real
  deltaRho: 17, // real
  x: 18,
  y: 19,
  agentOfRow: 20,
  weightOfRow: 21,
  launchRaw: 22,
  launch: 23,
  sums: 24,
  gradient: 25,
  queryLoss: 26,
  rowGradients: 27,
  adapted: 28,
  trace: 29,
  coefficients: 30,
  rowSums: 31,
  blocks: 32,
  height: 33,
  width: 34,
  channels: 35,
  keptBytes: 36,
  sizes: 37,
} as const;

const FLAG = { gradient: 1, rowGradients: 2, adapted: 4, trace: 8, reptile: 16, direct: 32 } as const;

/** Codes shared with assembly/plan.ts. */
const LOSS_CODE: Readonly<Record<Loss, number>> = { mse: 0, softmaxCrossEntropy: 1 };

/** A curvature as the kernel computes it. */
interface KernelCurvature {
  readonly code: number;
  /** Passes over the curvature set in one step of the reverse; 0: there is no reverse. */
  readonly passes: number;
}

/** What the kernel knows; null: the request is refused. */
const KERNEL_CURVATURES: Readonly<Record<Curvature, KernelCurvature | null>> = {
  exact: { code: 0, passes: 2 },
  none: { code: 1, passes: 0 },
  'finite-difference': { code: 2, passes: 4 },
  implicit: null,
};

/** Why the kernel cannot compute this rule; null where it can. */
export function ruleProblem({ curvature, proximal }: InnerRule): string | null {
  if (!KERNEL_CURVATURES[curvature]) return `The fused kernel does not compute ${curvature} curvature.`;
  return proximal ? 'The fused kernel has no proximal term in its inner loop.' : null;
}

function kernelCurvature(rule: InnerRule): KernelCurvature {
  const known = KERNEL_CURVATURES[rule.curvature];
  const problem = ruleProblem(rule);
  if (!known || problem !== null) throw new Error(problem ?? '');
  return known;
}

/** What distinguishes one planned call from another. */
export interface CallShape {
  readonly rows: number;
  readonly agents: number;
  readonly support: number;
  readonly query: number;
  readonly hessian: number;
  readonly first: number;
  readonly steps: number;
  readonly curvature: number;
  readonly gram: boolean;
  readonly flags: number;
  readonly threads: number;
  /** Bytes of a convolutional network's activations that stay for the reverse. */
  readonly keptBytes: number;
}

export interface CallPlan {
  readonly shape: CallShape;
  /** Every word but the four reals; those are written per call. */
  readonly words: Int32Array;
  /** Floats between examples of x and y. */
  readonly xStride: number;
  readonly yStride: number;
  /** Weight rows of a first layer whose gradient is a product stacked over rows, and its bytes; 0 where there is none. */
  readonly stackedRows: number;
  readonly reduceFrom: number;
  /** Scratch of each thread. */
  readonly scratch: number;
  readonly scratchBytes: number;
  /** Padded parameters of one agent, bytes. */
  readonly paddedBytes: number;
  /** End of the arena. */
  readonly end: number;
}

/** How the kernel answers questions about sizes once it has read a request. */
export interface SizeProbe {
  scratchBytes: number;
  paddedBytes: number;
  transposedBytes: number;
}

const up4 = (n: number): number => (n + 3) & ~3;

/** Index of the first adapted layer. */
export function firstAdaptedLayer(model: ModelSpec, rule: InnerRule): number {
  const start = adaptedStart(model, rule.adapted);
  return layerSlices(model).findIndex((slice) => slice.weight === start);
}

/** Whether the first layer's steps stay in the span of a row's examples: it is adapted, and sums of ∇f alone move it. */
export function gramIsPossible(model: ModelSpec, rule: InnerRule): model is MlpSpec {
  if (model.kind !== 'mlp') return false;
  return firstAdaptedLayer(model, rule) === 0 && !(rule.direction === 'reptile' && rule.l2 !== 0);
}

/**
 * Multiply-adds of a row's first layer on the plain path and in the span of its examples (Gram path), the
 * choice of the cheaper. Weights that stream through the cache for K products count like one product more.
 */
export function gramIsCheaper(
  model: MlpSpec,
  rule: InnerRule,
  support: number,
  query: number,
  hessian: number,
): boolean {
  const [inputs, outputs] = model.sizes;
  if (inputs < 16) return false;
  const all = support + query + hessian;
  const k = hessian || support;
  const { passes } = kernelCurvature(rule);
  const second = rule.direction === 'reptile' || passes === 0 ? 0 : 1;
  const again = (hessian > 0 ? 2 : 0) + passes;
  const plain =
    inputs * outputs * (rule.innerSteps * (2 * support + 1 + second * (again * k + 1)) + 2 * query + 1);
  const spanned =
    2 * inputs * outputs * all +
    (inputs * all * all) / 2 +
    rule.innerSteps * 2 * all * (support + k) * outputs;
  return spanned < plain;
}

/** Rough multiply-adds of a whole call: decides whether threads pay. */
export function estimatedWork(model: ModelSpec, shape: CallShape): number {
  const passes = shape.steps * (3 * shape.support + 6 * (shape.hessian || shape.support)) + 3 * shape.query;
  return shape.rows * forwardMultiplyAdds(model) * passes;
}

/** The shape of a request on one thread. */
export function shapeOf(
  model: ModelSpec,
  request: MetaGradientRequest,
  gram: boolean,
  keptBytes: number,
): CallShape {
  const { batch, rule } = request;
  const gradient = request.wantGradient !== false;
  const flags =
    (gradient ? FLAG.gradient : 0) |
    (gradient && request.wantRowGradients ? FLAG.rowGradients : 0) |
    (request.wantAdapted ? FLAG.adapted : 0) |
    (request.wantTrace ? FLAG.trace : 0) |
    (rule.direction === 'reptile' ? FLAG.reptile : 0) |
    FLAG.direct;
  return {
    rows: batch.rows,
    agents: request.agents,
    support: batch.support.examples,
    query: batch.query.examples,
    hessian: batch.hessian?.examples ?? 0,
    first: firstAdaptedLayer(model, rule),
    steps: rule.innerSteps,
    curvature: kernelCurvature(rule).code,
    gram,
    flags,
    threads: 1,
    keptBytes,
  };
}

/** The same call on `threads` threads, which leave their rows for a sum of their own. */
export function threadedShape(shape: CallShape, threads: number): CallShape {
  return { ...shape, threads, flags: shape.flags & ~FLAG.direct };
}

/** An MLP's first layer on the Gram path, or in a body. */
function isStacked(blocks: number, shape: CallShape): boolean {
  return blocks === 0 && (shape.gram || shape.first > 0);
}

/** The words of a call that do not depend on where things lie. */
function settingWords(model: ModelSpec, loss: Loss, shape: CallShape): Int32Array {
  const { sizes: layerSizes, ...known } = kernelModel(model);
  const words = new Int32Array(WORD.sizes + layerSizes.length);
  words[WORD.layers] = known.layers;
  words[WORD.first] = shape.first;
  words[WORD.activation] = known.activation;
  words[WORD.loss] = LOSS_CODE[loss];
  words[WORD.bias] = known.bias;
  words[WORD.steps] = shape.steps;
  words[WORD.curvature] = shape.curvature;
  words[WORD.gram] = shape.gram ? 1 : 0;
  words[WORD.rows] = shape.rows;
  words[WORD.agents] = shape.agents;
  words[WORD.support] = shape.support;
  words[WORD.query] = shape.query;
  words[WORD.hessian] = shape.hessian;
  words[WORD.flags] = shape.flags;
  words[WORD.blocks] = known.blocks;
  words[WORD.height] = known.height;
  words[WORD.width] = known.width;
  words[WORD.channels] = known.channels;
  words[WORD.keptBytes] = shape.keptBytes;
  words.set(layerSizes, WORD.sizes);
  return words;
}

/** Plans a call. `probe` lets the kernel read the sizes and say how much scratch and padding it needs. */
export function planCall(
  model: ModelSpec,
  loss: Loss,
  shape: CallShape,
  probe: (words: Int32Array) => SizeProbe,
): CallPlan {
  const words = settingWords(model, loss, shape);
  const { sizes: layerSizes, ...known } = kernelModel(model);
  const sizes = probe(words);

  const { rows, agents } = shape;
  const parameters = parameterCount(model);
  const outputs = outputCount(model);
  const examples = shape.support + shape.query + shape.hessian;
  const xStride = known.blocks > 0 ? known.inputs : up4(known.inputs);
  const stackedRows = isStacked(known.blocks, shape) ? known.inputs : 0;
  const yStride = up4(outputs);
  let end = ARENA;
  const take = (bytes: number): number => {
    const at = end;
    end += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const wanted = (flag: number, floats: number): number => take((shape.flags & flag) !== 0 ? 4 * floats : 0);
  const place = (word: number, address: number): void => {
    words[word] = address;
  };
  place(WORD.x, take(4 * rows * examples * xStride));
  place(WORD.y, take(4 * rows * examples * yStride));
  place(WORD.agentOfRow, take(4 * rows));
  place(WORD.weightOfRow, take(4 * rows));
  place(WORD.launchRaw, take(4 * agents * parameters + 64));
  place(WORD.launch, take(agents * (sizes.paddedBytes + sizes.transposedBytes)));
  place(WORD.sums, take(agents * sizes.paddedBytes));
  place(WORD.gradient, wanted(FLAG.gradient, agents * parameters));
  place(WORD.queryLoss, take(4 * rows));
  place(WORD.rowGradients, wanted(FLAG.rowGradients, rows * parameters));
  place(WORD.adapted, wanted(FLAG.adapted, rows * parameters));
  place(WORD.trace, wanted(FLAG.trace, rows * (shape.steps + 1) * shape.query * outputs));
  place(WORD.coefficients, take(stackedRows > 0 ? 4 * rows * examples * up4(layerSizes[1]) : 0));
  place(WORD.rowSums, take(shape.threads > 1 ? rows * sizes.paddedBytes : 0));
  const scratchBytes = Math.ceil(sizes.scratchBytes / 4096) * 4096 + 4096;
  const scratch = take(scratchBytes * shape.threads);
  if (end > MAX_BYTES) {
    throw new Error(
      `The WASM kernel would need ${Math.round(end / 2 ** 20)} MiB for ${rows} rows of ${parameters} parameters ` +
        `(at most ${MAX_BYTES / 2 ** 20} MiB): use fewer tasks or agents at once, or a smaller model.`,
    );
  }
  const reduceFrom = stackedRows * 4 * up4(layerSizes[1]);
  return {
    shape,
    words,
    xStride,
    yStride,
    stackedRows,
    reduceFrom,
    scratch,
    scratchBytes,
    paddedBytes: sizes.paddedBytes,
    end,
  };
}
