// Which figures there are, which are shown for which kind of experiment, and in which order.
import type { Experiment } from '../../experiment/types.ts';
import { FAMILIES } from '../../tasks/families.ts';
import { kindOf } from './series.ts';

export const FIGURE_NAMES = [
  'Adaptation',
  'Meta-loss',
  'Loss after each inner step',
  'Gradient norm',
  'Accuracy',
  'Task weights',
  'Worst and mean task',
  'Agent network',
  'Disagreement',
  'Loss landscape',
  'Rule',
] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

function special({ minMax, network, classification }: ReturnType<typeof kindOf>): FigureName[] {
  const figures: FigureName[] = [];
  if (classification) figures.push('Accuracy');
  if (minMax) figures.push('Task weights', 'Worst and mean task');
  if (network) figures.push('Agent network', 'Disagreement');
  return figures;
}

/** Defaults: weights for min-max lanes, agents for networks, accuracy for classification. */
export function defaultFigures(experiment: Experiment): FigureName[] {
  // Quadratics are their landscape: w itself is the model.
  if (FAMILIES[experiment.task].problem === 'quadratic') {
    return [
      'Loss landscape',
      'Meta-loss',
      'Loss after each inner step',
      'Gradient norm',
      'Rule',
      ...special(kindOf(experiment)),
    ];
  }
  const figures: FigureName[] = ['Adaptation', 'Meta-loss'];
  figures.push(...special(kindOf(experiment)));
  figures.push('Loss after each inner step', 'Gradient norm', 'Rule', 'Loss landscape');
  return figures;
}

/** What is shown: the choice where it names known figures, else the default. */
export function shownFigures(experiment: Experiment, chosen: readonly string[]): FigureName[] {
  const known = chosen
    .map((slug) => FIGURE_NAMES.find((name) => figureSlug(name) === slug))
    .filter((name): name is FigureName => name !== undefined);
  return known.length > 0 ? [...new Set(known)] : defaultFigures(experiment);
}

/** The figure's name in a link. */
export function figureSlug(name: FigureName): string {
  return name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
}

/** Shown or hidden; the last figure stays. */
export function toggleFigure(shown: readonly FigureName[], name: FigureName): string[] {
  const next = shown.includes(name) ? shown.filter((one) => one !== name) : [...shown, name];
  return (next.length > 0 ? next : shown).map(figureSlug);
}

/** Takes the place of another figure; those between move up. */
export function placeFigure(shown: readonly FigureName[], slug: string, target: string): string[] {
  const slugs = shown.map(figureSlug);
  const to = slugs.indexOf(target);
  if (to < 0 || !slugs.includes(slug) || slug === target) return slugs;
  const rest = slugs.filter((one) => one !== slug);
  rest.splice(to, 0, slug);
  return rest;
}

/** One place earlier (−1) or later (+1). */
export function moveFigure(shown: readonly FigureName[], name: FigureName, by: -1 | 1): string[] {
  const at = shown.indexOf(name);
  const to = at + by;
  if (at < 0 || to < 0 || to >= shown.length) return shown.map(figureSlug);
  const next = [...shown];
  [next[at], next[to]] = [next[to], next[at]];
  return next.map(figureSlug);
}
