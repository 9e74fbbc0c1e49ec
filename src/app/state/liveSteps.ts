// Live changes as steps that can be taken back: nothing is rewound, the former value counts from now on.
import type { LabClient } from '../../client/types.ts';
import { resolveLane, resolveShared } from '../../experiment/resolve.ts';
import type { BackendChoice, Experiment, LaneField } from '../../experiment/types.ts';
import { fieldChangeText } from './changeText.ts';

type Change =
  | {
      readonly kind: 'field';
      readonly lane: number | null;
      readonly field: LaneField;
      readonly from: number | string;
      readonly to: number | string;
    }
  | { readonly kind: 'backend'; readonly from: BackendChoice; readonly to: BackendChoice };

export interface LiveStep {
  readonly changes: readonly Change[];
  /** The experiment before it, and the iteration at which it was made. */
  readonly before: Experiment;
  readonly iteration: number;
  /** When it was made, milliseconds. */
  readonly at: number;
}

/** Changes of the same control at rest in quick succession are one step; while training a gesture is one change. */
const ONE_STEP = 1000;

const sameTarget = (one: Change, other: Change) =>
  one.kind === 'field' && other.kind === 'field'
    ? one.field === other.field && one.lane === other.lane
    : one.kind === other.kind;

const fieldOf = ({ changes: [first] }: LiveStep) => (first.kind === 'field' ? first.field : first.kind);

/** The value in force for the lanes that a change is about. */
export function valueBefore(experiment: Experiment, lane: number | null, field: LaneField): number | string {
  const settings =
    lane === null
      ? resolveShared(experiment, Number.POSITIVE_INFINITY)
      : resolveLane(experiment, lane, Number.POSITIVE_INFINITY);
  return settings[field] as number | string;
}

/** Both as one step where they belong together, else null. */
export function joined(earlier: LiveStep | undefined, later: LiveStep): LiveStep | null {
  if (!earlier || fieldOf(earlier) !== fieldOf(later)) return null;
  if (later.iteration !== earlier.iteration || later.at - earlier.at > ONE_STEP) return null;
  const changes = [...earlier.changes];
  for (const change of later.changes) {
    const index = changes.findIndex((one) => sameTarget(one, change));
    if (index < 0) changes.push(change);
    else changes[index] = { ...change, from: changes[index].from } as Change;
  }
  return { ...later, changes, before: earlier.before, iteration: earlier.iteration };
}

export function liveText({ changes: [change] }: LiveStep): string {
  return change.kind === 'field'
    ? fieldChangeText(change.field, change.from, change.to)
    : fieldChangeText('backend', change.from, change.to);
}

function apply(client: LabClient, change: Change, side: 'from' | 'to'): void {
  if (change.kind === 'backend') client.setBackend(change[side]);
  else client.edit(change.lane, change.field, change[side]);
}

export function undoLive(client: LabClient, step: LiveStep): void {
  const { iteration } = client.getSnapshot();
  const ofLanes = step.changes.some((one) => one.kind === 'field' && one.lane !== null);
  // An own value that a lane did not have can only be unset where nothing was trained with it.
  if (ofLanes && iteration === step.iteration) {
    const now = client.save();
    client.restore({ ...now, experiment: { ...step.before, iter: now.experiment.iter } });
  } else for (const change of step.changes) apply(client, change, 'from');
}

export function redoLive(client: LabClient, step: LiveStep): void {
  for (const change of step.changes) apply(client, change, 'to');
}
