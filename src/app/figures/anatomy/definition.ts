// "Anatomy" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const anatomy = {
  id: 'anatomy',
  title: 'Anatomy',
  about: 'The coming iteration of one algorithm taken apart, with the numbers that the next step will use.',
  reading:
    'Go through the phases forwards and back; the line of the rule that is at work is lit. The end is what “Step” gives.',
  terms: ['metaGradient', 'hessianTerm', 'cosine', 'outerLoop'],
  group: () => null,
  view: 'anatomy',
  load: () => import('./AnatomyFigure.tsx').then((m) => m.AnatomyFigure),
} as const satisfies FigureDefinition;
