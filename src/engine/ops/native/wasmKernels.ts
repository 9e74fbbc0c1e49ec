// Faster kernels for the WASM backend of TensorFlow.js, working on its own heap: batched products (its own are
// scalar loops), sums (scalar, after a transposition), image patches and pooling (its slices run in JavaScript), and
// copies that share memory.
// Where they cannot be installed, the backend's kernels and the compositions in convolution.ts serve.
import * as tf from '@tensorflow/tfjs-core';
import { ROWS_MODULE, ROWS_MODULE_SHARED } from './rowsModule.ts';

interface RowsExports {
  matMul(...args: number[]): void;
  patches(...args: number[]): void;
  sumPatches(...args: number[]): void;
  poolMask(...args: number[]): void;
  poolSelect(...args: number[]): void;
  poolSpread(...args: number[]): void;
  sum(...args: number[]): void;
}

/** What these kernels use of the backend. */
interface Heap extends tf.KernelBackend {
  readonly wasm: { readonly asm?: Record<string, unknown> };
  readonly dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  incRef(dataId: object): void;
  disposeData(dataId: object): boolean;
}

/** Names of kernels that exist only where these are installed. */
export const ROWS_KERNELS = {
  patches: 'RowsPatches',
  sumPatches: 'RowsSumPatches',
  poolMask: 'RowsPoolMask',
  poolSelect: 'RowsPoolSelect',
  poolSpread: 'RowsPoolSpread',
} as const;

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

async function instantiate(memory: WebAssembly.Memory): Promise<RowsExports> {
  const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
  const { instance } = await WebAssembly.instantiate(decode(shared ? ROWS_MODULE_SHARED : ROWS_MODULE), {
    env: { memory },
  });
  return instance.exports as unknown as RowsExports;
}

type KernelInputs = Readonly<Record<string, tf.TensorInfo>>;
type Kernel = (inputs: KernelInputs, attributes: Record<string, unknown>) => tf.TensorInfo;

function replaceKernel(kernelName: string, kernel: Kernel): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      kernel(inputs as KernelInputs, attrs as unknown as Record<string, unknown>),
  });
}

function batchMatMul(heap: Heap, rows: RowsExports, fallback: tf.KernelFunc): Kernel {
  const address = (tensor: tf.TensorInfo) => heap.dataIdMap.get(tensor.dataId).memoryOffset;
  return (inputs, attributes) => {
    const { a, b } = inputs;
    const [ra, rb] = [a.shape.length, b.shape.length];
    const batch = tf.util.sizeFromShape(a.shape.slice(0, -2));
    const sameBatch = batch === tf.util.sizeFromShape(b.shape.slice(0, -2));
    const floats = a.dtype === 'float32' && b.dtype === 'float32';
    // The backend's own product is the faster one for a single pair.
    const plain = batch === 1 && !attributes.transposeA && !attributes.transposeB;
    if (!sameBatch || !floats || plain) {
      return fallback({ inputs, backend: heap, attrs: attributes as never }) as tf.TensorInfo;
    }
    const [a0, a1] = [a.shape[ra - 2], a.shape[ra - 1]];
    const [b0, b1] = [b.shape[rb - 2], b.shape[rb - 1]];
    const [m, k] = attributes.transposeA ? [a1, a0] : [a0, a1];
    const n = attributes.transposeB ? b0 : b1;
    const [aRow, aCol] = attributes.transposeA ? [1, a1] : [a1, 1];
    const [bRow, bCol] = attributes.transposeB ? [1, b1] : [b1, 1];
    const out = heap.makeOutput([...a.shape.slice(0, -2), m, n], 'float32');
    const scratch = heap.makeOutput([8 * k + 32], 'float32');
    const right = [address(b), b0 * b1, bRow, bCol, address(out), address(scratch)];
    rows.matMul(batch, m, n, k, address(a), a0 * a1, aRow, aCol, ...right);
    heap.disposeData(scratch.dataId);
    return out;
  };
}

