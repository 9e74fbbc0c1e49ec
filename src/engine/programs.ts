// Which code computes each lane's meta-gradients: a fused kernel where it can, op-by-op autodiff otherwise, on
// the backend that the user chose or, left to the engine, on the one that is measured to be faster.
import type { BackendReport } from '../experiment/records.ts';
import type { BackendChoice } from '../experiment/types.ts';
import type { BatchShape } from '../math/batch.ts';
import type { MetaGradientProgram, PathName } from '../math/meta.ts';
import type { Loss, ModelSpec } from '../math/model.ts';
import type { InnerRule } from '../math/rule.ts';
import { type BackendName, probeWebGpu, type StartedBackend, startBackend } from './backend.ts';
import { createWasmProgram, loadWasmKernel, wasmKernelSupports } from './kernels/wasm/program.ts';
import { createWebGpuProgram, webGpuKernelSupports } from './kernels/webgpu/program.ts';
import { createOpsProgram } from './meta/opsProgram.ts';

/** Where the engine finds its binaries: URLs in the page, file paths in Node. */
export interface EngineAssets {
  readonly tfWasm: string;
  readonly kernel: string;
  readonly kernelThreads: string;
}

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

/** WASM is taken in WebGPU's place where it needs less than this share of its time. */
const CLEARLY_FASTER = 0.7;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function finish(
  backend: StartedBackend,
  programs: readonly MetaGradientProgram[],
  reason: string,
): StartedPrograms {
  const distinct = new Set(programs);
  return {
    programs,
    report: {
      backend: backend.name,
      paths: programs.map((program) => program.path),
      reason,
      device: backend.device,
    },
    deviceLost: backend.name === 'webgpu' ? backend.deviceLost : null,
    dispose() {
      for (const program of distinct) program.dispose();
    },
  };
}

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

/** Programs on a started backend: one kernel program and one op-by-op program at most, made when needed. */
async function programsOn(backend: StartedBackend, request: ProgramRequest): Promise<StartedPrograms> {
  const { model, loss, lanes, assets } = request;
  const made = new Map<PathName, MetaGradientProgram>();
  async function make(path: PathName): Promise<MetaGradientProgram> {
    let program: MetaGradientProgram | undefined = made.get(path);
    if (!program) {
      if (path === 'kernel-wasm') {
        program = createWasmProgram(await loadWasmKernel(assets.kernel), model, loss);
      } else if (path === 'kernel-webgpu') program = await createWebGpuProgram(model, loss);
      else program = createOpsProgram(path, model, loss);
      made.set(path, program);
    }
    return program;
  }
  const programs: MetaGradientProgram[] = [];
  let problem: string | null = null;
  for (const lane of lanes) {
    const why = kernelProblem(backend, request, lane);
    problem ??= why;
    const kind = why === null ? 'kernel' : 'ops';
    programs.push(await make(`${kind}-${backend.name}` as PathName));
  }
  const note = problem && backend.name !== 'cpu' ? `Op by op: ${sentence(problem)}` : '';
  return finish(backend, programs, note);
}

function joinReasons(...reasons: readonly string[]): string {
  return reasons.filter(Boolean).map(sentence).join(' ');
}

function withReason(started: StartedPrograms, ...reasons: readonly string[]): StartedPrograms {
  const reason = joinReasons(...reasons, started.report.reason);
  return { ...started, report: { ...started.report, reason } };
}

/** Starts a backend, or the next one where it does not start; what went wrong becomes part of the reason. */
async function startChosen(
  wanted: BackendName,
  request: ProgramRequest,
  why: string,
): Promise<StartedPrograms> {
  try {
    const backend = await startBackend(wanted, request.assets);
    return withReason(await programsOn(backend, request), why);
  } catch (error) {
    if (wanted === 'cpu') throw error;
    const next = wanted === 'webgpu' ? 'wasm' : 'cpu';
    return startChosen(next, request, joinReasons(messageOf(error), `Running on ${LABELS[next]} instead`));
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

/** WebGPU where it answers, unless WASM is measured to be clearly faster for this experiment. */
async function startMeasured(request: ProgramRequest): Promise<StartedPrograms> {
  const probe = await probeWebGpu();
  if (!probe.available)
    return startChosen('wasm', request, joinReasons(probe.reason, 'Running on WebAssembly'));
  let gpu: StartedPrograms;
  let gpuTime: number;
  try {
    gpu = await programsOn(await startBackend('webgpu', request.assets), request);
    gpuTime = await request.measure(gpu.programs);
  } catch (error) {
    const why = `WebGPU could not run this experiment: ${messageOf(error)}`;
    return startChosen('wasm', request, joinReasons(why, 'Running on WebAssembly'));
  }
  let wasm: StartedPrograms;
  let wasmTime: number;
  try {
    wasm = await programsOn(await startBackend('wasm', request.assets), request);
    wasmTime = await request.measure(wasm.programs);
  } catch (error) {
    await startBackend('webgpu', request.assets);
    return withReason(gpu, `WebAssembly did not start (${messageOf(error)})`, 'Running on WebGPU');
  }
  const times = `WebAssembly ${shownTime(wasmTime)}, WebGPU ${shownTime(gpuTime)} per iteration`;
  if (wasmTime < CLEARLY_FASTER * gpuTime) {
    gpu.dispose();
    return withReason(wasm, `WebAssembly is faster here (${times})`);
  }
  wasm.dispose();
  await startBackend('webgpu', request.assets);
  const verdict = gpuTime <= wasmTime ? 'WebGPU is faster here' : 'WebGPU is about as fast here';
  return withReason(gpu, `${verdict} (${times})`);
}

/** Starts the backend and makes the lanes' programs. */
export function startPrograms(request: ProgramRequest): Promise<StartedPrograms> {
  if (request.backend === 'auto') return startMeasured(request);
  return startChosen(request.backend, request, `${LABELS[request.backend]} was chosen`);
}
