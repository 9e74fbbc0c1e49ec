// The fused programs as TensorFlow.js WebGPU programs. One output per program: a row's scratch holds loss,
// gradient and working memory together; a second dispatch collects what is to be read.

import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { getKernel, type KernelFunc, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import type { TaskBatch } from '../../../learner/batch.ts';
import type { OptimizerRates } from '../../../learner/optimizer.ts';
import type { InnerRule } from '../../../learner/rule.ts';
import { runSchedule } from './cnn/run.ts';
import { metaGradientShader } from './metaGradientShader.ts';
import { gatherShader, type OuterUpdate, outerShader, resultLayout, type Wants } from './outerShader.ts';
import type { MlpPlan } from './plan.ts';
import type { Plan } from './plans.ts';
import type { RowsPlan } from './rowsPlan.ts';

export const META_GRADIENT_KERNEL = 'InnerloopMetaGradient';

/** Threads per workgroup of the programs that treat one float per thread. */
const FLAT = 64;

const float = (value: number) => ({ type: 'float32', data: [value] });
const integer = (value: number) => ({ type: 'int32', data: [value] });

function flatProgram(
  key: string,
  length: number,
  variableNames: string[],
  uniforms: string,
  getUserCode: () => string,
): WebGPUProgram {
  return {
    // The backend's own key holds ranks only: everything baked into the text must be in this one.
    shaderKey: key,
    outputShape: [length],
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(length / FLAT), 1, 1],
    workgroupSize: [FLAT, 1, 1],
    variableNames,
    uniforms,
    getUserCode,
  };
}

/** Queues the meta-gradient of an MLP's rows into `scratch`: one program. */
function runProgram(
  backend: WebGPUBackend,
  plan: MlpPlan,
  { launch, batch, scratch }: { launch: TensorInfo; batch: TensorInfo; scratch: TensorInfo },
  rule: InnerRule,
): void {
  const program: WebGPUProgram = {
    shaderKey: plan.key,
    outputShape: [plan.rows * plan.rowStride],
    dispatchLayout: { x: [0] },
    dispatch: [plan.rows, 1, 1],
    workgroupSize: [plan.threads, 1, 1],
    variableNames: ['launch', 'batch'],
    uniforms: 'alpha: f32, delta: f32, l2: f32, rho: f32,',
    getUserCode: () => metaGradientShader(plan),
  };
  const uniforms = [float(rule.alpha), float(rule.delta), float(rule.l2), float(rule.deltaRho ?? 0)];
  backend.runWebGPUProgram(program, [launch, batch], 'float32', uniforms, scratch);
}

/** Queues the meta-gradient of all rows; `output` (rows · rowStride floats) is reused where given. */
export function runRows(
  backend: WebGPUBackend,
  plan: Plan,
  launch: TensorInfo,
  batch: TensorInfo,
  rule: InnerRule,
  output?: TensorInfo,
): TensorInfo {
  const scratch = output ?? backend.makeTensorInfo([plan.rows * plan.rowStride], 'float32');
  const buffers = { launch, batch, scratch };
  if (plan.kind === 'cnn') runSchedule(backend, plan, buffers, rule);
  else runProgram(backend, plan, buffers, rule);
  return scratch;
}

/** Queues the collection of a finished scratch buffer into a compact result. */
export function runGather(
  backend: WebGPUBackend,
  plan: RowsPlan,
  wants: Wants,
  scratch: TensorInfo,
  launch: TensorInfo,
  batch: TensorInfo,
): TensorInfo {
  const { length } = resultLayout(plan, wants);
  const flags = [wants.gradient, wants.rowGradients, wants.adapted].map(Number).join('');
  const program = flatProgram(`${plan.key}_gather${flags}`, length, ['scratch', 'launch', 'batch'], '', () =>
    gatherShader(plan, wants),
  );
  return backend.runWebGPUProgram(program, [scratch, launch, batch], 'float32');
}

