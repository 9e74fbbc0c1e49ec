// Every experiment of the catalogue is a link that is read without a word; its names and texts are complete.
import { describe, expect, it } from 'vitest';
import { decodeLink, encodeLink } from '../link/link.ts';
import { resolveLane } from '../resolve.ts';
import { laneProblems } from '../validity.ts';
import { PAPER_EXPERIMENTS, paperExperiment } from './catalogue.ts';

describe('experiments of the papers', () => {
  it.each(PAPER_EXPERIMENTS.map((one) => [one.name, one] as const))('%s', (name, entry) => {
    const { experiment, notices } = decodeLink(entry.link);
    expect(notices).toEqual([]);
    expect(experiment.lanes.flatMap((_, lane) => laneProblems(experiment, lane))).toEqual([]);
    expect(decodeLink(encodeLink(experiment)).experiment).toEqual(experiment);
    expect(name).toMatch(/^[a-z0-9-]+$/);
    expect(entry.iterations).toBeGreaterThan(0);
    for (const text of [entry.title, entry.citation, entry.claim, ...entry.chosen]) expect(text).not.toBe('');
    expect(paperExperiment(name.toUpperCase())).toBe(entry);
  });

  it.each([
    ['finn-sinusoid-10-shot', { testSteps: 10, evalTasks: 600 }],
    ['reptile-sine', { testSteps: 32 }],
    ['tr-maml-sinusoid-5-shot', { testSteps: -1, evalTasks: 4900 }],
    ['collins-section-6', { testSteps: -1, evalTasks: 4000 }],
    ['kayaalp-regression-adam', { testSteps: -1, evalTasks: 1000 }],
    ['kayaalp-mini-5way-1shot-adam', { testSteps: 10, evalTasks: 25 }],
  ] as const)('are tested as their papers test: %s', (name, conditions) => {
    expect(decodeLink(paperExperiment(name)?.link ?? '').experiment).toMatchObject(conditions);
  });

  it('take L and ρ of Table 1 from its tasks', () => {
    const { experiment } = decodeLink(paperExperiment('fallah-table-1')?.link ?? '');
    expect(resolveLane(experiment, 0)).toMatchObject({ smoothness: 1, hessianLipschitz: 0 });
  });

  it('have a name each', () => {
    expect(new Set(PAPER_EXPERIMENTS.map(({ name }) => name)).size).toBe(PAPER_EXPERIMENTS.length);
    expect(paperExperiment('nothing')).toBeUndefined();
  });
});
