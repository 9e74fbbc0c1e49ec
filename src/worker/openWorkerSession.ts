// Opens a session in the worker: loads the image sets that the experiment needs, starts the engine, and offers
// the figures' views.
import { createBrowserReader } from '../data/readers/browser.ts';
import { createSetCache } from '../data/store/setCache.ts';
import { openSession } from '../engine/run/session.ts';
import { adaptationView, stepLossView } from '../engine/views/adaptation.ts';
import { anatomyView } from '../engine/views/anatomy.ts';
import { landscapeViews } from '../engine/views/landscape.ts';
import { dataOf, imageSideOf } from '../experiment/taskSetup.ts';
import type { StartMessage } from '../protocol/messages.ts';
import type { WorkerSession } from './session.ts';

/** A change of settings starts a new session on the same images. */
const sets = createSetCache();

/** @param rest lets waiting messages in; what it throws ends the computation under way */
export async function openWorkerSession(
  start: StartMessage,
  progress: (label: string, fraction: number) => void,
  rest: () => Promise<void>,
): Promise<WorkerSession> {
  const { experiment, backend, assets } = start;
  const names = dataOf(experiment);
  const data =
    names.length === 0
      ? null
      : await sets.load(
          names,
          createBrowserReader(assets.datasets),
          ({ label, fraction }) => progress(label, fraction),
          { imageSize: imageSideOf(experiment) },
        );
  progress('Starting the engine', 0);
  const now = () => performance.now();
  const session = await openSession({ experiment, backend, assets, data, now, rest });
  const { trainer } = session;
  return {
    ...session,
    adaptation: (choice, at) => adaptationView(trainer, choice, at),
    stepLoss: () => stepLossView(trainer),
    anatomy: (request) => anatomyView(trainer, request),
    landscape: (request, refine) => landscapeViews(trainer, request, refine),
  };
}
