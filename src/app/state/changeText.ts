// What a change of the experiment was, in a few words: "Seed 4 → 5", "Removed HF-MAML".
import { LANE_FIELDS } from '../../experiment/axes/laneFields.ts';
import { foldEdits } from '../../experiment/edits.ts';
import { EXPERIMENT_FIELDS, FIELDS, type FieldName, OPTION_FIELDS } from '../../experiment/fieldTable.ts';
import { writeModel } from '../../experiment/link/values.ts';
import { laneNames } from '../../experiment/resolve.ts';
import { effectiveTaskCount } from '../../experiment/taskSetup.ts';
import type { Experiment, LaneField } from '../../experiment/types.ts';
import { formatCount } from '../../ui/format.ts';
import { valueText } from './settingsText.ts';

/** A value in words; a lane without one of its own takes the shared one. */
const setText = (name: FieldName, value: unknown) =>
  value === undefined ? 'as shared' : valueText(name, value);

/** "Seed 4 → 5". */
export function fieldChangeText(name: FieldName, from: unknown, to: unknown): string {
  return `${FIELDS[name].label} ${setText(name, from)} → ${setText(name, to)}`;
}

/** What happened during the run and how it is shown is no change of the experiment; lists have their own words. */
const SPOKEN_OTHERWISE: readonly FieldName[] = ['iter', 'edits', 'figures', 'lanes', 'model'];

function lanesText(before: Experiment, after: Experiment): string[] {
  const [from, to] = [before, after].map(({ lanes }) => lanes.map((lane) => JSON.stringify(lane)));
  const [wereCalled, areCalled] = [laneNames(before), laneNames(after)];
  if (from.length !== to.length) {
    const more = to.length > from.length;
    const [few, many] = more ? [from, to] : [to, from];
    const at = many.findIndex((lane, i) => lane !== few[i]);
    const others = many.filter((_, i) => i !== at);
    if (many.length !== few.length + 1 || others.some((lane, i) => lane !== few[i]))
      return ['Other algorithms'];
    return [more ? `Added ${areCalled[at]}` : `Removed ${wereCalled[at]}`];
  }
  return after.lanes.flatMap((lane, i) => {
    const old = before.lanes[i];
    if (lane.preset !== old.preset) return [`${wereCalled[i]} → ${areCalled[i]}`];
    const changed = LANE_FIELDS.filter((name: LaneField) => lane.overrides[name] !== old.overrides[name]);
    return changed.map(
      (name) => `${wereCalled[i]}: ${fieldChangeText(name, old.overrides[name], lane.overrides[name])}`,
    );
  });
}

/** What differs between two experiments, the most telling first; edits count as the settings they made. */
export function changesOf(earlier: Experiment, later: Experiment): string[] {
  const [before, after] = [foldEdits(earlier), foldEdits(later)];
  if (before.task !== after.task) return [fieldChangeText('task', before.task, after.task)];
  const flat = (one: Experiment) =>
    ({ ...one, ...one.options, ...one.shared }) as Readonly<Record<FieldName, unknown>>;
  const [from, to] = [flat(before), flat(after)];
  const plain = [...EXPERIMENT_FIELDS, ...LANE_FIELDS, ...OPTION_FIELDS].filter(
    (name) => !SPOKEN_OTHERWISE.includes(name) && from[name] !== to[name],
  );
  const models = [before.model, after.model].map(writeModel);
  return [
    ...lanesText(before, after),
    ...plain.map((name) => fieldChangeText(name, from[name], to[name])),
    ...(models[0] === models[1] ? [] : [`Model ${models[0]} → ${models[1]}`]),
  ];
}

/** What a change does to the tasks of every lane, where it is one lane's weighting that asks for it; else empty. */
export function taskSetText(before: Experiment, after: Experiment): string {
  if (before.task !== after.task) return '';
  const [from, to] = [before, after].map(effectiveTaskCount);
  if (from === to) return '';
  return to > 0
    ? ` All lanes now train on a set of ${formatCount(to)} tasks.`
    : ' All lanes now train on tasks drawn anew in every iteration.';
}

/** The change in one line; `same`: what it is called where nothing but the iteration differs. */
export function changeText(before: Experiment, after: Experiment, same = 'Reset'): string {
  const [first, ...more] = changesOf(before, after);
  if (first === undefined) return same;
  if (more.length === 0) return first;
  if (more.length > 4) return 'Another experiment';
  return `${first} and ${more.length} more ${more.length === 1 ? 'setting' : 'settings'}`;
}
