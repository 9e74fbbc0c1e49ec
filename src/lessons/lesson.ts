// What a lesson is: steps that set the lab up, each with one thing to try, a prediction, and claims that the run itself
// decides. Texts are plain sentences with **bold**, $TeX$ and [[term|word]] for a word of the glossary.
import type { Evidence } from './evidence.ts';

/** What a run says of a claim. */
export interface Verdict {
  readonly holds: boolean;
  /** The measured number, of which stored results give mean and spread. */
  readonly value: number;
  /** In words, for people. */
  readonly measured: string;
  readonly predicted: string;
}

export interface Claim {
  /** Stable: stored results name it. */
  readonly id: string;
  readonly says: string;
  /** Where it is stated: names of sources with section or figure; null: ours. */
  readonly where: string | null;
  /** Null: this run cannot say it yet. Called only when the step's iterations are done. */
  readonly measure: (evidence: Evidence) => Verdict | null;
  /** What to do where it does not hold. */
  readonly otherwise: string;
}

export interface Question {
  readonly asks: string;
  readonly options: readonly string[];
  /** Index of the right one. */
  readonly right: number;
  readonly because: string;
}

export interface Step {
  readonly title: string;
  readonly text: readonly string[];
  /** TeX lines; `\htmlData{field=alpha}{\alpha}` is the slider. */
  readonly formulas?: readonly string[];
  /** The lab: an experiment's link with its figures. */
  readonly link: string;
  /** Iterations that the claims need. */
  readonly iterations: number;
  /** What to do, in one sentence. */
  readonly tries: string;
  readonly question: Question;
  readonly claims: readonly Claim[];
}

export interface Lesson {
  /** In links; stays for ever. */
  readonly id: string;
  readonly title: string;
  /** What one leaves with, in one sentence. */
  readonly about: string;
  readonly minutes: number;
  readonly steps: readonly Step[];
}

/** What a claim of a step is worth now; null: pending. */
export function verdictOf(step: Pick<Step, 'iterations'>, claim: Claim, evidence: Evidence): Verdict | null {
  if (evidence.iteration < step.iterations) return null;
  const verdict = claim.measure(evidence);
  return verdict && Number.isFinite(verdict.value) ? verdict : null;
}
