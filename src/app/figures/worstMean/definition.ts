// "Worst and mean task" among the page's figures.
import { type FigureDefinition, special } from '../frame/figure.ts';

export const worstMean = {
  id: 'worst-and-mean-task',
  title: 'Worst and mean task',
  about: 'How each task of a finite set fares, now and over training.',
  group: (kind) => special(kind.minMax, kind),
  load: () => import('./WorstMeanFigure.tsx').then((m) => m.WorstMeanFigure),
} as const satisfies FigureDefinition;
