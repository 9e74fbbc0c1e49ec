// A batch of cells: trains all their lanes to the last iteration and says what was measured there.
import type { ImageSets } from '../../data/images.ts';
import { NODE_ASSETS } from '../../engine/programs/nodeAssets.ts';
import { openSession } from '../../engine/run/session.ts';
import { dataOf, imageSideOf } from '../../experiment/taskSetup.ts';
import type { Experiment } from '../../experiment/types.ts';
import { EVALUATION_METRICS } from '../../protocol/payloads.ts';
import { loadData } from '../experiment/data.ts';
import type { Batch } from './batches.ts';

/** What a sweep can show: the training loss of the coming batch, or a metric of the evaluation on test tasks. */
export const METRICS = ['trainLoss', ...EVALUATION_METRICS] as const;
export type Metric = (typeof METRICS)[number];

export interface BatchTask extends Batch {
  readonly iterations: number;
  readonly metric: Metric;
  /** Folder of image sets; null: none is needed. */
  readonly data: string | null;
}

export interface LaneCell {
  /** NaN where it was not measured. */
  readonly value: number;
  /** Iteration at which the lane diverged and stopped; null: it did not. */
  readonly divergedAt: number | null;
}

const loaded = new Map<string, Promise<ImageSets | null>>();

/** The experiment's image sets, read once in each thread. */
function setsOf(experiment: Experiment, folder: string | null): Promise<ImageSets | null> {
  const names = dataOf(experiment);
  const side = imageSideOf(experiment);
  const key = JSON.stringify([names, side]);
  const sets = loaded.get(key) ?? loadData(names, folder, side);
  loaded.set(key, sets);
  return sets;
}

/** Iterations after which the points of the curves, which nobody asks for, are dropped. */
const CHUNK = 1000;

/** Every lane of the batch. Evaluates once, where it ends. One thread: the work is shared out by batches. */
export async function runBatch({ experiment, iterations, metric, data }: BatchTask): Promise<LaneCell[]> {
  const session = await openSession({
    experiment: { ...experiment, evalEvery: Number.MAX_SAFE_INTEGER },
    // The same numbers everywhere: nothing is chosen by measured speed.
    backend: experiment.backend === 'auto' ? 'wasm' : experiment.backend,
    assets: NODE_ASSETS,
    data: await setsOf(experiment, data),
    threads: 1,
    now: () => performance.now(),
  });
  try {
    const { trainer } = session;
    while (trainer.iteration < iterations && !trainer.allStopped) {
      await trainer.advance(Math.min(CHUNK, iterations - trainer.iteration));
      trainer.takePoints();
    }
    const values = experiment.lanes.map(() => Number.NaN);
    if (metric === 'trainLoss') values.splice(0, values.length, ...(await trainer.pendingTrainLoss()));
    else {
      await trainer.evaluateNow();
      for (const { lane, evaluation } of trainer.takePoints())
        values[lane] = evaluation.metrics[metric].at(-1) ?? Number.NaN;
    }
    return trainer.lanes.map(({ stop }, lane) => ({
      value: stop ? Number.NaN : values[lane],
      divergedAt: stop?.iteration ?? null,
    }));
  } finally {
    session.dispose();
  }
}
