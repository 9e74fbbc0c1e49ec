// Every experiment of the catalogue is a link that is read without a word; its names and texts are complete.
import { describe, expect, it } from 'vitest';
import { decodeLink, encodeLink } from '../link/link.ts';
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

  it('have a name each', () => {
    expect(new Set(PAPER_EXPERIMENTS.map(({ name }) => name)).size).toBe(PAPER_EXPERIMENTS.length);
    expect(paperExperiment('nothing')).toBeUndefined();
  });
});
