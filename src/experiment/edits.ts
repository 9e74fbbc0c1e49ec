// Live changes as data: recorded as edits while training, set as values before it begins, and folded into the
// settings when a run starts over.
import { resolveShared } from './resolve.ts';
import type { Edit, Experiment, Lane, LaneField } from './types.ts';

/** A change of one live field; `lane` null: the shared value. */
export interface FieldChange {
  readonly lane: number | null;
  readonly field: LaneField;
  readonly value: number | string;
}

function withOverride(lane: Lane, values: Readonly<Partial<Record<LaneField, number | string>>>): Lane {
  return { ...lane, overrides: { ...lane.overrides, ...values } as Lane['overrides'] };
}

/** The experiment with a field's value set from the beginning. */
export function withValue(experiment: Experiment, change: FieldChange): Experiment {
  const { lane, field, value } = change;
  if (lane === null) return { ...experiment, shared: { ...experiment.shared, [field]: value } };
  return {
    ...experiment,
    lanes: experiment.lanes.map((one, i) => (i === lane ? withOverride(one, { [field]: value }) : one)),
  };
}

/** The value that is in force without the change: a lane's own, or the shared one; undefined: a lane has none. */
function valueInForce(experiment: Experiment, iteration: number, { lane, field }: FieldChange): unknown {
  if (lane === null) return resolveShared(experiment, iteration)[field];
  const own = experiment.edits.filter((edit) => edit.lane === lane && edit.field === field);
  const due = sortEdits(own).filter((edit) => edit.iteration <= iteration);
  return due.at(-1)?.value ?? experiment.lanes[lane].overrides[field];
}

/**
 * The experiment after a live change at an iteration: set as a value at iteration 0, else recorded as an edit.
 * A second change of the same field in the same iteration replaces the first, and a change to what is in force
 * anyway is none.
 */
export function withEdit(experiment: Experiment, iteration: number, change: FieldChange): Experiment {
  if (iteration === 0) return withValue(experiment, change);
  const { lane, field, value } = change;
  const edit: Edit = lane === null ? { iteration, field, value } : { iteration, field, value, lane };
  const same = (one: Edit) => one.iteration === iteration && one.field === field && one.lane === edit.lane;
  const without = { ...experiment, edits: experiment.edits.filter((one) => !same(one)) };
  if (valueInForce(without, iteration, change) === value) return without;
  return { ...without, edits: [...without.edits, edit] };
}

/** By iteration; edits of the same iteration keep their order. */
export function sortEdits(edits: readonly Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.iteration - b.iteration);
}

/** The experiment whose settings are what the edits made of them, without edits. */
export function foldEdits(experiment: Experiment): Experiment {
  const lanes = experiment.lanes.map((lane, index) => {
    const own = experiment.edits.filter((edit) => edit.lane === index);
    const ordered = sortEdits(own);
    return ordered.length === 0
      ? lane
      : withOverride(lane, Object.fromEntries(ordered.map((edit) => [edit.field, edit.value])));
  });
  return {
    ...experiment,
    shared: resolveShared(experiment, Number.POSITIVE_INFINITY),
    lanes,
    edits: [],
  };
}
