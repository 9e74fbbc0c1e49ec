// Where each family's tasks come from. Apart from the specs, so that the page need not load what draws tasks.
import type { ImageSets } from '../data/images.ts';
import { createPairTasks } from './digits-and-clothing/source.ts';
import type { TaskFamilyId, TaskOptions } from './families.ts';
import { createGlyphTasks } from './glyphs/source.ts';
import { createQuadratics } from './quadratics/source.ts';
import { createTableTasks } from './regression/source.ts';
import { createImageTasks, needSet } from './shared/imageTasks.ts';
import { withTestSet } from './shared/testSet.ts';
import type { TaskSetup, TaskSource } from './shared/types.ts';
import { createSinusoids } from './sinusoid/source.ts';
import { createStepsAndLines } from './steps-and-lines/source.ts';

type CreateSource = (setup: TaskSetup<TaskOptions>, data: ImageSets | null) => TaskSource;

const SOURCES: Readonly<Record<TaskFamilyId, CreateSource>> = {
  sinusoid: createSinusoids,
  'steps-and-lines': createStepsAndLines,
  quadratics: createQuadratics,
  glyphs: createGlyphTasks,
  mnist: (setup, data) => createImageTasks(setup, data, 'mnist'),
  'fashion-mnist': (setup, data) => createImageTasks(setup, data, 'fashion-mnist'),
  'digits-and-clothing': createPairTasks,
  omniglot: (setup, data) => createImageTasks(setup, data, 'omniglot', setup.options.rotations),
  fc100: (setup, data) => createImageTasks(setup, data, 'cifar-fs'),
  regression: createTableTasks,
  images: (setup, data) => createImageTasks(setup, data, setup.options.dataset),
};

/**
 * The source of a family's tasks.
 * @throws where an image set is missing, too small for the ways, shots and queries, or not of the model's shape
 */
export function createTaskSource(
  task: TaskFamilyId,
  setup: TaskSetup<TaskOptions>,
  data: ImageSets | null,
): TaskSource {
  const source = SOURCES[task](setup, data);
  return setup.testSet === null ? source : withTestSet(source, setup, needSet(data, setup.testSet));
}
