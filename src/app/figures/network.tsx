// Figures about agents: the graph of a network lane, and how far its agents disagree.
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { LineChart } from '../../charts/lineChart.tsx';
import type { LineChartData } from '../../charts/lineLayout.ts';
import { lineTable } from '../../charts/lineText.ts';
import { NetworkChart } from '../../charts/networkChart.tsx';
import { type Edge, type NetworkData, networkTable } from '../../charts/networkLayout.ts';
import type { LabSnapshot } from '../../client/types.ts';
import { GRAPH_SHAPES } from '../../experiment/types.ts';
import { formatEdges, parseGraph } from '../../math/graphs.ts';
import { quantile } from '../../math/statistics.ts';
import { EmptyState } from '../../ui/ErrorBoundary.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { useFigureSnapshot } from '../labContext.ts';
import { type CurrentSettings, currentSettings, useChange } from '../useExperiment.ts';
import { useView } from '../viewState.ts';
import { Figure } from './Figure.tsx';
import { metricData } from './series.ts';
import { pickLane } from './tasks.tsx';

export const AgentNetworkFigure = memo(function AgentNetworkFigure() {
  const frame = useRef<HTMLElement>(null);
  const snapshot = useFigureSnapshot(frame);
  const change = useChange();
  const { lane: wished, set } = useView();
  const { experiment, series, seriesVersion, laneInfo, iteration, state } = snapshot;
  const { names, lanes } = useMemo(() => currentSettings(experiment, Number.POSITIVE_INFINITY), [experiment]);
  const networked = lanes.map((lane) => lane.network !== 'single');
  const lane = pickLane(networked, wished);
  const settings = lanes[lane];
  // A graph that cannot run is kept here until it can.
  const [draft, setDraft] = useState<{ edges: readonly Edge[]; problem: string } | null>(null);
  const graph = settings?.graph;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another graph ends the draft
  useEffect(() => setDraft(null), [graph, lane, settings?.agents]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo((): NetworkData | null => {
    const info = laneInfo[lane];
    if (!info || !settings) return null;
    const all = series[lane]?.evaluation.agentTestLoss ?? new Float32Array();
    const losses = all.subarray(Math.max(0, all.length - info.agents));
    return {
      lane,
      label: names[lane],
      agentNames: info.agentNames,
      losses,
      edges: draft?.edges ?? info.edges,
      combination: draft ? [] : info.combination,
      mixingRate: draft ? null : info.mixingRate,
      ...(draft ? { problem: draft.problem } : {}),
      ...(state === 'paused' || state === 'idle' ? { pulse: iteration } : {}),
    };
  }, [lane, names, laneInfo, seriesVersion, draft, settings, state, iteration]);

  const own = experiment.lanes[lane]?.overrides.graph !== undefined;
  const setGraph = (value: string) =>
    own ? change.lane(lane, 'graph', value) : change.shared('graph', value);
  const editEdges = (edges: readonly Edge[]) => {
    const text = formatEdges(edges);
    const parsed = parseGraph(text, settings.agents, experiment.seed);
    if ('error' in parsed) setDraft({ edges, problem: parsed.error });
    else setGraph(text);
  };
  const choices = names.map((label, i) => ({ value: String(i), label })).filter((_, i) => networked[i]);
  const editable = settings?.network === 'diffusion';
  const shape = GRAPH_SHAPES.find((one) => one === settings?.graph) ?? 'own';
  return (
    <Figure
      name="Agent network"
      frameRef={frame}
      subtitle={editable ? 'drag between agents to add an edge, click one to remove it' : 'shade: test loss'}
      tools={
        <>
          {choices.length > 1 && (
            <SelectField
              label="Lane of the network"
              hideLabel
              small
              value={String(lane)}
              choices={choices}
              onChange={(value) => set({ lane: Number(value) })}
            />
          )}
          {editable && (
            <SelectField
              label="Graph shape"
              hideLabel
              small
              value={shape}
              choices={[
                ...GRAPH_SHAPES.map((value) => ({ value: value as string, label: value })),
                { value: 'own', label: 'own edges', disabled: true },
              ]}
              onChange={setGraph}
            />
          )}
        </>
      }
      empty={
        data ? undefined : (
          <EmptyState>Add Dif-MAML, or choose a network in a lane, to see its agents.</EmptyState>
        )
      }
      table={() => (data ? networkTable(data) : { columns: [], rows: [] })}
      chart={(props) =>
        data ? (
          <NetworkChart
            data={data}
            onEdgesChange={editable && !props.isStatic ? editEdges : undefined}
            {...props}
          />
        ) : (
          <svg />
        )
      }
    />
  );
});

/**
 * Disagreement of network lanes with Theorem 1's level β²λ₂²/(1−λ₂)²·(B̂²+C²), its constant fitted to the run
 * (median after the agreement time), and the agreement time 3·log β / log λ₂ (Kayaalp et al. 2020).
 */
export function disagreementData(
  snapshot: Pick<LabSnapshot, 'experiment' | 'series' | 'laneInfo'>,
  { names, lanes }: CurrentSettings,
): LineChartData {
  const base = metricData(snapshot, 'disagreement', {
    title: 'Disagreement',
    yLabel: '(1/K) Σ‖w_k − w̄‖²',
    yScale: 'log',
    emptyText: 'Network lanes show how far their agents are apart.',
  });
  const marks: { x: number; label: string; lane: number }[] = [];
  const levels: { y: number; label: string; lane: number }[] = [];
  lanes.forEach((settings, lane) => {
    const rate = snapshot.laneInfo[lane]?.mixingRate ?? Number.NaN;
    const evaluation = snapshot.series[lane]?.evaluation;
    if (settings.network !== 'diffusion' || !(rate > 0 && rate < 1) || !evaluation) return;
    const agreement = (3 * Math.log(settings.beta)) / Math.log(rate);
    const { iteration } = evaluation;
    const last = iteration.at(-1) ?? 0;
    if (agreement > 0 && agreement <= last) {
      marks.push({ x: agreement, label: `${names[lane]}: agreement time`, lane });
    }
    const settled: number[] = [];
    iteration.forEach((at, i) => {
      const value = evaluation.metrics.disagreement[i];
      if (at >= Math.max(agreement, 1) && Number.isFinite(value)) settled.push(value);
    });
    if (settled.length >= 5) {
      levels.push({ y: quantile(settled, 0.5), label: `${names[lane]}: ∝ β²λ₂²/(1−λ₂)², fitted`, lane });
    }
  });
  return { ...base, marks, levels };
}

export const DisagreementFigure = memo(function DisagreementFigure() {
  const frame = useRef<HTMLElement>(null);
  const { experiment, series, laneInfo, seriesVersion } = useFigureSnapshot(frame);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo(
    () =>
      disagreementData(
        { experiment, series, laneInfo },
        currentSettings(experiment, Number.POSITIVE_INFINITY),
      ),
    [experiment, laneInfo, seriesVersion],
  );
  return (
    <Figure
      name="Disagreement"
      frameRef={frame}
      subtitle="distance of the agents from their centroid"
      table={() => lineTable({ ...data, sharedX: false })}
      chart={(props) => <LineChart data={data} {...props} />}
    />
  );
});
