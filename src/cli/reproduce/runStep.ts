// Runs a lesson's step headless and gathers what its claims judge.
import { createSeriesStore } from '../../client/seriesStore.ts';
import type { ImageSets } from '../../data/images.ts';
import { NODE_ASSETS } from '../../engine/programs/nodeAssets.ts';
import { openSession } from '../../engine/run/session.ts';
import { stepLossView } from '../../engine/views/adaptation.ts';
import { laneNames, resolveLane } from '../../experiment/resolve.ts';
import type { Experiment } from '../../experiment/types.ts';
import type { Evidence } from '../../lessons/evidence.ts';

/** A run of an experiment to an iteration, as evidence. One thread: the work is shared out by runs. */
export async function evidenceOf(
  experiment: Experiment,
  iterations: number,
  data: ImageSets | null,
): Promise<Evidence> {
  const session = await openSession({
    experiment,
    backend: 'wasm',
    assets: NODE_ASSETS,
    data,
    threads: 1,
    now: () => performance.now(),
  });
  try {
    const { trainer } = session;
    const stores = experiment.lanes.map(() => createSeriesStore());
    const take = () => {
      for (const points of trainer.takePoints()) stores[points.lane].append(points);
    };
    await trainer.begin();
    while (trainer.iteration < iterations && !trainer.allStopped) {
      await trainer.advance(Math.min(100, iterations - trainer.iteration));
      take();
    }
    await trainer.evaluateNow();
    take();
    const { lanes: stepLosses } = await stepLossView(trainer);
    const names = laneNames(experiment);
    const lanes = experiment.lanes.map((_, lane) => {
      const { train, evaluation } = stores[lane].view();
      const { params } = trainer.lanes[lane].group.runs[0];
      return {
        name: names[lane],
        settings: resolveLane(experiment, lane, iterations),
        train,
        evaluation,
        stopped: trainer.lanes[lane].stop !== null,
        stepLoss: stepLosses[lane]?.loss ?? null,
        model: params.length === 2 ? Array.from(params) : null,
      };
    });
    return { experiment, iteration: trainer.iteration, lanes };
  } finally {
    session.dispose();
  }
}
