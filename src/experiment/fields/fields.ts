// The one table of everything that can be set: link key, accessible label, symbol, range, scale, unit, live or
// restart, and help. The link's codec, the sliders and the checks all read it; nothing else knows a field.

import type { Experiment, LaneField, LaneSettings, TaskFamilyId, TaskOptions } from '../types.ts';
import { laneFields } from './laneFields.ts';
import { experimentFields, optionFields } from './taskFields.ts';

/** Where a field's value lives. */
export type FieldScope = 'experiment' | 'options' | 'lane';
export type ExperimentField = Exclude<keyof Experiment, 'options' | 'shared'>;
export type OptionField = keyof TaskOptions;
export type FieldName = ExperimentField | OptionField | LaneField;

export interface FieldRange {
  readonly min: number;
  readonly max: number;
}

interface FieldBase {
  readonly scope: FieldScope;
  /** Key in the link. */
  readonly key: string;
  /** Accessible name in the page. */
  readonly label: string;
  /** The papers' symbol; empty where there is none. */
  readonly symbol: string;
  /** One line for the page. */
  readonly help: string;
  /** Live: a change acts on the next iteration and is recorded as an edit; else training restarts. */
  readonly live: boolean;
  /** Families that read the field; absent: all. */
  readonly families?: readonly TaskFamilyId[];
  /** Whether a lane with these settings reads the field; absent: every lane. */
  readonly applies?: (settings: LaneSettings) => boolean;
}

export interface NumberField extends FieldBase, FieldRange {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly scale: 'linear' | 'log';
  /** Slider step; on a log scale the factor's exponent to base 10. */
  readonly step: number;
  readonly unit: string;
  /** Upper end of the slider where the link accepts more. */
  readonly sliderMax?: number;
  /** Ranges that differ in some families. */
  readonly familyRanges?: Partial<Record<TaskFamilyId, FieldRange>>;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly choices: readonly Choice[];
}

/** `pattern` tells readable text from garbage; meaning is checked where the text is used. */
export interface TextField extends FieldBase {
  readonly kind: 'text';
  readonly pattern: RegExp;
  readonly maxLength: number;
}

export interface FlagField extends FieldBase {
  readonly kind: 'flag';
}

/** Has a grammar of its own in `link.ts`: model, lanes, edits, figures. */
export interface StructuredField extends FieldBase {
  readonly kind: 'structured';
}

export type Field = NumberField | ChoiceField | TextField | FlagField | StructuredField;
export type FieldTable = Readonly<Record<FieldName, Field>>;

export { defaultExperiment, defaultFor } from '../defaults.ts';

export const FIELDS: FieldTable = { ...experimentFields, ...optionFields, ...laneFields };

export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];
export const LANE_FIELDS = FIELD_NAMES.filter(
  (name) => FIELDS[name].scope === 'lane',
) as readonly LaneField[];
export const OPTION_FIELDS = FIELD_NAMES.filter(
  (name) => FIELDS[name].scope === 'options',
) as readonly OptionField[];

const BY_KEY = new Map<string, FieldName>(FIELD_NAMES.map((name) => [FIELDS[name].key, name]));

/** The field of a link key, or undefined. Case does not matter. */
export function fieldOfKey(key: string): FieldName | undefined {
  return BY_KEY.get(key.toLowerCase());
}

/** The numbers that a field takes in a family. */
export function fieldRange(field: NumberField, family: TaskFamilyId): FieldRange {
  return field.familyRanges?.[family] ?? { min: field.min, max: field.max };
}

/** The slider's range: as `fieldRange`, but shorter where large values are for experts. ANIL goes to N = 30. */
export function sliderRange(field: NumberField, family: TaskFamilyId, settings?: LaneSettings): FieldRange {
  const { min, max } = fieldRange(field, family);
  const whole = settings !== undefined && settings.adapted !== 'all';
  return { min, max: whole ? max : Math.min(max, field.sliderMax ?? max) };
}

/** Whether a family, and a lane with these settings, reads the field at all. */
export function fieldApplies(name: FieldName, family: TaskFamilyId, settings?: LaneSettings): boolean {
  const field = FIELDS[name];
  if (field.families && !field.families.includes(family)) return false;
  return !settings || !field.applies || field.applies(settings);
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
