// Which figures are shown by default, chosen, and moved.
import { describe, expect, it } from 'vitest';
import { defaultFor } from '../../experiment/defaults.ts';
import { addLane } from '../lab/commands.ts';
import {
  defaultFigures,
  figureSlug,
  moveFigure,
  placeFigure,
  shownFigures,
  toggleFigure,
} from './figureList.ts';

const sinusoid = defaultFor('sinusoid');

describe('figures', () => {
  it('follow the kind of experiment', () => {
    expect(defaultFigures(sinusoid).slice(0, 2)).toEqual(['Adaptation', 'Meta-loss']);
    expect(defaultFigures(addLane(sinusoid, 'da-maml'))).toContain('Task weights');
    expect(defaultFigures(addLane(sinusoid, 'dif-maml'))).toContain('Disagreement');
    expect(defaultFigures(defaultFor('glyphs'))).toContain('Accuracy');
    expect(defaultFigures(defaultFor('quadratics'))[0]).toBe('Loss landscape');
  });
  it('are chosen and moved, and unknown names are ignored', () => {
    expect(shownFigures(sinusoid, ['nonsense'])).toEqual(defaultFigures(sinusoid));
    const chosen = shownFigures(sinusoid, ['rule', 'meta-loss']);
    expect(chosen).toEqual(['Rule', 'Meta-loss']);
    expect(moveFigure(chosen, 'Meta-loss', -1)).toEqual(['meta-loss', 'rule']);
    expect(placeFigure(['Rule', 'Meta-loss', 'Accuracy'], 'rule', 'accuracy')).toEqual([
      'meta-loss',
      'accuracy',
      'rule',
    ]);
    expect(placeFigure(chosen, 'rule', 'nowhere')).toEqual(['rule', 'meta-loss']);
    expect(toggleFigure(['Rule'], 'Rule')).toEqual(['rule']);
    expect(toggleFigure(chosen, 'Accuracy')).toEqual(['rule', 'meta-loss', figureSlug('Accuracy')]);
  });
});
