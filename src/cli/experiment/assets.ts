// Where the engine's binaries lie in a checkout, for runs in Node.
import { fileURLToPath } from 'node:url';
import type { EngineAssets } from '../../engine/programs/lanePrograms.ts';
import { nodeTfWasmFolder } from '../shared/tfWasm.ts';

const kernels = new URL('../../engine/kernels/wasm/build/', import.meta.url);

export function nodeAssets(): EngineAssets {
  return {
    tfWasm: nodeTfWasmFolder(),
    kernel: fileURLToPath(new URL('meta.wasm', kernels)),
    kernelThreads: fileURLToPath(new URL('meta-threads.wasm', kernels)),
  };
}
