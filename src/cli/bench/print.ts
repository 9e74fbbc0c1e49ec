// The benchmark's rows as lines for people.
import { availableParallelism, cpus } from 'node:os';
import { hasRelaxedSimd } from '../../engine/kernels/wasm/relaxedSimd.ts';
import type { PathName } from '../../learner/backends.ts';
import type { BoundRow } from './bounds.ts';
import type { PageRow } from './pageRate.ts';
import type { TorchRow } from './peers.ts';
import type { ScalingRow } from './scaling.ts';
import type { Timing } from './workloads.ts';

export interface Row extends Timing {
  readonly workload: string;
  readonly path: PathName;
}

export function machineLine(adapter: string): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const gpu = adapter ? `, WebGPU on ${adapter}` : '';
  const simd = hasRelaxedSimd() ? 'relaxed SIMD' : 'SIMD';
  return `${model}, ${availableParallelism()} cores, Node ${process.version}, ${simd}${gpu}`;
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

export function scalingLine(row: ScalingRow): string {
  const { workload, value, ms, microsecondsPerRow, gigaflops, bytesPerRow, overBest } = row;
  return [
    `${workload} ${value}`.padEnd(20),
    `${shown(ms)} ms`.padStart(10),
    `${shown(microsecondsPerRow)} µs/row`.padStart(15),
    `${shown(gigaflops)} GFLOP/s`.padStart(14),
    `${shown(bytesPerRow / 2 ** 10)} KiB/row`.padStart(14),
    `${overBest.toFixed(2)} × best`.padStart(12),
  ].join('  ');
}

/** One line of the table of bounds; the header where no row is given. */
export function boundLine(row?: BoundRow): string {
  const line = (...cells: readonly [string, string, string, string, string]) =>
    cells.map((cell, i) => cell.padEnd([36, 28, 9, 30, 0][i])).join('');
  if (!row) return line('workload', 'against', 'at most', 'measured', 'holds');
  const { workload, against, atMost, ratio, least, largest, holds, reason } = row;
  const measured =
    ratio === undefined
      ? 'not measured'
      : `${ratio.toFixed(2)} (${least?.toFixed(2)} to ${largest?.toFixed(2)})`;
  return line(workload, against, String(atMost), measured, holds === null ? reason : holds ? 'yes' : 'no');
}
