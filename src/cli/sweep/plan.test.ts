// What a sweep consists of: which fields it takes, the order of its cells, and what a cell trains.
import { describe, expect, it } from 'vitest';
import { decodeLink } from '../../experiment/link/link.ts';
import { resolveLane } from '../../experiment/resolve.ts';
import { axisOf, cellsIn, cellsOf, checkCells, experimentOf, sweptLaneNames } from './plan.ts';

const experimentAt = (link: string) => decodeLink(link).experiment;
const axesAt = (link: string, ...texts: string[]) =>
  texts.map((text) => axisOf('--x', text, experimentAt(link)));

describe('axes', () => {
  it.each([
    ['#v=1', 'alpha=0.01..1,log,3'],
    ['#v=1', 'N=1..10'],
    ['#v=1', 'beta=1e-4..1e-2,log,3'],
    ['#v=1', 'batch=1..25,3'],
    ['#v=1', 'shots=2..10'],
    ['#v=1', 'evaltasks=10..100,2'],
    ['#v=1', 'width=8..64,log,4'],
    ['#v=1&lanes=maml~hf-maml', 'delta=0.001..0.1,log,3'],
    ['#v=1&lanes=anil', 'l2=0..1,3'],
    ['#v=1&lanes=maml', 'l2=0..1,3'],
    ['#v=1&lanes=da-maml', 'etap=0.001..0.1,log,3'],
    ['#v=1&lanes=dif-maml', 'agents=2..6'],
    ['#v=1&task=glyphs', 'ways=2..5'],
  ])('%s has %s', (link, text) => {
    const axes = axesAt(link, text);
    const experiment = experimentAt(link);
    expect(() => checkCells(experiment, axes, cellsOf(axes, experiment.seed, 1))).not.toThrow();
  });

  it.each([
    ['#v=1', 'gamma=0..1,2', '--x: "gamma" is no key of the link'],
    ['#v=1', 'lanes=0..1,2', 'Algorithms (lanes) is no number'],
    ['#v=1', 'seed=0..5', 'Seed (seed) cannot be swept: runs with further seeds are asked for by --seeds'],
    ['#v=1', 'iter=0..5', '--iterations'],
    ['#v=1', 'alpha=0.01..5,3', 'Inner step size α is 0.0001 to 1 here, not 5'],
    ['#v=1&lanes=maml', 'delta=0.001..0.1,2', "the link's lanes (MAML) do not read it"],
    ['#v=1&lanes=maml', 'agents=2..4', "the link's lanes (MAML) do not read it"],
    ['#v=1&task=quadratics', 'width=8..16,2', 'the model has no hidden layer'],
    ['#v=1', 'ways=2..5', 'do not have it'],
    ['#v=1&edits=10;alpha=0.1', 'alpha=0.01..1,log,3', 'the link changes it while training'],
  ])('%s refuses %s', (link, text, message) => {
    expect(() => axesAt(link, text)).toThrow(message);
  });
});

describe('cells', () => {
  const link = '#v=1&seed=7&lanes=maml~anil;alpha=0.5~maml;alpha=0.2';
  const experiment = experimentAt(link);
  const axes = axesAt(link, 'alpha=0.1..0.3,2', 'width=8..10,2');
  const cells = cellsOf(axes, experiment.seed, 2);

  it('change the first axis slowest and the seed fastest', () => {
    expect(cells).toHaveLength(8);
    expect(cells.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(cells[0]).toEqual({ index: 0, values: [0.1, 8], seed: 7 });
    expect(cells[1]).toEqual({ index: 1, values: [0.1, 8], seed: 8 });
    expect(cells[2]).toEqual({ index: 2, values: [0.1, 10], seed: 7 });
    expect(cells[4].values).toEqual([0.3, 8]);
  });

  it('set every lane, whatever it had itself, and are named without that', () => {
    const asked = experimentOf(experiment, axes, cells[6]);
    expect(asked.seed).toBe(7);
    expect(asked.model).toMatchObject({ hidden: [10, 10] });
    for (const lane of [0, 1, 2]) expect(resolveLane(asked, lane).alpha).toBe(0.3);
    expect(sweptLaneNames(experiment, axes)).toEqual(['MAML (1)', 'ANIL', 'MAML (2)']);
  });

  it('are each in one shard', () => {
    const parts = [1, 2, 3].flatMap((part) => cellsIn(cells, { part, of: 3 }));
    expect(parts.map(({ index }) => index).sort()).toEqual(cells.map(({ index }) => index));
    expect(cellsIn(cells, { part: 1, of: 1 })).toEqual(cells);
  });

  it.each([
    [
      '#v=1&lanes=dif-maml;graph=0-1,1-2,2-3;agents=4',
      'agents=4..6',
      'agents=5 seed=4 cannot run. Dif-MAML, Graph',
    ],
    ['#v=1&amax=1', 'amin=0.5..2,2', 'Amplitudes go from 2 to 1'],
  ])('%s without meaning are refused before anything runs', (broken, text, message) => {
    const one = experimentAt(broken);
    const swept = axesAt(broken, text);
    expect(() => checkCells(one, swept, cellsOf(swept, one.seed, 1))).toThrow(message);
  });
});
