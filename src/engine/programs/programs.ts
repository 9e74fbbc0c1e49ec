// Which code computes each lane's meta-gradients: a fused kernel where it can, op-by-op autodiff otherwise, on
// the backend that the user chose or, left to the engine, on the one that is measured to be faster.

import { BACKEND_INFO, type BackendName, PATHS } from '../../learner/backends.ts';
import type { BackendCause } from '../../protocol/payloads.ts';
import { messageOf, sentence } from '../../text/sentences.ts';
import { probeWebGpu, startBackend } from './backend.ts';
import { type ProgramRequest, programsOn, type StartedPrograms } from './lanePrograms.ts';
import { GPU_PATIENCE, type Measured, measured, shownTime, withinTime } from './measure.ts';

/** WASM is taken in WebGPU's place where it needs less than this share of its time. */
const CLEARLY_FASTER = 0.7;

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
    const { next } = BACKEND_INFO[wanted];
    if (next === null) throw error;
    const without = wanted === 'webgpu' || cause === 'no-webgpu' ? 'no-webgpu' : 'fallback';
    const reasons = joinReasons(messageOf(error), `Running on ${BACKEND_INFO[next].inSentence} instead`);
    return startChosen(next, request, without, reasons);
  }
}

/** Models for which WASM was measured to be clearly faster in this worker, with the reason; '' for all models. */
const slowGpu = new Map<string, string>();

/** Makes TensorFlow.js use the backend again where the chosen programs need it. */
async function reactivate({ programs, report }: StartedPrograms, request: ProgramRequest): Promise<void> {
  const needed = report.backend === 'webgpu' || programs.some(({ path }) => PATHS[path].code === 'ops');
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

/**
 * Starts the backend and makes the lanes' programs.
 * @throws Error where one task of a lane that runs op by op needs more memory than any backend has, with what to change.
 */
export async function startPrograms(request: ProgramRequest): Promise<StartedPrograms> {
  if (request.backend === 'auto') return startMeasured(request);
  return startChosen(
    request.backend,
    request,
    'asked',
    `${BACKEND_INFO[request.backend].inSentence} was chosen`,
  );
}
