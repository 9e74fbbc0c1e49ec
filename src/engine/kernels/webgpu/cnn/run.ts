// Runs a convolutional network's dispatches on the device of the TensorFlow.js backend: one pass of compute, one submission,
// parameters of all dispatches in one uniform buffer.
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Loss } from '../../../../learner/model.ts';
import type { InnerRule } from '../../../../learner/rule.ts';
import type { CnnPlan } from './cnnPlan.ts';
import { SHADERS, type ShaderName } from './dispatches.ts';
import { HEADER, INTEGERS, PARAMETER_BYTES, REALS } from './parameters.ts';

const UNIFORM_BYTES = 4 * (INTEGERS.length + REALS.length);

/** What a device has compiled. */
interface Compiled {
  readonly layout: GPUBindGroupLayout;
  pipeline(shader: ShaderName, loss: Loss): GPUComputePipeline;
}

function compiledOn(device: GPUDevice): Compiled {
  const visibility = GPUShaderStage.COMPUTE;
  const layout = device.createBindGroupLayout({
    entries: [
      {
        binding: 0,
        visibility,
        buffer: { type: 'uniform', hasDynamicOffset: true, minBindingSize: UNIFORM_BYTES },
      },
      { binding: 1, visibility, buffer: { type: 'storage' } },
      { binding: 2, visibility, buffer: { type: 'read-only-storage' } },
      { binding: 3, visibility, buffer: { type: 'read-only-storage' } },
    ],
  });
  const pipelineLayout = device.createPipelineLayout({ bindGroupLayouts: [layout] });
  const pipelines = new Map<string, GPUComputePipeline>();
  return {
    layout,
    pipeline(shader, loss) {
      const key = `${shader} ${loss}`;
      let pipeline = pipelines.get(key);
      if (!pipeline) {
        const module = device.createShaderModule({ code: HEADER + SHADERS[shader](loss) });
        pipeline = device.createComputePipeline({ layout: pipelineLayout, compute: { module } });
        pipelines.set(key, pipeline);
      }
      return pipeline;
    },
  };
}

const devices = new WeakMap<GPUDevice, Compiled>();

function compiled(device: GPUDevice): Compiled {
  let known = devices.get(device);
  if (!known) {
    known = compiledOn(device);
    devices.set(device, known);
  }
  return known;
}

/** The parameters of all dispatches as the uniform buffer holds them. */
export function packParameters({ schedule, rowStride }: CnnPlan, rule: InnerRule): ArrayBuffer {
  const packed = new ArrayBuffer(schedule.length * PARAMETER_BYTES);
  const integers = new Int32Array(packed);
  const reals = new Float32Array(packed);
  for (const [i, dispatch] of schedule.entries()) {
    const at = (i * PARAMETER_BYTES) / 4;
    const named = { ...dispatch.integers, rowStride };
    for (const [k, name] of INTEGERS.entries()) integers[at + k] = named[name] ?? -1;
    for (const [k, real] of dispatch.reals.entries()) reals[at + INTEGERS.length + k] = real(rule);
  }
  return packed;
}

const bufferOf = (backend: WebGPUBackend, { dataId }: TensorInfo): GPUBuffer => {
  backend.uploadToGPU(dataId);
  return backend.tensorMap.get(dataId).resource as GPUBuffer;
};

/** Uniform buffers by plan, each with the rule that it was written for. */
const uniforms = new WeakMap<GPUDevice, WeakMap<CnnPlan, { buffer: GPUBuffer; written: string }>>();

function uniformOf(device: GPUDevice, plan: CnnPlan, rule: InnerRule): GPUBuffer {
  let plans = uniforms.get(device);
  if (!plans) {
    plans = new WeakMap();
    uniforms.set(device, plans);
  }
  let known = plans.get(plan);
  if (!known) {
    const size = plan.schedule.length * PARAMETER_BYTES;
    const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
    known = { buffer: device.createBuffer({ size, usage }), written: '' };
    plans.set(plan, known);
  }
  const { alpha, l2, delta, deltaRho } = rule;
  const written = [alpha, l2, delta, deltaRho].join();
  if (written !== known.written) {
    device.queue.writeBuffer(known.buffer, 0, packParameters(plan, rule));
    known.written = written;
  }
  return known.buffer;
}

/** Queues all dispatches of a plan: meta-gradients of every row into `scratch`. */
export function runSchedule(
  backend: WebGPUBackend,
  plan: CnnPlan,
  { launch, batch, scratch }: { launch: TensorInfo; batch: TensorInfo; scratch: TensorInfo },
  rule: InnerRule,
): void {
  const { device } = backend;
  const { layout, pipeline } = compiled(device);
  const [launchBuffer, batchBuffer, buffer] = [launch, batch, scratch].map((one) => bufferOf(backend, one));
  // What TensorFlow.js has queued comes first: uploads, and the outer step of the iteration before.
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
  const group = device.createBindGroup({
    layout,
    entries: [
      { binding: 0, resource: { buffer: uniformOf(device, plan, rule), size: UNIFORM_BYTES } },
      { binding: 1, resource: { buffer } },
      { binding: 2, resource: { buffer: launchBuffer } },
      { binding: 3, resource: { buffer: batchBuffer } },
    ],
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const [i, { shader, groups }] of plan.schedule.entries()) {
    pass.setPipeline(pipeline(shader, plan.loss));
    pass.setBindGroup(0, group, [i * PARAMETER_BYTES]);
    pass.dispatchWorkgroups(groups, plan.rows);
  }
  pass.end();
  device.queue.submit([encoder.finish()]);
}
