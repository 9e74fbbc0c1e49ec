// "Agent network": the graph of a network lane, its weights, and how each agent fares.
import { UserMinus, UserPlus } from 'lucide-react';
import { memo, useRef } from 'react';
import { NetworkChart } from '../../../charts/network/networkChart.tsx';
import type { Edge } from '../../../charts/network/networkData.ts';
import { networkTable } from '../../../charts/network/networkText.ts';
import type { LabSnapshot } from '../../../client/types.ts';
import { networkEntries } from '../../../experiment/axes/network.ts';
import { GRAPH_SHAPES, type LaneSettings } from '../../../experiment/types.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/ErrorBoundary.tsx';
import { SelectField } from '../../../ui/fields/SelectField.tsx';
import { lostAgents } from '../../state/graphEdits.ts';
import { Figure, whenLive } from '../frame/Figure.tsx';
import { LaneChoice } from '../shared/LaneChoice.tsx';
import { ToolButton } from '../shared/ToolButton.tsx';
import css from './agentNetwork.module.css';
import { useAgentNetwork, useNetworkChanges } from './useAgentNetwork.ts';

const FEWEST_AGENTS = 2;
const MOST_AGENTS = 16;

/** Why there is no graph to see. `name`: the network lane, if there is one. */
function withoutAgents(name: string | undefined, stop: LabSnapshot['stops'][number]): string {
  if (name === undefined) return 'Add Dif-MAML, or choose a network in a lane, to see its agents.';
  return stop ? `${name} is not running. ${stop.reason}` : 'The agents appear when the run is ready.';
}

export const AgentNetworkFigure = memo(function AgentNetworkFigure() {
  const frame = useRef<HTMLElement>(null);
  const shown = useAgentNetwork(frame);
  const { setGraph, setAgents, editEdges } = useNetworkChanges(shown);
  const { names, networked, lane, settings, data, stop, draft, setDraft } = shown;
  const editable = settings !== undefined && networkEntries[settings.network].links === 'graph';
  return (
    <Figure
      data={data}
      frameRef={frame}
      line="shade: test loss; edge width: weight a"
      settings={
        <>
          <LaneChoice label="Lane of the network" names={names} lane={lane} among={networked} />
          {editable && <GraphShape graph={settings.graph} onChange={setGraph} />}
          {settings && <AgentCount settings={settings} onChange={setAgents} />}
        </>
      }
      below={
        draft && <LostAgents edges={draft} agents={settings?.agents ?? 0} onBack={() => setDraft(null)} />
      }
      empty={<EmptyState>{withoutAgents(settings && names[lane], stop)}</EmptyState>}
      table={networkTable}
      chart={(network, props) => (
        <NetworkChart
          data={network}
          onEdgesChange={editable ? whenLive(props, editEdges) : undefined}
          {...props}
        />
      )}
    />
  );
});

interface GraphShapeProps {
  readonly graph: string;
  readonly onChange: (graph: string) => void;
}

function GraphShape({ graph, onChange }: GraphShapeProps) {
  return (
    <SelectField
      label="Graph shape"
      hideLabel
      small
      value={GRAPH_SHAPES.find((one) => one === graph) ?? 'own'}
      choices={[
        ...GRAPH_SHAPES.map((value) => ({ value: value as string, label: value })),
        { value: 'own', label: 'own edges', disabled: true },
      ]}
      onChange={onChange}
    />
  );
}

interface AgentCountProps {
  readonly settings: LaneSettings;
  readonly onChange: (agents: number) => void;
}

function AgentCount({ settings: { agents }, onChange }: AgentCountProps) {
  return (
    <>
      <ToolButton
        name="Remove agent"
        title="One agent fewer; training starts over"
        disabled={agents <= FEWEST_AGENTS}
        onClick={() => onChange(agents - 1)}
      >
        <UserMinus size={15} aria-hidden="true" />
      </ToolButton>
      <ToolButton
        name="Add agent"
        title="One agent more; training starts over"
        disabled={agents >= MOST_AGENTS}
        onClick={() => onChange(agents + 1)}
      >
        <UserPlus size={15} aria-hidden="true" />
      </ToolButton>
    </>
  );
}

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
