// Stored results: what the runs of a reproduction showed, seed by seed, and what that says of each claim.
import { mean, standardDeviation } from '../../math/statistics.ts';
import type { Verdict } from '../lesson.ts';
import { n } from '../measures.ts';

/** Test loss of a lane over a run, thinned. */
export interface StoredCurve {
  readonly label: string;
  readonly iteration: readonly number[];
  /** Null where it was not finite. */
  readonly testLoss: readonly (number | null)[];
}

export interface StoredRun {
  readonly seed: number;
  readonly iterations: number;
  readonly seconds: number;
  /** By claim; absent: the run could not say it. */
  readonly claims: Readonly<Record<string, Verdict>>;
  readonly curves: readonly StoredCurve[];
}

/** A file of `public/results/`. */
export interface StoredResult {
  readonly name: string;
  readonly link: string;
  readonly command: string;
  readonly version: string;
  /** Of the latest run, YYYY-MM-DD. */
  readonly date: string;
  /** Iterations at full length. */
  readonly full: number;
  readonly runs: readonly StoredRun[];
}

export interface ClaimSummary {
  readonly id: string;
  /** Runs in which it holds, of those that could say it. */
  readonly holds: number;
  readonly runs: number;
  readonly mean: number;
  /** Null with fewer than two runs. */
  readonly spread: number | null;
  /** What the first run said, and what was predicted. */
  readonly example: string;
  readonly predicted: string;
}

/** What all runs say of a claim; null: none could. */
export function summaryOf({ runs }: Pick<StoredResult, 'runs'>, id: string): ClaimSummary | null {
  const verdicts = runs.flatMap(({ claims }) => (claims[id] ? [claims[id]] : []));
  if (verdicts.length === 0) return null;
  const values = verdicts.map(({ value }) => value);
  return {
    id,
    holds: verdicts.filter(({ holds }) => holds).length,
    runs: verdicts.length,
    mean: mean(values),
    spread: values.length > 1 ? standardDeviation(values) : null,
    example: verdicts[0].measured,
    predicted: verdicts[0].predicted,
  };
}

/** Mean and spread of what a claim measures; ± is one standard deviation over the runs. */
export function spreadText({ mean: middle, spread }: Pick<ClaimSummary, 'mean' | 'spread'>): string {
  // JSON has no NaN: one run has no spread.
  return spread ? `${n(middle)} ± ${n(spread)}` : n(middle);
}

/** "yes", "no", or in how many of the runs. */
export function holdsText({ holds, runs }: Pick<ClaimSummary, 'holds' | 'runs'>): string {
  if (holds === runs) return `yes (${holds} of ${runs})`;
  return holds === 0 ? `no (0 of ${runs})` : `in ${holds} of ${runs}`;
}

/** Whether the runs were cut short. */
export function lengthText({ runs, full }: Pick<StoredResult, 'runs' | 'full'>): string {
  const least = Math.min(...runs.map(({ iterations }) => iterations));
  const seeds = `${runs.length} ${runs.length === 1 ? 'seed' : 'seeds'}`;
  return least < full ? `${seeds}, ${least} of ${full} iterations` : `${seeds}, ${full} iterations`;
}

/** What the page's table and the README need of all results. */
export interface ResultIndex {
  readonly results: readonly (Omit<StoredResult, 'runs'> & {
    readonly length: string;
    readonly claims: readonly ClaimSummary[];
  })[];
}

export function indexOf(results: readonly StoredResult[]): ResultIndex {
  return {
    results: results.map((result) => {
      const { runs, ...rest } = result;
      const ids = [...new Set(runs.flatMap(({ claims }) => Object.keys(claims)))];
      const claims = ids.flatMap((id) => summaryOf(result, id) ?? []);
      return { ...rest, length: lengthText(result), claims };
    }),
  };
}
