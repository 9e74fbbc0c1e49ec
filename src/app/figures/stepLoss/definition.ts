// "Loss after each inner step" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const stepLoss = {
  id: 'loss-after-each-inner-step',
  title: 'Loss after each inner step',
  about: 'Test loss before adapting and after each inner step.',
  reading:
    'A curve that falls in the first steps has a launch model made for adapting; the ring marks the N that it was trained for.',
  terms: ['stepLoss', 'launchModel'],
  group: () => 'general',
  view: 'step-loss',
  load: () => import('./StepLossFigure.tsx').then((m) => m.StepLossFigure),
} as const satisfies FigureDefinition;
