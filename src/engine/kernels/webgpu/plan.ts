// Where everything of one row lies while its workgroup runs: the weights of each inner step, activations,
// sensitivities and their directional derivatives; and whether the adapter's limits allow it.
// A plan is all that is baked into the shader; `key` names it.
import type { BatchShape } from '../../../learner/batch.ts';
import { type LayerSlice, type Loss, layerSlices, type MlpSpec } from '../../../learner/model.ts';
import { adaptedStart } from '../../../learner/rule.ts';
import {
  type DeviceLimits,
  type Mode,
  modeOf,
  needsCurvature,
  type PlanRequest,
  type RowsPlan,
  requestProblem,
  sizeProblem,
  uploadLayout,
} from './rowsPlan.ts';

/** A piece of a row's scratch: in workgroup memory `shared`, or in the row's part of the output buffer. */
export interface Region {
  readonly place: 'shared' | 'scratch';
  readonly base: number;
}

/** Offsets of one forward and backward pass inside a region, by layer; −1 where a layer has none. */
export interface PassLayout {
  readonly values: readonly number[];
  readonly sensitivities: readonly number[];
  readonly size: number;
}

export interface MlpPlan extends RowsPlan {
  readonly kind: 'mlp';
  readonly model: MlpSpec;
  readonly rhoDelta: boolean;
  readonly threads: number;
  /** Keep the passes of all inner steps instead of repeating them on the way back. */
  readonly keepPasses: boolean;
  /** Floats of workgroup memory; 0: none. A row's scratch is [loss | gradient | weights | trace | regions]. */
  readonly sharedSize: number;
  readonly regions: {
    readonly steps: Region;
    readonly temporary: Region;
    readonly supportFeatures: Region;
    readonly hessianFeatures: Region;
    readonly norm: Region;
  };
  readonly stepSize: number;
  readonly queryPass: PassLayout;
  readonly supportPass: PassLayout;
  readonly curvaturePass: PassLayout;
  /** Values of the layers below `first`, in a feature region. */
  readonly supportFeatures: PassLayout;
  readonly hessianFeatures: PassLayout;
  /** Directional derivatives in the temporary region (exact), then the sums passed to the layers below. */
  readonly tangents: PassLayout;
  readonly below: PassLayout;
  /** Second pass of the finite difference, in the temporary region. */
  readonly minusAt: number;
  readonly belowAt: number;
}

function passLayout(
  layers: readonly LayerSlice[],
  from: number,
  to: number,
  examples: number,
  withSensitivities: boolean,
  valuesFrom = from,
): PassLayout {
  const values = layers.map(() => -1);
  const sensitivities = layers.map(() => -1);
  let size = 0;
  for (let l = valuesFrom; l < to; l++) {
    values[l] = size;
    size += examples * layers[l].outputs;
  }
  if (withSensitivities) {
    for (let l = from; l < to; l++) {
      sensitivities[l] = size;
      size += examples * layers[l].outputs;
    }
  }
  return { values, sensitivities, size };
}

/**
 * Threads per row. Hardware hides latency with many; a software GPU runs them in turn, four at a time, and
 * pays for each at every barrier (sinusoid net: 35 ms of CPU per iteration with 16 threads, 66 with 64).
 */
function chooseThreads(layers: readonly LayerSlice[], limits: DeviceLimits, software: boolean): number {
  const widest = Math.max(...layers.map((layer) => layer.inputs * layer.outputs));
  const wanted = software ? 16 : widest >= 1024 ? 128 : 64;
  return Math.min(wanted, limits.maxComputeInvocationsPerWorkgroup);
}

/** How the row's passes are laid out: sizes that follow from the model, the batch and the mode. */
function passLayouts(
  { shape, wantGradient }: PlanRequest,
  layers: readonly LayerSlice[],
  mode: Mode,
  first: number,
) {
  const count = layers.length;
  const curved = needsCurvature(mode);
  const hessian = curved ? shape.hessian : 0;
  const curvatureSet: 'hessian' | 'support' = hessian > 0 ? 'hessian' : 'support';
  const curvatureExamples = hessian > 0 ? hessian : shape.support;
  const curvaturePass = passLayout(layers, first, count, curvatureExamples, true);
  const tangents = passLayout(layers, first, count, curvatureExamples, true);
  const below = passLayout(layers, 0, first, curvatureExamples, false);
  const queryPass = passLayout(layers, 0, count, shape.query, wantGradient && mode !== 'reptile');
  const backSize =
    mode === 'exact' ? tangents.size : mode === 'finite-difference' ? 2 * curvaturePass.size : 0;
  return {
    curved,
    hessian,
    curvatureSet,
    curvaturePass,
    tangents,
    below,
    queryPass,
    backSize,
    temporarySize: Math.max(queryPass.size, curved ? backSize + below.size : 0),
    supportPass: passLayout(layers, first, count, shape.support, true),
    supportFeatures: passLayout(layers, 0, first, shape.support, false),
    hessianFeatures: passLayout(layers, 0, first, hessian, false),
  };
}

