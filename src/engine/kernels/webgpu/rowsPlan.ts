// What every plan of the WebGPU kernel has, whatever the model: what goes up, what a row leaves in its part of the
// scratch buffer for the outer step, and whether the adapter's limits allow it.
import type { BatchShape } from '../../../learner/batch.ts';
import type { LayerSlice, Loss, ModelSpec } from '../../../learner/model.ts';
import type { Curvature, InnerRule } from '../../../learner/rule.ts';

/** The adapter's limits that matter here; a GPUSupportedLimits is one. */
export interface DeviceLimits {
  readonly maxStorageBufferBindingSize: number;
  readonly maxComputeWorkgroupStorageSize: number;
  readonly maxComputeInvocationsPerWorkgroup: number;
  readonly maxComputeWorkgroupsPerDimension: number;
}

/** What is done with a row after the inner loop. */
export type Mode = 'losses' | 'reptile' | 'first-order' | 'exact' | 'finite-difference';

export type SetName = 'support' | 'query' | 'hessian';

/** Floats before each part of the uploaded batch; `length` in all. */
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

export interface RowsPlan {
  /** Names everything that is baked into the shaders. */
  readonly key: string;
  readonly model: ModelSpec;
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
  readonly trace: boolean;
  readonly examples: Readonly<Record<SetName, number>>;
  /** Set whose Hessian is taken. */
  readonly curvatureSet: 'support' | 'hessian';
  /** The adapted weights of every inner step are kept for the way back. */
  readonly keepWeights: boolean;
  /** Floats of one row in the scratch buffer: its loss first. */
  readonly rowStride: number;
  readonly gradientAt: number;
  /** Adapted weights of the first step. */
  readonly weightsAt: number;
  readonly traceAt: number;
  readonly upload: UploadLayout;
  /** What an iteration costs: dispatches for the rows, and bytes of the buffers that they work in. */
  readonly dispatches: number;
  readonly bytes: number;
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

/** What each curvature does after the inner loop; null: the kernel does not know it. */
const CURVATURE_MODES: Readonly<Record<Curvature, Mode | null>> = {
  exact: 'exact',
  none: 'first-order',
  'finite-difference': 'finite-difference',
  implicit: null,
};

export function modeOf(rule: InnerRule, wantGradient: boolean): Mode | null {
  if (!wantGradient) return 'losses';
  if (rule.direction === 'reptile') return 'reptile';
  const mode = CURVATURE_MODES[rule.curvature];
  return mode && rule.innerSteps === 0 ? 'first-order' : mode;
}

/** Whether the way back through the inner loop takes second derivatives. */
export const needsCurvature = (mode: Mode): boolean => mode === 'exact' || mode === 'finite-difference';

export function uploadLayout(shape: BatchShape, hessian: number, agents: number): UploadLayout {
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

/** Why the rule or so many rows cannot be computed on any such device; null where they can. */
export function requestProblem({ rule, shape, limits, wantGradient }: PlanRequest): string | null {
  if (rule.proximal) return 'The fused WebGPU kernel has no proximal term in its inner loop.';
  if (modeOf(rule, wantGradient) === null)
    return `The fused WebGPU kernel does not compute ${rule.curvature} curvature.`;
  const most = limits.maxComputeWorkgroupsPerDimension;
  if (shape.rows > most) return `${shape.rows} rows are more than the GPU's ${most} workgroups per dispatch.`;
  return null;
}

/** Why the plan's buffers cannot be had; null where they can. */
export function sizeProblem(plan: RowsPlan, limits: DeviceLimits): string | null {
  const { rows, rowStride, agents, parameters, upload } = plan;
  const largest = Math.max(rows * rowStride, agents * parameters * 3, upload.length);
  const binding = limits.maxStorageBufferBindingSize;
  if (largest > Math.floor(binding / 4))
    return `The kernel needs a buffer of ${Math.ceil((largest * 4) / 2 ** 20)} MiB; the GPU binds at most ${Math.floor(binding / 2 ** 20)} MiB.`;
  if (largest >= 2 ** 31) return `The kernel's buffer of ${largest} floats is beyond 32-bit indices.`;
  return null;
}
