// Numbers as the page writes them.
import { describe, expect, it } from 'vitest';
import { formatCount, formatDuration, formatLoss, formatRate, subscriptsOf } from './format.ts';

describe('format', () => {
  it('writes counts, rates and losses', () => {
    expect(formatCount(1284)).toBe('1,284');
    expect(formatRate(4.23)).toBe('4.2');
    expect(formatRate(431.4)).toBe('431');
    expect(formatRate(Number.NaN)).toBe('0');
    expect(formatLoss(0.6234)).toBe('0.623');
    expect(formatLoss(Number.NaN)).toBe('–');
    expect(formatLoss(Number.POSITIVE_INFINITY)).toBe('∞');
    expect(formatLoss(0.00001)).toBe('1.0e-5');
  });
  it('takes symbols apart into what stands on the line and below it', () => {
    const below = (text: string) =>
      subscriptsOf(text)
        .map((p) => (p.below ? `<${p.text}>` : p.text))
        .join('');
    expect(below('Weight step η_p = 1e-5')).toBe('Weight step η<p> = 1e-5');
    expect(below('(1/K_a) Σ‖w_k − w̄‖²')).toBe('(1/K<a>) Σ‖w<k> − w̄‖²');
    expect(below('‖∇_w φ(w, p)‖')).toBe('‖∇<w> φ(w, p)‖');
    for (const plain of ['of_ no _symbol', 'class_00', 'n0153_0', 'a_b_c', 'x_long', 'Alphabet_of_the_Magi'])
      expect(below(plain)).toBe(plain);
  });
  it('writes durations', () => {
    expect(formatDuration(4.2)).toBe('4 s');
    expect(formatDuration(125)).toBe('2 min 5 s');
    expect(formatDuration(3780)).toBe('1 h 3 min');
    expect(formatDuration(Number.NaN)).toBe('–');
  });
});
