// The task families by name: which data an experiment needs, and its source of tasks.
import type { Experiment } from '../experiment/types.ts';
import type { ImageSets } from '../math/images.ts';
import { createPairTasks, parseClassPairs } from './classPairs.ts';
import { createGlyphTasks, createImageTasks, needSet } from './imageTasks.ts';
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
    case 'digits-and-clothing':
      return [...new Set(parseClassPairs(experiment.options.classPairs).map((pair) => pair.set))];
    case 'images':
      return experiment.options.dataset ? [experiment.options.dataset] : [];
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
    case 'glyphs':
      return createGlyphTasks(experiment);
    case 'digits-and-clothing':
      return createPairTasks(experiment, data);
    case 'omniglot':
      return createImageTasks(experiment, needSet(data, 'omniglot'), experiment.options.rotations);
    case 'images':
      return createImageTasks(experiment, needSet(data, experiment.options.dataset), false);
    case 'mnist':
    case 'fashion-mnist':
    case 'cifar-fs':
      return createImageTasks(experiment, needSet(data, experiment.task), false);
  }
}
