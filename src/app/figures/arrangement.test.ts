// Which figures are shown by default, chosen, and moved.
import { describe, expect, it } from 'vitest';
import { defaultFor } from '../../experiment/defaults.ts';
import { addLane } from '../state/commands.ts';
import {
  defaultFigures,
  moveFigure,
  placeFigure,
  presented,
  shownFigures,
  toggleFigure,
} from './arrangement.ts';
import type { FigureDefinition } from './frame/figure.ts';
import { FIGURES } from './registry.ts';

const sinusoid = defaultFor('sinusoid');
const titles = (figures: readonly FigureDefinition[]) => figures.map(({ title }) => title);

describe('figures', () => {
  it('follow the kind of experiment', () => {
    const rest = ['Loss after each inner step', 'Gradient norm', 'Rule'];
    expect(titles(defaultFigures(sinusoid))).toEqual([
      'Adaptation',
      'Meta-loss',
      ...rest,
      'Loss landscape',
      'Curvature error',
    ]);
    expect(titles(defaultFigures(addLane(addLane(sinusoid, 'da-maml'), 'dif-maml'))).slice(2, 6)).toEqual([
      'Task weights',
      'Worst and mean task',
      'Agent network',
      'Disagreement',
    ]);
    expect(titles(defaultFigures(defaultFor('glyphs')))[2]).toBe('Accuracy');
    expect(titles(defaultFigures(addLane(defaultFor('quadratics'), 'dif-maml')))).toEqual([
      'Loss landscape',
      'Meta-loss',
      ...rest,
      'Agent network',
      'Disagreement',
      'Outputs',
    ]);
  });
  it('keep the names that links were made with', () => {
    expect(FIGURES.map(({ id }) => id)).toEqual([
      'adaptation',
      'meta-loss',
      'loss-after-each-inner-step',
      'gradient-norm',
      'accuracy',
      'task-weights',
      'worst-and-mean-task',
      'agent-network',
      'disagreement',
      'loss-landscape',
      'curvature-error',
      'outputs',
      'rule',
      'anatomy',
    ]);
  });
  it('are loaded by what defines them', async () => {
    for (const { id, load } of FIGURES) expect(await load(), id).toBeTruthy();
  });
  it('are two with the rule in a lecture', () => {
    expect(titles(presented(defaultFigures(sinusoid)))).toEqual(['Adaptation', 'Meta-loss', 'Rule']);
    expect(titles(presented(shownFigures(sinusoid, ['rule', 'meta-loss'])))).toEqual(['Meta-loss', 'Rule']);
  });
  it('are chosen, and unknown names are ignored', () => {
    expect(shownFigures(sinusoid, ['nonsense'])).toEqual(defaultFigures(sinusoid));
    expect(titles(shownFigures(sinusoid, ['rule', 'meta-loss', 'rule', 'x']))).toEqual(['Rule', 'Meta-loss']);
    expect(toggleFigure(['rule'], 'rule')).toEqual(['rule']);
    expect(toggleFigure(['rule', 'accuracy'], 'rule')).toEqual(['accuracy']);
    expect(toggleFigure(['rule'], 'accuracy')).toEqual(['rule', 'accuracy']);
  });
  it('are moved', () => {
    expect(moveFigure(['rule', 'meta-loss'], 'meta-loss', -1)).toEqual(['meta-loss', 'rule']);
    expect(moveFigure(['rule', 'meta-loss'], 'rule', 1)).toEqual(['meta-loss', 'rule']);
    expect(moveFigure(['rule', 'meta-loss'], 'rule', -1)).toEqual(['rule', 'meta-loss']);
    expect(moveFigure(['rule', 'meta-loss'], 'nowhere', 1)).toEqual(['rule', 'meta-loss']);
    expect(placeFigure(['rule', 'meta-loss', 'accuracy'], 'rule', 'accuracy')).toEqual([
      'meta-loss',
      'accuracy',
      'rule',
    ]);
    expect(placeFigure(['rule', 'meta-loss'], 'rule', 'nowhere')).toEqual(['rule', 'meta-loss']);
  });
});
