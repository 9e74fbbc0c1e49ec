// "Gradient norm" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const gradientNorm = {
  id: 'gradient-norm',
  title: 'Gradient norm',
  about: 'Length of the exact meta-gradient over training.',
  reading:
    'It falls towards zero where training settles on a stationary point of F; a lane that stays above zero settles somewhere else.',
  terms: ['gradientNorm', 'stall', 'metaGradient'],
  group: () => 'general',
  measure: 'gradient',
  load: () => import('./GradientNormFigure.tsx').then((m) => m.GradientNormFigure),
} as const satisfies FigureDefinition;
