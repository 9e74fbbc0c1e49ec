// What a run tells the page about its progress, and how often.
import type { Trainer } from '../engine/run/trainer.ts';
import type { RunState } from '../protocol/payloads.ts';
import { isTraining, type Run, type Sent } from './run.ts';

/**
 * Milliseconds between two while training. Together at most 30 messages a second: 11 of points, 5 of status,
 * 2 × 4 views, 2 of snapshots, a checkpoint or two.
 */
const EVERY: Readonly<Record<keyof Sent['at'], number>> = {
  points: 90,
  status: 200,
  checkpoint: 800,
  snapshots: 500,
};

export function postStatus(run: Run): void {
  const { deps, start, replayTarget, state } = run;
  const trainer = run.session?.trainer;
  const iteration = trainer?.iteration ?? start.resume?.iteration ?? 0;
  const evaluating = trainer?.evaluating ?? null;
  const perSecond = isTraining(run) ? run.rate.perSecond(deps.now()) : 0;
  const left = replayTarget === null ? null : replayTarget - iteration;
  run.post({
    kind: 'status',
    state,
    iteration,
    iterationsPerSecond: perSecond,
    replayTarget,
    replaySecondsLeft: left !== null && perSecond > 0 ? left / perSecond : null,
    evaluating,
  });
  run.sent.evaluating = evaluating !== null;
  run.sent.at.status = deps.now();
  run.sent.state = state;
}

export function setState(run: Run, state: RunState): void {
  run.state = state;
  postStatus(run);
}

/** New points, and the lanes that have stopped since. */
export function postPoints(run: Run, trainer: Trainer): void {
  run.sent.at.points = run.deps.now();
  const lanes = trainer.takePoints();
  if (lanes.length > 0) run.post({ kind: 'points', lanes });
  for (const { lane, stop } of trainer.takeStops()) run.post({ kind: 'lane-stopped', lane, stop });
}

export function postCheckpoint(run: Run, trainer: Trainer): void {
  if (run.sent.checkpointIteration === trainer.iteration) return;
  run.sent.checkpointIteration = trainer.iteration;
  run.sent.at.checkpoint = run.deps.now();
  run.post({ kind: 'checkpoint', checkpoint: trainer.save() });
}

/** Which launch models are kept, where that has changed. */
function postSnapshots(run: Run, trainer: Trainer): void {
  run.sent.at.snapshots = run.deps.now();
  const iterations = trainer.snapshotIterations;
  const text = iterations.join();
  if (text === run.sent.snapshots) return;
  run.sent.snapshots = text;
  run.post({ kind: 'snapshots', iterations });
}

/** What is due between two slices of work. */
export function postDue(run: Run, trainer: Trainer): void {
  const now = run.deps.now();
  const due = (what: keyof Sent['at']) => isTraining(run) && now - run.sent.at[what] >= EVERY[what];
  if (!isTraining(run) || due('points')) postPoints(run, trainer);
  if (due('status') || run.sent.evaluating) postStatus(run);
  if (due('checkpoint')) postCheckpoint(run, trainer);
  if (due('snapshots')) postSnapshots(run, trainer);
}

/** In the middle of a long computation: a pause is confirmed, and how far an evaluation is. */
export function postMeanwhile(run: Run, trainer: Trainer): void {
  confirmPause(run, trainer);
  if (run.deps.now() - run.sent.at.status >= EVERY.status) postStatus(run);
}

/** Everything new, before the run rests. */
export function postAll(run: Run, trainer: Trainer): void {
  confirmPause(run, trainer);
  postPoints(run, trainer);
  postSnapshots(run, trainer);
  if (trainer.iteration > 0) postCheckpoint(run, trainer);
}

/** A pause is confirmed once the slice under way has ended, with all its points and its last iteration. */
export function confirmPause(run: Run, trainer: Trainer): void {
  if (isTraining(run) || run.sent.state === run.state) return;
  postPoints(run, trainer);
  postStatus(run);
}
