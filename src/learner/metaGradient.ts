// The contract between the engine and whatever computes meta-gradients: fused kernels (WASM, WGSL) or
// automatic differentiation. All arrays live on the host; rows are adapted together in one call.
import type { PathName } from './backends.ts';
import type { TaskBatch } from './batch.ts';
import type { Loss, ModelSpec } from './model.ts';
import type { InnerRule } from './rule.ts';

export interface MetaGradientRequest {
  /** Launch models [agents, P]. */
  readonly launch: Float32Array;
  readonly agents: number;
  readonly batch: TaskBatch;
  readonly rule: InnerRule;
  /** Which launch model a row starts from; absent: all rows start from the first. */
  readonly agentOfRow?: Int32Array;
  /** Factor of a row's gradient in its agent's sum; absent: 1 / (rows of that agent). */
  readonly weightOfRow?: Float32Array;
  /** False: skip the backward pass (evaluation of losses only). Default true. */
  readonly wantGradient?: boolean;
  /** Per-row gradients [rows, P] besides the weighted sums. */
  readonly wantRowGradients?: boolean;
  /** Adapted parameters w_N [rows, P]. */
  readonly wantAdapted?: boolean;
  /** Query outputs before and after each inner step [rows, N + 1, queries, outputs]. */
  readonly wantTrace?: boolean;
}

export interface MetaGradientResult {
  /** Query loss of each row after adaptation [rows]. */
  readonly queryLoss: Float32Array;
  /** Σ over an agent's rows of weight · gradient [agents, P]; empty when not wanted. */
  readonly gradient: Float32Array;
  readonly rowGradients?: Float32Array;
  readonly adapted?: Float32Array;
  readonly trace?: Float32Array;
  /** ‖b − A x‖ / ‖b‖ of each row's linear system [rows], where the rule solves one (`implicit`). */
  readonly residual?: Float32Array;
}

/**
 * Computes meta-gradients of one model on one device. Results may be views into buffers that the next
 * call overwrites; a caller that keeps them copies them.
 */
export interface MetaGradientProgram {
  readonly path: PathName;
  readonly model: ModelSpec;
  readonly loss: Loss;
  /** Rows that are computed side by side: threads, or what keeps a graphics card busy. */
  readonly rowsAtOnce: number;
  metaGradient(request: MetaGradientRequest): Promise<MetaGradientResult>;
  /** Bytes of memory that calls on its device have taken at most so far; absent where it cannot tell. */
  memoryBytes?(): number;
  dispose(): void;
}

/** A program that answers synchronously (WASM and CPU), for tight training loops on the host. */
export interface SyncMetaGradientProgram extends MetaGradientProgram {
  metaGradientSync(request: MetaGradientRequest): MetaGradientResult;
}
