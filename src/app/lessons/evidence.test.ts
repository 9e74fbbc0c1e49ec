// The page's snapshot as evidence: nothing of another iteration passes for the present one.
import { expect, it } from 'vitest';
import { createSeriesStore } from '../../client/seriesStore.ts';
import { EMPTY } from '../../client/snapshots.ts';
import type { LabSnapshot } from '../../client/types.ts';
import { decodeLink } from '../../experiment/link/link.ts';
import type { LandscapeView } from '../../protocol/views.ts';
import { evidenceFrom } from './evidence.ts';

const { experiment } = decodeLink('#v=1&task=quadratics&lanes=maml~joint');
const view = (iteration: number, basis: LandscapeView['basis'] = 'coordinates') =>
  ({
    iteration,
    basis,
    paths: [{ points: Float32Array.of(0, 0, 3, 4) }, { points: Float32Array.of(1, 2) }],
  }) as unknown as LandscapeView;
const snapshot: LabSnapshot = {
  ...EMPTY,
  experiment,
  iteration: 7,
  series: [createSeriesStore().view(), createSeriesStore().view()],
  stops: [null, { iteration: 3, reason: 'Diverged.' }],
  views: {
    ...EMPTY.views,
    landscape: view(7),
    'step-loss': {
      iteration: 7,
      lanes: [{ lane: 1, loss: Float32Array.of(5, 4), accuracy: Float32Array.of() }],
    },
  },
};

it('holds the models and losses of this iteration', () => {
  const { lanes, iteration } = evidenceFrom(snapshot);
  expect(iteration).toBe(7);
  expect(lanes.map(({ model }) => model)).toEqual([
    [3, 4],
    [1, 2],
  ]);
  expect(lanes.map(({ stopped }) => stopped)).toEqual([false, true]);
  expect(lanes[0].stepLoss).toBeNull();
  expect(Array.from(lanes[1].stepLoss ?? [])).toEqual([5, 4]);
});

it('leaves out what is of another iteration, or no point of the plane', () => {
  for (const landscape of [view(6), view(7, 'models'), null])
    expect(evidenceFrom({ ...snapshot, views: { ...snapshot.views, landscape } }).lanes[0].model).toBeNull();
  expect(evidenceFrom({ ...snapshot, iteration: 8 }).lanes[1].stepLoss).toBeNull();
});
