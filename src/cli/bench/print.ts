// The benchmark's rows as lines for people.
import { availableParallelism, cpus } from 'node:os';
import type { PathName } from '../../learner/backends.ts';
import type { PageRow } from './pageRate.ts';
import type { TorchRow } from './torch.ts';
import type { Timing } from './workloads.ts';

export interface Row extends Timing {
  readonly workload: string;
  readonly path: PathName;
}

export function machineLine(adapter: string): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const gpu = adapter ? `, WebGPU on ${adapter}` : '';
  return `${model}, ${availableParallelism()} cores, Node ${process.version}${gpu}`;
}

const shown = (value: number) => value.toPrecision(3);

const columns = (workload: string, path: string, ms: number, ...more: readonly string[]) =>
  [workload.padEnd(20), path.padEnd(14), `${shown(ms)} ms`.padStart(10), ...more].join('  ');

export const torchLine = ({ workload, style, ms }: TorchRow) => columns(workload, `torch ${style}`, ms);

/** Beside it the ratios to the baseline's rows of the same workload. */
export function rowLine({ workload, path, ms }: Row, torch: readonly TorchRow[]): string {
  const ratios = torch.map((one) => `${shown(ms / one.ms)} × torch ${one.style}`);
  return columns(workload, path, ms, ...ratios);
}

export function pageLine(row: PageRow): string {
  const { iterationsPerSecond, headlessIterationsPerSecond, ratio, framesPerSecond, longestTaskMs } = row;
  const seen = [
    `${shown(iterationsPerSecond)} iterations/s`,
    `${shown(ratio)} × headless (${shown(headlessIterationsPerSecond)}/s)`,
    `${shown(framesPerSecond)} frames/s`,
    longestTaskMs > 0 ? `longest task ${shown(longestTaskMs)} ms` : 'no task over 50 ms',
  ];
  return columns(row.workload, row.path, row.ms, seen.join(', '));
}
