// Changes of a lane's graph as pure functions: what a network looks like now, and edge lists that fit a changed
// number of agents.
import type { LaneSettings } from '../../experiment/types.ts';
import {
  baselineCombination,
  componentsOf,
  type Edge,
  formatEdges,
  metropolis,
  mixingRate,
  parseGraph,
} from '../../math/graphs.ts';

export interface NetworkState {
  readonly edges: readonly Edge[];
  /** a_lk [agents, agents]. */
  readonly combination: Float64Array;
  /** λ₂; 1 where the agents can never agree. */
  readonly mixingRate: number;
}

function adjacencyOf(edges: readonly Edge[], agents: number): Uint8Array {
  const adjacency = new Uint8Array(agents * agents);
  for (const [a, b] of edges)
    if (a < agents && b < agents) adjacency[a * agents + b] = adjacency[b * agents + a] = 1;
  return adjacency;
}

/** Metropolis weights and λ₂ of any edges, connected or not. */
export function stateOfEdges(edges: readonly Edge[], agents: number): NetworkState {
  const combination = metropolis(adjacencyOf(edges, agents), agents);
  return { edges, combination, mixingRate: agents > 1 ? mixingRate(combination, agents) : 0 };
}

/** The lane's network as its settings give it; null for a single agent or a graph that cannot be read. */
export function networkState(settings: LaneSettings, seed: number): NetworkState | null {
  const { network, agents } = settings;
  if (network === 'single') return null;
  if (network === 'diffusion') {
    const graph = parseGraph(settings.graph, agents, seed);
    return 'error' in graph ? null : stateOfEdges(graph.edges, agents);
  }
  const combination = baselineCombination(network, agents);
  const edges = network === 'centralized' ? pairsOf(agents) : [];
  return { edges, combination, mixingRate: agents > 1 ? mixingRate(combination, agents) : 0 };
}

function pairsOf(agents: number): Edge[] {
  const edges: Edge[] = [];
  for (let a = 0; a < agents; a++) for (let b = a + 1; b < agents; b++) edges.push([a, b]);
  return edges;
}

/** The agents (from 0) that cannot be reached from the largest part; empty where all agree. */
export function lostAgents(edges: readonly Edge[], agents: number): number[] {
  const parts = componentsOf(adjacencyOf(edges, agents), agents);
  const largest = parts.reduce((best, part) => (part.length > best.length ? part : best), [] as number[]);
  return parts.flatMap((part) => (part === largest ? [] : part)).sort((a, b) => a - b);
}

/**
 * An edge list for another number of agents: edges of agents that are gone are left out, and every part that
 * stands apart is joined to the agent before it. Shapes stay as they are.
 */
export function fitGraph(graph: string, agents: number): string {
  if (!/^\d+-\d+/.test(graph)) return graph;
  const edges: Edge[] = graph
    .split(',')
    .map((part) => part.split('-').map(Number) as [number, number])
    .filter(([a, b]) => a < agents && b < agents && a !== b);
  for (let parts = componentsOf(adjacencyOf(edges, agents), agents); parts.length > 1; ) {
    const first = parts[1][0];
    edges.push([first - 1, first]);
    parts = componentsOf(adjacencyOf(edges, agents), agents);
  }
  return edges.length > 0 ? formatEdges(edges) : 'path';
}
