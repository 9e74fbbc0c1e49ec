// Opens a run's session, restores or begins it, says that it is ready, and hands it to the pump.
import type { Trainer } from '../engine/run/trainer.ts';
import { meanwhile, unlessGivenUp } from './meanwhile.ts';
import { postPoints, setState } from './publish.ts';
import { failRun, pump } from './pump.ts';
import { type Run, restartClocks } from './run.ts';
import type { WorkerSession } from './session.ts';

function announce(run: Run, { trainer, report, taskNames, testTaskNames, notes }: WorkerSession): void {
  run.sent.checkpointIteration = trainer.iteration;
  run.post({ kind: 'ready', report, laneInfo: trainer.laneInfo(), taskNames, testTaskNames });
  for (const message of notes) run.post({ kind: 'notice', message });
  postPoints(run, trainer);
}

/** A run that was asked for while loading trains at once, unless there is something to replay first. */
function settle(run: Run, { iteration }: Trainer): void {
  const target = run.start.experiment.iter;
  if (target > iteration) {
    run.replayTarget = target;
    setState(run, 'replaying');
  } else setState(run, run.state === 'running' ? 'running' : iteration > 0 ? 'paused' : 'idle');
}

export async function beginRun(run: Run): Promise<void> {
  try {
    const session = await run.deps.open(
      run.start,
      (label, fraction) => run.post({ kind: 'progress', label, fraction }),
      () => meanwhile(run),
    );
    if (run.dead) return session.dispose();
    run.session = session;
    const { trainer } = session;
    trainer.measure(run.measures);
    session.deviceLost?.then((message) => {
      run.post({ kind: 'device-lost', message });
      run.dead = true;
    });
    // Messages come in during the first evaluation: what they ask for waits for its end.
    run.pumping = true;
    if (run.start.resume) trainer.restore(run.start.resume);
    else await unlessGivenUp(() => trainer.begin());
    run.pumping = false;
    if (run.dead) return;
    announce(run, session);
    restartClocks(run, trainer);
    settle(run, trainer);
    await pump(run);
  } catch (error) {
    failRun(run, error);
  }
}
