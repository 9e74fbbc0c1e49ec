// The programs of all lanes on one backend: a fused kernel where it supports the lane, op by op elsewhere, with
// the reason.
import type { BackendChoice } from '../../experiment/types.ts';
import { type BackendName, PATHS, type PathName } from '../../learner/backends.ts';
import type { BatchShape } from '../../learner/batch.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import type { Loss, ModelSpec } from '../../learner/model.ts';
import type { InnerRule } from '../../learner/rule.ts';
import type { EngineAssets } from '../../protocol/assets.ts';
import type { BackendReport } from '../../protocol/payloads.ts';
import { sentence } from '../../text/sentences.ts';
import { startHelper } from '../kernels/wasm/helper.ts';
import {
  createHelperProgram,
  createWasmProgram,
  loadWasmKernel,
  type WasmKernel,
  wasmKernelSupports,
} from '../kernels/wasm/program.ts';
import { hasRelaxedSimd } from '../kernels/wasm/relaxedSimd.ts';
import { createWebGpuProgram, webGpuKernelSupports } from '../kernels/webgpu/program.ts';
import { createOpsProgram } from '../meta/opsProgram.ts';
import { rowProblem } from '../meta/rowChunks.ts';
import { type StartedBackend, startBackend } from './backend.ts';

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
  /** Programs that compute beside this thread, where it has one kernel and memory cannot be shared. */
  readonly helpers: readonly MetaGradientProgram[];
  readonly report: BackendReport;
  /** Resolves with a sentence when the GPU is lost; null off the GPU. */
  readonly deviceLost: Promise<string> | null;
  dispose(): void;
}

/** Why the fused kernel cannot run a lane on this backend; null where it can. */
function kernelProblem(
  backend: StartedBackend,
  { model, loss, code }: ProgramRequest,
  { rule, shapes, agents }: LaneDemand,
): string | null {
  if (code === 'ops') return 'Op-by-op code was asked for.';
  switch (backend.name) {
    case 'cpu':
      return 'The plain CPU backend has no fused kernel.';
    case 'wasm':
      return wasmKernelSupports(model, rule);
    case 'webgpu': {
      const limits = backend.limits as Parameters<typeof webGpuKernelSupports>[4] | null;
      if (!limits) return 'The limits of the graphics device are unknown.';
      const problems = shapes.map((shape) => webGpuKernelSupports(model, loss, rule, shape, limits, agents));
      return problems.find((problem) => problem !== null) ?? null;
    }
    default:
      return backend.name satisfies never;
  }
}

const NEVER = new Promise<string>(() => {});

/** The WASM backend as the fused kernel uses it: TensorFlow.js' own binaries load only for op-by-op code. */
const KERNEL_ONLY: StartedBackend = { name: 'wasm', device: 'SIMD', limits: null, deviceLost: NEVER };

