// "Agent network": who shares with whom, how well each agent does, and the combination as it happens. Edges are
// added by dragging from agent to agent, removed by a click, or toggled by keyboard (Enter on two agents).
import { useMemo, useRef, useState } from 'react';
import { formatNumber } from '../../ui/format.ts';
import { round, Text } from '../core/axes.tsx';
import { ChartBox, Svg } from '../core/chartBox.tsx';
import type { ChartProps, Size } from '../core/geometry.ts';
import { useSingleStep } from '../core/motion.ts';
import { Tooltip } from '../core/reader.tsx';
import type { Edge, NetworkData } from './networkData.ts';
import { type NetworkDrawing, type NodeDrawing, networkLayout } from './networkLayout.ts';
import { networkSummary } from './networkText.ts';
import { useEdgeEditing } from './useEdgeEditing.ts';

interface NetworkChartProps extends ChartProps {
  readonly data: NetworkData;
  /** Absent: the graph cannot be edited. */
  readonly onEdgesChange?: (edges: readonly Edge[]) => void;
}

export function NetworkChart(props: NetworkChartProps) {
  const { data, size, scale = 1, isStatic = false } = props;
  if (isStatic) {
    const box = { width: 560, height: 380, ...size, scale };
    const drawing = networkLayout(data, box);
    return (
      <Svg size={box} label={networkSummary(data)}>
        <Edges drawing={drawing} />
        {drawing.nodes.map((node) => (
          <g key={node.agent}>
            <NodeShape node={node} drawing={drawing} />
          </g>
        ))}
        <Notes drawing={drawing} />
      </Svg>
    );
  }
  return (
    <ChartBox size={size} scale={scale}>
      {(box) => <Live {...props} box={box} />}
    </ChartBox>
  );
}

interface AgentHandleProps {
  readonly node: NodeDrawing;
  readonly drawing: NetworkDrawing;
  readonly edges: ReturnType<typeof useEdgeEditing>;
  readonly onHover: (agent: number | null) => void;
}

/** An agent that can be pointed at, focused and dragged from. */
function AgentHandle({ node, drawing, edges, onHover }: AgentHandleProps) {
  const { selected, editable, tabStop } = edges;
  const { agent } = node;
  const place = { cx: round(node.x), cy: round(node.y) };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a part of an SVG drawing
    <g
      role="button"
      data-focusable=""
      data-agent={agent}
      tabIndex={agent === Math.min(tabStop, drawing.nodes.length - 1) ? 0 : -1}
      aria-label={nodeName(node, selected)}
      aria-pressed={selected === agent}
      style={{ cursor: editable ? 'pointer' : 'default' }}
      {...edges.handleOf(agent)}
      onPointerEnter={() => onHover(agent)}
      onPointerLeave={() => onHover(null)}
      onFocus={() => {
        edges.setTabStop(agent);
        onHover(agent);
      }}
      onBlur={() => onHover(null)}
      onKeyDown={(event) => edges.key(event, agent)}
    >
      <circle {...place} r={Math.max(node.r, 16)} fill="transparent" />
      <circle
        {...place}
        className="focus-ring"
        r={node.r + 5}
        fill="none"
        stroke="var(--ink)"
        strokeWidth={2}
      />
      <NodeShape node={node} drawing={drawing} selected={selected === agent} />
    </g>
  );
}

/** What an agent's tooltip says. */
function AgentTooltip({
  node,
  data,
  size,
}: {
  readonly node: NodeDrawing;
  readonly data: NetworkData;
  readonly size: Size;
}) {
  const agents = data.agentNames.length;
  return (
    <Tooltip
      size={size}
      x={node.x}
      y={Math.min(node.y + node.r, size.height - 70)}
      title={`Agent ${node.agent + 1}${node.name ? `: ${node.name}` : ''}`}
      rows={[
        { id: 'loss', label: 'test loss', lane: null, text: formatNumber(node.loss) },
        {
          id: 'self',
          label: 'own weight',
          lane: null,
          text: formatNumber(data.combination[node.agent * (agents + 1)] ?? Number.NaN, 4),
        },
      ]}
    />
  );
}

function Live(props: NetworkChartProps & { readonly box: Size }) {
  const { data } = props;
  const { width, height, scale } = props.box;
  const drawing = useMemo(() => networkLayout(data, { width, height, scale }), [data, width, height, scale]);
  const step = useSingleStep(data.rest);
  const [hovered, setHovered] = useState<number | null>(null);
  const root = useRef<HTMLDivElement | null>(null);
  const { nodes } = drawing;
  const edges = useEdgeEditing(data.edges, props.onEdgesChange, nodes, root);
  const { open, editable, selected } = edges;
  const start = open ? nodes[open.from] : undefined;
  const shown = hovered === null || open ? undefined : nodes[hovered];
  return (
    <div ref={root} style={{ position: 'absolute', inset: 0 }}>
      <Svg size={drawing.size} label={networkSummary(data)} role="group">
        <Edges drawing={drawing} onRemove={editable ? ([a, b]) => edges.toggle(a, b) : undefined} />
        <Pulses drawing={drawing} step={step} />
        {start && open ? (
          <line
            x1={start.x}
            y1={start.y}
            x2={open.x}
            y2={open.y}
            stroke="var(--ink)"
            strokeWidth={2 * scale}
            strokeDasharray="4 4"
          />
        ) : null}
        {nodes.map((node) => (
          <AgentHandle key={node.agent} node={node} drawing={drawing} edges={edges} onHover={setHovered} />
        ))}
        <Notes drawing={drawing} hint={editable ? hintFor(selected, width / scale) : undefined} />
      </Svg>
      {shown ? <AgentTooltip node={shown} data={data} size={drawing.size} /> : null}
    </div>
  );
}

