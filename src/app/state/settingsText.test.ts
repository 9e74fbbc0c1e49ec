// Settings in words: what a caption says, and what a lane runs with.
import { describe, expect, it } from 'vitest';
import { decodeLink } from '../../experiment/link/link.ts';
import { captionOf, laneValues, valueText } from './settingsText.ts';

const caption = (link: string, iteration = 0) => captionOf(decodeLink(link).experiment, iteration);

describe('settings in words', () => {
  it('caption an experiment: the main ones, what is not the default, and the algorithms', () => {
    expect(caption('#v=1&alpha=0.02&seed=7&lanes=maml~fo-maml', 1284)).toBe(
      'Sinusoid: α 0.02, N 1, β 0.001, B 25, Seed 7, K 10; iteration 1,284. Algorithms: MAML; FO-MAML.',
    );
    expect(caption('#v=1&init=he&lanes=maml')).toContain('Initialization Variance 2/fan-in');
  });
  it('say the values in force, and none that no lane reads', () => {
    expect(caption('#v=1&alpha=0.02&edits=100;alpha=0.05&lanes=maml', 100)).toContain('α 0.05');
    expect(caption('#v=1&etap=0.3&lanes=maml')).not.toContain('η_p');
    expect(caption('#v=1&etap=0.3&lanes=da-maml')).toContain('η_p 0.3');
  });
  it('list what a lane runs with', () => {
    const values = laneValues(decodeLink('#v=1&lanes=maml~hf-maml;delta=0.01').experiment, 1, 0);
    expect(values.get('delta')).toBe(0.01);
    expect(values.has('etaP')).toBe(false);
    expect(values.has('ways')).toBe(false);
  });
  it('name choices, numbers and models', () => {
    expect(valueText('alpha', 1e-7)).toBe('1e-7');
    expect(valueText('model', { kind: 'mlp', hidden: [40, 40], activation: 'relu' })).toBe('mlp-40-40-relu');
    expect(valueText('init', 'he')).toBe('Variance 2/fan-in');
    expect(valueText('testSet', '')).toBe('–');
  });
});
