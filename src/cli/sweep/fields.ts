// What can be swept: the numbers of the table of fields by their link keys, and the width of the hidden layers. Where a
// number means nothing to the experiment, the reason is said.
import { PRESETS } from '../../experiment/axes/presets.ts';
import { withValue } from '../../experiment/edits.ts';
import { integer, type NumberField } from '../../experiment/fields/kinds.ts';
import {
  EXPERIMENT_FIELDS,
  FIELDS,
  type FieldName,
  fieldApplies,
  fieldOfKey,
  fieldRange,
  isLaneField,
} from '../../experiment/fieldTable.ts';
import { resolveLane } from '../../experiment/resolve.ts';
import type { Experiment, LaneField } from '../../experiment/types.ts';
import { MODEL_LIMITS } from '../../learner/modelSetting.ts';
import { FAMILIES } from '../../tasks/families.ts';
import { quoted } from '../../text/sentences.ts';

export interface SweptField {
  /** Where it is a setting of the lanes. */
  readonly lane: LaneField | null;
  /** Its range, name and unit. */
  readonly field: NumberField;
  /** The experiment with the value from the beginning, in every lane. */
  readonly put: (experiment: Experiment, value: number) => Experiment;
  /** Why its values make no difference to the experiment; null where they do. */
  readonly idle: (experiment: Experiment, values: readonly number[]) => string | null;
}

/** Numbers that a sweep sets itself, with the reason. */
const OWN: Partial<Record<FieldName, string>> = {
  seed: 'runs with further seeds are asked for by --seeds',
  seeds: 'runs with further seeds are asked for by --seeds',
  iter: 'how long every cell trains is said by --iterations',
  evalEvery: 'a cell is evaluated once, where it ends',
};

/** The width of all hidden layers of an MLP, or of the head of a CNN; the model stands in the link as a whole. */
const WIDTH: SweptField = {
  lane: null,
  field: integer({
    key: 'width',
    label: 'Hidden width',
    default: 40,
    min: 1,
    max: MODEL_LIMITS.hidden.widest,
    unit: 'units',
    help: 'Units of every hidden layer.',
  }),
  put: (experiment, value) => ({
    ...experiment,
    model: { ...experiment.model, hidden: experiment.model.hidden.map(() => value) },
  }),
  idle: ({ model, task }) =>
    model.hidden.length > 0 && FAMILIES[task].problem !== 'quadratic'
      ? null
      : 'the model has no hidden layer',
};

function laneField(name: LaneField, field: NumberField): SweptField {
  return {
    lane: name,
    field,
    put: (experiment, value) =>
      experiment.lanes.reduce<Experiment>(
        (one, _, lane) => withValue(one, { lane, field: name, value }),
        experiment,
      ),
    idle: (experiment, values) => {
      if (experiment.edits.some((edit) => edit.field === name))
        return 'the link changes it while training; leave its edits out';
      const read = experiment.lanes.some((_, lane) =>
        values.some((value) =>
          fieldApplies(name, experiment.task, { ...resolveLane(experiment, lane), [name]: value }),
        ),
      );
      if (read) return null;
      const lanes = [...new Set(experiment.lanes.map(({ preset }) => PRESETS[preset].label))];
      return `the link's lanes (${lanes.join(', ')}) do not read it`;
    },
  };
}

function sharedField(name: FieldName, field: NumberField): SweptField {
  const own = (EXPERIMENT_FIELDS as readonly FieldName[]).includes(name);
  return {
    lane: null,
    field,
    put: (experiment, value) =>
      own
        ? { ...experiment, [name]: value }
        : { ...experiment, options: { ...experiment.options, [name]: value } },
    idle: ({ task }) =>
      fieldApplies(name, task) ? null : `tasks of the family "${FAMILIES[task].label}" do not have it`,
  };
}

/** @throws where the key stands for nothing that can be swept */
export function sweptField(key: string): SweptField {
  if (key === WIDTH.field.key) return WIDTH;
  const name = fieldOfKey(key);
  if (name === undefined)
    throw new Error(`${quoted(key)} is no key of the link; try alpha, n, beta or batch`);
  const field = FIELDS[name];
  const own = OWN[name];
  if (own !== undefined) throw new Error(`${field.label} (${key}) cannot be swept: ${own}`);
  if (field.kind !== 'number') throw new Error(`${field.label} (${key}) is no number`);
  return isLaneField(name) ? laneField(name, field) : sharedField(name, field);
}

/** @throws where values, upwards, reach beyond what the field takes in the experiment's family */
export function checkValues({ field }: SweptField, { task }: Experiment, values: readonly number[]): void {
  const { min, max } = fieldRange(field, task);
  const wrong = [values[0], values[values.length - 1]].find((value) => value < min || value > max);
  if (wrong !== undefined) throw new Error(`${field.label} is ${min} to ${max} here, not ${wrong}`);
}
