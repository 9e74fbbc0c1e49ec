// Agent networks of Dif-MAML (Kayaalp et al. 2020): which agents share with whom, the combination weights
// a_lk and how fast they mix. A graph that is not connected is refused with a reason.
import { quoted } from '../text/sentences.ts';
import { symmetricEigen } from './linear.ts';
import { createStream } from './rng.ts';

/** Undirected, without self-loops; the smaller agent first, sorted. */
export type Edge = readonly [number, number];

export interface Graph {
  readonly edges: readonly Edge[];
  /** Symmetric 0/1 [agents, agents], zero diagonal. */
  readonly adjacency: Uint8Array;
}

export type ParsedGraph = Graph | { readonly error: string };

const SHAPES: Readonly<Record<string, (agents: number, seed: number) => Edge[]>> = {
  ring: (agents) => range(agents).map((i) => [i, (i + 1) % agents]),
  path: (agents) => range(agents - 1).map((i) => [i, i + 1]),
  star: (agents) => range(agents - 1).map((i) => [0, i + 1]),
  complete: (agents) => completeEdges(agents),
  random: randomEdges,
};

function range(n: number): number[] {
  return Array.from({ length: Math.max(0, n) }, (_, i) => i);
}

/** Every pair of agents. */
export function completeEdges(agents: number): Edge[] {
  return range(agents).flatMap((i) => range(agents - i - 1).map((k): Edge => [i, i + 1 + k]));
}

/**
 * Erdős–Rényi with expected degree about 3, drawn up to 20 times until connected; the last draw is then
 * completed by edges between its components.
 */
function randomEdges(agents: number, seed: number): Edge[] {
  const probability = Math.min(1, 3 / Math.max(1, agents - 1));
  for (let attempt = 0; ; attempt++) {
    const stream = createStream(seed, 'random graph', agents, attempt);
    const edges = completeEdges(agents).filter(() => stream.uniform() < probability);
    let components = componentsOf(adjacencyOf(edges, agents), agents);
    if (components.length > 1 && attempt < 19) continue;
    while (components.length > 1) {
      const [first, second] = components;
      edges.push([first[stream.integer(first.length)], second[stream.integer(second.length)]]);
      components = componentsOf(adjacencyOf(edges, agents), agents);
    }
    return edges;
  }
}

/** Symmetric 0/1 [agents, agents] with zero diagonal; edges of other agents are left out. */
export function adjacencyOf(edges: readonly Edge[], agents: number): Uint8Array {
  const adjacency = new Uint8Array(agents * agents);
  for (const [i, j] of edges) {
    if (i >= agents || j >= agents) continue;
    adjacency[i * agents + j] = 1;
    adjacency[j * agents + i] = 1;
  }
  for (let i = 0; i < agents; i++) adjacency[i * agents + i] = 0;
  return adjacency;
}

function graphOf(edges: readonly Edge[], agents: number): Graph {
  const adjacency = adjacencyOf(edges, agents);
  return { adjacency, edges: completeEdges(agents).filter(([i, j]) => adjacency[i * agents + j] === 1) };
}

/** The connected components, each sorted, the one of agent 0 first. */
export function componentsOf(adjacency: ArrayLike<number>, agents: number): number[][] {
  const seen = new Array<boolean>(agents).fill(false);
  const components: number[][] = [];
  for (let start = 0; start < agents; start++) {
    if (seen[start]) continue;
    seen[start] = true;
    const component = [start];
    for (let at = 0; at < component.length; at++) {
      for (let other = 0; other < agents; other++) {
        if (seen[other] || !adjacency[component[at] * agents + other]) continue;
        seen[other] = true;
        component.push(other);
      }
    }
    components.push(component.sort((i, j) => i - j));
  }
  return components;
}

/** Why this graph cannot run, or null where every agent can be reached. */
function connectionProblem(adjacency: ArrayLike<number>, agents: number): string | null {
  const reached = new Set(componentsOf(adjacency, agents)[0]);
  const lost = range(agents).filter((i) => !reached.has(i));
  if (lost.length === 0) return null;
  const who = lost.length === 1 ? 'agent' : 'agents';
  return `The graph is not connected: ${who} ${lost.join(', ')} can't be reached from agent 0. Add an edge.`;
}

