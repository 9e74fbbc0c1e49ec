// Bands of amplitude as tasks: their text, their draws, and tests on other bands than those that are trained on.
import { describe, expect, it } from 'vitest';
import { decodeLink, encodeLink } from '../../experiment/link/link.ts';
import { effectiveTaskCount } from '../../experiment/taskSetup.ts';
import { type Changes, drawn, requestWith, setupWith, sourceOf } from '../shared/testing.ts';
import { BANDS, bandName, parseBands } from './bands.ts';

const source = (changes: Changes = {}) => sourceOf(setupWith(changes));
const amplitudeOf = (name: string) => Number(/amplitude ([\d.]+)/.exec(name)?.[1]);

describe('bands of amplitude', () => {
  it('are read from counts, ranges and probabilities', () => {
    const bands = parseBands('95x0.1-1.05,5x4.95-5');
    expect(bands).toHaveLength(100);
    expect(bands.every(({ ambient }) => Math.abs(ambient - 0.01) < 1e-12)).toBe(true);
    expect(bandName(bands[94])).toBe('amplitude 1.04 to 1.05');
    expect(bandName(bands[99])).toBe('amplitude 4.99 to 5');
    const weighted = parseBands('2x0-1@3,1x4-5@1');
    expect(weighted.map(({ ambient }) => ambient)).toEqual([0.375, 0.375, 0.25]);
    expect(parseBands('1x5-4')).toEqual([{ low: 4, high: 5, ambient: 1 }]);
    expect(parseBands('99999x0-1')).toHaveLength(10_000);
    for (const text of ['3', '3x', '3x1', '3x1-2,', 'x1-2', '3x-1-2']) expect(BANDS.test(text)).toBe(false);
  });

  it('give a fresh function of the named band at every draw', () => {
    const s = source({ options: { bands: '3x0-3,1x4-5' } });
    const [a, b] = [requestWith({ tasks: 60 }), requestWith({ tasks: 60, iteration: 9 })];
    const { taskIds } = drawn(s, a);
    expect(new Set(taskIds)).toEqual(new Set([0, 1, 2, 3]));
    taskIds.forEach((id, slot) => {
      const amplitude = amplitudeOf(s.describe(a, slot).name);
      const [low, high] = (s.finite?.names[id].match(/[\d.]+/g) ?? []).map(Number);
      expect(amplitude).toBeGreaterThanOrEqual(low - 0.005);
      expect(amplitude).toBeLessThanOrEqual(high + 0.005);
    });
    const names = new Set(
      [a, b].flatMap((one) => [...taskIds.keys()].map((slot) => s.describe(one, slot).name)),
    );
    expect(names.size).toBeGreaterThan(100);
  });

  it('are drawn by their probabilities, evenly, or all', () => {
    const s = source({ options: { bands: '1x0-1@9,1x4-5@1' } });
    const share = (distribution: 'ambient' | 'uniform' | 'all') =>
      drawn(s, { tasks: 2000, distribution }).taskIds.filter((id) => id === 1).length / 2000;
    expect(share('ambient')).toBeCloseTo(0.1, 1);
    expect(share('uniform')).toBeCloseTo(0.5, 1);
    expect(share('all')).toBe(0.5);
  });

  it('are tested on, or other bands of the whole range', () => {
    const bands = '3x0-3,1x4-5';
    const own = source({ options: { bands } });
    expect(own.testTasks?.names).toEqual(own.finite?.names);
    expect([...drawn(own, { purpose: 'test', tasks: 6 }).taskIds]).toEqual([0, 1, 2, 3, 0, 1]);
    const other = source({ options: { bands, testBands: 7, amplitudeMin: 0.1, amplitudeMax: 5 } });
    expect(other.finite?.names).toHaveLength(4);
    expect(other.testTasks?.names).toHaveLength(7);
    expect(other.testTasks?.names[6]).toBe('amplitude 4.3 to 5');
    const request = requestWith({ purpose: 'test', tasks: 14 });
    drawn(other, request).taskIds.forEach((id, slot) => {
      const amplitude = amplitudeOf(other.describe(request, slot).name);
      expect(Math.min(6, Math.floor((amplitude - 0.1) / 0.7))).toBe(id);
    });
  });
});

describe('sinusoids with task weights', () => {
  it('are the bands of TR-MAML where no tasks are asked for', () => {
    const { experiment } = decodeLink('#v=1&lanes=maml~da-maml');
    expect(experiment.options.bands).toBe('95x0.1-1.05,5x4.95-5');
    expect(experiment.shared.etaP).toBe(5e-6);
    expect(effectiveTaskCount(experiment)).toBe(100);
    expect(encodeLink(experiment)).toBe('#v=1&lanes=maml~da-maml');
  });

  it('are m fixed functions where a number is asked for, with the weight step of old links', () => {
    const { experiment } = decodeLink('#v=1&tasks=6&lanes=da-maml');
    expect([experiment.options.bands, experiment.shared.etaP, experiment.evalTasks]).toEqual(['', 0.01, 100]);
    expect(effectiveTaskCount(experiment)).toBe(6);
  });
});
