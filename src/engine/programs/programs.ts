// Which code computes each lane's meta-gradients: a fused kernel where it can, op-by-op autodiff otherwise, on
// the backend that the user chose or, left to the engine, on the one that is measured to be faster.

import type { BackendChoice } from '../../experiment/types.ts';
import type { BatchShape } from '../../learner/batch.ts';
import type { MetaGradientProgram, PathName } from '../../learner/metaGradient.ts';
import type { Loss, ModelSpec } from '../../learner/model.ts';
import type { InnerRule } from '../../learner/rule.ts';
import type { EngineAssets } from '../../protocol/assets.ts';
import type { BackendCause, BackendReport } from '../../protocol/payloads.ts';
import { messageOf, sentence } from '../../text/sentences.ts';
import { createWasmProgram, loadWasmKernel, wasmKernelSupports } from '../kernels/wasm/program.ts';
import { createWebGpuProgram, webGpuKernelSupports } from '../kernels/webgpu/program.ts';
import { createOpsProgram } from '../meta/opsProgram.ts';
import { rowProblem } from '../meta/rowChunks.ts';
import { type BackendName, probeWebGpu, type StartedBackend, startBackend } from './backend.ts';

/** What one lane will ask of its program. */
export interface LaneDemand {
  readonly rule: InnerRule;
  readonly agents: number;
  /** Batches that it will be called with: training and evaluation. */
  readonly shapes: readonly BatchShape[];
}

export interface ProgramRequest {
  readonly model: ModelSpec;
  readonly loss: Loss;
  readonly lanes: readonly LaneDemand[];
  readonly backend: BackendChoice;
  readonly assets: EngineAssets;
  /** Kernels where they can (the default), or op by op throughout. */
  readonly code?: 'kernels' | 'ops';
  /** Threads of the fused WASM kernel; absent: by the machine's cores where memory can be shared. */
  readonly threads?: number;
  /** Milliseconds of one iteration of all lanes with these programs, warm. */
  readonly measure: (programs: readonly MetaGradientProgram[]) => Promise<number>;
}

export interface StartedPrograms {
  /** One per lane; lanes may share one. */
  readonly programs: readonly MetaGradientProgram[];
  readonly report: BackendReport;
  /** Resolves with a sentence when the GPU is lost; null off the GPU. */
  readonly deviceLost: Promise<string> | null;
  dispose(): void;
}

/** Milliseconds that WebGPU has for its first iterations, compilation included. */
const GPU_PATIENCE = 2000;

/** WASM is taken in WebGPU's place where it needs less than this share of its time. */
const CLEARLY_FASTER = 0.7;

/** Why the fused kernel cannot run a lane on this backend; null where it can. */
function kernelProblem(
  backend: StartedBackend,
  { model, loss, code }: ProgramRequest,
  lane: LaneDemand,
): string | null {
  if (code === 'ops') return 'Op-by-op code was asked for.';
  if (backend.name === 'cpu') return 'The plain CPU backend has no fused kernel.';
  if (backend.name === 'wasm') return wasmKernelSupports(model, loss);
  const limits = backend.limits as Parameters<typeof webGpuKernelSupports>[3] | null;
  if (!limits) return 'The limits of the graphics device are unknown.';
  for (const shape of lane.shapes) {
    const problem = webGpuKernelSupports(model, loss, shape, limits, lane.rule, lane.agents);
    if (problem !== null) return problem;
  }
  return null;
}

const NEVER = new Promise<string>(() => {});

/** The WASM backend as the fused kernel uses it: TensorFlow.js' own binaries load only for op-by-op code. */
const KERNEL_ONLY: StartedBackend = { name: 'wasm', device: 'SIMD', limits: null, deviceLost: NEVER };

/** Threads of the fused WASM kernel: one core stays for the page. */
function kernelThreads(): number {
  const cores = (globalThis.navigator as Navigator | undefined)?.hardwareConcurrency ?? 1;
  return Math.max(1, Math.min(4, cores - 1));
}

