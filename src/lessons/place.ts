// A place in the lessons as links write it, `lesson=ID.STEP`, and `.ask` behind it where its answers are hidden. It stands
// beside the experiment in a hash; alone it opens the lab that the step wants.
import type { Lesson, Step } from './lesson.ts';
import { lessonOf } from './registry.ts';

export interface Place {
  readonly lesson: Lesson;
  /** Index from 0. */
  readonly at: number;
  readonly step: Step;
  /** Answers are hidden until they are asked for. */
  readonly asks: boolean;
}

/** The place, or null where there is no such lesson or step. "launch-model" alone is its first step. */
export function readPlace(text: string): Place | null {
  const [, id = '', step = '1', ask] = /^([a-z-]+)(?:\.(\d{1,2}))?(\.ask)?$/.exec(text) ?? [];
  const lesson = lessonOf(id);
  const at = Number(step) - 1;
  return lesson?.steps[at] ? { lesson, at, step: lesson.steps[at], asks: ask !== undefined } : null;
}

export function writePlace({ lesson, at, asks }: Pick<Place, 'lesson' | 'at' | 'asks'>): string {
  return `${lesson.id}.${at + 1}${asks ? '.ask' : ''}`;
}

/** The place that a hash names (empty: none), and whether it says nothing else. */
export function lessonIn(hash: string): { readonly lesson: string; readonly alone: boolean } {
  const pieces = hash.replace(/^.*#/, '').split('&');
  const lesson = pieces.find((piece) => piece.startsWith('lesson='))?.slice('lesson='.length) ?? '';
  return { lesson, alone: lesson !== '' && pieces.every((piece) => /^(lesson|v)=/.test(piece)) };
}

/** A hash with the place that is open beside it. */
export function withLesson(hash: string, lesson: string): string {
  return lesson === '' ? hash : `${hash}&lesson=${lesson}`;
}
