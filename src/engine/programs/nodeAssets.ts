// Where the engine's binaries lie in a checkout, for runs in Node.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineAssets } from '../../protocol/assets.ts';

const built = (name: string) => fileURLToPath(new URL(`../kernels/wasm/build/${name}`, import.meta.url));

export const NODE_ASSETS: EngineAssets = {
  tfWasm: dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')),
  kernel: built('meta.wasm'),
  kernelThreads: built('meta-threads.wasm'),
  kernelRelaxed: built('meta-relaxed.wasm'),
  kernelThreadsRelaxed: built('meta-threads-relaxed.wasm'),
};
