// Figures about agents: the graph of a network lane, and how far its agents disagree.
import { UserMinus, UserPlus } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { LineChart } from '../../charts/line/lineChart.tsx';
import type { LineChartData, LineSeries } from '../../charts/line/lineLayout.ts';
import { lineTable } from '../../charts/line/lineText.ts';
import { NetworkChart } from '../../charts/network/networkChart.tsx';
import { type Edge, type NetworkData, networkTable } from '../../charts/network/networkLayout.ts';
import type { LabSnapshot } from '../../client/types.ts';
import { resolveLane } from '../../experiment/resolve.ts';
import { type Experiment, GRAPH_SHAPES } from '../../experiment/types.ts';
import { formatEdges } from '../../math/graphs.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/ErrorBoundary.tsx';
import { formatNumber } from '../../ui/numbers.ts';
import { SelectField } from '../../ui/SelectField.tsx';
import { useFigureSnapshot } from '../lab/labContext.ts';
import { currentSettings, useChange } from '../lab/useExperiment.ts';
import { useView } from '../lab/viewState.ts';
import { lostAgents, networkState, stateOfEdges } from '../settings/graphEdits.ts';
import css from './agentNetwork/agentNetwork.module.css';
import { agreementTime, fitAgreement, type NetworkPhase } from './agreement.ts';
import { Figure } from './Figure.tsx';
import { metricData } from './series.ts';
import { pickLane } from './tasks.tsx';

const FEWEST_AGENTS = 2;
const MOST_AGENTS = 16;

/** Why there is no graph to see. `name`: the network lane, if there is one. */
function withoutAgents(name: string | undefined, stop: LabSnapshot['stops'][number]): string {
  if (name === undefined) return 'Add Dif-MAML, or choose a network in a lane, to see its agents.';
  return stop ? `${name} is not running. ${stop.reason}` : 'The agents appear when the run is ready.';
}

