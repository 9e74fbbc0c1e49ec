// Where the built page keeps the binaries that the worker loads, as absolute addresses.

import tfPlain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import tfSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import tfThreads from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import kernel from '../../engine/kernels/wasm/build/meta.wasm?url';
import kernelRelaxed from '../../engine/kernels/wasm/build/meta-relaxed.wasm?url';
import kernelThreads from '../../engine/kernels/wasm/build/meta-threads.wasm?url';
import kernelThreadsRelaxed from '../../engine/kernels/wasm/build/meta-threads-relaxed.wasm?url';
import type { AssetLocations } from '../../protocol/assets.ts';

/** TensorFlow.js looks its three files up by name in one folder; the build keeps their names. */
function folderOf(addresses: readonly URL[]): string {
  const [folder, ...others] = addresses.map((address) => new URL('.', address).href);
  if (others.some((other) => other !== folder)) {
    throw new Error(`The TensorFlow.js binaries lie in different folders: ${[folder, ...others].join(', ')}`);
  }
  return folder;
}

export function assetLocations(): AssetLocations {
  const absolute = (path: string) => new URL(path, window.location.href);
  return {
    tfWasm: folderOf([tfSimd, tfThreads, tfPlain].map(absolute)),
    kernel: absolute(kernel).href,
    kernelThreads: absolute(kernelThreads).href,
    kernelRelaxed: absolute(kernelRelaxed).href,
    kernelThreadsRelaxed: absolute(kernelThreadsRelaxed).href,
    datasets: absolute(`${import.meta.env.BASE_URL}datasets/`).href,
  };
}
