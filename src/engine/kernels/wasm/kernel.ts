// Loads the compiled kernel in Node or a browser and owns its memory, its one instance and, where shared memory
// can be had, a pool of threads. Calls are synchronous; the memory only grows to the largest call seen.
import { ARENA, REQUEST, TABLES } from './layout.ts';
import { startPool, type ThreadExports, type ThreadPool } from './pool.ts';
import { inNode } from './textWorker.ts';

/** Functions that assembly/index.ts exports. */
export interface KernelExports {
  configure(request: number, table: number, scratch: number): void;
  scratchBytes(): number;
  paddedBytes(): number;
  transposedBytes(): number;
  prepare(): void;
  runRows(begin: number, end: number): void;
  reduce(begin: number, end: number): void;
  reduceFirst(begin: number, end: number): void;
  finish(): void;
}

export interface WasmKernelOptions {
  /** Threads to compute with, this one included; default 1. Falls back to 1 where threads can't be had. */
  readonly threads?: number;
  /** The shared-memory build; by default meta-threads.wasm beside a `location` that ends in meta.wasm. */
  readonly threadsLocation?: string | URL | Uint8Array;
}

export interface WasmKernel {
  readonly exports: KernelExports;
  readonly module: WebAssembly.Module;
  readonly pool: ThreadPool | null;
  /** Threads that compute, this one included. */
  readonly threads: number;
  /** Bytes of linear memory at present. */
  readonly bytes: number;
  /** Views of the memory, made anew when it has grown to hold `end` bytes. */
  views(end: number): KernelViews;
  /** Stops the threads. The kernel computes on with one. */
  dispose(): void;
}

export interface KernelViews {
  readonly f32: Float32Array;
  readonly i32: Int32Array;
}

const PAGE = 65536;
const MAX_PAGES = 65536;

/** Reads a module: bytes as they are, file paths and file: URLs in Node, anything else by fetch. */
async function readModule(location: string | URL | Uint8Array): Promise<WebAssembly.Module> {
  if (location instanceof Uint8Array) return WebAssembly.compile(location as Uint8Array<ArrayBuffer>);
  const text = String(location);
  if (inNode() && !/^(https?|data|blob):/.test(text)) {
    const { readFile } = await import(/* @vite-ignore */ 'node:fs/promises');
    const path = text.startsWith('file:') ? new URL(text) : text;
    return WebAssembly.compile(new Uint8Array(await readFile(path)));
  }
  const response = await fetch(text);
  if (!response.ok) {
    throw new Error(`The WASM kernel could not be fetched from ${text}: HTTP ${response.status}.`);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

function threadsBeside(location: string | URL | Uint8Array): string | null {
  if (location instanceof Uint8Array) return null;
  const text = String(location);
  return /(^|\/)meta\.wasm$/.test(text) ? text.replace(/meta\.wasm$/, 'meta-threads.wasm') : null;
}

function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): KernelExports {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as KernelExports;
}

function grow(memory: WebAssembly.Memory, bytes: number): void {
  try {
    memory.grow(Math.ceil(bytes / PAGE));
  } catch {
    const total = Math.round((memory.buffer.byteLength + bytes) / 2 ** 20);
    throw new Error(
      `The WASM kernel can't get ${total} MiB here: use fewer tasks or agents at once, or a smaller model.`,
    );
  }
}

function kernelOf(
  module: WebAssembly.Module,
  exports: KernelExports,
  memory: WebAssembly.Memory,
  pool: ThreadPool | null,
): WasmKernel {
  let running = pool;
  let buffer = memory.buffer;
  let views: KernelViews = { f32: new Float32Array(buffer), i32: new Int32Array(buffer) };
  return {
    exports,
    module,
    get pool() {
      return running;
    },
    get threads() {
      return running ? running.threads : 1;
    },
    get bytes() {
      return memory.buffer.byteLength;
    },
    views(end) {
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) grow(memory, missing);
      if (memory.buffer !== buffer) {
        buffer = memory.buffer;
        views = { f32: new Float32Array(buffer), i32: new Int32Array(buffer) };
      }
      return views;
    },
    dispose() {
      running?.stop();
      running = null;
    },
  };
}

async function threadedKernel(
  location: string | URL | Uint8Array,
  options: WasmKernelOptions,
): Promise<WasmKernel | null> {
  const threads = Math.floor(options.threads ?? 1);
  const source = options.threadsLocation ?? threadsBeside(location);
  if (threads < 2 || !source || typeof SharedArrayBuffer === 'undefined') return null;
  try {
    const module = await readModule(source);
    const memory = new WebAssembly.Memory({ initial: 2, maximum: MAX_PAGES, shared: true });
    const exports = instantiate(module, memory);
    const pool = await startPool(module, memory, exports as unknown as ThreadExports, threads);
    return pool ? kernelOf(module, exports, memory, pool) : null;
  } catch {
    // No shared memory or no workers here: one thread does everything.
    return null;
  }
}

/** Compiles and instantiates the kernel found at `location` (meta.wasm): a path, URL or its bytes. */
export async function loadWasmKernel(
  location: string | URL | Uint8Array,
  options: WasmKernelOptions = {},
): Promise<WasmKernel> {
  const threaded = await threadedKernel(location, options);
  if (threaded) return threaded;
  const module = await readModule(location);
  const memory = new WebAssembly.Memory({ initial: 2, maximum: MAX_PAGES });
  return kernelOf(module, instantiate(module, memory), memory, null);
}

/** Lets the kernel read a request's sizes before anything has been placed. */
export function probeSizes(kernel: WasmKernel, words: Int32Array) {
  const { i32 } = kernel.views(ARENA);
  i32.set(words, REQUEST >> 2);
  kernel.exports.configure(REQUEST, TABLES, ARENA);
  return {
    scratchBytes: kernel.exports.scratchBytes(),
    paddedBytes: kernel.exports.paddedBytes(),
    transposedBytes: kernel.exports.transposedBytes(),
  };
}
