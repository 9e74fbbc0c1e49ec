// The network that the figure shows: a lane's graph as it runs, or as it is being drawn until it can run.
import { type RefObject, useEffect, useMemo, useState } from 'react';
import type { Edge, NetworkData } from '../../../charts/network/networkData.ts';
import { networkEntries } from '../../../experiment/axes/network.ts';
import { networkState, stateOfEdges } from '../../../experiment/networkState.ts';
import { formatEdges } from '../../../math/graphs.ts';
import { lostAgents } from '../../state/graphEdits.ts';
import { useFigureSnapshot } from '../../state/labContext.ts';
import { currentSettings, shownIteration, useChange } from '../../state/useExperiment.ts';
import { useView } from '../../state/viewState.ts';
import { pickLane } from '../shared/columns.ts';

/** Settings of the shown lane, what is drawn of it, and the graph drawn by hand that cannot run yet. */
export function useAgentNetwork(frame: RefObject<HTMLElement | null>) {
  const snapshot = useFigureSnapshot(frame);
  const wished = useView((s) => s.lane);
  const { experiment, series, seriesVersion, laneInfo, iteration, state, stops } = snapshot;
  const at = shownIteration(state, iteration);
  const { names, lanes } = useMemo(() => currentSettings(experiment, at), [experiment, at]);
  const networked = lanes.map((lane) => networkEntries[lane.network].agents === 'many');
  const lane = pickLane(networked, wished);
  const settings = lanes[lane];
  const graph = settings?.graph;
  const agents = settings?.agents ?? 0;
  const [draft, setDraft] = useState<readonly Edge[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another graph ends the draft
  useEffect(() => setDraft(null), [graph, lane, agents]);

  const network = useMemo(() => {
    if (!settings) return null;
    if (draft) return stateOfEdges(draft, settings.agents);
    const running = networkState(settings, experiment.seed);
    return 'error' in running ? null : running;
  }, [settings, draft, experiment.seed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo((): NetworkData | null => {
    const info = laneInfo[lane];
    if (!info || !network) return null;
    const all = series[lane]?.evaluation.agentTestLoss ?? new Float32Array();
    return {
      lane,
      label: names[lane],
      agentNames: info.agentNames,
      losses: all.subarray(Math.max(0, all.length - info.agents)),
      ...network,
      ...(draft ? { problem: 'Not connected' } : {}),
      ...(state === 'paused' || state === 'idle' ? { rest: iteration } : {}),
    };
  }, [lane, names, laneInfo, seriesVersion, draft, network, state, iteration]);
  const stop = stops[lane] ?? null;
  return { experiment, names, networked, lane, settings, data, stop, draft, setDraft };
}

/** How the figure changes the graph of a lane and the number of its agents. */
export function useNetworkChanges({
  experiment,
  lane,
  settings,
  setDraft,
}: ReturnType<typeof useAgentNetwork>) {
  const change = useChange();
  const agents = settings?.agents ?? 0;
  const own = experiment.lanes[lane]?.overrides.graph !== undefined;
  const setGraph = (value: string) =>
    own ? change.lane(lane, 'graph', value) : change.shared('graph', value);
  return {
    setGraph,
    setAgents: (value: number) => change.lane(lane, 'agents', value),
    /** Edges that leave an agent behind are kept as a draft. */
    editEdges: (edges: readonly Edge[]) => {
      if (edges.length === 0 || lostAgents(edges, agents).length > 0) setDraft(edges);
      else setGraph(formatEdges(edges));
    },
  };
}
