// The one table of everything that can be set: an experiment's own fields, its family's options and its lanes'
// settings. The link's codec, the sliders and the checks all read it; nothing else knows a field.
import { FAMILIES, type OptionField, optionFields, type TaskFamilyId } from '../tasks/families.ts';
import { adaptsPart } from './axes/adapted.ts';
import { type LaneField, type LaneSettings, laneFields, laneReads } from './axes/laneFields.ts';
import { experimentFields } from './experimentFields.ts';
import type { Field, FieldRange, NumberField } from './fields/kinds.ts';

export type ExperimentField = keyof typeof experimentFields;
export type FieldName = ExperimentField | OptionField | LaneField;

export const FIELDS: Readonly<Record<FieldName, Field>> = {
  ...experimentFields,
  ...optionFields,
  ...laneFields,
};

export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];
export const EXPERIMENT_FIELDS = Object.keys(experimentFields) as readonly ExperimentField[];
export const OPTION_FIELDS = Object.keys(optionFields) as readonly OptionField[];

const BY_KEY = new Map<string, FieldName>(FIELD_NAMES.map((name) => [FIELDS[name].key, name]));

/** The field of a link key, or undefined. Case does not matter. */
export function fieldOfKey(key: string): FieldName | undefined {
  return BY_KEY.get(key.toLowerCase());
}

export function isLaneField(name: FieldName): name is LaneField {
  return name in laneFields;
}

/** The numbers that a field takes in a family. */
export function fieldRange(field: NumberField, family: TaskFamilyId): FieldRange {
  return field.familyRanges?.[family] ?? { min: field.min, max: field.max };
}

/** The slider's range: as `fieldRange`, but shorter where large values are for experts. ANIL goes to N = 30. */
export function sliderRange(field: NumberField, family: TaskFamilyId, settings?: LaneSettings): FieldRange {
  const { min, max } = fieldRange(field, family);
  const whole = settings !== undefined && adaptsPart(settings);
  return { min, max: whole ? max : Math.min(max, field.sliderMax ?? max) };
}

/** Conditions of tests that only tasks of classes have. */
const OF_CLASSES: readonly FieldName[] = ['testWays', 'testSet'];

/** Whether a family, and a lane with these settings, reads the field at all. */
export function fieldApplies(name: FieldName, family: TaskFamilyId, settings?: LaneSettings): boolean {
  if (name in optionFields && !(name in FAMILIES[family].options)) return false;
  if (OF_CLASSES.includes(name) && FAMILIES[family].problem !== 'classification') return false;
  return !settings || !isLaneField(name) || laneReads(name, settings);
}

export function isLive(name: FieldName): boolean {
  return FIELDS[name].live;
}

/** The nearest value that a number field takes in this family; NaN stays NaN. */
export function clampToField(field: NumberField, family: TaskFamilyId, value: number): number {
  const { min, max } = fieldRange(field, family);
  const whole = field.integer && Number.isFinite(value) ? Math.round(value) : value;
  const clamped = Math.min(max, Math.max(min, whole));
  return clamped === 0 ? 0 : clamped;
}
