// Layout of the agents' graph: nodes on a ring, shaded by test loss, edges as wide as their weight a_lk.

import { adjacencyOf, componentsOf } from '../../math/graphs.ts';
import { formatNumber } from '../../ui/format.ts';
import type { Rect, Size } from '../core/geometry.ts';
import { laneStyle } from '../core/laneStyle.ts';
import { extent } from '../core/scales.ts';
import type { Edge, NetworkData } from './networkData.ts';

export interface NodeDrawing {
  readonly agent: number;
  readonly x: number;
  readonly y: number;
  readonly r: number;
  /** Share of the lane's colour over the panel, 0…1. */
  readonly shade: number;
  readonly dark: boolean;
  readonly component: number;
  readonly name: string;
  readonly loss: number;
}

interface EdgeDrawing {
  readonly id: string;
  readonly ends: Edge;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly width: number;
  readonly weight: number | null;
}

export interface NetworkDrawing {
  readonly size: Size;
  readonly color: string;
  readonly nodes: readonly NodeDrawing[];
  readonly edges: readonly EdgeDrawing[];
  readonly components: number;
  readonly lambda: string;
  readonly message: string | null;
  readonly legend: { readonly box: Rect; readonly low: string; readonly high: string } | null;
}

/** The edge list with {a, b} added if absent, removed if present. Self-loops and unknown agents change nothing. */
export function toggleEdge(edges: readonly Edge[], a: number, b: number): readonly Edge[] {
  if (a === b || a < 0 || b < 0) return edges;
  const rest = edges.filter(([p, q]) => !((p === a && q === b) || (p === b && q === a)));
  return rest.length < edges.length ? rest : [...edges, [Math.min(a, b), Math.max(a, b)] as const];
}

export function networkLayout(data: NetworkData, size: Size): NetworkDrawing {
  const { scale } = size;
  const agents = data.agentNames.length;
  const top = 30 * scale;
  const bottom = size.height - 44 * scale;
  const radius = Math.max(10, Math.min((bottom - top) / 2, size.width / 2 - 20) - 18 * scale);
  const r = Math.max(5, Math.min(18 * scale, (Math.PI * radius) / Math.max(agents, 3) / 1.5));
  const cx = size.width / 2;
  const cy = (top + bottom) / 2;
  const parts = componentsOf(adjacencyOf(data.edges, agents), agents);
  const range = extent(Array.from(data.losses).slice(0, agents));
  const nodes = data.agentNames.map((name, agent): NodeDrawing => {
    const angle = (agent / Math.max(1, agents)) * 2 * Math.PI - Math.PI / 2;
    const loss = data.losses[agent] ?? Number.NaN;
    const t =
      range && Number.isFinite(loss)
        ? range[1] > range[0]
          ? (loss - range[0]) / (range[1] - range[0])
          : 0.5
        : 0;
    const shade = range && Number.isFinite(loss) ? 0.1 + 0.85 * t : 0;
    return {
      agent,
      x: agents === 1 ? cx : cx + radius * Math.cos(angle),
      y: agents === 1 ? cy : cy + radius * Math.sin(angle),
      r,
      shade,
      dark: shade > 0.55,
      component: parts.findIndex((part) => part.includes(agent)),
      name,
      loss,
    };
  });
  const components = parts.length;
  const barTop = size.height - 20 * scale;
  return {
    size,
    color: laneStyle(data.lane).color,
    nodes,
    edges: placeEdges(data, nodes, scale),
    components,
    lambda:
      data.mixingRate === null || !Number.isFinite(data.mixingRate)
        ? 'λ₂ –'
        : `λ₂ ${formatNumber(data.mixingRate, 4)}`,
    message:
      data.problem ??
      (agents === 0
        ? 'No agents'
        : components > 1
          ? `Not connected: ${components} parts, which can never agree`
          : null),
    legend: range
      ? {
          box: { left: 4 * scale, top: barTop, right: 84 * scale, bottom: barTop + 9 * scale },
          low: formatNumber(range[0], 3),
          high: formatNumber(range[1], 3),
        }
      : null,
  };
}

/** Edges between agents that there are, as wide as their weight. */
function placeEdges(data: NetworkData, nodes: readonly NodeDrawing[], scale: number): EdgeDrawing[] {
  return data.edges.flatMap(([a, b]): EdgeDrawing[] => {
    const from = nodes[a];
    const to = nodes[b];
    if (!from || !to || a === b) return [];
    const weight = edgeWeight(data, a, b);
    return [
      {
        id: `${a}-${b}`,
        ends: [a, b],
        x1: from.x,
        y1: from.y,
        x2: to.x,
        y2: to.y,
        width: (1 + 8 * (weight ?? 0.1)) * scale,
        weight,
      },
    ];
  });
}

function edgeWeight(data: NetworkData, a: number, b: number): number | null {
  const agents = data.agentNames.length;
  if (data.combination.length < agents * agents) return null;
  const weight = (data.combination[a * agents + b]! + data.combination[b * agents + a]!) / 2;
  return Number.isFinite(weight) ? weight : null;
}
