// "Worst and mean task" among the page's figures.
import { type FigureDefinition, special } from '../frame/figure.ts';

export const worstMean = {
  id: 'worst-and-mean-task',
  title: 'Worst and mean task',
  about: 'How each task of a finite set fares, now and over training.',
  reading:
    'A ring marks the worst task and a vertical line the mean; min-max weighting trades some of the mean for the worst.',
  terms: ['worstTask', 'taskWeights'],
  group: (kind) => special(kind.minMax, kind),
  load: () => import('./WorstMeanFigure.tsx').then((m) => m.WorstMeanFigure),
} as const satisfies FigureDefinition;