/** Gives out pieces of workgroup memory while there is room, then of the row's scratch. */
function allocator(sharedFloats: number, scratchFrom: number) {
  const used = { shared: 0, scratch: scratchFrom };
  const place = (size: number): Region => {
    if (used.shared + size <= sharedFloats) {
      used.shared += size;
      return { place: 'shared', base: used.shared - size };
    }
    used.scratch += size;
    return { place: 'scratch', base: used.scratch - size };
  };
  return { used, place };
}

/** Lays out one row. The result is a reason (a sentence) where the kernel cannot run this. */
export function createMlpPlan(request: PlanRequest, model: MlpSpec): MlpPlan | string {
  const mode = modeOf(request.rule, request.wantGradient);
  const problem = requestProblem(request);
  if (mode === null || problem !== null) return problem ?? '';
  const plan = layOut(request, model, mode);
  return sizeProblem(plan, request.limits) ?? plan;
}

/** The memory of one row, by what has to be kept for the way back. */
function layOut(request: PlanRequest, model: MlpSpec, mode: Mode): MlpPlan {
  const { loss, shape, rule, limits, agents, wantTrace: trace } = request;
  const layers = layerSlices(model);
  const parameters = layers[layers.length - 1].end;
  const start = adaptedStart(model, rule.adapted);
  const first = layers.findIndex((layer) => layer.weight === start);
  const adapted = parameters - start;
  const steps = rule.innerSteps;
  const passes = passLayouts(request, layers, mode, first);
  const { curved, hessian, backSize, temporarySize, ...layouts } = passes;
  const { supportPass, curvaturePass, curvatureSet } = layouts;

  const threads = request.threads ?? chooseThreads(layers, limits, request.software ?? false);
  const shared = Math.floor(limits.maxComputeWorkgroupStorageSize / 4);
  const weights = (curved ? steps + 1 : 1) * adapted;
  const passesSize = steps * supportPass.size;
  const wantsPasses = mode === 'exact' && curvatureSet === 'support';
  // Memory, not time, decides: repeating a pass costs a third more, a buffer too large cannot be bound.
  const limitFloats = Math.floor(limits.maxStorageBufferBindingSize / 4);
  const keepPasses = wantsPasses && shape.rows * (weights + passesSize + parameters) < limitFloats / 2;
  const stepsSize = Math.max(
    keepPasses ? passesSize : supportPass.size,
    mode === 'exact' ? curvaturePass.size : 0,
  );
  const traceAt = 1 + parameters + weights;
  const memory = allocator(shared, traceAt + (trace ? (steps + 1) * shape.query * shape.outputs : 0));
  const rhoDelta = mode === 'finite-difference' && (rule.deltaRho ?? 0) > 0;
  const regions = {
    norm: memory.place(rhoDelta ? threads : 0),
    temporary: memory.place(temporarySize),
    steps: memory.place(stepsSize),
    supportFeatures: memory.place(layouts.supportFeatures.size),
    hessianFeatures: memory.place(layouts.hessianFeatures.size),
  };
  const baked = { rows: shape.rows, agents, steps, mode, first, rhoDelta, trace, threads, keepPasses };
  const upload = uploadLayout(shape, hessian, agents);
  return {
    kind: 'mlp',
    ...layouts,
    ...baked,
    key: keyOf(model, loss, shape, hessian, shared, baked),
    model,
    loss,
    layers,
    parameters,
    start,
    adapted,
    examples: { support: shape.support, query: shape.query, hessian },
    keepWeights: curved,
    sharedSize: memory.used.shared,
    rowStride: memory.used.scratch,
    gradientAt: 1,
    weightsAt: 1 + parameters,
    traceAt,
    regions,
    stepSize: supportPass.size,
    minusAt: curvaturePass.size,
    belowAt: backSize,
    upload,
    dispatches: 1,
    bytes: 4 * (shape.rows * memory.used.scratch + upload.length),
  };
}

type Baked = Pick<
  MlpPlan,
  'rows' | 'agents' | 'steps' | 'mode' | 'first' | 'rhoDelta' | 'trace' | 'threads' | 'keepPasses'
>;

/** Names everything that is baked into the shader. */
function keyOf(
  model: MlpSpec,
  loss: Loss,
  shape: BatchShape,
  hessian: number,
  shared: number,
  baked: Baked,
): string {
  return [
    'innerloop',
    model.sizes.join('x'),
    model.activation,
    model.bias ? 'b' : 'w',
    loss,
    baked.rows,
    baked.agents,
    shape.support,
    shape.query,
    hessian,
    baked.steps,
    baked.mode,
    baked.first,
    baked.rhoDelta ? 'rho' : 'fixed',
    baked.trace ? 'trace' : 'end',
    baked.threads,
    baked.keepPasses ? 'keep' : 'repeat',
    shared,
  ].join('_');
}
