// "Loss landscape" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const landscape = {
  id: 'loss-landscape',
  title: 'Loss landscape',
  about: 'The meta-loss in a plane of parameters, and where the lanes walk on it.',
  reading:
    'Each path leads from the first launch model to the present one; the contours show where the loss after adapting is low.',
  terms: ['landscape', 'restingPoint', 'metaLoss'],
  group: ({ landscape }) => (landscape ? 'first' : 'last'),
  view: 'landscape',
  load: () => import('./LandscapeFigure.tsx').then((m) => m.LandscapeFigure),
} as const satisfies FigureDefinition;
