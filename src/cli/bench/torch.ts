// The PyTorch baseline beside a workload, on one thread.
import { execFileSync } from 'node:child_process';
import type { Options } from './options.ts';

export interface TorchRow {
  readonly workload: string;
  readonly style: string;
  readonly ms: number;
  readonly iterations: number;
}

/** The rows of a workload; none where no script was given. The script prints one JSON object a line. */
export function timeTorch({ torch, python, seconds }: Options, workload: string): TorchRow[] {
  if (torch === null) return [];
  const args = [torch, '--threads', '1', '--only', workload, '--seconds', String(Math.max(1, seconds))];
  return execFileSync(python, args, { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as TorchRow);
}
