// Settings as people read them: a field's value in words, what a lane runs with, and an experiment in one caption.
import { laneReads } from '../../experiment/axes/laneFields.ts';
import { choiceLabel } from '../../experiment/fields/kinds.ts';
import {
  EXPERIMENT_FIELDS,
  type ExperimentField,
  FIELDS,
  type FieldName,
  fieldApplies,
  OPTION_FIELDS,
} from '../../experiment/fieldTable.ts';
import { writeModel } from '../../experiment/link/values.ts';
import { laneNames, resolveLane, resolveShared } from '../../experiment/resolve.ts';
import type { Experiment, LaneField, ModelSetting } from '../../experiment/types.ts';
import { FAMILIES } from '../../tasks/families.ts';
import { formatCount, formatSetting } from '../../ui/format.ts';

/** Fields that say how a run is looked at or made, rather than what is run; and the family, which is named apart. */
const APART: Readonly<Partial<Record<ExperimentField, true>>> = {
  task: true,
  iter: true,
  backend: true,
  lanes: true,
  edits: true,
  figures: true,
};

/** Said of every experiment, also where they have their defaults. */
const MAIN: readonly LaneField[] = ['alpha', 'innerSteps', 'beta', 'batch'];

/** A value in words: the choice's name, a number as one would type it. */
export function valueText(name: FieldName, value: unknown): string {
  const field = FIELDS[name];
  switch (field.kind) {
    case 'number':
      return typeof value === 'number' ? formatSetting(value) : String(value);
    case 'choice':
      return choiceLabel(field, value);
    case 'flag':
      return value ? 'on' : 'off';
    case 'text':
      return value === '' ? '–' : String(value);
    case 'structured':
      return name === 'model' ? writeModel(value as ModelSetting) : JSON.stringify(value);
    default:
      throw new Error(`No words for the field ${JSON.stringify(field satisfies never)}.`);
  }
}

/** "α" where a field has a symbol, else its label. */
export const fieldName = (name: FieldName): string => FIELDS[name].symbol || FIELDS[name].label;

/** The experiment's own fields and its family's options, as they are set. */
function experimentValues({ task, options, ...own }: Experiment): [FieldName, unknown][] {
  const fields = EXPERIMENT_FIELDS.filter((name) => !APART[name] && fieldApplies(name, task));
  const offered = OPTION_FIELDS.filter((name) => fieldApplies(name, task));
  return [
    ...fields.map((name): [FieldName, unknown] => [name, (own as unknown as Record<string, unknown>)[name]]),
    ...offered.map((name): [FieldName, unknown] => [name, options[name]]),
  ];
}

/** Everything that a lane runs with in an iteration, by field; what it does not read is left out. */
export function laneValues(
  experiment: Experiment,
  lane: number,
  iteration: number,
): ReadonlyMap<FieldName, unknown> {
  const settings = resolveLane(experiment, lane, iteration);
  const own = (Object.keys(settings) as LaneField[])
    .filter((name) => laneReads(name, settings))
    .map((name): [FieldName, unknown] => [name, settings[name]]);
  return new Map([...experimentValues(experiment), ...own]);
}

const isDefault = (name: FieldName, value: unknown) =>
  JSON.stringify(FIELDS[name].default) === JSON.stringify(value);

/** "Sinusoid: α 0.01, N 1, …; seed 4; iteration 1,284. Algorithms: MAML; FO-MAML." */
export function captionOf(experiment: Experiment, iteration: number): string {
  const shared = resolveShared(experiment, iteration);
  const main = MAIN.map((name): [FieldName, unknown] => [name, shared[name]]);
  const lanesNow = experiment.lanes.map((_, lane) => resolveLane(experiment, lane, iteration));
  const others = (Object.keys(shared) as LaneField[])
    .filter((name) => !MAIN.includes(name) && lanesNow.some((lane) => laneReads(name, lane)))
    .map((name): [FieldName, unknown] => [name, shared[name]]);
  const special = [...experimentValues(experiment), ...others].filter(
    ([name, value]) => name === 'shots' || name === 'seed' || !isDefault(name, value),
  );
  const said = [...main, ...special].map(([name, value]) => `${fieldName(name)} ${valueText(name, value)}`);
  const lanes = laneNames(experiment).join('; ');
  return `${FAMILIES[experiment.task].label}: ${said.join(', ')}; iteration ${formatCount(iteration)}. Algorithms: ${lanes}.`;
}