/** Programs on a backend: one kernel program and one op-by-op program at most, made when needed. */
async function programsOn(name: BackendName, request: ProgramRequest): Promise<StartedPrograms> {
  const { model, loss, lanes, assets } = request;
  let backend = name === 'wasm' ? KERNEL_ONLY : await startBackend(name, assets);
  const made = new Map<PathName, MetaGradientProgram>();
  const freed: (() => void)[] = [];
  async function make(path: PathName): Promise<MetaGradientProgram> {
    const known = made.get(path);
    if (known) return known;
    let program: MetaGradientProgram;
    if (path === 'kernel-wasm') {
      const threadsLocation = assets.kernelThreads;
      const threads = request.threads ?? kernelThreads();
      const kernel = await loadWasmKernel(assets.kernel, { threads, threadsLocation });
      freed.push(() => kernel.dispose());
      program = createWasmProgram(kernel, model, loss);
    } else if (path === 'kernel-webgpu') program = await createWebGpuProgram(model, loss);
    else {
      backend = await startBackend(name, assets);
      program = createOpsProgram(path, model, loss);
    }
    made.set(path, program);
    return program;
  }
  const programs: MetaGradientProgram[] = [];
  let problem: string | null = null;
  for (const lane of lanes) {
    const why = kernelProblem(backend, request, lane);
    problem ??= why;
    const kind = why === null ? 'kernel' : 'ops';
    programs.push(await make(`${kind}-${name}` as PathName));
  }
  return {
    programs,
    report: {
      backend: name,
      cause: 'asked',
      paths: programs.map((program) => program.path),
      reason: problem && name !== 'cpu' && request.code !== 'ops' ? `Op by op: ${sentence(problem)}` : '',
      device: backend.device,
    },
    deviceLost: name === 'webgpu' ? backend.deviceLost : null,
    dispose() {
      for (const program of made.values()) program.dispose();
      for (const free of freed) free();
    },
  };
}

function joinReasons(...reasons: readonly string[]): string {
  return reasons.filter(Boolean).map(sentence).join(' ');
}

function because(
  started: StartedPrograms,
  cause: BackendCause,
  ...reasons: readonly string[]
): StartedPrograms {
  const reason = joinReasons(...reasons, started.report.reason);
  return { ...started, report: { ...started.report, cause, reason } };
}

/** Starts a backend, or the next one where it does not start; what went wrong becomes part of the reason. */
async function startChosen(
  wanted: BackendName,
  request: ProgramRequest,
  cause: BackendCause,
  why: string,
): Promise<StartedPrograms> {
  try {
    return because(await programsOn(wanted, request), cause, why);
  } catch (error) {
    if (wanted === 'cpu') throw error;
    const next = wanted === 'webgpu' ? 'wasm' : 'cpu';
    const without = wanted === 'webgpu' || cause === 'no-webgpu' ? 'no-webgpu' : 'fallback';
    const reasons = joinReasons(messageOf(error), `Running on ${LABELS[next]} instead`);
    return startChosen(next, request, without, reasons);
  }
}

const LABELS: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  cpu: 'the plain CPU backend',
};

function shownTime(milliseconds: number): string {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}

interface Measured {
  readonly started: StartedPrograms;
  readonly time: number;
}

async function measured(name: BackendName, request: ProgramRequest): Promise<Measured> {
  const started = await programsOn(name, request);
  try {
    return { started, time: await request.measure(started.programs) };
  } catch (error) {
    started.dispose();
    throw error;
  }
}

/** The result, or null once the time is up; a late result is disposed of, a late failure ignored. */
async function withinTime(work: Promise<Measured>, milliseconds: number): Promise<Measured | null> {
  let late = false;
  const timeUp = new Promise<null>((resolve) => {
    setTimeout(() => {
      late = true;
      resolve(null);
    }, milliseconds);
  });
  work.then(
    ({ started }) => {
      if (late) started.dispose();
    },
    () => {},
  );
  return Promise.race([work, timeUp]);
}

