// Worker side of the harness: runs cases through the fused WebGPU kernel and, for timing, through the op path.
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { parseCase } from '../../src/engine/conformance/cases.ts';
import { computeCase } from '../../src/engine/conformance/conformance.ts';
import { caseErrors, caseTolerance } from '../../src/engine/conformance/judge.ts';
import {
  createDeviceLane,
  type DeviceLane,
  type DeviceStep,
} from '../../src/engine/kernels/webgpu/deviceLane.ts';
import { createWebGpuProgram } from '../../src/engine/kernels/webgpu/program.ts';
import { createOpsProgram } from '../../src/engine/meta/opsProgram.ts';
import { probeWebGpu, startBackend } from '../../src/engine/programs/backend.ts';
import type { ExampleSet, TaskBatch } from '../../src/learner/batch.ts';
import type { MetaGradientProgram, MetaGradientRequest } from '../../src/learner/metaGradient.ts';
import type {
  Answer,
  GradientAnswer,
  GradientCase,
  Job,
  LaneAnswer,
  LaneCase,
  PlainBatch,
  PlainSet,
  ReferenceAnswer,
  ReferenceFile,
  TimingCase,
} from './jobs.ts';
import { RATES } from './jobs.ts';

function toSet(set: PlainSet): ExampleSet {
  return { examples: set.examples, x: Float32Array.from(set.x), y: Float32Array.from(set.y) };
}

function toBatch(batch: PlainBatch): TaskBatch {
  return {
    rows: batch.rows,
    inputs: batch.inputs,
    outputs: batch.outputs,
    support: toSet(batch.support),
    query: toSet(batch.query),
    ...(batch.hessian ? { hessian: toSet(batch.hessian) } : {}),
    taskIds: new Int32Array(batch.rows).fill(-1),
  };
}

function toRequest(one: GradientCase): MetaGradientRequest {
  return {
    launch: Float32Array.from(one.launch),
    agents: one.agents,
    batch: toBatch(one.batch),
    rule: one.rule,
    agentOfRow: Int32Array.from(one.agentOfRow),
    weightOfRow: Float32Array.from(one.weightOfRow),
  };
}

async function gradients(cases: readonly GradientCase[]): Promise<GradientAnswer[]> {
  const answers: GradientAnswer[] = [];
  for (const one of cases) {
    const program = await createWebGpuProgram(one.model, one.loss);
    const request = toRequest(one);
    const full = await program.metaGradient({
      ...request,
      wantRowGradients: true,
      wantAdapted: true,
      wantTrace: true,
    });
    let evaluated: number[] = [];
    if (one.alsoPlain) {
      // Other shaders: without trace and row gradients, and without a backward pass.
      const plain = await program.metaGradient(request);
      const same = plain.gradient.every((value, i) => Object.is(value, full.gradient[i]));
      if (!same) throw new Error(`${one.name}: asking for row gradients and a trace changed the gradient.`);
      const losses = await program.metaGradient({ ...request, wantGradient: false });
      if (losses.gradient.length > 0) throw new Error(`${one.name}: a gradient that nobody asked for.`);
      evaluated = [...losses.queryLoss];
    }
    answers.push({
      queryLoss: [...full.queryLoss],
      gradient: [...full.gradient],
      rowGradients: [...(full.rowGradients ?? [])],
      adapted: [...(full.adapted ?? [])],
      trace: [...(full.trace ?? [])],
      evaluated,
    });
    program.dispose();
  }
  return answers;
}

function laneOf(lane: LaneCase): DeviceLane {
  const { model, loss, agents } = lane;
  return createDeviceLane({ model, loss, agents, params: Float32Array.from(lane.params) });
}

function stepsOf(lane: LaneCase): DeviceStep[] {
  return lane.steps.map((step, i) => ({
    batch: toBatch(step.batch),
    rule: lane.rule,
    agentOfRow: Int32Array.from(step.agentOfRow),
    weightOfRow: Float32Array.from(step.weightOfRow),
    optimizer: lane.optimizer,
    beta: lane.beta,
    rates: RATES,
    steps: i + 1,
    combination: lane.combination ? Float32Array.from(lane.combination) : null,
  }));
}

async function trainLane(lane: LaneCase): Promise<LaneAnswer> {
  const device = laneOf(lane);
  const losses: number[][] = [];
  const steps = stepsOf(lane);
  for (let i = 0; i < steps.length; i++) {
    device.enqueue(steps[i]);
    if (i + 1 !== lane.readAfter) continue;
    for (const row of (await device.read()).losses) losses.push([...row]);
  }
  const reading = await device.read();
  for (const row of reading.losses) losses.push([...row]);
  device.dispose();
  return { params: [...reading.params], optimizerState: [...reading.optimizerState], losses };
}

