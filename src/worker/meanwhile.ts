// Between two pieces of a long computation (an evaluation, a view): messages come in, edits and a pause act at once,
// and what nobody waits for any more is given up.
import { postMeanwhile } from './publish.ts';
import type { Run } from './run.ts';
import { applyEdits } from './train.ts';

/** Ends a computation whose result is of no use any more. */
class GivenUp extends Error {}

/** @throws GivenUp where the run is over, begins otherwise, or has something else to do */
export async function meanwhile(run: Run): Promise<void> {
  await run.deps.yieldToQueue();
  const trainer = run.session?.trainer;
  if (run.dead) throw new GivenUp();
  if (!trainer) return;
  const edited = applyEdits(run, trainer);
  postMeanwhile(run, trainer);
  if ((edited && trainer.iteration === 0) || !run.isWanted()) throw new GivenUp();
}

/** Does the work to its end, or until it is given up. */
export async function unlessGivenUp(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
  }
}

/** Does the work as long as it is wanted. */
export async function whileWanted(
  run: Run,
  isWanted: () => boolean,
  work: () => Promise<void>,
): Promise<void> {
  run.isWanted = isWanted;
  try {
    await unlessGivenUp(work);
  } finally {
    run.isWanted = () => true;
  }
}
