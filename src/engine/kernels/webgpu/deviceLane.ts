// Training without read-back: parameters, optimiser state and the row losses since the last read stay on the
// GPU. Each iteration uploads one batch and queues two dispatches (rows; update and combination).
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { engine, keep, slice, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { TaskBatch } from '../../../learner/batch.ts';
import { type Loss, type ModelSpec, parameterCount } from '../../../learner/model.ts';
import type { Optimizer, OptimizerRates } from '../../../learner/optimizer.ts';
import type { InnerRule } from '../../../learner/rule.ts';
import { packUpload, runOuter, runRows } from './kernel.ts';
import { type Plan, PlanCache } from './plans.ts';
import { checked, isSoftware, shapeOfBatch, webGpuBackend } from './program.ts';

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

/** Scratch buffers of the plan in use; another plan's (an N of before) goes. */
class Scratch {
  private plan: Plan | null = null;
  private tensor: Tensor | null = null;

  /** `fresh`: made now, so that what runs on it has not been proven valid yet. */
  of(plan: Plan, gpu: WebGPUBackend): { tensor: Tensor; fresh: boolean } {
    if (this.tensor && this.plan === plan) return { tensor: this.tensor, fresh: false };
    this.dispose();
    const info = gpu.makeTensorInfo([plan.rows * plan.rowStride], 'float32');
    this.plan = plan;
    this.tensor = keep(engine().makeTensorFromTensorInfo(info));
    return { tensor: this.tensor, fresh: true };
  }

  dispose(): void {
    this.tensor?.dispose();
    this.tensor = null;
  }
}

/** The state [parameters | first moments | second moments | ring of losses] on the device. */
function stateTensor(options: DeviceLaneOptions, size: number, ringFloats: number): Tensor {
  if (options.params.length !== size)
    throw new RangeError(`Parameters have ${options.params.length} floats; ${size} are needed.`);
  const initial = new Float32Array(3 * size + ringFloats);
  initial.set(options.params);
  if (options.optimizerState) initial.set(options.optimizerState.subarray(0, 2 * size), size);
  return keep(tensor1d(initial));
}

class WebGpuLane implements DeviceLane {
  private readonly gpu = webGpuBackend();
  private readonly plans = new PlanCache();
  private readonly scratch = new Scratch();
  private readonly proofs: Promise<void>[] = [];
  private readonly ringFloats: number;
  /** Floats of the launch models; the ring begins behind three times as many. */
  private readonly size: number;
  private readonly state: Tensor;
  private pending: number[] = [];
  private used = 0;
  private staging = new Float32Array(0);

  constructor(private readonly options: DeviceLaneOptions) {
    this.ringFloats = options.ringFloats ?? 65_536;
    this.size = options.agents * parameterCount(options.model);
    this.state = stateTensor(options, this.size, this.ringFloats);
  }

  private planOf({ batch, rule }: DeviceStep): Plan {
    const { model, loss, agents, threads } = this.options;
    return this.plans.get({
      model,
      loss,
      shape: shapeOfBatch(batch),
      agents,
      rule,
      wantGradient: true,
      wantTrace: false,
      limits: this.gpu.device.limits,
      software: isSoftware(this.gpu),
      threads,
    });
  }

  enqueue(step: DeviceStep): void {
    const { gpu, state } = this;
    const { rows } = step.batch;
    if (this.used + rows > this.ringFloats)
      throw new RangeError(
        `${this.pending.length} iterations wait to be read; the ring of ${this.ringFloats} losses is full.`,
      );
    const plan = this.planOf(step);
    const { tensor: scratch, fresh } = this.scratch.of(plan, gpu);
    if (this.staging.length !== plan.upload.length) this.staging = new Float32Array(plan.upload.length);
    packUpload(plan, step.batch, step, this.staging);
    const upload = gpu.makeTensorInfo([this.staging.length], 'float32', this.staging);
    const outer = { ...step, combine: step.combination !== null, ringAt: 3 * this.size, slot: this.used };
    const queue = () => {
      runRows(gpu, plan, state, upload, step.rule, scratch);
      runOuter(gpu, plan, outer, scratch, upload, state);
    };
    if (fresh) this.proofs.push(checked(gpu.device, queue));
    else queue();
    gpu.disposeData(upload.dataId);
    this.pending.push(rows);
    this.used += rows;
  }

  room(rows: number): number {
    return Math.floor((this.ringFloats - this.used) / rows);
  }

  async read(): Promise<DeviceLaneReading> {
    const { pending, used, size } = this;
    const ringAt = 3 * size;
    this.pending = [];
    this.used = 0;
    // A copy, never `state` itself: TensorFlow.js would keep what it has read and answer with it for ever.
    const copy = slice(this.state, [0], [ringAt + used]);
    let flat: Float32Array;
    try {
      flat = (await copy.data()) as Float32Array;
    } finally {
      copy.dispose();
    }
    await Promise.all(this.proofs.splice(0));
    let offset = ringAt;
    const losses = pending.map((count) => {
      offset += count;
      return flat.subarray(offset - count, offset);
    });
    return { losses, params: flat.subarray(0, size), optimizerState: flat.subarray(size, ringAt) };
  }

  dispose(): void {
    this.state.dispose();
    this.scratch.dispose();
  }
}

/** A lane's state on the device. The webgpu backend must have been started. */
export function createDeviceLane(options: DeviceLaneOptions): DeviceLane {
  return new WebGpuLane(options);
}
