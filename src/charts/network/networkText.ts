// What the agents' graph says in words and numbers.

import { formatNumber } from '../../ui/format.ts';
import type { Table } from '../core/geometry.ts';
import { extent } from '../core/scales.ts';
import type { NetworkData } from './networkData.ts';
import { networkLayout } from './networkLayout.ts';

/** One row per agent: distribution, test loss, neighbours, and its column of combination weights. */
export function networkTable(data: NetworkData): Table {
  const agents = data.agentNames.length;
  const withWeights = data.combination.length >= agents * agents;
  return {
    columns: [
      'agent',
      'tasks',
      'test loss',
      'neighbours',
      ...(withWeights ? data.agentNames.map((_, l) => `a from ${l + 1}`) : []),
    ],
    rows: data.agentNames.map((name, k) => [
      k + 1,
      name,
      data.losses[k] ?? Number.NaN,
      data.edges
        .flatMap(([a, b]) => (a === k ? [b + 1] : b === k ? [a + 1] : []))
        .sort((a, b) => a - b)
        .join(' '),
      ...(withWeights ? data.agentNames.map((_, l) => data.combination[l * agents + k]!) : []),
    ]),
  };
}

export function networkSummary(data: NetworkData): string {
  const drawing = networkLayout(data, { width: 400, height: 300, scale: 1 });
  const range = extent(Array.from(data.losses));
  const losses = range ? ` Test loss from ${formatNumber(range[0])} to ${formatNumber(range[1])}.` : '';
  const message = drawing.message ? ` ${drawing.message}.` : '';
  return `Network of ${data.label}: ${data.agentNames.length} agents, ${drawing.edges.length} edges, ${drawing.lambda}.${losses}${message}`;
}
