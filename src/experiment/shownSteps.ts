// How many inner steps the adaptation and the loss after each step show, and the memory that programs must have for.
import { resolveLane } from './resolve.ts';
import type { Experiment } from './types.ts';

/** Inner steps shown at least: adaptation beyond the N of training is half of what there is to see. */
export const LEAST_SHOWN_STEPS = 10;

/** The most of ten, every lane's N (as its edits leave it) and the test steps. */
export function shownSteps(experiment: Experiment): number {
  const trained = experiment.lanes.flatMap((_, i) => [
    resolveLane(experiment, i).innerSteps,
    resolveLane(experiment, i, Number.POSITIVE_INFINITY).innerSteps,
  ]);
  return Math.max(LEAST_SHOWN_STEPS, experiment.testSteps, ...trained);
}
