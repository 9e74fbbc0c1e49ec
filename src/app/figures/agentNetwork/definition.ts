// "Agent network" among the page's figures.
import { type FigureDefinition, special } from '../frame/figure.ts';

export const agentNetwork = {
  id: 'agent-network',
  title: 'Agent network',
  about: 'Which agents combine their launch models, with which weights, and how each fares.',
  reading:
    'Wider edges carry more weight and an agent’s shade is its test loss; drag from one agent to another to join or part them.',
  terms: ['combinationMatrix', 'mixingRate'],
  group: (kind) => special(kind.network, kind),
  load: () => import('./AgentNetworkFigure.tsx').then((m) => m.AgentNetworkFigure),
} as const satisfies FigureDefinition;
