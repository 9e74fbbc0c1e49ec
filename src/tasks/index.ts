// The task families by name: which data an experiment needs, and its source of tasks.
import type { Experiment } from '../experiment/types.ts';
import type { ImageSets } from '../math/images.ts';
import { createQuadratics } from './quadratics.ts';
import { createSinusoids } from './sinusoid.ts';
import type { TaskSource } from './types.ts';

export type { QuadraticTask } from './quadratics.ts';
export { quadraticTasks } from './quadratics.ts';

/** Names of the image sets that `createTaskSource` will look for; empty for the embedded families. */
export function requiredData(experiment: Experiment): string[] {
  switch (experiment.task) {
    case 'sinusoid':
    case 'quadratics':
    case 'glyphs':
      return [];
    default:
      return [experiment.task];
  }
}

/**
 * The experiment's source of tasks.
 * @throws where an image set is missing or too small for the experiment's ways, shots and queries
 */
export function createTaskSource(experiment: Experiment, data: ImageSets | null): TaskSource {
  switch (experiment.task) {
    case 'sinusoid':
      return createSinusoids(experiment);
    case 'quadratics':
      return createQuadratics(experiment);
    default:
      throw new Error(`no source for the task family ${experiment.task} with ${data?.size ?? 0} image sets`);
  }
}
