// What a link may hold: very long values are cut where they are repeated, and edits beyond the limit are told.
import { describe, expect, it, vi } from 'vitest';
import { defaultExperiment } from '../defaults.ts';
import { decodeLink, fitLink } from './link.ts';

describe('values of great length', () => {
  const LENGTHS = [3000, 99_000];
  const LINKS: Readonly<Record<string, (text: string) => string>> = {
    number: (text) => `#v=1&alpha=${text}`,
    key: (text) => `#v=1&${text}=1`,
    choice: (text) => `#v=1&opt=${text}`,
    text: (text) => `#v=1&graph=${text}`,
    lane: (text) => `#v=1&lanes=maml~${text}`,
    'lane value': (text) => `#v=1&lanes=maml;alpha=${text}`,
    iteration: (text) => `#v=1&edits=${text};alpha=0.1`,
    'edited lane': (text) => `#v=1&edits=10;${text}.alpha=0.1`,
    'edited value': (text) => `#v=1&edits=10;alpha=${text}`,
    model: (text) => `#v=1&model=mlp-${text}-relu`,
    figure: (text) => `#v=1&view=${text}`,
    version: (text) => `#v=${text}`,
    nothing: (text) => `#${text}`,
  };
  for (const [what, link] of Object.entries(LINKS)) {
    it(`are told in a sentence of one length: ${what}`, () => {
      for (const unit of ['1', 'x', '%31']) {
        const [short, long] = LENGTHS.map((length) => {
          const { notices } = decodeLink(link(`${unit.repeat(length / unit.length)}!`));
          expect(notices.length).toBeGreaterThan(0);
          // The count of characters is all that may grow.
          return Math.max(...notices.map(({ message }) => message.replace(/\d+/g, '0').length));
        });
        expect(long).toBe(short);
        expect(long).toBeLessThan(600);
      }
    });
  }

  it('are measured before a pattern looks at them', () => {
    const seen = vi.spyOn(RegExp.prototype, 'test');
    decodeLink(`#v=1&alpha=${'1'.repeat(99_000)}!&beta=-${'1'.repeat(80)}&n=2`);
    const lengths = seen.mock.calls.map(([text]) => text.length);
    seen.mockRestore();
    expect(lengths.length).toBeGreaterThan(0);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(64);
  });
});

describe('more edits than a link holds', () => {
  const edited = (count: number, text = (i: number): number | string => (i + 1) / 1e4) => ({
    ...defaultExperiment,
    iter: 50_000,
    edits: Array.from({ length: count }, (_, i) => ({
      iteration: 10 * i + 10,
      field: typeof text(i) === 'string' ? ('graph' as const) : ('alpha' as const),
      value: text(i),
    })),
  });

  it('keep the first ones and end where the next one was made, and say so', () => {
    const { hash, leftOut } = fitLink(edited(1200));
    expect(leftOut).toEqual({ edits: 200, iteration: 10_010 });
    const { experiment, notices } = decodeLink(hash);
    expect(notices).toEqual([]);
    expect(experiment.edits).toEqual(edited(1000).edits);
    expect(experiment.iter).toBe(10_010);
  });
  it('are also measured by their length: a link is always readable', () => {
    const path = Array.from({ length: 60 }, (_, i) => `${i}-${i + 1}`).join(',');
    const { hash, leftOut } = fitLink(edited(900, () => path));
    expect(hash.length).toBeLessThanOrEqual(100_000);
    const { experiment, unreadable } = decodeLink(hash);
    expect(unreadable).toBeUndefined();
    expect(experiment.edits.length + (leftOut?.edits ?? 0)).toBe(900);
    expect(experiment.iter).toBe(leftOut?.iteration);
  });
  it('are no concern of any other link', () => {
    expect(fitLink(edited(1000)).leftOut).toBeNull();
  });
});
