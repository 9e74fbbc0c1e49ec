// What a run is. An experiment is data: the same value gives the same tasks and the same curves.
// Every part's type follows from the declarations of its fields.
import type { TaskOptions } from '../tasks/families.ts';
import type { LaneSettings } from './axes/laneFields.ts';
import type { experimentFields } from './experimentFields.ts';
import type { ValuesOf } from './fields/kinds.ts';

export type { ModelSetting } from '../learner/modelSetting.ts';
export { TASK_FAMILIES, type TaskFamilyId, type TaskOptions } from '../tasks/families.ts';
export type { LaneField, LaneSettings } from './axes/laneFields.ts';
export { GRAPH_SHAPES } from './axes/network.ts';
export { PRESET_IDS, type PresetId } from './axes/presets.ts';
export { BACKENDS, type BackendChoice, type Edit, type Init, type Lane } from './experimentFields.ts';

/** Its own fields, the options of its task family, and the settings that its lanes share. */
export interface Experiment extends ValuesOf<typeof experimentFields> {
  readonly options: TaskOptions;
  readonly shared: LaneSettings;
}

/** Something about an input that was put right, or could not be used; shown where the input is. */
export interface Notice {
  /** Link key or accessible field name. */
  readonly field: string;
  /** What happened, with the value, and what was done: one sentence. */
  readonly message: string;
  /** Part of the input was left out, rather than put right. */
  readonly lost?: true;
}
