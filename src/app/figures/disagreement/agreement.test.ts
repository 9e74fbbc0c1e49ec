// Theorem 1's level and agreement time against their formulas.
import { describe, expect, it } from 'vitest';
import { agreementTime, fitAgreement, levelFactor } from './agreement.ts';

describe('Theorem 1 of Kayaalp et al. 2020', () => {
  it('gives the agreement time of eq. (24) and the factor of eq. (23)', () => {
    expect(agreementTime({ mu: 0.001, lambda2: 2 / 3 })).toBeCloseTo(51.11, 2);
    expect(agreementTime({ mu: 0.001, lambda2: 1 })).toBeNaN();
    expect(levelFactor({ mu: 0.1, lambda2: 0.5 })).toBeCloseTo(0.01, 12);
  });
  it('finds the constant of a run that lies on the bound, whatever changes on the way', () => {
    const phases = [
      { from: 0, mu: 0.01, lambda2: 0.5 },
      { from: 500, mu: 0.02, lambda2: 0.8 },
    ];
    const iterations = Float64Array.from({ length: 100 }, (_, i) => 10 * i);
    const values = iterations.map((at) => 7 * levelFactor(phases[at < 500 ? 0 : 1]));
    const fit = fitAgreement(iterations, values, phases);
    expect(fit?.constant).toBeCloseTo(7, 6);
    expect(fit?.level[0]).toBeNaN();
    expect(fit?.level[99]).toBeCloseTo(values[99], 8);
    expect(fit?.times[1]).toBeCloseTo(500 + (3 * Math.log(0.02)) / Math.log(0.8), 9);
  });
  it('says nothing before the agents can have agreed, or where they never do', () => {
    const one = [{ from: 0, mu: 0.001, lambda2: 0.9 }];
    expect(fitAgreement([0, 20, 40], [1, 1, 1], one)).toBeNull();
    expect(fitAgreement([0, 1e4, 2e4, 3e4], [0, 1, 1, 1], [{ from: 0, mu: 0.001, lambda2: 1 }])).toBeNull();
    expect(fitAgreement([], [], [])).toBeNull();
  });
});
