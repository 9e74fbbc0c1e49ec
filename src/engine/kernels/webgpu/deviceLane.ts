// Training without read-back: parameters, optimiser state and the row losses since the last read stay on the
// GPU. Each iteration uploads one batch and queues two dispatches (rows; update and combination).
import { engine, keep, slice, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { TaskBatch } from '../../../learner/batch.ts';
import { type Loss, type ModelSpec, parameterCount } from '../../../learner/model.ts';
import type { Optimizer, OptimizerRates } from '../../../learner/optimizer.ts';
import type { InnerRule } from '../../../learner/rule.ts';
import { packUpload, runOuter, runRows } from './kernel.ts';
import type { Plan } from './plan.ts';
import { checked, isSoftware, PlanCache, shapeOfBatch, webGpuBackend } from './program.ts';

export interface DeviceLaneOptions {
  readonly model: ModelSpec;
  readonly loss: Loss;
  readonly agents: number;
  /** Launch models [agents, P] to start from. */
  readonly params: Float32Array;
  /** Moments of the optimiser (DEVICE_OPTIMIZERS) in order, each [agents, P]; zeros where absent. */
  readonly optimizerState?: Float32Array;
  /** Row losses kept between two reads; default 65,536. */
  readonly ringFloats?: number;
  readonly threads?: number;
}

export interface DeviceStep {
  readonly batch: TaskBatch;
  readonly rule: InnerRule;
  readonly agentOfRow?: Int32Array;
  /** Factor of a row's gradient in its agent's sum; absent: 1 / (rows of that agent). */
  readonly weightOfRow?: Float32Array;
  readonly optimizer: Optimizer;
  readonly beta: number;
  readonly rates: OptimizerRates;
  /** t ≥ 1: updates including this one, for Adam's bias correction. */
  readonly steps: number;
  /** Matrix a_lk at [l, k] of the combination w_k = Σ_l a_lk φ_l; null: none. */
  readonly combination: Float32Array | null;
}

export interface DeviceLaneReading {
  /** Row losses of each iteration since the last read, oldest first. */
  readonly losses: readonly Float32Array[];
  readonly params: Float32Array;
  readonly optimizerState: Float32Array;
}

export interface DeviceLane {
  /** Queues one iteration; returns at once. Throws where the kernel cannot run it or the ring is full. */
  enqueue(step: DeviceStep): void;
  /** Iterations of `rows` rows that still fit before the next read. */
  room(rows: number): number;
  read(): Promise<DeviceLaneReading>;
  dispose(): void;
}

export function createDeviceLane(options: DeviceLaneOptions): DeviceLane {
  const { model, loss, agents } = options;
  const gpu = webGpuBackend();
  const size = agents * parameterCount(model);
  const ringFloats = options.ringFloats ?? 65_536;
  if (options.params.length !== size)
    throw new RangeError(`Parameters have ${options.params.length} floats; ${size} are needed.`);
  const ringAt = 3 * size;
  const initial = new Float32Array(ringAt + ringFloats);
  initial.set(options.params);
  if (options.optimizerState) initial.set(options.optimizerState.subarray(0, 2 * size), size);
  const state = keep(tensor1d(initial));
  const plans = new PlanCache();
  const scratches = new Map<Plan, Tensor>();
  const proofs: Promise<void>[] = [];
  let pending: number[] = [];
  let used = 0;
  let staging = new Float32Array(0);

  /** The scratch buffer of a plan; other plans' buffers (an N of before) go. */
  function scratchOf(plan: Plan): { scratch: Tensor; fresh: boolean } {
    const known = scratches.get(plan);
    if (known) return { scratch: known, fresh: false };
    for (const old of scratches.values()) old.dispose();
    scratches.clear();
    const info = gpu.makeTensorInfo([plan.rows * plan.rowStride], 'float32');
    const scratch = keep(engine().makeTensorFromTensorInfo(info));
    scratches.set(plan, scratch);
    return { scratch, fresh: true };
  }

  function enqueue(step: DeviceStep): void {
    const { batch, rule } = step;
    if (used + batch.rows > ringFloats)
      throw new RangeError(
        `${pending.length} iterations wait to be read; the ring of ${ringFloats} losses is full.`,
      );
    const plan = plans.get({
      model,
      loss,
      shape: shapeOfBatch(batch),
      agents,
      rule,
      wantGradient: true,
      wantTrace: false,
      limits: gpu.device.limits,
      software: isSoftware(gpu),
      threads: options.threads,
    });
    const { scratch, fresh } = scratchOf(plan);
    if (staging.length !== plan.upload.length) staging = new Float32Array(plan.upload.length);
    packUpload(plan, batch, step, staging);
    const upload = gpu.makeTensorInfo([staging.length], 'float32', staging);
    const queue = () => {
      runRows(gpu, plan, state, upload, rule, scratch);
      runOuter(
        gpu,
        plan,
        {
          optimizer: step.optimizer,
          combine: step.combination !== null,
          ringAt,
          beta: step.beta,
          rates: step.rates,
          steps: step.steps,
          slot: used,
        },
        scratch,
        upload,
        state,
      );
    };
    if (fresh) proofs.push(checked(gpu.device, queue));
    else queue();
    gpu.disposeData(upload.dataId);
    pending.push(batch.rows);
    used += batch.rows;
  }

  async function read(): Promise<DeviceLaneReading> {
    const rows = pending;
    const taken = used;
    pending = [];
    used = 0;
    // A copy, never `state` itself: TensorFlow.js would keep what it has read and answer with it for ever.
    const copy = slice(state, [0], [ringAt + taken]);
    let flat: Float32Array;
    try {
      flat = (await copy.data()) as Float32Array;
    } finally {
      copy.dispose();
    }
    await Promise.all(proofs.splice(0));
    const losses: Float32Array[] = [];
    let offset = ringAt;
    for (const count of rows) {
      losses.push(flat.subarray(offset, offset + count));
      offset += count;
    }
    return { losses, params: flat.subarray(0, size), optimizerState: flat.subarray(size, ringAt) };
  }

  function dispose(): void {
    state.dispose();
    for (const scratch of scratches.values()) scratch.dispose();
    scratches.clear();
  }

  return { enqueue, room: (rows) => Math.floor((ringFloats - used) / rows), read, dispose };
}
