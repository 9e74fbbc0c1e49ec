// Starts a TensorFlow.js backend in a worker or in Node and says what it got. Locations of assets are passed
// in; nothing is looked up from the page. Choosing the next backend after a failure is the caller's business.
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../../learner/backends.ts';
import { messageOf } from '../../text/sentences.ts';
import { isSoftwareAdapter } from '../kernels/webgpu/adapter.ts';
import { installWasmKernels } from '../ops/native/wasmKernels.ts';

export interface BackendAssets {
  /** Folder (URL or file path) with the tfjs-backend-wasm*.wasm files; a trailing slash is optional. */
  readonly tfWasm: string;
}

export interface StartedBackend {
  readonly name: BackendName;
  /** What computes, for people: the adapter, or "SIMD, 4 threads", or "plain JavaScript". */
  readonly device: string;
  /** Limits of the WebGPU device; null on the other backends. */
  readonly limits: Readonly<Record<string, number>> | null;
  /** Resolves with the reason when the GPU device is lost; never on the other backends. */
  readonly deviceLost: Promise<string>;
}

export interface WebGpuProbe {
  readonly available: boolean;
  /** Why not, or empty. */
  readonly reason: string;
  /** The adapter as far as the browser tells. */
  readonly device: string;
  /** The adapter computes on the processor: slower than WASM there, and its work holds up the page's painting. */
  readonly software: boolean;
}

function describeAdapter(adapter: GPUAdapter): string {
  const { vendor, architecture, device, description } = adapter.info ?? ({} as Partial<GPUAdapterInfo>);
  const words = [vendor, architecture, description || device].filter(Boolean);
  return words.length ? [...new Set(words)].join(' ') : 'GPU';
}

/** Whether a WebGPU adapter answers. TensorFlow.js itself pretends to have started without one. */
export async function probeWebGpu(): Promise<WebGpuProbe> {
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) return { available: false, reason: 'There is no WebGPU here.', device: '', software: false };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter)
      return { available: false, reason: 'WebGPU found no graphics adapter.', device: '', software: false };
    return {
      available: true,
      reason: '',
      device: describeAdapter(adapter),
      software: isSoftwareAdapter(adapter.info),
    };
  } catch (error) {
    return {
      available: false,
      reason: `WebGPU did not start: ${messageOf(error)}`,
      device: '',
      software: false,
    };
  }
}

const never = new Promise<string>(() => {});

async function activate(name: BackendName): Promise<void> {
  const done = await tf.setBackend(name);
  if (!done || tf.getBackend() !== name)
    throw new Error(`The backend ${name} of TensorFlow.js did not start.`);
  await tf.ready();
}

async function startWebGpu(): Promise<StartedBackend> {
  const probe = await probeWebGpu();
  if (!probe.available) throw new Error(probe.reason);
  await import('@tensorflow/tfjs-backend-webgpu');
  await activate('webgpu');
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const limits: Record<string, number> = {};
  for (const key in device.limits) limits[key] = Number(device.limits[key as keyof GPUSupportedLimits]);
  const deviceLost = device.lost.then(
    (info) => `The GPU was lost: ${(info.message || info.reason || 'no reason given').replace(/\.?$/, '.')}`,
  );
  return { name: 'webgpu', device: probe.device, limits, deviceLost };
}

async function startWasm(assets: BackendAssets): Promise<StartedBackend> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  if (tf.getBackend() !== 'wasm') {
    const folder = assets.tfWasm.replace(/\/*$/, '/');
    // The threaded build passes its own source text to its workers, which a minified bundle breaks. The hot
    // path is the fused kernel, which has threads of its own.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    wasm.setWasmPaths(folder);
    await activate('wasm');
    await installWasmKernels();
  }
  const [simd, threads] = await Promise.all([
    tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'),
    tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT'),
  ]);
  const count = threads ? wasm.getThreadsCount() : 1;
  const device = `${simd ? 'SIMD' : 'no SIMD'}, ${count} ${count === 1 ? 'thread' : 'threads'}`;
  return { name: 'wasm', device, limits: null, deviceLost: never };
}

async function startCpu(): Promise<StartedBackend> {
  await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu');
  return { name: 'cpu', device: 'plain JavaScript', limits: null, deviceLost: never };
}

/**
 * Makes `wanted` the active backend. Rejects with a sentence fit for the page if it cannot start.
 * Threads of the WASM backend are used only where the page is cross-origin isolated.
 */
export async function startBackend(wanted: BackendName, assets: BackendAssets): Promise<StartedBackend> {
  // Production mode keeps TensorFlow.js from talking on the console.
  tf.enableProdMode();
  switch (wanted) {
    case 'webgpu':
      return startWebGpu();
    case 'wasm':
      return startWasm(assets);
    case 'cpu':
      return startCpu();
    default:
      throw new Error(`There is no backend "${wanted satisfies never}"; choose webgpu, wasm or cpu.`);
  }
}
