// The papers' experiments by name, each one link away: in the page under "Experiments", headless with --paper.
import { collinsExperiments } from './collins.ts';
import type { PaperExperiment } from './entry.ts';
import { fallahExperiments } from './fallah.ts';
import { finnExperiments } from './finn.ts';
import { jiExperiments } from './ji.ts';
import { kayaalpExperiments } from './kayaalp.ts';

export type { PaperExperiment } from './entry.ts';

export const PAPER_EXPERIMENTS: readonly PaperExperiment[] = [
  ...finnExperiments,
  ...fallahExperiments,
  ...jiExperiments,
  ...collinsExperiments,
  ...kayaalpExperiments,
];

/** The experiment of this name, or undefined. Case does not matter. */
export function paperExperiment(name: string): PaperExperiment | undefined {
  return PAPER_EXPERIMENTS.find((one) => one.name === name.trim().toLowerCase());
}
