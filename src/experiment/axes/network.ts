// Who shares launch models with whom: the values, their words, their graphs and their lines of the rule.
import { choice, integer, text } from '../fields/kinds.ts';
import { type AxisEntry, drop, labelsOf, type Terms } from './entry.ts';
import { FINN, KAYAALP } from './papers.ts';

export const NETWORKS = ['single', 'diffusion', 'centralized', 'one-processor', 'non-cooperative'] as const;
export type Network = (typeof NETWORKS)[number];

export const GRAPH_SHAPES = ['ring', 'path', 'star', 'complete', 'random'] as const;

export interface NetworkEntry extends AxisEntry<'graph' | 'agents' | 'agentStart'> {
  /** Whose tasks are drawn. */
  readonly agents: 'one' | 'many';
  /** Launch models: one for all, or each agent's own. */
  readonly models: 'one' | 'many';
  /** Who combines with whom: over the lane's graph, all with all, or nobody. */
  readonly links: 'graph' | 'all' | 'none';
  /** Why a graph has no meaning; null where it is read. */
  readonly noGraph: string | null;
  /** What an agent takes over from the others, Σ_l a_lk φ_l; null: nothing is combined. */
  readonly combined: ((terms: Terms) => string) | null;
}

const NO_GRAPH = 'Only diffusion shares over a graph; this network combines with all agents or with none.';

export const networkEntries: Readonly<Record<Network, NetworkEntry>> = {
  single: {
    label: 'Single agent',
    short: 'single',
    hint: 'one agent sees every task',
    symbol: '',
    agents: 'one',
    models: 'one',
    links: 'none',
    noGraph: 'A single agent has no graph.',
    fields: [],
    source: { paper: FINN, equation: 'Algorithm 1' },
    remark: null,
    combined: null,
  },
  diffusion: {
    label: 'Diffusion',
    short: 'diffusion',
    hint: 'agents combine with their neighbours',
    symbol: '_k',
    agents: 'many',
    models: 'many',
    links: 'graph',
    noGraph: null,
    fields: ['graph', 'agents', 'agentStart'],
    source: { paper: KAYAALP, equation: 'Algorithm 1, eqs. (6a) and (6b)' },
    remark: 'Every agent adapts on its own tasks and then averages with its neighbours.',
    combined: () => '\\textstyle\\sum_{l \\in \\mathcal N_k} a_{lk}\\,\\phi_l',
  },
  centralized: {
    label: 'Centralized',
    short: 'centralized',
    hint: 'a fully connected graph: every agent averages with all others',
    symbol: '_k',
    agents: 'many',
    models: 'many',
    links: 'all',
    noGraph: NO_GRAPH,
    fields: ['agents', 'agentStart'],
    source: { paper: KAYAALP, equation: 'Section 4, combination 11ᵀ/K' },
    remark: 'Every agent averages with all others after every update, as on a fully connected graph.',
    combined: ({ field }) => `\\tfrac{1}{${field('agents')}}\\textstyle\\sum_{l} \\phi_l`,
  },
  'one-processor': {
    label: 'One processor',
    short: 'one processor',
    hint: 'one model on the tasks of all agents',
    symbol: '',
    agents: 'many',
    models: 'one',
    links: 'none',
    noGraph: NO_GRAPH,
    fields: ['agents'],
    source: { paper: KAYAALP, equation: 'Section 4, a central processor with access to all tasks' },
    remark: 'The meta-gradients of all agents’ tasks are averaged, then one optimiser steps.',
    combined: null,
  },
  'non-cooperative': {
    label: 'Non-cooperative',
    short: 'no sharing',
    hint: 'agents learn alone',
    symbol: '_k',
    agents: 'many',
    models: 'many',
    links: 'none',
    noGraph: NO_GRAPH,
    fields: ['agents', 'agentStart'],
    source: { paper: KAYAALP, equation: 'Section 4, combination I' },
    remark: 'Every agent learns alone; nothing is combined.',
    combined: () => `${drop('\\textstyle\\sum_l a_{lk}')}\\,\\phi_k`,
  },
};

export const networkFields = {
  network: choice(labelsOf(networkEntries), {
    key: 'network',
    label: 'Network',
    default: 'single',
    help: 'Who shares launch models with whom.',
  }),
  /** A named shape over the lane's agents, or an undirected edge list such as "0-1,1-2,2-0". */
  graph: text({
    key: 'graph',
    label: 'Graph',
    default: 'ring',
    live: true,
    pattern: /^(ring|path|star|complete|random|\d{1,2}-\d{1,2}(,\d{1,2}-\d{1,2})*)$/,
    maxLength: 800,
    help: 'ring, path, star, complete, random, or edges such as 0-1,1-2.',
  }),
  /** Agents K; counts only where the network has many. */
  agents: integer({
    key: 'agents',
    label: 'Agents',
    symbol: 'K_a',
    tex: 'K_a',
    default: 6,
    min: 2,
    max: 64,
    help: 'Agents of the network, each with tasks of its own.',
  }),
  agentStart: choice(
    { same: 'Same launch model', different: 'Different launch models' },
    { key: 'start', label: 'Agents start from', default: 'same', help: 'Launch models at iteration 0.' },
  ),
};
