// Stored runs as curves: their mean, point by point, and gaps where one was not finite.
import { expect, it } from 'vitest';
import { LESSONS } from '../../lessons/registry.ts';
import { referenceOf } from './useStoredCurves.ts';

it('are averaged over their runs', () => {
  const [, step] = LESSONS[0].steps;
  const run = (seed: number, testLoss: (number | null)[]) => ({
    seed,
    iterations: 200,
    seconds: 1,
    claims: {},
    curves: [{ label: 'MAML', iteration: [0, 100, 200], testLoss }],
  });
  const stored = { name: 'x', link: step.link, command: '', version: '1', date: '', full: 200 };
  const pin = referenceOf({ ...stored, runs: [run(1, [4, 2, 1]), run(2, [6, null, 3])] });
  expect(pin).toMatchObject({ name: 'stored, 2 runs', task: 'Sinusoid', iteration: 200 });
  expect(Array.from(pin.lanes[0].curve?.testLoss ?? [])).toEqual([5, Number.NaN, 2]);
  expect(referenceOf({ ...stored, runs: [run(1, [4, 2, 1])] }).name).toBe('stored');
});
