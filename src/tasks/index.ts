// The task families by name: which data an experiment needs, and its source of tasks.

import type { ImageSets } from '../data/images.ts';
import type { Experiment } from '../experiment/types.ts';
import { createPairTasks, parseClassPairs } from './digits-and-clothing/source.ts';
import { createQuadratics } from './quadratics/source.ts';
import { createGlyphTasks, createImageTasks, needSet } from './shared/imageTasks.ts';
import type { TaskSource } from './shared/types.ts';
import { createSinusoids } from './sinusoid/source.ts';

export type { QuadraticTask } from './quadratics/source.ts';
export { quadraticTasks } from './quadratics/source.ts';

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
