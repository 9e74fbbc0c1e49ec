// "Rule" among the page's figures.
import type { FigureDefinition } from '../frame/figure.ts';

export const rule = {
  id: 'rule',
  title: 'Rule',
  about: 'The update of a lane as its paper writes it.',
  reading: 'A term that the lane drops is struck through; each symbol leads to its slider.',
  terms: ['innerLoop', 'metaGradient', 'outerLoop'],
  group: () => 'general',
  load: () => import('../../rule/RulePanel.tsx').then((m) => m.RulePanel),
} as const satisfies FigureDefinition;
