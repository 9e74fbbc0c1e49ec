// What can be compared: our code on a workload, a peer, or an earlier checkout of the project; and how two of them are,
// in turns, so that whatever else the machine does meets both.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { Browser } from '@playwright/test';
import { NODE_ASSETS } from '../../engine/programs/nodeAssets.ts';
import type { PathName } from '../../learner/backends.ts';
import { memoryOf } from './memory.ts';
import { progressOf, watchPage } from './pageRate.ts';
import type { Peer } from './peers.ts';
import { median, openOn, slice, WORKLOADS } from './workloads.ts';

/** Anything that answers with milliseconds of an iteration (or with bytes), measured over some seconds. */
export type Contender = Peer;

/** Our own code on some threads. @throws where the path cannot run the workload */
export async function ours(workload: string, path: PathName, threads = 1): Promise<Contender> {
  const now = () => performance.now();
  const session = await openOn(WORKLOADS[workload], path, NODE_ASSETS, now, threads);
  if (!session) throw new Error(`${path} cannot run ${workload}`);
  await session.trainer.advance(2);
  return {
    time: (seconds) => slice(session, { limit: 1000 * seconds, iterations: 1e6, now }),
    close: () => session.dispose(),
  };
}

/** Bytes instead of milliseconds. */
export function memory(workload: string, path: PathName): Contender {
  return { time: () => memoryOf(workload, path), close: () => {} };
}

/** A checkout's `experiment` command: milliseconds that its lane counts for an iteration. */
export function headless(checkout: string, link: string, iterations: number): Contender {
  const out = join(mkdtempSync(join(tmpdir(), 'innerloop-bench-')), 'run.json');
  const args = ['run', '-s', 'experiment', '--', '--link', link, '--iterations', String(iterations)];
  return {
    async time() {
      execFileSync('npm', [...args, '--out', out], { cwd: checkout, stdio: 'ignore' });
      const { lanes } = JSON.parse(readFileSync(out, 'utf8'));
      return (1000 * lanes[0].final.seconds) / iterations;
    },
    close: () => {},
  };
}

/** A built page in Chromium, everything drawn. */
export function page(browser: Browser, outDir: string, link: string): Contender {
  return {
    // Two seconds at least: the status tells its iteration five times a second.
    time: async (seconds) =>
      progressOf(await watchPage(browser, outDir, link, 1000 * Math.max(2, seconds))).ms,
    close: () => {},
  };
}

/** Builds a checkout's page and says where it is. */
export function builtIn(checkout: string): string {
  execFileSync('npm', ['run', '-s', 'build'], { cwd: checkout, stdio: 'ignore' });
  return join(checkout, 'dist');
}

/** This checkout. */
export const OWN_CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

export interface Comparison {
  /** Medians of both, and the median, the least and the largest of the turns' ratios. */
  readonly ours: number;
  readonly other: number;
  readonly ratio: number;
  readonly least: number;
  readonly largest: number;
}

/** Both in turns, `turns` times. */
export async function compare(
  a: Contender,
  b: Contender,
  seconds: number,
  turns: number,
): Promise<Comparison> {
  const first: number[] = [];
  const second: number[] = [];
  for (let i = 0; i < turns; i++) {
    first.push(await a.time(seconds));
    second.push(await b.time(seconds));
  }
  const ratios = first.map((value, i) => value / second[i]);
  return {
    ours: median(first),
    other: median(second),
    ratio: median(ratios),
    least: Math.min(...ratios),
    largest: Math.max(...ratios),
  };
}
