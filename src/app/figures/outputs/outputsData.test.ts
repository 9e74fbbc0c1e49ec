// Which outputs a lane has, by its weighting and its network, and under which names.
import { describe, expect, it } from 'vitest';
import { decodeLink } from '../../../experiment/link/link.ts';
import { testSeries } from '../shared/testing.ts';
import { outputsData } from './outputsData.ts';

const { experiment } = decodeLink('#v=1&lanes=maml~da-maml~dif-maml');
const series = [
  testSeries(4, { testLoss: 1, worstTestLoss: 2 }),
  testSeries(4, {
    testLoss: 3,
    worstTestLoss: 4,
    averagedIterateTestLoss: 5,
    averagedIterateWorstTestLoss: 6,
    randomIterateTestLoss: 7,
    randomIterateWorstTestLoss: 8,
  }),
  testSeries(4, { testLoss: 9, worstTestLoss: 10, centroidTestLoss: 11 }),
];
const shown = (measure: 'mean' | 'worst') =>
  outputsData({ experiment, series }, measure).series.map(({ label, y }) => [label, y[3]]);

describe('outputs', () => {
  it('are T1 and T2 of min-max lanes and the centroid of agents, beside the launch models they are made of', () => {
    expect(shown('mean')).toEqual([
      ['DA-MAML', 3],
      ['DA-MAML, average T1', 5],
      ['DA-MAML, random iterate T2', 7],
      ['Dif-MAML, mean of agents', 9],
      ['Dif-MAML, centroid', 11],
    ]);
  });

  it('have a worst task where their tasks are a finite set', () => {
    expect(shown('worst')).toEqual([
      ['DA-MAML', 4],
      ['DA-MAML, average T1', 6],
      ['DA-MAML, random iterate T2', 8],
    ]);
  });
});
