// "Accuracy" among the page's figures.
import { type FigureDefinition, special } from '../frame/figure.ts';

export const accuracy = {
  id: 'accuracy',
  title: 'Accuracy',
  about: 'Test accuracy after adaptation over training, on average and on the worst task.',
  reading:
    'Higher is better: a line is the share of queries answered rightly after adapting, its band the 95 % interval.',
  terms: ['accuracy', 'worstTask', 'querySet'],
  group: (kind) => special(kind.classification, kind),
  load: () => import('./AccuracyFigure.tsx').then((m) => m.AccuracyFigure),
} as const satisfies FigureDefinition;
