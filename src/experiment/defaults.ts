// The default experiment of every task family, so that `#task=…` alone is a good experiment. A link holds only what
// differs from its family's defaults, some of which depend on whether a lane weights tasks.
import {
  DEFAULT_FAMILY,
  FAMILIES,
  optionFields,
  TASK_FAMILIES,
  type TaskFamilyId,
} from '../tasks/families.ts';
import { laneDefaults } from './axes/laneFields.ts';
import { weightingEntries } from './axes/weighting.ts';
import { experimentFields } from './experimentFields.ts';
import { defaultsOf } from './fields/kinds.ts';
import { resolveLane } from './resolve.ts';
import type { Experiment } from './types.ts';

function build(task: TaskFamilyId): Experiment {
  const base = defaultsOf(experimentFields);
  const { options, settings, lanes, weighted: _, ...rest } = FAMILIES[task].defaults;
  return {
    ...base,
    ...rest,
    task,
    lanes: lanes?.map((preset) => ({ preset, overrides: {} })) ?? base.lanes,
    options: { ...defaultsOf(optionFields), ...options },
    shared: { ...laneDefaults, ...settings },
  };
}

function buildWeighted(task: TaskFamilyId): Experiment {
  const base = defaultFor(task);
  const { weighted } = FAMILIES[task].defaults;
  if (!weighted) return base;
  const { options, settings, ...rest } = weighted;
  return {
    ...base,
    ...rest,
    options: { ...base.options, ...options },
    shared: { ...base.shared, ...settings },
  };
}

const BUILT = new Map(TASK_FAMILIES.map((task) => [task, build(task)]));
const WEIGHTED = new Map(TASK_FAMILIES.map((task) => [task, buildWeighted(task)]));

/** The default experiment of a family; the same object every time. */
export function defaultFor(task: TaskFamilyId): Experiment {
  return BUILT.get(task) as Experiment;
}

/** Whether a lane's weights need a finite set of tasks. */
export function weightsTasks(experiment: Experiment): boolean {
  return experiment.lanes.some((_, i) => weightingEntries[resolveLane(experiment, i).weighting].weighted);
}

/** The defaults that an experiment's settings are measured against; the same object for the same. */
export function defaultsBehind(experiment: Experiment): Experiment {
  const { task, options } = experiment;
  const asked = options.taskCount !== defaultFor(task).options.taskCount;
  return (!asked && weightsTasks(experiment) ? WEIGHTED.get(task) : BUILT.get(task)) as Experiment;
}

/** Values of `next` that stood at the old defaults, at the new ones. */
function moved<T extends object>(values: T, from: T, to: T): T {
  const pairs = Object.entries(values) as [keyof T, T[keyof T]][];
  return Object.fromEntries(
    pairs.map(([name, value]) => [name, value === from[name] ? to[name] : value]),
  ) as T;
}

/** A change after which other defaults count: what nobody has set follows them. */
export function followDefaults(before: Experiment, after: Experiment): Experiment {
  const [from, to] = [defaultsBehind(before), defaultsBehind(after)];
  if (from === to || before.task !== after.task) return after;
  const { evalEvery, evalTasks } = moved(after, from, { ...to, lanes: from.lanes });
  return {
    ...after,
    evalEvery,
    evalTasks,
    options: moved(after.options, from.options, to.options),
    shared: moved(after.shared, from.shared, to.shared),
  };
}

export const defaultExperiment: Experiment = defaultFor(DEFAULT_FAMILY);