/** The edges of an edge list such as "0-1,1-2" without looking at connectedness, or what is wrong with it. */
export function parseEdges(setting: string, agents: number): ParsedGraph {
  const text = setting.replace(/\s+/g, '');
  if (!/^\d+-\d+(,\d+-\d+)*$/.test(text)) {
    const names = Object.keys(SHAPES).join(', ');
    return { error: `${quoted(setting)} is no graph: write ${names}, or edges such as 0-1,1-2.` };
  }
  const edges: Edge[] = [];
  for (const part of text.split(',')) {
    const [i, j] = part.split('-').map(Number);
    if (i >= agents || j >= agents) {
      const range = `agents are numbered 0 to ${agents - 1}`;
      return { error: `Edge ${part} names agent ${Math.max(i, j)}, but ${range}.` };
    }
    if (i === j) return { error: `Edge ${part} joins agent ${i} to itself; an edge joins two agents.` };
    edges.push([Math.min(i, j), Math.max(i, j)]);
  }
  return graphOf(edges, agents);
}

/**
 * The graph of a setting: a shape (ring, path, star, complete, random) over the agents, or an edge list.
 * `seed` serves the random shape. A malformed or disconnected graph gives `error`, a sentence for the user.
 */
export function parseGraph(setting: string, agents: number, seed: number): ParsedGraph {
  if (!(Number.isInteger(agents) && agents >= 1))
    return { error: `A network needs 1 or more agents, got ${agents}.` };
  const name = setting.trim();
  const graph = Object.hasOwn(SHAPES, name)
    ? graphOf(SHAPES[name](agents, seed), agents)
    : parseEdges(name, agents);
  if ('error' in graph) return graph;
  const problem = connectionProblem(graph.adjacency, agents);
  return problem ? { error: problem } : graph;
}

/** Edges as the text that `parseGraph` reads, for example after the user dragged one. */
export function formatEdges(edges: readonly Edge[]): string {
  return edges.map(([i, j]) => `${i}-${j}`).join(',');
}

/**
 * Metropolis weights a_lk = 1/max(n_l, n_k) for neighbours, n counting the agent itself; the diagonal is
 * what is left to 1. Symmetric and doubly stochastic as Assumption 6 wants it (Kayaalp et al. 2020, eq. (15); Sec. 2.1 names the rule). Row-major [K, K].
 */
export function metropolis(adjacency: ArrayLike<number>, agents: number): Float64Array {
  const degree = range(agents).map((k) => {
    let count = 1;
    for (let l = 0; l < agents; l++) if (l !== k && adjacency[l * agents + k]) count++;
    return count;
  });
  const a = new Float64Array(agents * agents);
  for (let l = 0; l < agents; l++) {
    let rest = 1;
    for (let k = 0; k < agents; k++) {
      if (k === l || !adjacency[l * agents + k]) continue;
      const weight = 1 / Math.max(degree[l], degree[k]);
      a[l * agents + k] = weight;
      rest -= weight;
    }
    a[l * agents + l] = rest;
  }
  return a;
}

/** The combination matrix of a baseline: 11ᵀ/K (centralized) or I (non-cooperative). Row-major [K, K]. */
export function baselineCombination(kind: 'centralized' | 'non-cooperative', agents: number): Float64Array {
  const a = new Float64Array(agents * agents);
  if (kind === 'centralized') return a.fill(1 / agents);
  for (let k = 0; k < agents; k++) a[k * agents + k] = 1;
  return a;
}

/**
 * λ₂ = ρ(Aᵀ − 11ᵀ/K): how much disagreement one combination keeps (Kayaalp et al. 2020, Theorem 1).
 * A is symmetric [K, K].
 */
export function mixingRate(a: ArrayLike<number>, agents: number): number {
  const centred = range(agents).map((i) => range(agents).map((j) => a[j * agents + i] - 1 / agents));
  return Math.max(...symmetricEigen(centred).values.map(Math.abs));
}