export const AgentNetworkFigure = memo(function AgentNetworkFigure() {
  const frame = useRef<HTMLElement>(null);
  const snapshot = useFigureSnapshot(frame);
  const change = useChange();
  const { lane: wished, set } = useView();
  const { experiment, series, seriesVersion, laneInfo, iteration, state, stops } = snapshot;
  const at = state === 'replaying' ? iteration : Number.POSITIVE_INFINITY;
  const { names, lanes } = useMemo(() => currentSettings(experiment, at), [experiment, at]);
  const networked = lanes.map((lane) => lane.network !== 'single');
  const lane = pickLane(networked, wished);
  const settings = lanes[lane];
  // A graph that cannot run is kept here until it can.
  const [draft, setDraft] = useState<readonly Edge[] | null>(null);
  const graph = settings?.graph;
  const agents = settings?.agents ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another graph ends the draft
  useEffect(() => setDraft(null), [graph, lane, agents]);

  const network = useMemo(() => {
    if (!settings) return null;
    return draft ? stateOfEdges(draft, settings.agents) : networkState(settings, experiment.seed);
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
      ...(state === 'paused' || state === 'idle' ? { pulse: iteration } : {}),
    };
  }, [lane, names, laneInfo, seriesVersion, draft, network, state, iteration]);

  const own = experiment.lanes[lane]?.overrides.graph !== undefined;
  const setGraph = (value: string) =>
    own ? change.lane(lane, 'graph', value) : change.shared('graph', value);
  const editEdges = (edges: readonly Edge[]) => {
    if (edges.length === 0 || lostAgents(edges, agents).length > 0) setDraft(edges);
    else setGraph(formatEdges(edges));
  };
  const choices = names.map((label, i) => ({ value: String(i), label })).filter((_, i) => networked[i]);
  const editable = settings?.network === 'diffusion';
  const shape = GRAPH_SHAPES.find((one) => one === settings?.graph) ?? 'own';
  const setAgents = (value: number) => change.lane(lane, 'agents', value);
  return (
    <Figure
      name="Agent network"
      frameRef={frame}
      subtitle="shade: test loss; edge width: weight a"
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
          {settings && (
            <>
              <Button
                look="ghost"
                small
                iconOnly
                aria-label="Remove agent"
                title="One agent fewer; training starts over"
                disabled={agents <= FEWEST_AGENTS}
                onClick={() => setAgents(agents - 1)}
              >
                <UserMinus size={15} aria-hidden="true" />
              </Button>
              <Button
                look="ghost"
                small
                iconOnly
                aria-label="Add agent"
                title="One agent more; training starts over"
                disabled={agents >= MOST_AGENTS}
                onClick={() => setAgents(agents + 1)}
              >
                <UserPlus size={15} aria-hidden="true" />
              </Button>
            </>
          )}
        </>
      }
      below={draft && <LostAgents edges={draft} agents={agents} onBack={() => setDraft(null)} />}
      empty={
        data ? undefined : (
          <EmptyState>{withoutAgents(settings && names[lane], stops[lane] ?? null)}</EmptyState>
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

interface LostAgentsProps {
  readonly edges: readonly Edge[];
  readonly agents: number;
  readonly onBack: () => void;
}

/** Why a drawn graph is not in use, and what to do. */
function LostAgents({ edges, agents, onBack }: LostAgentsProps) {
  const lost = lostAgents(edges, agents).map((agent) => agent + 1);
  const who = lost.length === 1 ? `Agent ${lost[0]}` : `Agents ${lost.join(', ')}`;
  return (
    <p role="alert" className={css.lost}>
      {who} cannot be reached, so this graph cannot be used: parts without a link never agree (λ₂ = 1).
      Training keeps the last connected graph until an edge joins them.{' '}
      <Button small onClick={onBack}>
        Back to it
      </Button>
    </p>
  );
}

/** β and λ₂ of a network lane over the run: a phase begins where either was changed. */
export function networkPhases(experiment: Experiment, lane: number): NetworkPhase[] {
  const starts = experiment.edits
    .filter(
      ({ field, lane: own }) =>
        (field === 'beta' || field === 'graph') && (own === undefined || own === lane),
    )
    .map(({ iteration }) => iteration);
  return [...new Set([0, ...starts])]
    .sort((a, b) => a - b)
    .flatMap((from) => {
      const settings = resolveLane(experiment, lane, from);
      const state = networkState(settings, experiment.seed);
      return state ? [{ from, mu: settings.beta, lambda2: state.mixingRate }] : [];
    });
}

/** Disagreement of network lanes, with Theorem 1's level and agreement times for the diffusion lanes. */
export function disagreementData(snapshot: Pick<LabSnapshot, 'experiment' | 'series'>): LineChartData {
  const base = metricData(snapshot, 'disagreement', {
    title: 'Disagreement',
    yLabel: '(1/K) Σ‖w_k − w̄‖²',
    yScale: 'log',
    emptyText: 'Only network lanes have it.',
  });
  const { names, lanes } = currentSettings(snapshot.experiment, Number.POSITIVE_INFINITY);
  const marks: { x: number; label: string; lane: number }[] = [];
  const levels: LineSeries[] = [];
  const several = lanes.filter((one) => one.network === 'diffusion').length > 1;
  lanes.forEach((settings, lane) => {
    const evaluation = snapshot.series[lane]?.evaluation;
    if (settings.network !== 'diffusion' || !evaluation) return;
    const phases = networkPhases(snapshot.experiment, lane);
    const last = evaluation.iteration.at(-1) ?? 0;
    const who = several ? `${names[lane]}: ` : '';
    for (const phase of phases) {
      const x = phase.from + agreementTime(phase);
      if (x <= last) marks.push({ x, label: `${who}agreement time`, lane });
    }
    const fit = fitAgreement(evaluation.iteration, evaluation.metrics.disagreement, phases);
    if (fit) {
      levels.push({
        id: `level-${lane}`,
        label: `${who}Theorem 1 with B̂²+C² = ${formatNumber(Number(fit.constant.toPrecision(2)))} fitted`,
        lane,
        x: evaluation.iteration,
        y: fit.level,
        weight: 'thin',
        dash: '2 3',
        named: true,
      });
    }
  });
  return { ...base, series: [...base.series, ...levels], marks };
}

export const DisagreementFigure = memo(function DisagreementFigure() {
  const frame = useRef<HTMLElement>(null);
  const { experiment, series, seriesVersion } = useFigureSnapshot(frame);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo(() => disagreementData({ experiment, series }), [experiment, seriesVersion]);
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
