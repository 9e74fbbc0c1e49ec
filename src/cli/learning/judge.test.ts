// The learning test passes what learns, and fails what learns too little, too much or not at all.
import { describe, expect, it } from 'vitest';
import { type LaneLosses, learningReport } from './judge.ts';

const seeds = (maml: number, firstOrder: number): LaneLosses[] => [
  [maml - 0.2, firstOrder + 0.1],
  [maml + 0.2, firstOrder - 0.1],
];

describe('learningReport', () => {
  it('accepts means within their intervals, with their spread', () => {
    const { lines, failed } = learningReport(seeds(1.1, 1.36));
    expect(failed).toBe(false);
    expect(lines[0]).toBe('MAML: mean 1.100 (sd 0.283, 2 seeds); expected 1.04 ± 0.07: ok');
  });
  it('refuses a mean outside on either side, and a loss that is no number', () => {
    for (const [maml, firstOrder] of [
      [1.12, 1.42],
      [0.96, 1.42],
      [1.04, 1.5],
      [Number.NaN, 1.42],
    ])
      expect(learningReport(seeds(maml, firstOrder)).failed).toBe(true);
  });
});
