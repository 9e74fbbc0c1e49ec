// The page that times WebGPU paths in Chromium; the command calls `timeInPage`.
import type { PathName } from '../../learner/backends.ts';
import { type Timing, timeWorkload } from './workloads.ts';

export interface PageRequest {
  readonly workload: string;
  readonly path: PathName;
  readonly repetitions: number;
  readonly limit: number;
  readonly iterations: number;
}

declare global {
  interface Window {
    timeInPage?: (request: PageRequest) => Promise<Timing | null>;
    adapterName?: () => Promise<string>;
  }
}

// WebGPU paths need no binaries.
const NO_ASSETS = { tfWasm: '', kernel: '', kernelThreads: '', kernelRelaxed: '', kernelThreadsRelaxed: '' };

window.timeInPage = ({ workload, path, ...options }) =>
  timeWorkload(workload, path, NO_ASSETS, { ...options, now: () => performance.now() });

window.adapterName = async () => {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter) return '';
  const { vendor, architecture, description } = adapter.info;
  return [vendor, architecture, description].filter(Boolean).join(' ');
};