function nodeName(node: NodeDrawing, selected: number | null): string {
  const action =
    selected === null || selected === node.agent
      ? ''
      : `, press Enter to add or remove the edge to agent ${selected + 1}`;
  const loss = Number.isFinite(node.loss) ? `, test loss ${formatNumber(node.loss)}` : '';
  return `Agent ${node.agent + 1}${node.name ? `: ${node.name}` : ''}${loss}${action}`;
}

function hintFor(selected: number | null, width: number): string {
  if (selected !== null) return `choose the agent to join to or part from ${selected + 1}`;
  return width < 420 ? '' : 'drag from agent to agent to add an edge, click an edge to remove it';
}

function Edges(props: {
  readonly drawing: NetworkDrawing;
  readonly onRemove?: ((edge: Edge) => void) | undefined;
}) {
  const { drawing, onRemove } = props;
  return (
    <g>
      {drawing.edges.map((edge) => {
        const ends = { x1: round(edge.x1), y1: round(edge.y1), x2: round(edge.x2), y2: round(edge.y2) };
        return (
          <g key={edge.id}>
            <line
              {...ends}
              stroke="var(--soft)"
              strokeOpacity={0.55}
              strokeWidth={edge.width}
              strokeLinecap="round"
            />
            {onRemove ? (
              // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard way is Enter on both agents
              <line
                {...ends}
                stroke="transparent"
                strokeWidth={Math.max(14, edge.width)}
                style={{ cursor: 'pointer' }}
                onClick={() => onRemove(edge.ends)}
              >
                <title>{`Edge ${edge.ends[0] + 1} to ${edge.ends[1] + 1}${edge.weight === null ? '' : `: a = ${formatNumber(edge.weight, 4)}`}. Click to remove.`}</title>
              </line>
            ) : null}
          </g>
        );
      })}
    </g>
  );
}

/** What flows along the edges at a combination: a dot each way, as large as the weight; still where motion is reduced. */
function Pulses({
  drawing,
  step,
}: {
  readonly drawing: NetworkDrawing;
  /** The single step that has just been made; null: none. */
  readonly step: number | null;
}) {
  if (step === null) return null;
  return (
    <g key={step} pointerEvents="none" data-flow={step}>
      {drawing.edges.flatMap((edge) => {
        const there = `path("M${round(edge.x1)},${round(edge.y1)}L${round(edge.x2)},${round(edge.y2)}")`;
        const back = `path("M${round(edge.x2)},${round(edge.y2)}L${round(edge.x1)},${round(edge.y1)}")`;
        return [there, back].map((path) => (
          <circle
            key={path}
            className="chart-pulse"
            r={round((2.5 + 6 * Math.sqrt(edge.weight ?? 0)) * drawing.size.scale)}
            fill={drawing.color}
            style={{ offsetPath: path }}
          />
        ));
      })}
    </g>
  );
}

function NodeShape(props: {
  readonly node: NodeDrawing;
  readonly drawing: NetworkDrawing;
  readonly selected?: boolean;
}) {
  const { node, drawing, selected = false } = props;
  const { scale } = drawing.size;
  const apart = node.component > 0;
  const shape = { cx: round(node.x), cy: round(node.y), r: round(node.r) };
  return (
    <g>
      <circle {...shape} fill="var(--panel)" />
      <circle
        {...shape}
        fill={drawing.color}
        fillOpacity={node.shade}
        stroke={selected ? 'var(--ink)' : apart ? 'var(--warn)' : drawing.color}
        strokeWidth={(selected ? 3 : 1.6) * scale}
        strokeDasharray={apart ? `${3 * scale} ${2 * scale}` : undefined}
      />
      {node.r >= 8 ? (
        <Text
          x={node.x}
          y={node.y + 4 * scale}
          anchor="middle"
          scale={scale}
          weight={600}
          fill={node.dark ? 'var(--panel)' : 'var(--ink)'}
        >
          {node.agent + 1}
        </Text>
      ) : null}
      {drawing.components > 1 ? (
        <Text
          x={node.x + node.r + 3 * scale}
          y={node.y - node.r + 4 * scale}
          scale={scale}
          fill="var(--warn)"
          halo
        >
          {String.fromCharCode(65 + (node.component % 26))}
        </Text>
      ) : null}
    </g>
  );
}

function Notes({ drawing, hint }: { readonly drawing: NetworkDrawing; readonly hint?: string | undefined }) {
  const { size, legend } = drawing;
  const { scale } = size;
  return (
    <g pointerEvents="none">
      <Text x={4 * scale} y={20 * scale} scale={scale} fill="var(--ink)" weight={600}>
        {drawing.lambda}
      </Text>
      {hint ? (
        <Text x={size.width - 4 * scale} y={20 * scale} scale={scale} anchor="end">
          {hint}
        </Text>
      ) : null}
      {legend ? (
        <g>
          {[0.1, 0.27, 0.44, 0.61, 0.78, 0.95].map((shade, i, all) => {
            const step = (legend.box.right - legend.box.left) / all.length;
            return (
              <rect
                key={shade}
                x={round(legend.box.left + i * step)}
                y={round(legend.box.top)}
                width={round(step)}
                height={round(legend.box.bottom - legend.box.top)}
                fill={drawing.color}
                fillOpacity={shade}
              />
            );
          })}
          <Text x={legend.box.left} y={legend.box.top - 5 * scale} scale={scale}>
            {`test loss ${legend.low} to ${legend.high}`}
          </Text>
        </g>
      ) : null}
      {drawing.message ? (
        <Text
          x={size.width - 4 * scale}
          y={size.height - 12 * scale}
          anchor="end"
          scale={scale}
          fill="var(--warn)"
          weight={600}
        >
          {drawing.message}
        </Text>
      ) : null}
    </g>
  );
}
