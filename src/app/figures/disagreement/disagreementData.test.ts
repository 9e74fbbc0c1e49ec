// Theorem 1 stands beside a run only where it speaks of it; elsewhere the level is named as fitted, or left out.
import { describe, expect, it } from 'vitest';
import type { LaneSeries } from '../../../client/types.ts';
import { decodeLink } from '../../../experiment/link/link.ts';
import { testSeries } from '../shared/testing.ts';
import { disagreementData } from './disagreementData.ts';

/** A long run with one level of disagreement. */
const series: LaneSeries = testSeries(3000, { disagreement: 1e-3 });

function shown(link: string) {
  const { experiment } = decodeLink(link);
  const { series: drawn, marks } = disagreementData({ experiment, series: [series] });
  return { level: drawn.slice(1).map(({ label }) => label), marks: (marks ?? []).map(({ label }) => label) };
}

describe('the level beside the disagreement', () => {
  it('is Theorem 1 for constant steps of SGD; from one launch model the agents need no time to agree', () => {
    const { level, marks } = shown('#v=1&opt=sgd&beta=0.01&lanes=dif-maml');
    expect(level).toHaveLength(1);
    expect(level[0]).toMatch(/^Theorem 1 with B̂²\+C² = .* fitted$/);
    expect(marks).toEqual([]);
  });

  it('comes with the agreement time where the agents start from different models', () => {
    expect(shown('#v=1&opt=sgd&beta=0.01&start=different&lanes=dif-maml').marks).toEqual(['agreement time']);
  });

  it('comes with the agreement time of a changed step size', () => {
    const link = '#v=1&opt=sgd&beta=0.01&lanes=dif-maml&iter=3000&edits=500;beta=0.02';
    expect(shown(link).marks).toEqual(['agreement time']);
  });

  it('is named as fitted for Adam and for min-max weights, without an agreement time', () => {
    for (const link of [
      '#v=1&opt=adam&start=different&lanes=dif-maml',
      '#v=1&opt=sgd&beta=0.01&lanes=dif-maml;weighting=min-max',
    ]) {
      const { level, marks } = shown(link);
      expect(level).toEqual(['fitted level (Theorem 1 is of SGD)']);
      expect(marks).toEqual([]);
    }
  });

  it('is left out where the step size is another one in every iteration', () => {
    expect(shown('#v=1&opt=adaptive&lanes=dif-maml')).toEqual({ level: [], marks: [] });
  });
});
