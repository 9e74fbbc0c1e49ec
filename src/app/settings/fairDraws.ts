// What keeps the lanes from training on the same tasks, and how it can be made the same for all: a comparison is fair
// where every lane sees the tasks that the others see.

import { laneReads } from '../../experiment/axes/laneFields.ts';
import { networkEntries } from '../../experiment/axes/network.ts';
import { weightingEntries } from '../../experiment/axes/weighting.ts';
import { FIELDS } from '../../experiment/fieldTable.ts';
import { effectiveTaskCount } from '../../experiment/taskSetup.ts';
import type { Experiment, LaneField, LaneSettings } from '../../experiment/types.ts';
import { unavailable } from '../../experiment/validity.ts';
import { setForAll, setOverride } from '../state/commands.ts';
import { valueText } from '../state/settingsText.ts';
import { sharesDraws } from './sharedDraws.ts';

export interface DrawRemark {
  /** What the others train on instead. */
  readonly text: string;
  /** The same for all lanes; null where nothing of the kind makes it the same. */
  readonly offer: { readonly label: string; readonly toAll: (experiment: Experiment) => Experiment } | null;
}

/** Settings that decide how many tasks a lane draws, and how. */
const DRAWN_BY = ['agents', 'batch', 'pairs', 'sampling'] as const satisfies readonly LaneField[];

const hasMany = ({ network }: LaneSettings) => networkEntries[network].agents === 'many';

/** "MAML and FO-MAML". */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Lanes that read a field with different values: what a lane set for itself is offered to all. */
function valueRemark(
  field: (typeof DRAWN_BY)[number],
  experiment: Experiment,
  lanes: readonly LaneSettings[],
  names: readonly string[],
): DrawRemark | null {
  const reading = lanes.flatMap((lane, i) => (laneReads(field, lane) ? [i] : []));
  const values = [...new Set(reading.map((i) => lanes[i][field]))];
  if (values.length < 2) return null;
  const parts = values.map((value) => {
    const those = reading.filter((i) => lanes[i][field] === value).map((i) => names[i]);
    return `${valueText(field, value)} in ${listed(those)}`;
  });
  const own = reading.find((i) => experiment.lanes[i].overrides[field] !== undefined);
  const value = lanes[own ?? reading[0]][field];
  return {
    text: `${FIELDS[field].label}: ${parts.join(', ')}. They train on different tasks.`,
    offer: {
      label: `${FIELDS[field].label}: ${valueText(field, value)} in all lanes`,
      toAll: (now) => setForAll(now, field, value),
    },
  };
}

/** Lanes of one agent beside lanes of many: one model can learn from the tasks of all agents as well. */
function networkRemark(
  experiment: Experiment,
  lanes: readonly LaneSettings[],
  names: readonly string[],
): DrawRemark | null {
  const many = lanes.flatMap((lane, i) => (hasMany(lane) ? [i] : []));
  const one = lanes.flatMap((lane, i) => (hasMany(lane) ? [] : [i]));
  if (many.length === 0 || one.length === 0) return null;
  const agents = lanes[many[0]].agents;
  const can = one.every((i) => unavailable(experiment, i, 'network', 'one-processor') === null);
  const toAll = (now: Experiment) =>
    one.reduce(
      (next, i) => setOverride(next, i, 'network', 'one-processor'),
      setForAll(now, 'agents', agents),
    );
  const [ofMany, ofOne] = [many, one].map((lanes) => listed(lanes.map((i) => names[i])));
  return {
    text: `Tasks of ${agents} agents: ${ofMany}. Tasks of one agent, fewer and others: ${ofOne}.`,
    offer: can ? { label: `The tasks of all ${agents} agents in every lane`, toAll } : null,
  };
}

/** Lanes that weigh tasks need a finite set, which all lanes then have; they draw from it evenly. */
function weightingRemark(
  experiment: Experiment,
  lanes: readonly LaneSettings[],
  names: readonly string[],
): DrawRemark | null {
  const weighs = ({ weighting }: LaneSettings) => weightingEntries[weighting].weighted;
  const weighing = names.filter((_, i) => weighs(lanes[i]));
  const others = names.filter((_, i) => !weighs(lanes[i]));
  if (weighing.length === 0 || others.length === 0) return null;
  const tasks = `a set of ${effectiveTaskCount(experiment)} tasks`;
  return {
    text: `${listed(weighing)}: ${tasks} is weighed and drawn from evenly. ${listed(others)}: the same set, drawn as often as its tasks occur.`,
    offer: null,
  };
}

/** Why lanes train on different tasks, in the order in which it is best put right; empty where they do not. */
export function drawRemarks(
  experiment: Experiment,
  lanes: readonly LaneSettings[],
  names: readonly string[],
): DrawRemark[] {
  if (sharesDraws(lanes)) return [];
  const values = DRAWN_BY.map((field) => valueRemark(field, experiment, lanes, names));
  const others = [networkRemark, weightingRemark].map((remark) => remark(experiment, lanes, names));
  return [...values, ...others].filter((remark) => remark !== null);
}
