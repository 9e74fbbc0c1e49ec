// "Disagreement" among the page's figures.
import { type FigureDefinition, special } from '../frame/figure.ts';

export const disagreement = {
  id: 'disagreement',
  title: 'Disagreement',
  about: 'How far the agents are from their centroid, beside what Theorem 1 of Dif-MAML bounds.',
  reading: 'Lower is closer together; a graph that mixes faster and a smaller β let it settle lower.',
  terms: ['disagreement', 'centroid', 'agreementTime', 'mixingRate'],
  group: (kind) => special(kind.network, kind),
  load: () => import('./DisagreementFigure.tsx').then((m) => m.DisagreementFigure),
} as const satisfies FigureDefinition;
