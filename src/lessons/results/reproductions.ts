// What `npm run reproduce` runs: every step of the lessons that trains, and every experiment of the catalogue whose
// claims are judged. Stored results bear these names.
import { PAPER_EXPERIMENTS } from '../../experiment/papers/catalogue.ts';
import type { Claim } from '../lesson.ts';
import { LESSONS } from '../registry.ts';
import { PAPER_CLAIMS } from './paperClaims.ts';

export interface Reproduction {
  readonly name: string;
  readonly title: string;
  readonly link: string;
  /** At full length. */
  readonly iterations: number;
  readonly claims: readonly Claim[];
}

/** The name of a lesson's step among the results. */
export const stepName = (lesson: string, at: number) => `${lesson}-${at + 1}`;

export const REPRODUCTIONS: readonly Reproduction[] = [
  ...PAPER_EXPERIMENTS.flatMap(({ name, title, link, iterations }) =>
    PAPER_CLAIMS[name] ? [{ name, title, link, iterations, claims: PAPER_CLAIMS[name] }] : [],
  ),
  ...LESSONS.flatMap((lesson) =>
    lesson.steps.flatMap(({ title, link, iterations, claims }, at) =>
      iterations > 0
        ? [{ name: stepName(lesson.id, at), title: `${lesson.title}: ${title}`, link, iterations, claims }]
        : [],
    ),
  ),
];

/** Experiments of the catalogue that are not judged here: their data are not at hand, or would run for days. */
export const NOT_JUDGED = PAPER_EXPERIMENTS.filter(({ name }) => !PAPER_CLAIMS[name]);
