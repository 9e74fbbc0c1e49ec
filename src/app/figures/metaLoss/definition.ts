// "Meta-loss" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const metaLoss = {
  id: 'meta-loss',
  title: 'Meta-loss',
  about: 'Loss after adaptation over training, on test and training tasks.',
  group: () => 'outcome',
  load: () => import('./MetaLossFigure.tsx').then((m) => m.MetaLossFigure),
} as const satisfies FigureDefinition;
