// "Adaptation" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const adaptation = {
  id: 'adaptation',
  title: 'Adaptation',
  about: 'One task before and after each inner step, in every lane.',
  reading:
    'Pale is the launch model, strong the model after its inner steps; the better an algorithm has learned to learn, the closer its strong curve or answers come to the task.',
  terms: ['task', 'supportSet', 'launchModel', 'innerLoop'],
  group: ({ landscape }) => (landscape ? null : 'first'),
  view: 'adaptation',
  load: () => import('./AdaptationFigure.tsx').then((m) => m.AdaptationFigure),
} as const satisfies FigureDefinition;
