// The benchmark's workloads, named as in the PyTorch baseline, as experiments of one lane; and how one is timed.
// Runs in Node and in the browser.

import { openSession, type Session } from '../../engine/run/session.ts';
import { defaultFor } from '../../experiment/defaults.ts';
import type { Experiment, LaneSettings, TaskOptions } from '../../experiment/types.ts';
import { PATHS, type PathName } from '../../learner/backends.ts';
import type { EngineAssets } from '../../protocol/assets.ts';

/** No evaluation happens while a workload is timed. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** An experiment of one exact lane with a plain gradient step outside, never evaluated. */
export function workload(
  task: 'sinusoid' | 'glyphs',
  settings: Partial<LaneSettings>,
  change: Partial<Omit<Experiment, 'options'>> & { options?: Partial<TaskOptions> } = {},
): Experiment {
  const base = defaultFor(task);
  return {
    ...base,
    ...change,
    options: { ...base.options, ...change.options },
    shared: { ...base.shared, optimizer: 'sgd', beta: 0.001, ...settings },
    lanes: [{ preset: 'maml', overrides: settings.network ? { network: settings.network } : {} }],
    evalEvery: NEVER,
    evalTasks: 1,
  };
}

export function mlp(hidden: readonly number[], activation: 'relu' | 'tanh' = 'relu'): Experiment['model'] {
  return { kind: 'mlp', hidden, activation };
}

export const WORKLOADS: Readonly<Record<string, Experiment>> = {
  'sinusoid-n1': workload('sinusoid', { batch: 25, innerSteps: 1, alpha: 0.01 }),
  'sinusoid-n5': workload('sinusoid', { batch: 25, innerSteps: 5, alpha: 0.001 }),
  'diffusion-6-agents': workload('sinusoid', {
    batch: 1,
    innerSteps: 1,
    alpha: 0.01,
    network: 'diffusion',
    agents: 6,
    graph: 'ring',
  }),
  'binary-images': workload(
    'glyphs',
    { batch: 3, innerSteps: 1, alpha: 0.05, beta: 0.01 },
    { model: mlp([64], 'tanh'), shots: 5, queries: 5, options: { ways: 2 } },
  ),
  'five-way-images-n5': workload(
    'glyphs',
    { batch: 16, innerSteps: 5, alpha: 0.05 },
    { model: mlp([64, 64]), shots: 1, queries: 1, options: { ways: 5 } },
  ),
  'omniglot-cnn-5w1s': workload(
    'glyphs',
    { batch: 16, innerSteps: 1, alpha: 0.4, beta: 0.01 },
    {
      model: { kind: 'cnn', filters: [32, 32, 32, 32], hidden: [] },
      shots: 1,
      queries: 1,
      options: { ways: 5 },
    },
  ),
};

export interface SliceOptions {
  /** Milliseconds of one repetition, and iterations at most. */
  readonly limit: number;
  readonly iterations: number;
  readonly now: () => number;
}

export interface TimingOptions extends SliceOptions {
  readonly repetitions: number;
}

export interface Timing {
  /** Median over the repetitions of each one's median; a whole meta-iteration with sampling and outer step. */
  readonly ms: number;
  readonly iterations: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Iterations between two read-backs on the GPU, as in training. */
const QUEUED = 16;

/** Milliseconds of each iteration until the limit, one at least. */
async function repetition({ trainer }: Session, options: SliceOptions): Promise<number[]> {
  const { limit, iterations, now } = options;
  const times: number[] = [];
  const started = now();
  while (times.length === 0 || (now() - started < limit && times.length < iterations)) {
    const count = trainer.queues ? QUEUED : 1;
    const before = now();
    await trainer.advance(count);
    times.push((now() - before) / count);
    trainer.takePoints();
    if (trainer.allStopped) throw new Error(trainer.takeStops()[0].stop.reason);
  }
  return times;
}

/** Up to three iterations to warm up; a slow path is not kept waiting for more than it needs. */
async function warmUp({ trainer }: Session, { limit, now }: SliceOptions): Promise<void> {
  const started = now();
  for (let i = 0; i < 3 && (i === 0 || now() - started < limit); i++) await trainer.advance(1);
}

/** Median milliseconds of an iteration over one repetition. */
export async function slice(session: Session, options: SliceOptions): Promise<number> {
  return median(await repetition(session, options));
}

export async function timeSession(session: Session, options: TimingOptions): Promise<Timing> {
  const { limit, repetitions, now } = options;
  await warmUp(session, options);
  const medians: number[] = [];
  let iterations = 0;
  const begun = now();
  for (let i = 0; i < repetitions; i++) {
    // Where one iteration takes many times a repetition, fewer of them must do.
    if (medians.length > 0 && now() - begun > 2 * repetitions * limit) break;
    const times = await repetition(session, options);
    iterations += times.length;
    medians.push(median(times));
  }
  return { ms: median(medians), iterations };
}

/** A session of one lane on a path; null where the path cannot run it. One thread, as the peers, unless said. */
export async function openOn(
  experiment: Experiment,
  path: PathName,
  assets: EngineAssets,
  now: () => number,
  threads = 1,
): Promise<Session | null> {
  const { code, backend } = PATHS[path];
  const session = await openSession({ experiment, backend, assets, data: null, now, threads, code });
  if (session.report.paths[0] === path) return session;
  session.dispose();
  return null;
}

/** Times a workload on a path; null where the path cannot run it. */
export async function timeWorkload(
  name: string,
  path: PathName,
  assets: EngineAssets,
  options: TimingOptions,
): Promise<Timing | null> {
  const session = await openOn(WORKLOADS[name], path, assets, options.now);
  try {
    return session && (await timeSession(session, options));
  } finally {
    session?.dispose();
  }
}
