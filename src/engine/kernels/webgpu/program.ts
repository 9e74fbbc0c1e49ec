// The fused kernel behind the engine's contract: host arrays in, one upload, two dispatches (rows, sums), one
// read-back of everything that was asked for.

import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { backend, engine, getBackend, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { BatchShape, TaskBatch } from '../../../learner/batch.ts';
import type {
  MetaGradientProgram,
  MetaGradientRequest,
  MetaGradientResult,
} from '../../../learner/metaGradient.ts';
import type { Loss, ModelSpec } from '../../../learner/model.ts';
import type { InnerRule } from '../../../learner/rule.ts';
import { isSoftwareAdapter } from './adapter.ts';
import {
  META_GRADIENT_KERNEL,
  type MetaGradientAttributes,
  packUpload,
  registerMetaGradientKernel,
} from './kernel.ts';
import { resultLayout, traceFloats, type Wants } from './outerShader.ts';
import { createPlan, type Plan, PlanCache } from './plans.ts';
import type { DeviceLimits } from './rowsPlan.ts';

/**
 * Whether the kernel can compute meta-gradients of this model by this rule, on such batches and within the
 * adapter's limits: null, or the reason in one sentence. Memory grows with the rule's inner steps.
 */
export function webGpuKernelSupports(
  model: ModelSpec,
  loss: Loss,
  rule: InnerRule,
  shape: BatchShape,
  limits: DeviceLimits,
  agents = 1,
): string | null {
  const plan = createPlan({ model, loss, shape, agents, rule, wantGradient: true, wantTrace: false, limits });
  return typeof plan === 'string' ? plan : null;
}

export function shapeOfBatch(batch: TaskBatch): BatchShape {
  return {
    rows: batch.rows,
    inputs: batch.inputs,
    outputs: batch.outputs,
    support: batch.support.examples,
    query: batch.query.examples,
    hessian: batch.hessian?.examples ?? 0,
  };
}

/** The running WebGPU backend; throws where another one is active. */
export function webGpuBackend(): WebGPUBackend {
  if (getBackend() !== 'webgpu')
    throw new Error(
      `The WebGPU kernel needs the webgpu backend; '${getBackend()}' is active. Start it first.`,
    );
  return backend() as WebGPUBackend;
}

/** Whether the backend's device computes on the CPU; browsers that do not tell count as hardware. */
export function isSoftware(gpu: WebGPUBackend): boolean {
  return isSoftwareAdapter(gpu.device.adapterInfo);
}

/** Runs `task` and rejects with the GPU's message if it found a shader or a binding invalid. */
export async function checked(device: GPUDevice, task: () => void): Promise<void> {
  device.pushErrorScope('validation');
  let found: Promise<GPUError | null>;
  try {
    task();
  } finally {
    found = device.popErrorScope();
  }
  const error = await found;
  if (error) throw new Error(`The GPU refused the fused kernel: ${error.message}`);
}

function wantsOf(request: MetaGradientRequest): Wants {
  const gradient = request.wantGradient ?? true;
  return {
    gradient,
    rowGradients: gradient && (request.wantRowGradients ?? false),
    adapted: request.wantAdapted ?? false,
  };
}

/** The parts of what was read back. */
function resultOf(flat: Float32Array, plan: Plan, wants: Wants): MetaGradientResult {
  const layout = resultLayout(plan, wants);
  return {
    queryLoss: flat.subarray(layout.losses, layout.rowGradients),
    gradient: flat.subarray(0, layout.losses),
    rowGradients: wants.rowGradients ? flat.subarray(layout.rowGradients, layout.adapted) : undefined,
    adapted: wants.adapted ? flat.subarray(layout.adapted, layout.trace) : undefined,
    trace: traceFloats(plan) > 0 ? flat.subarray(layout.trace, layout.length) : undefined,
  };
}

/** Runs the registered kernel on uploaded arrays and reads its result; `proven` plans are not checked again. */
async function runKernel(
  gpu: WebGPUBackend,
  proven: Set<Plan>,
  attributes: MetaGradientAttributes,
  inputs: { readonly launch: Tensor; readonly batch: Tensor },
): Promise<Float32Array> {
  const { plan } = attributes;
  const run = () =>
    engine().runKernel(
      META_GRADIENT_KERNEL,
      inputs,
      attributes as unknown as Parameters<ReturnType<typeof engine>['runKernel']>[2],
    ) as Tensor;
  let output: Tensor | undefined;
  try {
    if (proven.has(plan)) output = run();
    else {
      await checked(gpu.device, () => {
        output = run();
      });
      proven.add(plan);
    }
    return (await output!.data()) as Float32Array;
  } finally {
    for (const tensor of [inputs.launch, inputs.batch, output]) tensor?.dispose();
  }
}

/** The fused kernel for one model. The webgpu backend must have been started. */
export async function createWebGpuProgram(
  model: ModelSpec,
  loss: Loss,
  options: { readonly threads?: number } = {},
): Promise<MetaGradientProgram> {
  const gpu = webGpuBackend();
  registerMetaGradientKernel();
  const plans = new PlanCache();
  const proven = new Set<Plan>();
  let staging = new Float32Array(0);

  async function metaGradient(request: MetaGradientRequest): Promise<MetaGradientResult> {
    const { batch, rule, agents } = request;
    const wants = wantsOf(request);
    const plan = plans.get({
      model,
      loss,
      shape: shapeOfBatch(batch),
      agents,
      rule,
      wantGradient: wants.gradient,
      wantTrace: request.wantTrace ?? false,
      limits: gpu.device.limits,
      software: isSoftware(gpu),
      threads: options.threads,
    });
    if (request.launch.length !== agents * plan.parameters)
      throw new RangeError(
        `Launch models have ${request.launch.length} floats; ${agents} × ${plan.parameters} are needed.`,
      );
    if (staging.length !== plan.upload.length) staging = new Float32Array(plan.upload.length);
    packUpload(plan, batch, request, staging);
    const inputs = { launch: tensor1d(request.launch), batch: tensor1d(staging) };
    return resultOf(await runKernel(gpu, proven, { plan, rule, wants }, inputs), plan, wants);
  }

  return { path: 'kernel-webgpu', model, loss, rowsAtOnce: 32, metaGradient, dispose: () => proven.clear() };
}