async function leaks(lane: LaneCase, iterations: number): Promise<Answer> {
  const steps = stepsOf(lane);
  const device = laneOf(lane);
  const program = await createWebGpuProgram(lane.model, lane.loss);
  const [step] = steps;
  const request: MetaGradientRequest = {
    launch: Float32Array.from(lane.params),
    agents: lane.agents,
    batch: step.batch,
    rule: lane.rule,
    agentOfRow: step.agentOfRow,
    weightOfRow: step.weightOfRow,
  };
  const tensors: number[] = [];
  const bytes: number[] = [];
  const note = () => {
    const now = memory() as ReturnType<typeof memory> & { numBytesAllocatedInGPU: number };
    tensors.push(now.numTensors, now.numDataBuffers);
    bytes.push(now.numBytesAllocatedInGPU);
  };
  for (let i = 0; i <= iterations; i++) {
    device.enqueue(steps[i % steps.length]);
    if (i % 10 === 0) {
      await device.read();
      await program.metaGradient(request);
    }
    if (i === 20 || i === iterations) note();
  }
  device.dispose();
  program.dispose();
  note();
  return { kind: 'leaks', tensors, bytes };
}

async function timing({ path, case: one, iterations, threads }: TimingCase): Promise<Answer> {
  const request = toRequest(one);
  const times: number[] = [];
  let first = 0;
  if (path === 'device-lane') {
    const lane = createDeviceLane({ ...one, params: request.launch, threads });
    const step: DeviceStep = {
      ...request,
      optimizer: 'adam',
      rates: RATES,
      beta: 1e-3,
      steps: 1,
      combination: null,
    };
    lane.enqueue(step);
    await lane.read();
    for (let block = 0; block < 5; block++) {
      const start = performance.now();
      for (let i = 0; i < iterations; i++) lane.enqueue(step);
      await lane.read();
      times.push((performance.now() - start) / iterations);
    }
    lane.dispose();
  } else {
    const program: MetaGradientProgram =
      path === 'kernel-webgpu'
        ? await createWebGpuProgram(one.model, one.loss, { threads })
        : createOpsProgram('ops-webgpu', one.model, one.loss);
    const begin = performance.now();
    await program.metaGradient(request);
    first = performance.now() - begin;
    for (let i = 0; i < iterations; i++) {
      const start = performance.now();
      await program.metaGradient(request);
      times.push(performance.now() - start);
    }
    program.dispose();
  }
  times.sort((a, b) => a - b);
  return { kind: 'timing', median: times[times.length >> 1], smallest: times[0], first };
}

/** Reference cases on WebGPU, through the fused kernel or through autodiff. */
async function references(
  code: 'kernels' | 'ops',
  files: readonly ReferenceFile[],
): Promise<ReferenceAnswer[]> {
  const answers: ReferenceAnswer[] = [];
  for (const file of files) {
    let one = parseCase(file);
    if (!one.expected) {
      await startBackend('cpu', { tfWasm: '' });
      const expected = await computeCase(one, async (model, loss) =>
        createOpsProgram('ops-cpu', model, loss),
      );
      one = { ...one, expected: expected as Record<string, unknown> };
    }
    await setBackend('webgpu');
    const result = await computeCase(one, async (model, loss) =>
      code === 'ops' ? createOpsProgram('ops-webgpu', model, loss) : createWebGpuProgram(model, loss),
    );
    answers.push({ name: file.name, errors: caseErrors(one, result), tolerance: caseTolerance(one, true) });
  }
  return answers;
}

let started: Promise<string> | null = null;

async function start(): Promise<string> {
  const probe = await probeWebGpu();
  if (!probe.available) throw new Error(`no WebGPU: ${probe.reason}`);
  await startBackend('webgpu', { tfWasm: '' });
  await setBackend('webgpu');
  return probe.device;
}

async function answer(job: Job): Promise<Answer> {
  started ??= start();
  const device = await started;
  switch (job.kind) {
    case 'gradients':
      return { kind: 'gradients', answers: await gradients(job.cases), device };
    case 'references':
      return { kind: 'references', answers: await references(job.code, job.files) };
    case 'lane':
      return { kind: 'lane', answer: await trainLane(job.lane) };
    case 'leaks':
      return leaks(job.lane, job.iterations);
    case 'timing':
      return timing(job.timing);
    default:
      throw new Error(`unknown job ${JSON.stringify(job satisfies never)}`);
  }
}

self.onmessage = ({ data }: MessageEvent<Job>) => {
  answer(data).then(
    (result) => self.postMessage({ answer: result }),
    (error: unknown) =>
      self.postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
};