/** What the fused WASM kernel computes with, for people. */
function kernelDevice({ threads }: WasmKernel, helpers: number): string {
  const count = helpers > 0 ? `${helpers + 1} workers` : `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return `${hasRelaxedSimd() ? 'relaxed SIMD' : 'SIMD'}, ${count}`;
}

/** Threads of the fused WASM kernel: one of many cores stays for the page; of two, both are tried (see threadChoice.ts). */
export function kernelThreads(cores: number): number {
  return Math.max(1, Math.min(4, cores > 2 ? cores - 1 : cores));
}

/** What is made on a backend: each path's program once, and what has to be freed with it. */
interface Made {
  backend: StartedBackend;
  readonly programs: Map<PathName, MetaGradientProgram>;
  readonly helpers: MetaGradientProgram[];
  readonly freed: (() => void)[];
}

const wantedThreads = ({ threads }: ProgramRequest): number =>
  threads ?? kernelThreads((globalThis.navigator as Navigator | undefined)?.hardwareConcurrency ?? 1);

/** Workers with kernels of their own, for the other lanes, where threads are wanted and cannot be had. */
async function addHelpers(kernel: WasmKernel, request: ProgramRequest, made: Made): Promise<void> {
  const { model, loss, lanes } = request;
  const wanted = kernel.threads > 1 ? 1 : Math.min(wantedThreads(request), lanes.length);
  for (let i = 1; i < wanted; i++) {
    const helper = await startHelper(kernel.module);
    if (!helper) return;
    made.freed.push(() => helper.stop());
    made.helpers.push(createHelperProgram(kernel, helper, model, loss));
  }
}

async function makeProgram(
  path: PathName,
  request: ProgramRequest,
  made: Made,
): Promise<MetaGradientProgram> {
  const { model, loss, assets } = request;
  switch (path) {
    case 'kernel-wasm': {
      const threads = wantedThreads(request);
      const relaxed = hasRelaxedSimd();
      const threadsLocation = relaxed ? assets.kernelThreadsRelaxed : assets.kernelThreads;
      const location = relaxed ? assets.kernelRelaxed : assets.kernel;
      const kernel = await loadWasmKernel(location, { threads, threadsLocation });
      await addHelpers(kernel, request, made);
      if (made.backend === KERNEL_ONLY)
        made.backend = { ...KERNEL_ONLY, device: kernelDevice(kernel, made.helpers.length) };
      made.freed.push(() => kernel.dispose());
      return createWasmProgram(kernel, model, loss);
    }
    case 'kernel-webgpu':
      return createWebGpuProgram(model, loss);
    case 'ops-wasm':
    case 'ops-webgpu':
    case 'ops-cpu':
      made.backend = await startBackend(made.backend.name, assets);
      return createOpsProgram(path, model, loss);
    default:
      throw new Error(`There is no code for the path "${path satisfies never}".`);
  }
}

const OPS_PATHS: Readonly<Record<BackendName, PathName>> = {
  webgpu: 'ops-webgpu',
  wasm: 'ops-wasm',
  cpu: 'ops-cpu',
};
/** Null: the backend has no fused kernel. */
const KERNEL_PATHS: Readonly<Record<BackendName, PathName | null>> = {
  webgpu: 'kernel-webgpu',
  wasm: 'kernel-wasm',
  cpu: null,
};

/** @throws Error where a lane of a convolutional network cannot be differentiated op by op within any backend's memory, with what to change. */
function checkOpsMemory({ model }: ProgramRequest, { rule, shapes }: LaneDemand): void {
  if (model.kind !== 'cnn') return;
  const problem = shapes
    .map((shape) => rowProblem(model, shape, rule.innerSteps))
    .find((reason) => reason !== null);
  if (problem) throw new Error(problem);
}

/** Programs on a backend: one kernel program and one op-by-op program at most, made when needed. */
export async function programsOn(name: BackendName, request: ProgramRequest): Promise<StartedPrograms> {
  const backend = name === 'wasm' ? KERNEL_ONLY : await startBackend(name, request.assets);
  const made: Made = { backend, programs: new Map(), helpers: [], freed: [] };
  const programs: MetaGradientProgram[] = [];
  const opsReasons: (string | null)[] = [];
  for (const lane of request.lanes) {
    const problem = kernelProblem(made.backend, request, lane);
    const path = (problem === null && KERNEL_PATHS[name]) || OPS_PATHS[name];
    if (PATHS[path].code === 'ops') checkOpsMemory(request, lane);
    const program = made.programs.get(path) ?? (await makeProgram(path, request, made));
    made.programs.set(path, program);
    programs.push(program);
    opsReasons.push(problem);
  }
  const problem = opsReasons.find((reason) => reason !== null);
  const { device, deviceLost } = made.backend;
  return {
    programs,
    helpers: made.helpers,
    report: {
      backend: name,
      cause: 'asked',
      paths: programs.map((program) => program.path),
      opsReasons,
      reason: problem && name !== 'cpu' && request.code !== 'ops' ? `Op by op: ${sentence(problem)}` : '',
      device,
    },
    deviceLost: name === 'webgpu' ? deviceLost : null,
    dispose() {
      for (const program of made.programs.values()) program.dispose();
      for (const free of made.freed) free();
    },
  };
}
