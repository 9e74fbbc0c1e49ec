// "Curvature error" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const curvatureError = {
  id: 'curvature-error',
  title: 'Curvature error',
  about: 'How far the second-order part of HF-MAML and the solves of iMAML are from exact.',
  reading: 'Lower is closer to the exact second-order term, and zero is exact.',
  terms: ['curvatureError', 'hessianTerm'],
  group: ({ inexact }) => (inexact ? 'last' : null),
  measure: 'curvature',
  load: () => import('./CurvatureErrorFigure.tsx').then((m) => m.CurvatureErrorFigure),
} as const satisfies FigureDefinition;
