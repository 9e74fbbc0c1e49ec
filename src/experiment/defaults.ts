// The default experiment of every task family, so that `#task=…` alone is a good experiment. A link holds only what
// differs from its family's defaults.
import {
  DEFAULT_FAMILY,
  FAMILIES,
  optionFields,
  TASK_FAMILIES,
  type TaskFamilyId,
} from '../tasks/families.ts';
import { laneDefaults } from './axes/laneFields.ts';
import { experimentFields } from './experimentFields.ts';
import { defaultsOf } from './fields/kinds.ts';
import type { Experiment } from './types.ts';

function build(task: TaskFamilyId): Experiment {
  const base = defaultsOf(experimentFields);
  const { options, settings, lanes, ...rest } = FAMILIES[task].defaults;
  return {
    ...base,
    ...rest,
    task,
    lanes: lanes?.map((preset) => ({ preset, overrides: {} })) ?? base.lanes,
    options: { ...defaultsOf(optionFields), ...options },
    shared: { ...laneDefaults, ...settings },
  };
}

const BUILT = new Map(TASK_FAMILIES.map((task) => [task, build(task)]));

/** The default experiment of a family; the same object every time. */
export function defaultFor(task: TaskFamilyId): Experiment {
  return BUILT.get(task) as Experiment;
}

export const defaultExperiment: Experiment = defaultFor(DEFAULT_FAMILY);
