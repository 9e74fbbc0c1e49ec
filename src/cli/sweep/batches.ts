// Cells that train side by side in one run: where they differ in their lanes' settings alone, their lanes draw the same
// tasks, so that these are drawn once for all. Lanes do not depend on each other: the numbers are those of runs apart.
import { taskSetup } from '../../experiment/taskSetup.ts';
import type { Experiment } from '../../experiment/types.ts';

/** Lanes of a run at most: they keep their launch models in memory. */
const MOST_LANES = 16;

/** Places of cells, and the experiment whose lanes are theirs, one cell's after another's. */
export interface Batch {
  readonly places: readonly number[];
  readonly experiment: Experiment;
}

/** What experiments that draw the same tasks and test alike have in common. */
function keyOf(experiment: Experiment): string {
  return JSON.stringify([{ ...experiment, lanes: null, edits: null }, taskSetup(experiment)]);
}

function joined(experiments: readonly Experiment[]): Experiment {
  const [first] = experiments;
  const own = experiments.flatMap(({ edits, lanes }, i) =>
    edits.flatMap((edit) =>
      edit.lane === undefined ? [] : [{ ...edit, lane: edit.lane + i * lanes.length }],
    ),
  );
  return {
    ...first,
    lanes: experiments.flatMap(({ lanes }) => lanes),
    edits: [...first.edits.filter(({ lane }) => lane === undefined), ...own],
  };
}

/**
 * Batches of the experiments from place `from` on, each of near places, so that a run that is stopped loses little; small
 * enough that every thread has several.
 * @param seeds how many neighbours differ in the seed
 */
export function batchesOf(
  experiments: readonly Experiment[],
  from: number,
  seeds: number,
  threads: number,
): readonly Batch[] {
  const lanes = experiments[0]?.lanes.length ?? 1;
  const fair = Math.ceil((experiments.length - from) / seeds / threads / 4);
  const size = Math.max(1, Math.min(Math.floor(MOST_LANES / lanes), fair));
  const batches: Batch[] = [];
  for (let start = from; start < experiments.length; start += size * seeds) {
    const groups = new Map<string, number[]>();
    for (let place = start; place < Math.min(start + size * seeds, experiments.length); place++) {
      const key = keyOf(experiments[place]);
      groups.set(key, [...(groups.get(key) ?? []), place]);
    }
    for (const places of groups.values())
      batches.push({ places, experiment: joined(places.map((place) => experiments[place])) });
  }
  return batches;
}
