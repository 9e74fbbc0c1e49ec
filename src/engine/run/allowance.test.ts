// What figures cost beside training, on a clock of its own.
import { describe, expect, it } from 'vitest';
import { createAllowance } from './allowance.ts';

/** Trains for `seconds` in steps of a millisecond, an evaluation every 20; the share of the time that views of `cost` got. */
function viewShare(evaluation: number, cost: number, seconds = 20): number {
  const allowance = createAllowance();
  let views = 0;
  for (let i = 1; i <= 1000 * seconds; i++) {
    allowance.trained(1);
    if (i % 20 === 0 && evaluation > 0) allowance.scheduled(evaluation);
    if (!allowance.allows()) continue;
    allowance.spend(cost);
    views += cost;
  }
  return views / (1000 * seconds);
}

describe('the allowance of what figures show', () => {
  it('is a tenth of the training, evaluations included', () => {
    expect(viewShare(0, 12)).toBeCloseTo(0.1, 2);
    expect(viewShare(1, 12)).toBeCloseTo(0.05, 2);
  });

  it('keeps views alive where evaluations alone take a tenth and more', () => {
    expect(viewShare(5, 12)).toBeCloseTo(0.025, 2);
  });

  it('saves little up while nothing is shown', () => {
    const allowance = createAllowance();
    allowance.trained(100_000);
    let views = 0;
    for (; allowance.allows(); views++) allowance.spend(5);
    expect(views).toBeLessThan(10);
  });
});
