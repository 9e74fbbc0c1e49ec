// How a script draws the tasks of a family.
import type { TaskFamilyId, TaskOptions } from '../../experiment/types.ts';
import type { TaskSetup } from '../../tasks/shared/types.ts';
import type { Python } from '../python.ts';
import { sinusoidPart, stepsAndLinesPart } from './functions.ts';
import { quadraticsPart } from './quadratics.ts';

/** Null: its examples are data, which a script has not; such lanes are refused. */
type TasksPart = ((setup: TaskSetup<TaskOptions>) => readonly Python[]) | null;

export const TASK_PARTS: Readonly<Record<TaskFamilyId, TasksPart>> = {
  sinusoid: ({ options, taskCount }) => sinusoidPart(options, taskCount),
  'steps-and-lines': ({ options, taskCount }) => stepsAndLinesPart(options, taskCount),
  quadratics: quadraticsPart,
  glyphs: null,
  mnist: null,
  'fashion-mnist': null,
  'digits-and-clothing': null,
  omniglot: null,
  fc100: null,
  images: null,
  regression: null,
};
