// For tests only: arbitrary experiments, every field within its range, for fast-check.

import * as fc from 'fast-check';
import { ACTIVATIONS } from '../../learner/model.ts';
import { MODEL_LIMITS, type WidthLimits } from '../../learner/modelSetting.ts';
import { FAMILIES, OPTION_RANGES } from '../../tasks/families.ts';
import { LANE_FIELDS } from '../axes/laneFields.ts';
import { defaultFor } from '../defaults.ts';
import { sortEdits } from '../edits.ts';
import type { Field } from '../fields/kinds.ts';
import { EXPERIMENT_FIELDS, FIELDS, type FieldName, fieldRange, OPTION_FIELDS } from '../fieldTable.ts';
import {
  type Edit,
  type Experiment,
  type Lane,
  type ModelSetting,
  PRESET_IDS,
  TASK_FAMILIES,
  type TaskFamilyId,
} from '../types.ts';
import { defaultView, type LinkView, VIEW_FIELDS, VIEW_NAMES } from '../viewFields.ts';
import { MAX_ITERATION } from './lists.ts';
import type { Value } from './values.ts';

const graphs = fc.oneof(
  fc.constantFrom('ring', 'path', 'star', 'complete', 'random'),
  fc
    .array(fc.tuple(fc.nat(15), fc.nat(15)), { minLength: 1, maxLength: 12 })
    .map((edges) => edges.map(([i, j]) => `${i}-${j}`).join(',')),
);
const classPairs = fc
  .array(fc.tuple(fc.constantFrom('m', 'f'), fc.nat(9), fc.nat(9)), { minLength: 1, maxLength: 8 })
  .map((pairs) => pairs.map(([set, a, b]) => `${set}${a}-${b}`).join(','));
const names = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((text) => text.trim())
  .filter((text) => /^\P{C}*$/u.test(text));

const ownTasks = fc
  .array(fc.tuple(...Array.from({ length: 5 }, () => fc.integer({ min: -999, max: 999 }))), { maxLength: 20 })
  .map((tasks) => tasks.map((numbers) => numbers.map((n) => n / 10).join(',')).join(';'));

const bands = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(99), fc.nat(99), fc.option(fc.nat(9))), {
    maxLength: 6,
  })
  .map((parts) =>
    parts
      .map(
        ([count, low, high, weight]) =>
          `${count}x${low / 10}-${high / 10}${weight === null ? '' : `@${weight / 10}`}`,
      )
      .join(','),
  );

function texts(name: FieldName): fc.Arbitrary<string> {
  if (name === 'optima') return ownTasks;
  if (name === 'graph') return graphs;
  if (name === 'bands') return bands;
  return name === 'classPairs' ? classPairs : names;
}

function fieldValue(field: Field, words: fc.Arbitrary<string>, family: TaskFamilyId): fc.Arbitrary<Value> {
  switch (field.kind) {
    case 'number': {
      const { min, max } = fieldRange(field, family);
      if (field.integer) return fc.integer({ min, max });
      return fc.double({ min, max, noNaN: true }).map((value) => (value === 0 ? 0 : value));
    }
    case 'choice':
      return fc.constantFrom(...field.choices.map(({ value }) => value));
    case 'flag':
      return fc.boolean();
    case 'text':
      return words;
    default:
      throw new Error(`${field.key} has no single value.`);
  }
}

/** Each of the fields changed or left at its default with even odds. */
function values<T extends object>(
  defaults: T,
  fields: readonly FieldName[],
  family: TaskFamilyId,
): fc.Arbitrary<T> {
  const entries = fields.map((name) => [name, fieldValue(FIELDS[name], texts(name), family)] as const);
  return fc
    .record(Object.fromEntries(entries), { requiredKeys: [] })
    .map((changed) => ({ ...defaults, ...changed }) as T);
}

function widths({ fewest, most, widest }: WidthLimits) {
  return fc.array(fc.integer({ min: 1, max: widest }), { minLength: fewest, maxLength: most });
}

function models(family: TaskFamilyId): fc.Arbitrary<ModelSetting> {
  const activation = fc.constantFrom(...ACTIVATIONS);
  const none = fc.constant<number[]>([]);
  const { refuses } = FAMILIES[family];
  const hidden = refuses.layers ? none : widths(MODEL_LIMITS.hidden);
  const mlp = fc.record({ kind: fc.constant('mlp' as const), hidden, activation });
  if (refuses.cnn) return mlp;
  const cnn = fc.record({
    kind: fc.constant('cnn' as const),
    filters: widths(MODEL_LIMITS.filters),
    hidden: widths(MODEL_LIMITS.headHidden),
  });
  return fc.oneof(mlp, cnn);
}

function lanes(family: TaskFamilyId): fc.Arbitrary<Lane[]> {
  const lane = fc.record({
    preset: fc.constantFrom(...PRESET_IDS),
    overrides: values<Lane['overrides']>({}, LANE_FIELDS, family),
  });
  return fc.array(lane, { minLength: 1, maxLength: 8 });
}

function edits(family: TaskFamilyId, laneCount: number): fc.Arbitrary<Edit[]> {
  const edit = fc.constantFrom(...LANE_FIELDS.filter((name) => FIELDS[name].live)).chain((field) =>
    fc.record(
      {
        iteration: fc.nat(MAX_ITERATION),
        field: fc.constant(field),
        value: fieldValue(FIELDS[field], texts(field), family) as fc.Arbitrary<number | string>,
        lane: fc.nat(laneCount - 1),
      },
      { requiredKeys: ['iteration', 'field', 'value'] },
    ),
  );
  return fc.array(edit, { maxLength: 12 }).map(sortEdits);
}

const figures = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/), { maxLength: 6 });

function ordered(options: Experiment['options']): Experiment['options'] {
  const sorted = OPTION_RANGES.map(({ low, high }) => {
    const ends = [options[low], options[high]];
    return { [low]: Math.min(...ends), [high]: Math.max(...ends) };
  });
  return Object.assign({}, options, ...sorted);
}

/** Any experiment that a link can hold. */
export const arbitraryExperiment: fc.Arbitrary<Experiment> = fc
  .constantFrom(...TASK_FAMILIES)
  .chain((task) => {
    const base = defaultFor(task);
    const plain = EXPERIMENT_FIELDS.filter((name) => FIELDS[name].kind !== 'structured' && name !== 'task');
    return lanes(task).chain((chosen) =>
      fc
        .tuple(
          values(base, plain, task),
          values(base.options, OPTION_FIELDS, task).map(ordered),
          values(base.shared, LANE_FIELDS, task),
          models(task),
          edits(task, chosen.length),
          figures,
        )
        .map(([rest, options, shared, model, made, shown]) => ({
          ...rest,
          options,
          shared,
          model,
          lanes: chosen,
          edits: made,
          figures: shown,
        })),
    );
  });

const packedTasks = fc.stringMatching(/^[\w.,;~+-]{0,200}$/);

/** Any way to look at a run that a link can hold. */
export const arbitraryView: fc.Arbitrary<LinkView> = fc
  .record(
    Object.fromEntries(
      VIEW_NAMES.map((name) => [name, fieldValue(VIEW_FIELDS[name], packedTasks, 'sinusoid')] as const),
    ),
    { requiredKeys: [] },
  )
  .map((changed) => ({ ...defaultView, ...changed }) as LinkView);
