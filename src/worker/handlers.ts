// What each message does to a run: it changes what is wanted, and the pump does the work.
import type { MessageOf, ToWorker } from '../protocol/messages.ts';
import { setState } from './publish.ts';
import { isTraining, type Run, restartClocks } from './run.ts';

export type ToRun = Exclude<ToWorker, { kind: 'start' }>;

type Handlers = { readonly [Kind in ToRun['kind']]: (run: Run, message: MessageOf<ToRun, Kind>) => void };

/** Stops training; the pump confirms it once the slice under way has ended. */
function pause(run: Run): void {
  run.replayTarget = null;
  run.state = 'paused';
}

const HANDLERS: Handlers = {
  run(run) {
    const trainer = run.session?.trainer;
    if (!trainer) run.state = 'running';
    else if (!isTraining(run) && !trainer.allStopped) {
      restartClocks(run, trainer);
      setState(run, 'running');
    }
  },
  pause(run) {
    if (!run.session) run.state = 'loading';
    else if (isTraining(run)) pause(run);
  },
  step(run) {
    if (!isTraining(run)) run.steps++;
  },
  'cancel-replay'(run) {
    if (run.state === 'replaying') pause(run);
  },
  edit: (run, message) => void run.edits.push(message),
  speed: (run, { iterationsPerSecond }) => run.limit.set(iterationsPerSecond),
  probe: (run, { choice, atIteration }) => run.views.adaptation.show(choice, atIteration ?? null),
  views(run, { names, measures }) {
    run.wantedViews = new Set(names);
    run.measures = new Set(measures);
    run.session?.trainer.measure(run.measures);
  },
  landscape: (run, { request }) => run.views.landscape.want(request),
  anatomy: (run, { request }) => run.views.anatomy.want(request),
};

export function applyMessage(run: Run, message: ToRun): void {
  // The kind that is looked up is the message's own.
  (HANDLERS[message.kind] as (run: Run, message: ToRun) => void)(run, message);
}
