// A lane's network as its settings give it: who shares with whom, with which weights, and how fast they agree.
import {
  adjacencyOf,
  baselineCombination,
  completeEdges,
  type Edge,
  metropolis,
  mixingRate,
  parseGraph,
} from '../math/graphs.ts';
import type { LaneSettings } from './axes/laneFields.ts';
import type { Network } from './axes/network.ts';

export interface NetworkState {
  readonly agents: number;
  /** Undirected; empty where nothing is shared. */
  readonly edges: readonly Edge[];
  /** a_lk [K, K], row l, column k: w_k = Σ_l a_lk φ_l. */
  readonly combination: Float64Array;
  /** λ₂; 1 where the agents can never agree, 0 for a single one. */
  readonly mixingRate: number;
}

type NetworkSettings = Pick<LaneSettings, 'network' | 'agents' | 'graph'>;

function stateOf(agents: number, edges: readonly Edge[], combination: Float64Array): NetworkState {
  return { agents, edges, combination, mixingRate: agents > 1 ? mixingRate(combination, agents) : 0 };
}

/** Metropolis weights and λ₂ of any edges, connected or not. */
export function stateOfEdges(edges: readonly Edge[], agents: number): NetworkState {
  return stateOf(agents, edges, metropolis(adjacencyOf(edges, agents), agents));
}

type StateOf = (settings: NetworkSettings, seed: number) => NetworkState | { readonly error: string };

const alone = (agents: number) => stateOf(agents, [], baselineCombination('non-cooperative', agents));

/** Kayaalp et al. 2020: Metropolis weights on a graph, 11ᵀ/K, or the identity. */
const STATES: Readonly<Record<Network, StateOf>> = {
  single: () => alone(1),
  diffusion: ({ graph, agents }, seed) => {
    const parsed = parseGraph(graph, agents, seed);
    return 'error' in parsed ? parsed : stateOfEdges(parsed.edges, agents);
  },
  centralized: ({ agents }) =>
    stateOf(agents, completeEdges(agents), baselineCombination('centralized', agents)),
  'one-processor': () => alone(1),
  'non-cooperative': ({ agents }) => alone(agents),
};

/** The network of a lane, or why its graph cannot be used. */
export function networkState(
  settings: NetworkSettings,
  seed: number,
): NetworkState | { readonly error: string } {
  return STATES[settings.network](settings, seed);
}
