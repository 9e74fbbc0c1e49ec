// Whether stored results are still what the code gives: the beginning of each stored run's first seed is run again, and
// its test losses are compared at the iterations that both have.
import type { Reproduction } from '../../lessons/results/reproductions.ts';
import type { StoredResult, StoredRun } from '../../lessons/results/stored.ts';
import { runAll } from '../shared/pool.ts';
import type { Store } from './store.ts';
import type { Task } from './task.ts';

/** Part of a stored run that is run again, and at most so many iterations. */
const SHARE = 0.1;
const MOST = 500;
/** Largest relative difference: rounding of sums in another order, grown over the iterations. */
const TOLERANCE = 0.02;

/** The iteration that a check of this run goes to: one of its stored points. */
export function checkedLength({ curves, iterations }: StoredRun): number {
  const end = Math.min(MOST, SHARE * iterations);
  const points = curves[0]?.iteration ?? [];
  return points.filter((at) => at > 0 && at <= end).at(-1) ?? points.find((at) => at > 0) ?? iterations;
}

/** The largest relative difference of the curves where both have points; NaN: nowhere. */
export function difference(stored: StoredRun, again: StoredRun): number {
  const differences = stored.curves.flatMap((curve, lane) =>
    curve.iteration.flatMap((at, i) => {
      const other = again.curves[lane]?.testLoss[again.curves[lane].iteration.indexOf(at)];
      const own = curve.testLoss[i];
      return other == null || own === null ? [] : [Math.abs(other - own) / Math.max(1e-12, Math.abs(own))];
    }),
  );
  return differences.length > 0 ? Math.max(...differences) : Number.NaN;
}

/** Prints a line for each result that is stored; false where one differs or cannot be run. */
export async function checkResults(
  chosen: readonly Reproduction[],
  store: Store,
  { threads, data }: { readonly threads: number; readonly data: string | null },
): Promise<boolean> {
  const stored = new Map(
    chosen.flatMap((one) => {
      const result = store.read(one);
      return result ? [[one.name, result] as const] : [];
    }),
  );
  const tasks = [...stored].map(
    ([
      name,
      {
        runs: [run],
      },
    ]: readonly [string, StoredResult]) => ({
      name,
      seed: run.seed,
      iterations: checkedLength(run),
      data,
    }),
  );
  let failed = 0;
  const module = new URL('./worker.ts', import.meta.url);
  await runAll<Task, StoredRun>(module, tasks, threads, ({ name, iterations }, outcome) => {
    const run = stored.get(name)?.runs[0] as StoredRun;
    const off = 'result' in outcome ? difference(run, outcome.result) : Number.NaN;
    const same = off <= TOLERANCE;
    if (!same) failed++;
    const said = 'result' in outcome ? `${(100 * off).toFixed(2)} % apart` : outcome.error;
    console.log(`${same ? 'same' : 'DIFFERS'}  ${name} up to iteration ${iterations}: ${said}`);
  });
  console.log(`${tasks.length} of ${chosen.length} asked for are stored; ${failed} differ.`);
  return failed === 0;
}
