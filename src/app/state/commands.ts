// Changes of an experiment as pure functions: what the controls hand to the client.

import { networkEntries } from '../../experiment/axes/network.ts';
import { PRESETS } from '../../experiment/axes/presets.ts';
import { defaultFor, followDefaults } from '../../experiment/defaults.ts';
import { foldEdits } from '../../experiment/edits.ts';
import { resolveLane } from '../../experiment/resolve.ts';
import type {
  Experiment,
  LaneField,
  LaneSettings,
  PresetId,
  TaskFamilyId,
  TaskOptions,
} from '../../experiment/types.ts';
import { parseGraph } from '../../math/graphs.ts';
import { OPTION_RANGES } from '../../tasks/families.ts';
import { fitGraph } from './graphEdits.ts';

export const MOST_LANES = 8;

/** The experiment as it stands now, from iteration 0: edits become settings, nothing is replayed. */
export function fromStart(experiment: Experiment): Experiment {
  return { ...foldEdits(experiment), iter: 0 };
}

/** Another family with its own defaults; lanes that the user chose, seed and backend stay. */
export function withTask(experiment: Experiment, task: TaskFamilyId): Experiment {
  const folded = fromStart(experiment);
  const untouched = JSON.stringify(folded.lanes) === JSON.stringify(defaultFor(folded.task).lanes);
  const next = defaultFor(task);
  return {
    ...next,
    lanes: untouched ? next.lanes : folded.lanes,
    seed: folded.seed,
    backend: folded.backend,
    figures: folded.figures,
  };
}

export function addLane(experiment: Experiment, preset: PresetId): Experiment {
  const folded = fromStart(experiment);
  if (folded.lanes.length >= MOST_LANES) return folded;
  return followDefaults(folded, { ...folded, lanes: [...folded.lanes, { preset, overrides: {} }] });
}

/** Removing the last lane is refused: an experiment has at least one. */
export function removeLane(experiment: Experiment, index: number): Experiment {
  const folded = fromStart(experiment);
  if (folded.lanes.length <= 1) return folded;
  return followDefaults(folded, { ...folded, lanes: folded.lanes.filter((_, i) => i !== index) });
}

/** Sets a lane's own value; undefined takes it back. A value that the preset has anyway is not an override. */
export function setOverride<F extends LaneField>(
  experiment: Experiment,
  index: number,
  field: F,
  value: LaneSettings[F] | undefined,
): Experiment {
  const folded = fromStart(experiment);
  const lanes = folded.lanes.map((lane, i) => {
    if (i !== index) return lane;
    const { [field]: _old, ...rest } = lane.overrides;
    const same = value === undefined || PRESETS[lane.preset].settings[field] === value;
    return { ...lane, overrides: (same ? rest : { ...rest, [field]: value }) as Partial<LaneSettings> };
  });
  const next = followDefaults(folded, { ...folded, lanes });
  return field === 'agents' ? withFittingGraphs(next) : next;
}

/** Edge lists that name agents who are gone, or miss new ones, are put right where they stand. */
function withFittingGraphs(experiment: Experiment): Experiment {
  let shared = experiment.shared;
  const lanes = experiment.lanes.map((lane, i) => {
    const { network, agents, graph } = resolveLane(experiment, i);
    if (networkEntries[network].links !== 'graph' || !('error' in parseGraph(graph, agents, experiment.seed)))
      return lane;
    const fitted = fitGraph(graph, agents);
    if (lane.overrides.graph !== undefined || lane.overrides.agents !== undefined) {
      return { ...lane, overrides: { ...lane.overrides, graph: fitted } };
    }
    shared = { ...shared, graph: fitted };
    return lane;
  });
  return { ...experiment, shared, lanes };
}

export function setShared<F extends LaneField>(
  experiment: Experiment,
  field: F,
  value: LaneSettings[F],
): Experiment {
  const folded = fromStart(experiment);
  const next = followDefaults(folded, { ...folded, shared: { ...folded.shared, [field]: value } });
  return field === 'agents' ? withFittingGraphs(next) : next;
}

/** A value for every lane: the shared one, and a lane's own only where its preset says otherwise. */
export function setForAll<F extends LaneField>(
  experiment: Experiment,
  field: F,
  value: LaneSettings[F],
): Experiment {
  const lanes = experiment.lanes.map((_, i) => i);
  const plain = lanes.reduce((next, i) => setOverride(next, i, field, undefined), fromStart(experiment));
  return lanes.reduce(
    (next, i) => (resolveLane(next, i)[field] === value ? next : setOverride(next, i, field, value)),
    setShared(plain, field, value),
  );
}

/** An option of the family; where it would cross the other end of its range, that end comes along. */
export function setOption<F extends keyof TaskOptions>(
  experiment: Experiment,
  field: F,
  value: TaskOptions[F],
): Experiment {
  const folded = fromStart(experiment);
  const options = { ...folded.options, [field]: value };
  const crossed = OPTION_RANGES.find(
    ({ low, high }) => (low === field || high === field) && options[low] > options[high],
  );
  if (!crossed) return followDefaults(folded, { ...folded, options });
  return { ...folded, options: { ...options, [crossed.low]: value, [crossed.high]: value } };
}
