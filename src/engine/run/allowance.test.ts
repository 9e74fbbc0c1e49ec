// What figures cost beside training, on a clock of its own.
import { describe, expect, it } from 'vitest';
import { createAllowance } from './allowance.ts';

/** Trains for so long in steps of a millisecond, an evaluation every 20; the share of the time that each of both got. */
function shares(evaluation: number, cost: number, seconds = 60) {
  const allowance = createAllowance();
  const spent = { measures: 0, views: 0 };
  for (let i = 1; i <= 1000 * seconds; i++) {
    allowance.trained(1);
    if (i % 20 === 0 && evaluation > 0) allowance.scheduled(evaluation);
    for (const what of ['measures', 'views'] as const) {
      if (!allowance.allows(what)) continue;
      allowance.spend(what, cost);
      spent[what] += cost;
    }
  }
  return { measures: spent.measures / (1000 * seconds), views: spent.views / (1000 * seconds) };
}

describe('the allowance of what figures show', () => {
  it('is a tenth of the training, evaluations included, half for measures and half for views', () => {
    expect(shares(0, 12).views).toBeCloseTo(0.05, 2);
    expect(shares(0, 12).measures).toBeCloseTo(0.05, 2);
    expect(shares(1, 12).views).toBeCloseTo(0.025, 2);
    expect(shares(1, 12).measures).toBeCloseTo(0.025, 2);
  });

  it('keeps both alive where evaluations alone take a tenth and more', () => {
    expect(shares(5, 12).views).toBeGreaterThan(0.012);
    expect(shares(5, 12).measures).toBeLessThan(0.02);
  });

  it('lets measures begin with a burst, and saves little up later', () => {
    const allowance = createAllowance();
    const burst = (what: 'measures' | 'views') => {
      let count = 0;
      for (; allowance.allows(what); count++) allowance.spend(what, 5);
      return count;
    };
    expect(burst('measures')).toBeGreaterThan(20);
    allowance.trained(100_000);
    expect(burst('measures')).toBeLessThan(10);
    expect(burst('views')).toBeLessThan(10);
  });
});