/** Sums over neighbouring axes of floats; the backend's own kernel for the rest. */
function sumKernel(heap: Heap, rows: RowsExports, fallback: tf.KernelFunc): Kernel {
  const address = (tensor: tf.TensorInfo) => heap.dataIdMap.get(tensor.dataId).memoryOffset;
  return (inputs, attributes) => {
    const { x } = inputs;
    const { shape } = x;
    const axes = tf.util.parseAxisParam(attributes.axis as number | number[], shape).sort((a, b) => a - b);
    const [first] = axes;
    const last = axes[axes.length - 1];
    const size = tf.util.sizeFromShape(shape);
    if (x.dtype !== 'float32' || size === 0 || last - first + 1 !== axes.length)
      return fallback({ inputs, backend: heap, attrs: attributes as never }) as tf.TensorInfo;
    const [outer, middle] = [shape.slice(0, first), shape.slice(first, last + 1)];
    const inner = shape.slice(last + 1);
    const kept = attributes.keepDims ? middle.map(() => 1) : [];
    const out = heap.makeOutput([...outer, ...kept, ...inner], 'float32');
    rows.sum(address(x), address(out), ...[outer, middle, inner].map(tf.util.sizeFromShape));
    return out;
  };
}

/** A kernel with one or two image inputs whose sizes are `attributes.sizes` and output `attributes.shape`. */
function imageKernel(heap: Heap, compute: (...args: number[]) => void): Kernel {
  const address = (tensor: tf.TensorInfo) => heap.dataIdMap.get(tensor.dataId).memoryOffset;
  return (inputs, attributes) => {
    const out = heap.makeOutput(attributes.shape as number[], 'float32');
    const from = [inputs.x, inputs.mask].filter(Boolean).map(address);
    compute(...from, address(out), ...(attributes.sizes as number[]));
    return out;
  };
}

const installed = new WeakSet<object>();

const memoryOf = (heap: Heap) =>
  Object.values(heap.wasm.asm ?? {}).find((value) => value instanceof WebAssembly.Memory) as
    | WebAssembly.Memory
    | undefined;

/** Bytes of the active WASM backend's heap, which never shrinks. */
export function wasmHeapBytes(): number {
  return memoryOf(tf.backend() as unknown as Heap)?.buffer.byteLength ?? 0;
}

/** Installs the kernels on the active WASM backend. False where this engine or its heap does not allow it. */
export async function installWasmKernels(): Promise<boolean> {
  const heap = tf.backend() as unknown as Heap;
  if (installed.has(heap)) return true;
  const memory = memoryOf(heap);
  const product = tf.getKernel(tf.BatchMatMul, 'wasm');
  const sum = tf.getKernel(tf.Sum, 'wasm');
  if (!memory || !product || !sum) return false;
  try {
    const rows = await instantiate(memory);
    replaceKernel(tf.BatchMatMul, batchMatMul(heap, rows, product.kernelFunc));
    replaceKernel(tf.Sum, sumKernel(heap, rows, sum.kernelFunc));
    replaceKernel(tf.Identity, ({ x }) => {
      heap.incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    });
    for (const name of Object.keys(ROWS_KERNELS) as (keyof typeof ROWS_KERNELS)[]) {
      replaceKernel(ROWS_KERNELS[name], imageKernel(heap, rows[name]));
    }
    installed.add(heap);
    return true;
  } catch {
    // No SIMD, or a heap that cannot be shared: the backend's own kernels compute the same, more slowly.
    return false;
  }
}

/** Runs one of these kernels where the active backend has it; null elsewhere. */
export function runRowsKernel(
  name: keyof typeof ROWS_KERNELS,
  inputs: { x: tf.Tensor; mask?: tf.Tensor },
  shape: number[],
  sizes: number[],
): tf.Tensor | null {
  if (!tf.getKernel(ROWS_KERNELS[name], tf.getBackend())) return null;
  const attributes = { shape, sizes } as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel(ROWS_KERNELS[name], inputs as unknown as tf.NamedTensorMap, attributes);
}
