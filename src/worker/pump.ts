// Keeps a run going while there is anything to do: a slice of training, what is to be told, the views that are due,
// and a look at the queue between any two, so that a pause is never kept waiting.
import type { Trainer } from '../engine/run/trainer.ts';
import type { ViewName } from '../protocol/views.ts';
import { messageOf } from '../text/sentences.ts';
import { unlessGivenUp, whileWanted } from './meanwhile.ts';
import { confirmPause, postAll, postDue, postPoints, postStatus, setState } from './publish.ts';
import { endRun, isTraining, type Run } from './run.ts';
import type { WorkerSession } from './session.ts';
import { applyEdits, SLICE, train } from './train.ts';

const viewsOf = ({ views }: Run) => Object.keys(views) as ViewName[];

/** In the order in which they are worked on: what has waited longest first, so that all have their turn. */
const inTurn = (run: Run) =>
  viewsOf(run).sort((a, b) => (run.workedAt.get(a) ?? 0) - (run.workedAt.get(b) ?? 0));

/** A view that no shown figure needs is never due. */
const isDue = (run: Run, { iteration }: Trainer, name: ViewName) =>
  run.wantedViews.has(name) && run.views[name].isDue(isTraining(run), iteration);

const hasWork = (run: Run, trainer: Trainer) =>
  isTraining(run) ||
  trainer.evaluationDue ||
  run.edits.length > 0 ||
  run.steps > 0 ||
  viewsOf(run).some((name) => isDue(run, trainer, name));

/** Lets messages in between two pieces of work. */
async function letIn(run: Run, trainer: Trainer): Promise<void> {
  if (!isTraining(run)) return;
  await run.deps.yieldToQueue();
  confirmPause(run, trainer);
}

/** Evaluates what stands, unless training is asked for. */
async function evaluate(run: Run, trainer: Trainer): Promise<void> {
  if (!trainer.evaluationDue) return;
  const isResting = () => !isTraining(run);
  await whileWanted(run, isResting, () => trainer.evaluateNow());
  postPoints(run, trainer);
  if (run.sent.evaluating) postStatus(run);
}

/** The curves begin with an evaluation: at iteration 0 it comes before all training. False where it has to be made again. */
async function hasBegun(trainer: Trainer): Promise<boolean> {
  if (trainer.iteration === 0) await unlessGivenUp(() => trainer.evaluateNow());
  return trainer.iteration > 0 || !trainer.evaluationDue;
}

async function turn(run: Run, { trainer }: WorkerSession): Promise<void> {
  confirmPause(run, trainer);
  applyEdits(run, trainer);
  if (!(await hasBegun(trainer))) return;
  const worked = await train(run, trainer);
  postDue(run, trainer);
  // What is looked at while training rests is as new as the status says.
  if (!isTraining(run) && run.steps === 0) await evaluate(run, trainer);
  for (const name of inTurn(run)) {
    if (!isDue(run, trainer, name)) continue;
    run.workedAt.set(name, run.deps.now());
    await letIn(run, trainer);
    if (run.dead) return;
    const training = isTraining(run);
    const sameState = () => isTraining(run) === training && run.steps === 0;
    await whileWanted(run, sameState, () => run.views[name].work(training, trainer.iteration));
  }
  if (worked) await run.deps.yieldToQueue();
  else await run.deps.sleep(Math.min(SLICE, 1000 / (run.limit.perSecond ?? 1000)));
}

/** The run ends here, and the page is told why. */
export function failRun(run: Run, error: unknown): void {
  if (run.dead) return;
  run.post({ kind: 'failed', message: messageOf(error) });
  setState(run, 'error');
  endRun(run);
}

/** Works until there is nothing to do. Does nothing where it is at work already. */
export async function pump(run: Run): Promise<void> {
  const { session } = run;
  if (run.pumping || !session) return;
  const { trainer } = session;
  run.pumping = true;
  try {
    while (!run.dead && hasWork(run, trainer)) await turn(run, session);
    if (!run.dead) postAll(run, trainer);
  } catch (error) {
    failRun(run, error);
  } finally {
    run.pumping = false;
  }
  // A message may have asked for work after the last look.
  if (!run.dead && hasWork(run, trainer)) void pump(run);
}
