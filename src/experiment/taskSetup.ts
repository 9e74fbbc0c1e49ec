// What of an experiment its tasks depend on: the options of its family, and what its lanes ask of the tasks.
import { FAMILIES, requiredData, setOfName, singleSet, type TaskOptions } from '../tasks/families.ts';
import type { TaskSetup } from '../tasks/shared/types.ts';
import { laneReads } from './axes/laneFields.ts';
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
 * Shots of the largest batch of its own that a lane draws for its Hessian or its step size; 0 where none does. A lane's
 * own value counts like the shared one, and a later edit like the first value.
 */
function mostShots(experiment: Experiment, field: 'hessianShots' | 'stepShots'): number {
  const lanes = experiment.lanes.flatMap((_, i) => [
    resolveLane(experiment, i),
    resolveLane(experiment, i, Number.POSITIVE_INFINITY),
  ]);
  return Math.max(0, ...lanes.map((lane) => (laneReads(field, lane) ? lane[field] : 0)));
}

/**
 * The image set that test tasks are drawn from; null: as in training, which it also is where the set that is trained
 * on is named.
 */
export function testSetOf({ task, options, testSet }: Experiment): string | null {
  if (testSet === '' || FAMILIES[task].problem !== 'classification') return null;
  const name = setOfName(testSet);
  return name === singleSet(task, options) ? null : name;
}

/** Whether tests are of other tasks than the finite set that is trained on. */
export function testsOthers(experiment: Experiment): boolean {
  const { task, options } = experiment;
  return testSetOf(experiment) !== null || (FAMILIES[task].testsOthers?.(options) ?? false);
}

/** Side that images are brought to where their set leaves it open, so that test and training images agree. */
export function imageSideOf({ task, options }: Experiment): number {
  return FAMILIES[task].imageSide ?? options.imageSize;
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
    testSet: testSetOf(experiment),
    taskCount: effectiveTaskCount(experiment),
    hessianShots: mostShots(experiment, 'hessianShots'),
    stepShots: mostShots(experiment, 'stepShots'),
  };
}

/** The image sets that the experiment needs. @throws where the options that name them cannot be read */
export function dataOf(experiment: Experiment): readonly string[] {
  const tested = testSetOf(experiment);
  return [...new Set([...requiredData(experiment.task, experiment.options), ...(tested ? [tested] : [])])];
}

/** An experiment that came of another one, with as many tasks in its finite set, whoever asked for them. */
export function keepTaskCount(before: Experiment, after: Experiment): Experiment {
  const taskCount = effectiveTaskCount(before);
  if (taskCount === effectiveTaskCount(after)) return after;
  return { ...after, options: { ...after.options, taskCount } };
}

/** Whether two experiments draw from the same tasks, so that a lane of both trains the same in either. */
export function sameTasks(one: Experiment, other: Experiment): boolean {
  const [first, second] = [one, other].map((experiment) => {
    const { options, ...setup } = taskSetup(experiment);
    return JSON.stringify({ ...setup, options: { ...options, taskCount: setup.taskCount } });
  });
  return first === second;
}
