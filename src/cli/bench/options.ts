// What the benchmark is asked to measure.
import { parseArgs } from 'node:util';
import { PATH_NAMES, type PathName } from '../../learner/backends.ts';
import { folderOf, needed, positiveNumber, someOf } from '../shared/arguments.ts';
import { PAGE_WORKLOAD_NAMES, type PageWorkload } from './pageRate.ts';
import type { PeerPlace } from './peers.ts';
import { SWEEP_NAMES, type SweepName } from './scaling.ts';
import { WORKLOADS } from './workloads.ts';

export const USAGE =
  'npm run -s bench -- --out FILE [--only WORKLOAD,…,bounds] [--paths PATH,…] [--seconds N] [--peers DIR] [--torch torch_baseline.py] [--python python3] [--before CHECKOUT]';

/** Named like a workload: the table of what the project has set itself. */
const BOUNDS = 'bounds';

export interface Options {
  readonly out: string;
  readonly workloads: readonly string[];
  /** Workloads of the built page. */
  readonly pages: readonly PageWorkload[];
  /** Sizes that are varied. */
  readonly sweeps: readonly SweepName[];
  readonly bounds: boolean;
  readonly paths: readonly PathName[];
  /** Paths were named, so that even those of minutes are timed. */
  readonly pathsChosen: boolean;
  /** Of one repetition. */
  readonly seconds: number;
  /** The PyTorch script whose rows are printed beside, and what runs it. */
  readonly torch: string | null;
  readonly python: string;
  /** Where the peers' scripts are. */
  readonly peers: PeerPlace | null;
  /** An earlier checkout to compare with. */
  readonly before: string | null;
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
      peers: { type: 'string' },
      before: { type: 'string' },
    },
  });
  const only: readonly string[] = someOf('--only', values.only, [
    ...Object.keys(WORKLOADS),
    ...SWEEP_NAMES,
    BOUNDS,
    ...PAGE_WORKLOAD_NAMES,
  ]);
  const folder = values.peers ?? process.env.BENCH_PEERS;
  const paths = someOf('--paths', values.paths, PATH_NAMES);
  return {
    ...needed(values, ['out']),
    workloads: only.filter((name) => name in WORKLOADS),
    // The page, the sweeps and the bounds are measured on the fused WASM kernel.
    pages: paths.includes('kernel-wasm') ? PAGE_WORKLOAD_NAMES.filter((name) => only.includes(name)) : [],
    sweeps: paths.includes('kernel-wasm') ? SWEEP_NAMES.filter((name) => only.includes(name)) : [],
    bounds: paths.includes('kernel-wasm') && only.includes(BOUNDS),
    paths,
    pathsChosen: values.paths !== undefined,
    seconds: positiveNumber('--seconds', values.seconds),
    torch: values.torch ?? null,
    python: values.python,
    peers: folder
      ? { folder: folderOf('--peers', folder, "the peers' scripts"), python: values.python }
      : null,
    before: values.before ? folderOf('--before', values.before, 'an earlier checkout') : null,
  };
}
