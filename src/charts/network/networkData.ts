// An agents' graph as the chart takes it.
import type { Numbers } from '../core/geometry.ts';

export type Edge = readonly [number, number];

export interface NetworkData {
  readonly lane: number;
  readonly label: string;
  /** Each agent's task distribution in words; its length is the number of agents. */
  readonly agentNames: readonly string[];
  /** Test loss of each agent; empty before the first evaluation. */
  readonly losses: Numbers;
  /** Undirected, 0-based. */
  readonly edges: readonly Edge[];
  /** a_lk, row-major [agents, agents]; empty when not known (while editing). */
  readonly combination: Numbers;
  /** λ₂, the mixing rate; null when not known. */
  readonly mixingRate: number | null;
  /** Why this graph cannot run, when it cannot. */
  readonly problem?: string;
  /** Iteration at which training rests; absent while it runs. */
  readonly rest?: number;
}
