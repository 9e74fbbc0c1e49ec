// What computes: the backends, what they are called and who stands in for them, and the code that runs on each.

export interface BackendInfo {
  /** In controls and badges. */
  readonly label: string;
  /** Within a sentence. */
  readonly inSentence: string;
  /** The one that takes over where it does not start or is lost; null for the last. */
  readonly next: BackendName | null;
}

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

export const BACKEND_INFO: Readonly<Record<BackendName, BackendInfo>> = {
  webgpu: { label: 'WebGPU', inSentence: 'WebGPU', next: 'wasm' },
  wasm: { label: 'WASM', inSentence: 'WebAssembly', next: 'cpu' },
  cpu: { label: 'CPU', inSentence: 'the plain CPU backend', next: null },
};

/** Which code computes: a fused kernel or op-by-op autodiff, and on which backend. */
export const PATHS = {
  'kernel-wasm': { code: 'kernels', backend: 'wasm' },
  'kernel-webgpu': { code: 'kernels', backend: 'webgpu' },
  'ops-wasm': { code: 'ops', backend: 'wasm' },
  'ops-webgpu': { code: 'ops', backend: 'webgpu' },
  'ops-cpu': { code: 'ops', backend: 'cpu' },
} as const satisfies Readonly<Record<string, { code: 'kernels' | 'ops'; backend: BackendName }>>;

export type PathName = keyof typeof PATHS;
export const PATH_NAMES = Object.keys(PATHS) as readonly PathName[];
