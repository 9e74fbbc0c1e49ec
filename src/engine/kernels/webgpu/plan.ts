// Where everything of one row lies while its workgroup runs: the weights of each inner step, activations,
// sensitivities and their directional derivatives; and whether the adapter's limits allow it.
// A plan is all that is baked into the shader; `key` names it.
import type { BatchShape } from '../../../learner/batch.ts';
import {
  type LayerSlice,
  type Loss,
  layerSlices,
  type MlpSpec,
  type ModelSpec,
} from '../../../learner/model.ts';
import { adaptedStart, type Curvature, type InnerRule } from '../../../learner/rule.ts';

/** The adapter's limits that matter here; a GPUSupportedLimits is one. */
export interface DeviceLimits {
  readonly maxStorageBufferBindingSize: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** What a row's workgroup does after the inner loop. */
export type Mode = 'losses' | 'reptile' | 'first-order' | 'exact' | 'finite-difference';

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

export type SetName = 'support' | 'query' | 'hessian';

export interface Plan {
  readonly key: string;
  readonly model: MlpSpec;
  readonly loss: Loss;
  readonly layers: readonly LayerSlice[];
  /** First layer whose parameters the inner loop moves. */
  readonly first: number;
  readonly parameters: number;
  /** First adapted coordinate, and how many there are. */
  readonly start: number;
  readonly adapted: number;
  readonly rows: number;
  readonly agents: number;
  readonly steps: number;
  readonly mode: Mode;
  readonly rhoDelta: boolean;
  readonly trace: boolean;
  readonly examples: Readonly<Record<SetName, number>>;
  /** Set whose Hessian is taken. */
  readonly curvatureSet: 'support' | 'hessian';
  readonly threads: number;
  /** Keep the passes of all inner steps instead of repeating them on the way back. */
  readonly keepPasses: boolean;
  readonly keepWeights: boolean;
  /** Floats of workgroup memory; 0: none. */
  readonly sharedSize: number;
  /** Floats of one row in the scratch buffer: [loss | gradient | weights | trace | regions]. */
  readonly rowStride: number;
  readonly gradientAt: number;
  readonly weightsAt: number;
  readonly traceAt: number;
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
  /** Floats before each part of the uploaded batch; `length` in all. */
  readonly upload: UploadLayout;
}

export interface UploadLayout {
  readonly supportX: number;
  readonly supportY: number;
  readonly queryX: number;
  readonly queryY: number;
  readonly hessianX: number;
  readonly hessianY: number;
  readonly agentOfRow: number;
  readonly weightOfRow: number;
  /** Matrix [agents, agents] of the combination step (used by the device lane only). */
  readonly combination: number;
  readonly length: number;
}

export interface PlanRequest {
  readonly model: ModelSpec;
  readonly loss: Loss;
  readonly shape: BatchShape;
  readonly agents: number;
  readonly rule: InnerRule;
  readonly wantGradient: boolean;
  readonly wantTrace: boolean;
  readonly limits: DeviceLimits;
  /** The adapter computes on the CPU (SwiftShader, llvmpipe). */
  readonly software?: boolean;
  /** Threads per row; chosen by size where absent. */
  readonly threads?: number;
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

/** What each curvature does after the inner loop; null: the kernel does not know it. */
const CURVATURE_MODES: Readonly<Record<Curvature, Mode | null>> = {
  exact: 'exact',
  none: 'first-order',
  'finite-difference': 'finite-difference',
  implicit: null,
};

function modeOf(rule: InnerRule, wantGradient: boolean): Mode | null {
  if (!wantGradient) return 'losses';
  if (rule.direction === 'reptile') return 'reptile';
  const mode = CURVATURE_MODES[rule.curvature];
  return mode && rule.innerSteps === 0 ? 'first-order' : mode;
}

function uploadLayout(shape: BatchShape, hessian: number, agents: number): UploadLayout {
  let length = 0;
  const take = (size: number): number => {
    length += size;
    return length - size;
  };
  const { rows, inputs, outputs, support, query } = shape;
  const layout = {
    supportX: take(rows * support * inputs),
    supportY: take(rows * support * outputs),
    queryX: take(rows * query * inputs),
    queryY: take(rows * query * outputs),
    hessianX: take(rows * hessian * inputs),
    hessianY: take(rows * hessian * outputs),
    agentOfRow: take(rows),
    weightOfRow: take(rows),
    combination: take(agents * agents),
  };
  return { ...layout, length };
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
  const needsCurvature = mode === 'exact' || mode === 'finite-difference';
  const hessian = needsCurvature ? shape.hessian : 0;
  const curvatureSet: 'hessian' | 'support' = hessian > 0 ? 'hessian' : 'support';
  const curvatureExamples = hessian > 0 ? hessian : shape.support;
  const curvaturePass = passLayout(layers, first, count, curvatureExamples, true);
  const tangents = passLayout(layers, first, count, curvatureExamples, true);
  const below = passLayout(layers, 0, first, curvatureExamples, false);
  const queryPass = passLayout(layers, 0, count, shape.query, wantGradient && mode !== 'reptile');
  const backSize =
    mode === 'exact' ? tangents.size : mode === 'finite-difference' ? 2 * curvaturePass.size : 0;
  return {
    needsCurvature,
    hessian,
    curvatureSet,
    curvaturePass,
    tangents,
    below,
    queryPass,
    backSize,
    temporarySize: Math.max(queryPass.size, needsCurvature ? backSize + below.size : 0),
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

/** Why buffers of so many floats cannot be had; null where they can. */
function sizeProblem(largest: number, limits: DeviceLimits): string | null {
  const binding = limits.maxStorageBufferBindingSize;
  if (largest > Math.floor(binding / 4))
    return `The kernel needs a buffer of ${Math.ceil((largest * 4) / 2 ** 20)} MiB; the GPU binds at most ${Math.floor(binding / 2 ** 20)} MiB.`;
  if (largest >= 2 ** 31) return `The kernel's buffer of ${largest} floats is beyond 32-bit indices.`;
  return null;
}

/** Lays out one row. The result is a reason (a sentence) where the kernel cannot run this. */
export function createPlan(request: PlanRequest): Plan | string {
  const { model, shape, rule, limits } = request;
  if (model.kind !== 'mlp') return 'The fused WebGPU kernel computes fully connected networks only.';
  const mode = modeOf(rule, request.wantGradient);
  if (rule.proximal) return 'The fused WebGPU kernel has no proximal term in its inner loop.';
  if (mode === null) return `The fused WebGPU kernel does not compute ${rule.curvature} curvature.`;
  const most = limits.maxComputeWorkgroupsPerDimension;
  if (shape.rows > most) return `${shape.rows} rows are more than the GPU's ${most} workgroups per dispatch.`;
  const plan = layOut(request, model, mode);
  const { rows, agents, parameters } = plan;
  const largest = Math.max(rows * plan.rowStride, agents * parameters * 3, plan.upload.length);
  return sizeProblem(largest, limits) ?? plan;
}

/** The memory of one row, by what has to be kept for the way back. */
function layOut(request: PlanRequest, model: MlpSpec, mode: Mode): Plan {
  const { loss, shape, rule, limits, agents, wantTrace: trace } = request;
  const layers = layerSlices(model);
  const parameters = layers[layers.length - 1].end;
  const start = adaptedStart(model, rule.adapted);
  const first = layers.findIndex((layer) => layer.weight === start);
  const adapted = parameters - start;
  const steps = rule.innerSteps;
  const passes = passLayouts(request, layers, mode, first);
  const { needsCurvature, hessian, backSize, temporarySize, ...layouts } = passes;
  const { supportPass, curvaturePass, curvatureSet } = layouts;

  const threads = request.threads ?? chooseThreads(layers, limits, request.software ?? false);
  const shared = Math.floor(limits.maxComputeWorkgroupStorageSize / 4);
  const weights = (needsCurvature ? steps + 1 : 1) * adapted;
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
  return {
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
    keepWeights: needsCurvature,
    sharedSize: memory.used.shared,
    rowStride: memory.used.scratch,
    gradientAt: 1,
    weightsAt: 1 + parameters,
    traceAt,
    regions,
    stepSize: supportPass.size,
    minusAt: curvaturePass.size,
    belowAt: backSize,
    upload: uploadLayout(shape, hessian, agents),
  };
}

type Baked = Pick<
  Plan,
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
