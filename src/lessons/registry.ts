// All lessons, in their order. A lesson is one file and one line here.
import { agentsAgree } from './agentsAgree.ts';
import { almostNoInnerLoop } from './almostNoInnerLoop.ts';
import { droppingHessian } from './droppingHessian.ts';
import { hessianFree } from './hessianFree.ts';
import { launchModel } from './launchModel.ts';
import type { Lesson } from './lesson.ts';
import { minimises } from './minimises.ts';
import { mixYourOwn } from './mixYourOwn.ts';
import { worstTask } from './worstTask.ts';

export const LESSONS: readonly Lesson[] = [
  launchModel,
  minimises,
  droppingHessian,
  hessianFree,
  almostNoInnerLoop,
  worstTask,
  agentsAgree,
  mixYourOwn,
];

/** The lesson of this id, or undefined. */
export function lessonOf(id: string): Lesson | undefined {
  return LESSONS.find((lesson) => lesson.id === id);
}
