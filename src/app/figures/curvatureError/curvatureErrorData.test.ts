// Each inexact curvature shows what was measured of it, and the subtitle says what that is.
import { describe, expect, it } from 'vitest';
import { decodeLink } from '../../../experiment/link/link.ts';
import { kindOf } from '../frame/figure.ts';
import { testSeries } from '../shared/testing.ts';
import { curvatureErrorData, measuredOf } from './curvatureErrorData.ts';
import { curvatureError } from './definition.ts';

const { experiment } = decodeLink('#v=1&lanes=maml~hf-maml~imaml');

describe('curvature error', () => {
  it('has the measured error of each lane that has one', () => {
    const series = [
      testSeries(4),
      testSeries(4, { hessianError: 0.02 }),
      testSeries(4, { solveResidual: 0.3 }),
    ];
    const data = curvatureErrorData({ experiment, series });
    expect(data.series.map(({ label, y }) => [label, y[3]])).toEqual([
      ['HF-MAML', Math.fround(0.02)],
      ['iMAML', Math.fround(0.3)],
    ]);
  });

  it('says what is measured, of the lanes there are', () => {
    expect(measuredOf(experiment)).toBe('HF: ‖g_HF−g‖/‖g_FO−g‖; implicit: ‖b−Ax‖/‖b‖');
    expect(measuredOf(decodeLink('#v=1&lanes=maml~hf-maml').experiment)).toMatch(/^HF[^;]*$/);
  });

  it('stands on the page where a lane is inexact', () => {
    expect(curvatureError.group(kindOf(experiment))).toBe('last');
    expect(curvatureError.group(kindOf(decodeLink('#v=1&lanes=maml~fo-maml').experiment))).toBeNull();
  });
});