/** Models for which WASM was measured to be clearly faster in this worker, with the reason; '' for all models. */
const slowGpu = new Map<string, string>();

/** Makes TensorFlow.js use the backend again where the chosen programs need it. */
async function reactivate({ programs, report }: StartedPrograms, request: ProgramRequest): Promise<void> {
  const needed = report.backend === 'webgpu' || programs.some((program) => program.path.startsWith('ops'));
  if (needed) await startBackend(report.backend, request.assets);
}

/** WebGPU where it answers, unless WASM is measured to be clearly faster for this experiment. */
async function startMeasured(request: ProgramRequest): Promise<StartedPrograms> {
  const probe = await probeWebGpu();
  if (!probe.available)
    return startChosen('wasm', request, 'no-webgpu', joinReasons(probe.reason, 'Running on WebAssembly'));
  if (probe.software)
    return startChosen(
      'wasm',
      request,
      'faster',
      joinReasons(`WebGPU is only emulated on the processor here (${probe.device})`, 'WebAssembly is faster'),
    );
  const key = JSON.stringify([request.model, request.code]);
  const known = slowGpu.get('') ?? slowGpu.get(key);
  if (known) return startChosen('wasm', request, 'faster', known);
  let wasm: Measured;
  try {
    wasm = await measured('wasm', request);
  } catch (error) {
    return startChosen('webgpu', request, 'fallback', `WebAssembly did not start: ${messageOf(error)}`);
  }
  const wasmTime = `${shownTime(wasm.time)} per iteration`;
  const takeWasm = async (cause: BackendCause, ...reasons: readonly string[]) => {
    await reactivate(wasm.started, request);
    return because(wasm.started, cause, ...reasons);
  };
  let gpu: Measured | null;
  try {
    gpu = await withinTime(measured('webgpu', request), GPU_PATIENCE);
  } catch (error) {
    const why = `WebGPU could not run this experiment: ${messageOf(error)}`;
    return takeWasm('no-webgpu', why, `Running on WebAssembly (${wasmTime})`);
  }
  if (!gpu) {
    const why = `WebAssembly is faster here: ${wasmTime}, while WebGPU (${probe.device}) had not finished its first ones after ${GPU_PATIENCE / 1000} s`;
    slowGpu.set('', why);
    return takeWasm('faster', why);
  }
  const times = `WebAssembly ${shownTime(wasm.time)}, WebGPU ${shownTime(gpu.time)} per iteration`;
  if (wasm.time < CLEARLY_FASTER * gpu.time) {
    const why = `WebAssembly is faster here (${times})`;
    slowGpu.set(key, why);
    gpu.started.dispose();
    return takeWasm('faster', why);
  }
  wasm.started.dispose();
  await reactivate(gpu.started, request);
  const verdict = gpu.time <= wasm.time ? 'WebGPU is faster here' : 'WebGPU is about as fast here';
  return because(gpu.started, 'faster', `${verdict} (${times})`);
}

/** Why a lane cannot be differentiated op by op on any backend; null where all can. */
function memoryProblem({ model, lanes }: ProgramRequest): string | null {
  if (model.kind !== 'cnn') return null;
  for (const { rule, shapes } of lanes) {
    for (const shape of shapes) {
      const problem = rowProblem(model, shape, rule.innerSteps);
      if (problem !== null) return problem;
    }
  }
  return null;
}

/**
 * Starts the backend and makes the lanes' programs.
 * @throws Error where one task of a lane needs more memory than any backend has, with what to change.
 */
export async function startPrograms(request: ProgramRequest): Promise<StartedPrograms> {
  const problem = memoryProblem(request);
  if (problem !== null) throw new Error(problem);
  if (request.backend === 'auto') return startMeasured(request);
  return startChosen(request.backend, request, 'asked', `${LABELS[request.backend]} was chosen`);
}
