// Cells side by side: which of them share a run, and that their numbers are those of runs of their own, bit for bit.
import { describe, expect, it } from 'vitest';
import { decodeLink } from '../../experiment/link/link.ts';
import { type LaneCell, runBatch } from './batch.ts';
import { batchesOf } from './batches.ts';
import { axisOf, cellsOf, experimentOf } from './plan.ts';

function experimentsAt(link: string, seeds: number, ...texts: string[]) {
  const { experiment } = decodeLink(link);
  const axes = texts.map((text) => axisOf('--x', text, experiment));
  return cellsOf(axes, experiment.seed, seeds).map((cell) => experimentOf(experiment, axes, cell));
}
const placesOf = (...args: Parameters<typeof batchesOf>) => batchesOf(...args).map(({ places }) => places);

describe('batches', () => {
  it('hold cells that differ in their lanes alone, seed by seed, at most 16 lanes', () => {
    const experiments = experimentsAt('#v=1&lanes=maml~anil', 2, 'alpha=0.01..1,log,40');
    const places = placesOf(experiments, 0, 2, 1);
    expect(places[0]).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
    expect(places[1]).toEqual([1, 3, 5, 7, 9, 11, 13, 15]);
    expect(places.flat().sort((a, b) => a - b)).toEqual([...experiments.keys()]);
  });

  it('begin where a file ends, and leave several for every thread', () => {
    const experiments = experimentsAt('#v=1&lanes=maml', 1, 'alpha=0.01..1,log,40');
    expect(placesOf(experiments, 37, 1, 1).flat()).toEqual([37, 38, 39]);
    expect(placesOf(experiments, 40, 1, 1)).toEqual([]);
    expect(placesOf(experiments, 0, 1, 4).length).toBeGreaterThanOrEqual(12);
  });

  it('part what draws other tasks or has another model', () => {
    for (const axis of ['shots=2..9', 'width=8..15', 'amax=1..5,8'])
      for (const places of placesOf(experimentsAt('#v=1&lanes=maml', 1, axis), 0, 1, 1))
        expect(places).toHaveLength(1);
    const hessian = experimentsAt('#v=1&lanes=maml', 1, 'dh=1..8');
    for (const places of placesOf(hessian, 0, 1, 1)) expect(places).toHaveLength(1);
  });

  it.each([
    ['#v=1&batch=3&evaltasks=10&lanes=maml~hf-maml~anil', ['alpha=0.01..1,log,3', 'n=1..2']],
    ['#v=1&batch=3&evaltasks=10&lanes=da-maml&opt=sgd', ['etap=0.01..0.1,2', 'beta=0.001..0.1,log,3']],
    [
      '#v=1&batch=3&evaltasks=10&lanes=dif-maml~maml&edits=4;0.n=2~6;batch=2',
      ['agents=3..5', 'alpha=0.01..0.1,2'],
    ],
    ['#v=1&task=quadratics&batch=3&evaltasks=3&lanes=maml~reptile', ['l2=0..1,2', 'alpha=0.01..0.1,2']],
  ])('%s: the numbers of runs apart', async (link, axes) => {
    const run = (places: readonly number[], experiment: (typeof experiments)[number]) =>
      runBatch({ places, experiment, iterations: 12, metric: 'testLoss', data: null });
    const experiments = experimentsAt(link, 2, ...axes);
    const together: LaneCell[][] = [];
    for (const { places, experiment } of batchesOf(experiments, 0, 2, 1)) {
      const found = await run(places, experiment);
      const lanes = found.length / places.length;
      for (const [i, place] of places.entries()) together[place] = found.slice(i * lanes, (i + 1) * lanes);
    }
    for (const [place, experiment] of experiments.entries())
      expect(together[place]).toEqual(await run([place], experiment));
  });
});
