// A single step moves the curves: through the inner steps first, then to where the outer step has put them.
import { describe, expect, it } from 'vitest';
import { isSingleStep } from '../core/motion.ts';
import type { AdaptationData } from './adaptationData.ts';
import { between, stepFrame } from './curveMotion.ts';

const at = (launch: number): AdaptationData => ({
  x: [0, 1],
  points: [],
  lanes: [
    { lane: 0, label: 'MAML', trained: 2, curves: [0, 1, 2].map((m) => [launch + m, launch + m]) },
    { lane: 3, label: 'ANIL', trained: 0, curves: [[launch, launch]] },
  ],
});

describe('motion', () => {
  it('is for single steps at rest', () => {
    expect(isSingleStep(4, 5)).toBe(true);
    for (const [before, now] of [
      [4, 6],
      [5, 5],
      [5, 4],
      [undefined, 5],
      [4, undefined],
    ])
      expect(isSingleStep(before, now)).toBe(false);
  });

  it('goes from curve to curve, and leaves curves on other grids alone', () => {
    expect(Array.from(between([0, 2], [2, 4], 0.5))).toEqual([1, 3]);
    expect(between(undefined, [2, 4], 0.5)).toEqual([2, 4]);
    expect(between([1], [2, 4], 0.5)).toEqual([2, 4]);
  });

  it('moves along the inner steps before the launch model moves', () => {
    const [from, to] = [at(0), at(10)];
    const moving = (time: number) => stepFrame(from, to, time).moving?.map(({ lane, y }) => [lane, y[0]]);
    expect(moving(0)).toEqual([[0, 0]]);
    const [[, middle]] = moving(0.275) ?? [];
    expect(middle).toBeCloseTo(1);
    expect(stepFrame(from, to, 0.4).lanes[0].curves).toBe(from.lanes[0].curves);
    const later = stepFrame(from, to, 0.775);
    expect(later.moving).toBeUndefined();
    expect(later.lanes[0].curves[0][0]).toBeCloseTo(5);
    expect(later.lanes[0].curves[2][0]).toBeCloseTo(7);
    expect(stepFrame(from, to, 1).lanes[0].curves[0][0]).toBe(10);
  });
});
