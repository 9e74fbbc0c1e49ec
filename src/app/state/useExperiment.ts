// The current settings of the run, and how controls change them: live fields as edits, the rest as a restart.
import { useMemo } from 'react';
import { withoutLane } from '../../client/savedRun.ts';
import type { LabClient } from '../../client/types.ts';
import { laneReads } from '../../experiment/axes/laneFields.ts';
import { isLive } from '../../experiment/fieldTable.ts';
import { laneNames, resolveLane, resolveShared } from '../../experiment/resolve.ts';
import { keepTaskCount, sameTasks } from '../../experiment/taskSetup.ts';
import type { Experiment, LaneField, LaneSettings, TaskOptions } from '../../experiment/types.ts';
import type { RunState } from '../../protocol/payloads.ts';
import { fromStart, removeLane, setOption, setOverride, setShared } from './commands.ts';
import { useClient, useLab } from './labContext.ts';

export interface CurrentSettings {
  readonly experiment: Experiment;
  readonly names: readonly string[];
  readonly shared: LaneSettings;
  readonly lanes: readonly LaneSettings[];
}

/** Settings in force: while replaying those of the iteration reached, else with every edit made so far. */
export function currentSettings(experiment: Experiment, at: number): CurrentSettings {
  return {
    experiment,
    names: laneNames(experiment),
    shared: resolveShared(experiment, at),
    lanes: experiment.lanes.map((_, i) => resolveLane(experiment, i, at)),
  };
}

/** The iteration whose settings are shown: the one a replay has reached, else the end of all edits. */
export function shownIteration(state: RunState, iteration: number): number {
  return state === 'replaying' ? iteration : Number.POSITIVE_INFINITY;
}

export function useCurrentSettings(): CurrentSettings {
  const experiment = useLab((s) => s.experiment);
  // Only edits depend on the iteration: without them, replaying never renders the controls again.
  const at = useLab((s) =>
    s.state === 'replaying' ? s.experiment.edits.filter((e) => e.iteration <= s.iteration).length : -1,
  );
  const client = useClient();
  return useMemo(
    () => currentSettings(experiment, at < 0 ? Number.POSITIVE_INFINITY : client.getSnapshot().iteration),
    [experiment, at, client],
  );
}

export interface Change {
  /** A field of all lanes. */
  readonly shared: <F extends LaneField>(field: F, value: LaneSettings[F]) => void;
  /** A lane's own value; undefined goes back to the shared one. */
  readonly lane: <F extends LaneField>(index: number, field: F, value: LaneSettings[F] | undefined) => void;
  readonly experiment: (change: Partial<Experiment>) => void;
  readonly option: <F extends keyof TaskOptions>(field: F, value: TaskOptions[F]) => void;
  readonly load: (next: Experiment) => void;
  /**
   * The other lanes go on where they are, unless they would have other tasks without it: then all start over. The
   * last lane stays: an experiment has at least one.
   */
  readonly removeLane: (index: number) => void;
}

function createChange(client: LabClient): Change {
  const now = () => client.getSnapshot().experiment;
  return {
    shared(field, value) {
      if (!isLive(field)) return client.load(setShared(now(), field, value));
      const experiment = now();
      const reads = (lane: number) =>
        laneReads(field, resolveLane(experiment, lane, Number.POSITIVE_INFINITY));
      // λ belongs to the lanes that adapt a part of the model; as a shared value it would penalise all others.
      if (field === 'l2') {
        experiment.lanes.forEach((_, lane) => {
          if (reads(lane)) client.edit(lane, field, value as number);
        });
        return;
      }
      client.edit(null, field, value as number | string);
    },
    lane(index, field, value) {
      const { iteration } = client.getSnapshot();
      if (isLive(field) && value !== undefined) return client.edit(index, field, value as number | string);
      if (isLive(field) && iteration > 0) {
        const without = setOverride(now(), index, field, undefined);
        const back = resolveLane(without, index, Number.POSITIVE_INFINITY)[field];
        return client.edit(index, field, back as number | string);
      }
      client.load(setOverride(now(), index, field, value));
    },
    experiment: (change) => client.load({ ...fromStart(now()), ...change }),
    option: (field, value) => client.load(setOption(now(), field, value)),
    load: (next) => client.load(next),
    removeLane(index) {
      if (now().lanes.length <= 1) return;
      const run = withoutLane(client.save(), index);
      const experiment = keepTaskCount(now(), run.experiment);
      if (sameTasks(now(), experiment)) client.restore({ ...run, experiment });
      else client.load(removeLane(now(), index));
    },
  };
}

export function useChange(): Change {
  const client = useClient();
  return useMemo(() => createChange(client), [client]);
}