export interface OuterStep extends OuterUpdate {
  readonly beta: number;
  readonly rates: OptimizerRates;
  /** t ≥ 1: updates including this one, for Adam's bias correction. */
  readonly steps: number;
  /** First float in the ring of losses that this step writes. */
  readonly slot: number;
}

/** Queues the outer update, in place on `state`. */
export function runOuter(
  backend: WebGPUBackend,
  plan: RowsPlan,
  step: OuterStep,
  scratch: TensorInfo,
  batch: TensorInfo,
  state: TensorInfo,
): void {
  const threads = plan.parameters + plan.rows;
  const program = flatProgram(
    `${plan.key}_outer_${step.optimizer}_${step.combine}_${step.ringAt}`,
    threads,
    ['scratch', 'batch'],
    'beta: f32, momentum: f32, beta1: f32, beta2: f32, rest1: f32, rest2: f32, correction1: f32, correction2: f32, slot: i32,',
    () => outerShader(plan, step),
  );
  const { momentum, beta1, beta2 } = step.rates;
  const t = Math.max(1, step.steps);
  const uniforms = [
    ...[step.beta, momentum, beta1, beta2, 1 - beta1, 1 - beta2].map(float),
    float(1 / (1 - beta1 ** t)),
    float(1 / (1 - beta2 ** t)),
    integer(step.slot),
  ];
  backend.runWebGPUProgram(program, [scratch, batch], 'float32', uniforms, state);
}

export interface RowRoles {
  readonly agentOfRow?: Int32Array;
  readonly weightOfRow?: Float32Array;
  readonly combination?: Float32Array | null;
}

/** Copies one iteration's input into `target` (plan.upload.length floats) in the layout of the upload. */
export function packUpload(plan: RowsPlan, batch: TaskBatch, roles: RowRoles, target: Float32Array): void {
  const { upload, rows, agents } = plan;
  target.set(batch.support.x, upload.supportX);
  target.set(batch.support.y, upload.supportY);
  target.set(batch.query.x, upload.queryX);
  target.set(batch.query.y, upload.queryY);
  if (plan.examples.hessian > 0 && batch.hessian) {
    target.set(batch.hessian.x, upload.hessianX);
    target.set(batch.hessian.y, upload.hessianY);
  }
  const counts = new Int32Array(agents);
  for (let r = 0; r < rows; r++) {
    const agent = roles.agentOfRow ? roles.agentOfRow[r] : 0;
    if (!(agent >= 0 && agent < agents))
      throw new RangeError(
        `Row ${r} belongs to agent ${agent}, but there are ${agents} agents (0…${agents - 1}).`,
      );
    target[upload.agentOfRow + r] = agent;
    counts[agent]++;
  }
  for (let r = 0; r < rows; r++) {
    const uniform = 1 / counts[target[upload.agentOfRow + r]];
    target[upload.weightOfRow + r] = roles.weightOfRow ? roles.weightOfRow[r] : uniform;
  }
  if (roles.combination) target.set(roles.combination, upload.combination);
}

export interface MetaGradientAttributes {
  readonly plan: Plan;
  readonly rule: InnerRule;
  readonly wants: Wants;
}

const metaGradientKernel: KernelFunc = ({ inputs, attrs, backend }) => {
  const { plan, rule, wants } = attrs as unknown as MetaGradientAttributes;
  const gpu = backend as WebGPUBackend;
  const { launch, batch } = inputs as { launch: TensorInfo; batch: TensorInfo };
  const scratch = runRows(gpu, plan, launch, batch, rule);
  const result = runGather(gpu, plan, wants, scratch, launch, batch);
  gpu.disposeData(scratch.dataId);
  return result;
};

/** Makes the kernel known to TensorFlow.js, once. */
export function registerMetaGradientKernel(): void {
  if (getKernel(META_GRADIENT_KERNEL, 'webgpu')) return;
  registerKernel({ kernelName: META_GRADIENT_KERNEL, backendName: 'webgpu', kernelFunc: metaGradientKernel });
}
