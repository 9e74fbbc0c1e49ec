// Which figures are shown, and in which order: the user's or the link's choice, else what suits the experiment.
import type { Experiment } from '../../experiment/types.ts';
import type { Measure } from '../../protocol/payloads.ts';
import type { ViewName } from '../../protocol/views.ts';
import { type FigureDefinition, GROUPS, kindOf } from './frame/figure.ts';
import { FIGURES } from './registry.ts';
import { rule } from './rule/definition.ts';

/** The figures of an experiment for which nothing was chosen. */
export function defaultFigures(experiment: Experiment): FigureDefinition[] {
  const kind = kindOf(experiment);
  return GROUPS.flatMap((group) => FIGURES.filter((figure) => figure.group(kind) === group));
}

/** What is shown: the choice where it names known figures, else the default. */
export function shownFigures(experiment: Experiment, chosen: readonly string[]): FigureDefinition[] {
  const known = chosen.flatMap((id) => FIGURES.find((figure) => figure.id === id) ?? []);
  return known.length > 0 ? [...new Set(known)] : defaultFigures(experiment);
}

/** What a lecture hall can read at once: the first two, with the rule. */
export function presented(shown: readonly FigureDefinition[]): readonly FigureDefinition[] {
  return [...shown.filter(({ id }) => id !== rule.id).slice(0, 2), rule];
}

/** The views that these figures are drawn from. */
export function viewsOf(figures: readonly FigureDefinition[]): ViewName[] {
  return figures.flatMap(({ view }) => view ?? []);
}

/** What evaluations measure for these figures. */
export function measuresOf(figures: readonly FigureDefinition[]): Measure[] {
  return figures.flatMap(({ measure }) => measure ?? []);
}

/** Shown or hidden; the last figure stays. */
export function toggleFigure(shown: readonly string[], id: string): readonly string[] {
  if (!shown.includes(id)) return [...shown, id];
  return shown.length > 1 ? shown.filter((one) => one !== id) : shown;
}

/** Takes the place of another figure; those between move up. */
export function placeFigure(shown: readonly string[], id: string, target: string): readonly string[] {
  const to = shown.indexOf(target);
  if (to < 0 || !shown.includes(id)) return shown;
  return shown.filter((one) => one !== id).toSpliced(to, 0, id);
}

/** One place earlier (−1) or later (+1). */
export function moveFigure(shown: readonly string[], id: string, by: -1 | 1): readonly string[] {
  const neighbour = shown[shown.indexOf(id) + by];
  return neighbour === undefined ? shown : placeFigure(shown, id, neighbour);
}
