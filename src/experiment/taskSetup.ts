// What of an experiment its tasks depend on: the options of its family, and what its lanes ask of the tasks.
import { FAMILIES, requiredData, type TaskOptions } from '../tasks/families.ts';
import type { TaskSetup } from '../tasks/shared/types.ts';
import { weightsTasks } from './defaults.ts';
import { resolveLane } from './resolve.ts';
import type { Experiment } from './types.ts';

/**
 * m, the size of the finite task set; 0: tasks come from a continuum. Task weights need a finite set, as soon as one
 * lane is min-max (for all lanes: they are compared on the same tasks).
 */
export function effectiveTaskCount(experiment: Experiment): number {
  const { task, options } = experiment;
  return FAMILIES[task].taskCount(options, weightsTasks(experiment));
}

/**
 * Shots of the largest separate Hessian batch that a lane draws; 0 where every lane uses its support set. A lane's
 * own value counts like the shared one, and a later edit like the first value.
 */
function mostHessianShots(experiment: Experiment): number {
  const lanes = experiment.lanes.flatMap((_, i) => [
    resolveLane(experiment, i),
    resolveLane(experiment, i, Number.POSITIVE_INFINITY),
  ]);
  return Math.max(0, ...lanes.map((lane) => lane.hessianShots));
}

/** What the source of the experiment's tasks is made from. */
export function taskSetup(experiment: Experiment): TaskSetup<TaskOptions> {
  const { options, seed, shots, queries, testShots } = experiment;
  return {
    options,
    seed,
    shots,
    queries,
    testShots: testShots || shots,
    taskCount: effectiveTaskCount(experiment),
    hessianShots: mostHessianShots(experiment),
  };
}

/** The image sets that the experiment needs. @throws where the options that name them cannot be read */
export function dataOf({ task, options }: Experiment): readonly string[] {
  return requiredData(task, options);
}
