// "Loss after each inner step" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const stepLoss = {
  id: 'loss-after-each-inner-step',
  title: 'Loss after each inner step',
  about: 'Test loss before adapting and after each inner step.',
  group: () => 'general',
  view: 'step-loss',
  load: () => import('./StepLossFigure.tsx').then((m) => m.StepLossFigure),
} as const satisfies FigureDefinition;
