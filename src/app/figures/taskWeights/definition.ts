// "Task weights" among the page's figures.
import { type FigureDefinition, special } from '../frame/figure.ts';

export const taskWeights = {
  id: 'task-weights',
  title: 'Task weights',
  about: 'How a min-max lane shares its attention among the tasks.',
  reading:
    'Even shares are uniform weighting; a lane gives more weight to the tasks whose loss after adapting is highest.',
  terms: ['taskWeights', 'simplex', 'worstTask'],
  group: (kind) => special(kind.minMax, kind),
  load: () => import('./TaskWeightsFigure.tsx').then((m) => m.TaskWeightsFigure),
} as const satisfies FigureDefinition;
