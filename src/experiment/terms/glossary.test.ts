// Every setting and algorithm is explained, every citation names a source with a lasting address.
import { describe, expect, it } from 'vitest';
import { PRESET_IDS } from '../axes/presets.ts';
import { FIELD_NAMES } from '../fieldTable.ts';
import { PAPER_EXPERIMENTS } from '../papers/catalogue.ts';
import { GLOSSARY, type TermId, termOf } from './glossary.ts';
import { citedIn, SOURCES } from './sources.ts';

const entries = GLOSSARY.flatMap((group) => group.entries);

describe('the glossary', () => {
  it('holds every setting and algorithm once', () => {
    const ids = entries.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const name of FIELD_NAMES) expect(ids).toContain(`setting:${name}`);
    for (const id of PRESET_IDS) expect(ids).toContain(`algorithm:${id}`);
  });

  it('explains each in whole, short sentences', () => {
    for (const { id, term } of entries) {
      expect(term.meaning, id).toMatch(/^[A-Zρ].*[.]$/u);
      expect(term.meaning.length, id).toBeLessThan(260);
      if (term.larger !== null) expect(term.larger, id).toMatch(/^[A-Z].*[.]$/);
    }
  });

  it('cites sources that have an address', () => {
    for (const { id, term } of entries)
      if (term.where !== null) expect(citedIn(term.where), `${id}: ${term.where}`).not.toEqual([]);
    for (const { name, citation } of PAPER_EXPERIMENTS) expect(citedIn(citation), name).not.toEqual([]);
    for (const { url } of SOURCES)
      expect(url).toMatch(/^https:\/\/(arxiv\.org\/abs\/\d{4}\.\d{4,5}|doi\.org\/10\..+)$/);
  });

  it('refuses an id that names no term', () => {
    expect(() => termOf('setting:nothing' as TermId)).toThrow('setting:nothing');
  });
});
