// "Outputs" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const outputs = {
  id: 'outputs',
  title: 'Outputs',
  about:
    'Test loss of the models that the theorems speak of: the average T1 and the random iterate T2 of DA-MAML, and the centroid of agents.',
  reading: 'The thick line is the lane’s own launch model; the thin ones are the outputs made of it.',
  terms: ['taskWeights', 'centroid'],
  group: ({ minMax, network }) => (minMax || network ? 'last' : null),
  measure: 'outputs',
  load: () => import('./OutputsFigure.tsx').then((m) => m.OutputsFigure),
} as const satisfies FigureDefinition;
