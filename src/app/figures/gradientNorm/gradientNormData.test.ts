// The gradient norm names what it is of: the mean of the tasks, or what a min-max lane descends on.
import { expect, it } from 'vitest';
import { decodeLink } from '../../../experiment/link/link.ts';
import { testSeries } from '../shared/testing.ts';
import { gradientNormData, gradientNormSubtitle } from './gradientNormData.ts';

function shown(settings: string) {
  const { experiment } = decodeLink(`#v=1&evaltasks=200&${settings}`);
  const series = experiment.lanes.map(() => testSeries(3, { gradientNorm: 1 }));
  const { yLabel, series: drawn } = gradientNormData({ experiment, series });
  const subtitle = gradientNormSubtitle({ experiment, series });
  return { yLabel, subtitle, labels: drawn.map(({ label }) => label) };
}

it('is ‖∇F‖ over so many test tasks', () => {
  expect(shown('lanes=maml~fo-maml')).toEqual({
    yLabel: '‖∇F‖',
    subtitle: '‖∇F‖ over 200 test tasks',
    labels: ['MAML', 'FO-MAML'],
  });
});

it('is ‖∇_w φ(w, p)‖ of min-max lanes, named beside others', () => {
  expect(shown('tasks=6&lanes=maml~da-maml')).toEqual({
    yLabel: '‖∇F‖ or ‖∇_w φ(w, p)‖',
    subtitle: '‖∇F‖, of min-max lanes ‖∇_w φ(w, p)‖; over 200 test tasks',
    labels: ['MAML', 'DA-MAML, ‖∇_w φ(w, p)‖'],
  });
  expect(shown('tasks=6&lanes=da-maml').labels).toEqual(['DA-MAML']);
});

it('is ‖∇F‖ of all lanes where tests are of tasks without weights', () => {
  expect(shown('lanes=maml~da-maml')).toMatchObject({ yLabel: '‖∇F‖', labels: ['MAML', 'DA-MAML'] });
});
