// A run's work on the model: edits, single steps, and slices of training so short that the queue is read in between.
import type { Trainer } from '../engine/run/trainer.ts';
import { postCheckpoint, postPoints, setState } from './publish.ts';
import { isTraining, type Run } from './run.ts';

/** Milliseconds of a slice of training between two looks at the queue. */
export const SLICE = 15;
/** Iterations a second up to which each is evaluated. */
const FOLLOWED = 5;
/** Iterations queued on the device at once, at most. */
const MOST_QUEUED = 64;

/** Makes the edits that wait; false where there are none. At iteration 0 they are what the run begins with. */
export function applyEdits(run: Run, trainer: Trainer): boolean {
  if (run.edits.length === 0) return false;
  const { iteration } = trainer;
  for (const { lane, field, value } of run.edits.splice(0)) {
    trainer.edit(lane, field, value);
    run.post({ kind: 'edited', iteration, lane, field, value });
  }
  for (const duty of Object.values(run.views)) duty.invalidate();
  return true;
}

/** Longer chunks only where iterations can be queued on the device without reading back. */
function nextChunk(chunk: number, count: number, took: number, queues: boolean): number {
  if (!queues || took > SLICE) return 1;
  return took < SLICE / 2 && count === chunk ? Math.min(MOST_QUEUED, 2 * chunk) : chunk;
}

/** Iterations until the replay or the speed limit asks to stop; a replay knows no limit. */
function room({ state, replayTarget, limit }: Run, { iteration }: Trainer): number {
  const toTarget = replayTarget === null ? Number.POSITIVE_INFINITY : replayTarget - iteration;
  return state === 'replaying' ? toTarget : Math.min(toTarget, limit.allowed());
}

/** Trains for one slice. Returns false where nothing could be done yet (speed limit). */
async function trainSlice(run: Run, trainer: Trainer): Promise<boolean> {
  const { now } = run.deps;
  const end = now() + SLICE;
  let worked = false;
  while (now() < end && isTraining(run) && !trainer.allStopped && !run.dead) {
    const count = Math.min(run.chunk, room(run, trainer));
    if (count < 1) break;
    const before = now();
    await trainer.advance(count);
    run.limit.spend(count);
    run.rate.add(now(), trainer.iteration);
    worked = true;
    // Slow enough to be followed step by step: no figure lags behind the status.
    if (run.limit.perSecond !== null && run.limit.perSecond <= FOLLOWED) await trainer.evaluateNow();
    run.chunk = nextChunk(run.chunk, count, now() - before, trainer.queues);
    applyEdits(run, trainer);
  }
  return worked;
}

function finishReplay(run: Run, trainer: Trainer): void {
  if (run.state !== 'replaying') return;
  if (run.replayTarget !== null && trainer.iteration < run.replayTarget && !trainer.allStopped) return;
  run.replayTarget = null;
  postPoints(run, trainer);
  setState(run, 'paused');
}

/** A single step or a slice, whichever is asked for. Returns false where it has to wait. */
export async function train(run: Run, trainer: Trainer): Promise<boolean> {
  if (isTraining(run)) {
    const worked = await trainSlice(run, trainer);
    finishReplay(run, trainer);
    if (isTraining(run) && trainer.allStopped) setState(run, 'paused');
    return worked;
  }
  if (run.steps > 0) {
    run.steps--;
    await trainer.advance(1);
    postPoints(run, trainer);
    postCheckpoint(run, trainer);
    setState(run, 'paused');
  }
  return true;
}
