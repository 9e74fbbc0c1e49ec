// "Gradient norm" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const gradientNorm = {
  id: 'gradient-norm',
  title: 'Gradient norm',
  about: 'Length of the exact meta-gradient over training.',
  group: () => 'general',
  load: () => import('./GradientNormFigure.tsx').then((m) => m.GradientNormFigure),
} as const satisfies FigureDefinition;
