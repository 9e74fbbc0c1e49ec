// Where the engine and the worker find files that they load themselves: absolute URLs in the page, paths in Node.

export interface EngineAssets {
  /** Folder with TensorFlow.js' own wasm files, with a trailing slash. */
  readonly tfWasm: string;
  /** The fused kernel, single-threaded and with shared memory. */
  readonly kernel: string;
  readonly kernelThreads: string;
  /** The same with relaxed SIMD, for engines that have it. */
  readonly kernelRelaxed: string;
  readonly kernelThreadsRelaxed: string;
}

export interface AssetLocations extends EngineAssets {
  /** Folder with data sets put there by `npm run datasets`, with a trailing slash. */
  readonly datasets: string;
}
