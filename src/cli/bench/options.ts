// What the benchmark is asked to measure.
import { parseArgs } from 'node:util';
import { PATH_NAMES, type PathName } from '../../learner/backends.ts';
import { needed, positiveNumber, someOf } from '../shared/arguments.ts';
import { PAGE_WORKLOAD_NAMES, type PageWorkload } from './pageRate.ts';
import { WORKLOADS } from './workloads.ts';

export const USAGE =
  'npm run -s bench -- --out FILE [--only WORKLOAD,…] [--paths PATH,…] [--seconds N] [--torch torch_baseline.py [--python python3]]';

export interface Options {
  readonly out: string;
  readonly workloads: readonly string[];
  /** Workloads of the built page. */
  readonly pages: readonly PageWorkload[];
  readonly paths: readonly PathName[];
  /** Paths were named, so that even those of minutes are timed. */
  readonly pathsChosen: boolean;
  /** Of one repetition. */
  readonly seconds: number;
  /** The PyTorch script to run beside, and what runs it. */
  readonly torch: string | null;
  readonly python: string;
}

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string' },
      only: { type: 'string' },
      paths: { type: 'string' },
      seconds: { type: 'string', default: '0.4' },
      torch: { type: 'string' },
      python: { type: 'string', default: 'python3' },
    },
  });
  const only = someOf('--only', values.only, [...Object.keys(WORKLOADS), ...PAGE_WORKLOAD_NAMES]);
  const paths = someOf('--paths', values.paths, PATH_NAMES);
  return {
    ...needed(values, ['out']),
    workloads: only.filter((name) => name in WORKLOADS),
    // The page is measured on the fused WASM kernel.
    pages: paths.includes('kernel-wasm') ? PAGE_WORKLOAD_NAMES.filter((name) => only.includes(name)) : [],
    paths,
    pathsChosen: values.paths !== undefined,
    seconds: positiveNumber('--seconds', values.seconds),
    torch: values.torch ?? null,
    python: values.python,
  };
}
