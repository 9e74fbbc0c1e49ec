// One run of a reproduction: what a worker is asked, and what it answers.

import { decodeLink } from '../../experiment/link/link.ts';
import { dataOf, imageSideOf } from '../../experiment/taskSetup.ts';
import { verdictOf } from '../../lessons/lesson.ts';
import { REPRODUCTIONS } from '../../lessons/results/reproductions.ts';
import type { StoredCurve, StoredRun } from '../../lessons/results/stored.ts';
import { loadData } from '../experiment/data.ts';
import { evidenceOf } from './runStep.ts';

export interface Task {
  readonly name: string;
  readonly seed: number;
  readonly iterations: number;
  /** Folder of the original files; null: only embedded families run. */
  readonly data: string | null;
}

const MOST_POINTS = 40;

/** Evenly spaced points of a curve, four digits. */
function thinned(label: string, iteration: ArrayLike<number>, loss: ArrayLike<number>): StoredCurve {
  const count = Math.min(MOST_POINTS, iteration.length);
  const at = Array.from({ length: count }, (_, i) =>
    Math.round((i * (iteration.length - 1)) / Math.max(1, count - 1)),
  );
  return {
    label,
    iteration: at.map((i) => iteration[i]),
    testLoss: at.map((i) => (Number.isFinite(loss[i]) ? Number(loss[i].toPrecision(4)) : null)),
  };
}

/** @throws where the experiment's data are not in the folder */
export async function runTask({ name, seed, iterations, data }: Task): Promise<StoredRun> {
  const reproduction = REPRODUCTIONS.find((one) => one.name === name);
  if (!reproduction) throw new Error(`There is no reproduction "${name}".`);
  const { experiment } = decodeLink(reproduction.link);
  const sets = await loadData(dataOf(experiment), data, imageSideOf(experiment));
  const started = performance.now();
  // Tests are few: a curve has no more points than are kept.
  const evalEvery = Math.max(experiment.evalEvery, Math.ceil(iterations / MOST_POINTS));
  const evidence = await evidenceOf({ ...experiment, seed, evalEvery }, iterations, sets);
  const claims = reproduction.claims.flatMap((claim) => {
    const verdict = verdictOf({ iterations }, claim, evidence);
    return verdict ? [[claim.id, { ...verdict, value: Number(verdict.value.toPrecision(6)) }] as const] : [];
  });
  return {
    seed,
    iterations,
    seconds: Math.round((performance.now() - started) / 100) / 10,
    claims: Object.fromEntries(claims),
    curves: evidence.lanes.map(({ name: label, evaluation }) =>
      thinned(label, evaluation.iteration, evaluation.metrics.testLoss),
    ),
  };
}
