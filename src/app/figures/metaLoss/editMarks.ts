// Where a setting was changed while training: "α 0.02 → 0.01". Changes in quick succession share a mark.
import type { LaneSeries } from '../../../client/types.ts';
import { FIELDS } from '../../../experiment/fieldTable.ts';
import { laneNames, resolveLane, resolveShared } from '../../../experiment/resolve.ts';
import type { Edit, Experiment } from '../../../experiment/types.ts';
import type { Count } from '../../../learner/costs.ts';
import { formatSetting } from '../../../ui/format.ts';
import type { SeriesSnapshot } from '../shared/columns.ts';

/** Columns that curves can be drawn over. */
export type Column = 'iteration' | 'seconds' | Count;

const MOST_MARKS = 10;

interface Mark {
  readonly x: number;
  readonly label: string;
}

/** The latest marks, at the place of their last change on this column. */
export function editMarks({ experiment, series }: SeriesSnapshot, column: Column): Mark[] {
  const ordered = [...experiment.edits].sort((a, b) => a.iteration - b.iteration);
  if (ordered.length === 0) return [];
  const last = Math.max(1, ...series.map((one) => one.train.iteration.at(-1) ?? 0));
  const groups: { first: Edit; last: Edit }[] = [];
  for (const edit of ordered) {
    const open = groups.findLast((g) => g.last.field === edit.field && g.last.lane === edit.lane);
    if (open && edit.iteration - open.last.iteration <= 0.02 * last) open.last = edit;
    else groups.push({ first: edit, last: edit });
  }
  return groups.slice(-MOST_MARKS).map(({ first, last: end }) => {
    const before = valueBefore(experiment, first);
    const symbol = FIELDS[first.field].symbol || FIELDS[first.field].label;
    const who = first.lane === undefined ? '' : `${laneNames(experiment)[first.lane] ?? ''} `;
    const text = (value: unknown) => (typeof value === 'number' ? formatSetting(value) : String(value));
    return {
      x: xAt(series[first.lane ?? 0], column, end.iteration),
      label: `${who}${symbol} ${text(before)} → ${text(end.value)}`,
    };
  });
}

function valueBefore(experiment: Experiment, edit: Edit): unknown {
  const at = edit.iteration - 1;
  if (edit.lane === undefined) return resolveShared(experiment, at)[edit.field];
  return experiment.lanes[edit.lane] ? resolveLane(experiment, edit.lane, at)[edit.field] : '';
}

/** x of an iteration on another axis. */
function xAt(series: LaneSeries | undefined, column: Column, iteration: number): number {
  if (column === 'iteration' || !series) return iteration;
  const index = series.train.iteration.findIndex((value) => value >= iteration);
  const values = series.train[column];
  return values[index < 0 ? values.length - 1 : index] ?? 0;
}
