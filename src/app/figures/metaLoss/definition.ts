// "Meta-loss" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const metaLoss = {
  id: 'meta-loss',
  title: 'Meta-loss',
  about: 'Loss after adaptation over training, on test and training tasks.',
  reading:
    'Lower is better, and marks say where a setting was changed; choose below whether it is drawn over iterations, seconds or the gradients computed.',
  terms: ['metaLoss', 'testLoss', 'trainLoss', 'gradientEvaluations'],
  group: () => 'outcome',
  load: () => import('./MetaLossFigure.tsx').then((m) => m.MetaLossFigure),
} as const satisfies FigureDefinition;
