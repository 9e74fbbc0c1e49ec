// Changes of a lane's graph as pure functions: who is lost, and edge lists that fit a changed number of agents.
import { adjacencyOf, componentsOf, type Edge, formatEdges } from '../../math/graphs.ts';

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
