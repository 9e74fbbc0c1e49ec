// The table of pinned results: rows and sorting.
import { describe, expect, it } from 'vitest';
import { type Pin, pinRows, sortRows } from './pins.ts';

const lane = { worstTestLoss: Number.NaN, testAccuracy: Number.NaN, gradientNorm: 1, seconds: 2 };
const pins: Pin[] = [
  {
    id: 'a',
    name: 'Pin 1',
    link: '#v=1',
    task: 'Sinusoid',
    iteration: 100,
    lanes: [
      { lane: 'MAML', testLoss: 2, ...lane },
      { lane: 'FO-MAML', testLoss: Number.NaN, ...lane },
    ],
  },
  {
    id: 'b',
    name: 'Pin 2',
    link: '#v=1',
    task: 'Sinusoid',
    iteration: 200,
    lanes: [{ lane: 'MAML', testLoss: 1, ...lane }],
  },
];

describe('pins', () => {
  it('gives one row per pin and lane', () => {
    expect(pinRows(pins).map((row) => row[3])).toEqual(['MAML', 'FO-MAML', 'MAML']);
  });
  it('sorts by any column with missing numbers last', () => {
    const rows = pinRows(pins);
    expect(sortRows(rows, 4, false).map((row) => row[4])).toEqual([1, 2, Number.NaN]);
    expect(sortRows(rows, 4, true).map((row) => row[4])).toEqual([2, 1, Number.NaN]);
    expect(sortRows(rows, 0, true)[0][0]).toBe('Pin 2');
  });
});
