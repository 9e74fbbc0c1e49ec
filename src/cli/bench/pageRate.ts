// The page as a user sees it: iterations per second of an experiment in Chromium while everything is drawn,
// frames per second and long main-thread tasks meanwhile, beside the headless rate of the same lanes.

import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { build, preview } from 'vite';
import { kernelThreads } from '../../engine/programs/lanePrograms.ts';
import { NODE_ASSETS } from '../../engine/programs/nodeAssets.ts';
import { openSession } from '../../engine/run/session.ts';
import { decodeLink } from '../../experiment/link/link.ts';
import type { Experiment } from '../../experiment/types.ts';
import { extremes } from '../../math/statistics.ts';

/** What the page trains. `iter` in a link: the page replays up to there, and is watched from then on. */
export const PAGE_WORKLOADS = {
  'page-default': '#v=1&backend=wasm',
  /** Eight lanes of 24,000 points, one of them with 16 agents; few tasks per iteration, so that it gets there. */
  'page-eight-lanes':
    '#v=1&backend=wasm&batch=2&iter=24000&eval=100&evaltasks=20&lanes=maml~fo-maml~hf-maml~anil~reptile~joint~da-maml~dif-maml;agents=16',
} as const;
export type PageWorkload = keyof typeof PAGE_WORKLOADS;
export const PAGE_WORKLOAD_NAMES = Object.keys(PAGE_WORKLOADS) as readonly PageWorkload[];

export interface PageRow {
  readonly workload: PageWorkload;
  readonly path: 'kernel-wasm';
  /** Milliseconds per iteration of all lanes in the page. */
  readonly ms: number;
  readonly iterations: number;
  readonly iterationsPerSecond: number;
  readonly headlessIterationsPerSecond: number;
  /** Page rate over headless rate. */
  readonly ratio: number;
  readonly framesPerSecond: number;
  /** Longest gap between two frames. */
  readonly longestFrameMs: number;
  /** Main-thread tasks over 50 ms, and the longest; 0 where none was. */
  readonly longTasks: number;
  readonly longestTaskMs: number;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const WARM_UP_MS = 2000;
const REPLAY_MS = 600_000;

function newest(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

/** The folder of a page built from the sources as they are. */
export async function builtPage(log: (line: string) => void): Promise<string> {
  const outDir = join(root, 'node_modules/.vite-bench/dist');
  mkdirSync(outDir, { recursive: true });
  if (newest(outDir) < newest(join(root, 'src'))) {
    log('Building the page …');
    await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  }
  return outDir;
}

/** What the page saw between two moments. */
export interface Sight {
  readonly marks: readonly { readonly at: number; readonly iteration: number }[];
  readonly frames: readonly number[];
  readonly tasks: readonly number[];
}

/** Watches status, frames and long tasks in the page for some milliseconds. */
async function watch(page: Page, milliseconds: number): Promise<Sight> {
  return page.evaluate(async (duration) => {
    const status = document.querySelector('[role=status][data-iteration]');
    if (!status) throw new Error('The page has no training status.');
    const marks: { at: number; iteration: number }[] = [];
    const frames: number[] = [];
    const tasks: number[] = [];
    const note = () =>
      marks.push({ at: performance.now(), iteration: Number(status.getAttribute('data-iteration')) });
    const mutations = new MutationObserver(note);
    mutations.observe(status, { attributes: true, attributeFilter: ['data-iteration'] });
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    });
    observer.observe({ type: 'longtask' });
    let watching = true;
    const frame = (at: number) => {
      frames.push(at);
      if (watching) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    await new Promise((resolve) => setTimeout(resolve, duration));
    watching = false;
    mutations.disconnect();
    observer.disconnect();
    return { marks, frames, tasks };
  }, milliseconds);
}

async function headlessRate(experiment: Experiment, milliseconds: number): Promise<number> {
  const now = () => performance.now();
  // As many threads as the page would take.
  const threads = kernelThreads(availableParallelism());
  const session = await openSession({
    experiment,
    backend: 'wasm',
    assets: NODE_ASSETS,
    data: null,
    now,
    threads,
  });
  try {
    const { trainer } = session;
    await trainer.begin();
    await trainer.advance(100);
    const started = now();
    const first = trainer.iteration;
    while (now() - started < milliseconds) {
      await trainer.advance(20);
      trainer.takePoints();
    }
    return (1000 * (trainer.iteration - first)) / (now() - started);
  } finally {
    session.dispose();
  }
}

/** Iterations that were seen, and the milliseconds of one. */
export function progressOf({ marks }: Sight): { readonly iterations: number; readonly ms: number } {
  if (marks.length < 2) throw new Error('The page did not train while it was watched.');
  const [first, last] = [marks[0], marks[marks.length - 1]];
  const iterations = last.iteration - first.iteration;
  return { iterations, ms: (last.at - first.at) / iterations };
}

function rowOf(workload: PageWorkload, sight: Sight, headless: number): PageRow {
  const { frames, tasks } = sight;
  const { iterations, ms } = progressOf(sight);
  const gaps = frames.slice(1).map((at, i) => at - frames[i]);
  return {
    workload,
    path: 'kernel-wasm',
    ms,
    iterations,
    iterationsPerSecond: 1000 / ms,
    headlessIterationsPerSecond: headless,
    ratio: 1000 / ms / headless,
    framesPerSecond: (1000 * gaps.length) / (frames[frames.length - 1] - frames[0]),
    longestFrameMs: extremes(gaps)[1],
    longTasks: tasks.length,
    longestTaskMs: Math.max(0, extremes(tasks)[1]),
  };
}

/** Serves a built page, trains a link in it and watches it for some milliseconds once it is under way. */
export async function watchPage(
  browser: Browser,
  outDir: string,
  link: string,
  milliseconds: number,
): Promise<Sight> {
  const server = await preview({
    root,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 0, strictPort: false, host: '127.0.0.1' },
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    const socket = server.httpServer.address();
    const port = socket && typeof socket === 'object' ? socket.port : 0;
    // tsx wraps the functions that are sent to the page in this helper of its own.
    await page.addInitScript('globalThis.__name = (named) => named');
    await page.goto(`http://127.0.0.1:${port}/${link}`);
    const run = page
      .getByRole('toolbar', { name: 'Training' })
      .getByRole('button', { name: 'Run', exact: true });
    const ready = decodeLink(link).experiment.iter > 0 ? 'paused' : 'idle';
    await page.locator(`[role=status][data-state=${ready}]`).waitFor({ timeout: REPLAY_MS });
    await run.click();
    await page.locator('[role=status][data-state=running]').waitFor();
    await page.waitForTimeout(WARM_UP_MS);
    return await watch(page, milliseconds);
  } finally {
    await page.close();
    await server.close();
  }
}

/** Measures headless first, then the page alone; `seconds` each. */
export async function timePage(
  browser: Browser,
  workload: PageWorkload,
  seconds: number,
  log: (line: string) => void,
): Promise<PageRow> {
  const outDir = await builtPage(log);
  const link = PAGE_WORKLOADS[workload];
  const headless = await headlessRate(decodeLink(link).experiment, 1000 * seconds);
  return rowOf(workload, await watchPage(browser, outDir, link, 1000 * seconds), headless);
}
