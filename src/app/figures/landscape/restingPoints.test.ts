// Marked points of the exact landscape against independent float64 values, for every lane shown.
import { describe, expect, it } from 'vitest';
import { innerLoopOf } from '../../../experiment/closedForms.ts';
import { decodeLink } from '../../../experiment/link/link.ts';
import { resolveLane } from '../../../experiment/resolve.ts';
import { metaLoss } from '../../../math/quadratics.ts';
import { exactLandscape, planeTasks } from './landscapeData.ts';
import { restingPoints } from './restingPoints.ts';

function marksOf(link: string, lane = 0) {
  const { experiment } = decodeLink(link);
  const marks = restingPoints(experiment, planeTasks(experiment) ?? [], lane);
  return Object.fromEntries(
    marks.map(({ label, x, y }) => [label, [x.toFixed(4), y.toFixed(4)].map(Number)]),
  );
}

describe('resting points', () => {
  it('count the ridge of ANIL', () => {
    expect(marksOf('#v=1&task=quadratics&lanes=anil')).toEqual({
      'minimiser of F': [1.1028, -3.2267],
      'minimiser of the average': [-1.3, -0.2222],
    });
  });

  it('are those of each lane with its own settings, whichever is chosen', () => {
    const link = '#v=1&task=quadratics&lanes=maml~fo-maml~anil~reptile;n=2~joint~da-maml~dif-maml~hf-maml';
    const own = {
      'FO-MAML stops': [0.1264, -0.7812],
      'Reptile, N = 2 stops': [-1.093, -0.2837],
      'minimiser of the average': [-1.3, -0.2222],
    };
    expect(marksOf(link)).toEqual({
      ...own,
      'minimiser of F': [0.8386, -1.2287],
      'ANIL stops': [1.1028, -3.2267],
    });
    expect(marksOf(link, 2)).toEqual({
      ...own,
      'minimiser of F': [1.1028, -3.2267],
      'MAML stops': [0.8386, -1.2287],
    });
  });

  it('lie where the drawn F is least', () => {
    const { experiment } = decodeLink('#v=1&task=quadratics&lanes=anil');
    const tasks = planeTasks(experiment) ?? [];
    const loop = innerLoopOf(resolveLane(experiment, 0, 0));
    expect(metaLoss({ tasks, ...loop }, [1.102796, -3.22669])).toBeCloseTo(0.074141, 6);
    const { metaLoss: drawn, resolution, extent } = exactLandscape(experiment, null, 0, 4);
    const values = Array.from(drawn);
    const least = values.indexOf(Math.min(...values));
    const at = (i: number) => extent[0] + ((extent[1] - extent[0]) * i) / (resolution - 1);
    expect(Math.abs(at(least % resolution) - 1.1028)).toBeLessThan(0.2);
    expect(Math.abs(at(Math.floor(least / resolution)) + 3.2267)).toBeLessThan(0.2);
  });
});
