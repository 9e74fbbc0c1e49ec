// The glyphs as an image set: 40 invented alphabets, 1,100 characters and more, 20 drawings each, rendered when first
// used. Train, validation and test alphabets are disjoint. The set is fixed: it depends on the difficulty alone.
import type { ImageClass } from '../../data/images.ts';
import type { LazyImages } from '../shared/worlds.ts';
import { alphabetName, type Character, createAlphabet } from './alphabets.ts';
import { GLYPH_SIDE, renderGlyph } from './render.ts';

export const GLYPH_ALPHABETS = 40;
export const GLYPH_DRAWINGS = 20;
/** Alphabets 0…27 train, 28…31 validate, 32…39 test. */
const TRAIN_ALPHABETS = 28;
const TEST_FROM = 32;
/** The world's seed: a constant, so that every experiment has the same characters. */
const WORLD = 1729;

/** Characters of an alphabet: 20 to 36, different from alphabet to alphabet. */
export function glyphCount(alphabet: number): number {
  return 20 + ((alphabet * 7) % 17);
}

interface Place {
  readonly alphabet: number;
  readonly character: number;
}

/** The glyphs of the given difficulty (0 easy … 1 hard). Image index = class × 20 + drawing. */
export function createGlyphs(difficulty: number): LazyImages {
  const places: Place[] = [];
  const classes: ImageClass[] = [];
  for (let alphabet = 0; alphabet < GLYPH_ALPHABETS; alphabet++) {
    const group = alphabetName(WORLD, alphabet);
    const part = alphabet < TRAIN_ALPHABETS ? 'train' : alphabet < TEST_FROM ? 'validation' : 'test';
    for (let character = 0; character < glyphCount(alphabet); character++) {
      const first = places.length * GLYPH_DRAWINGS;
      places.push({ alphabet, character });
      classes.push({
        name: `${group} · ${character + 1}`,
        group,
        part,
        train: Uint32Array.from({ length: GLYPH_DRAWINGS }, (_, i) => first + i),
        test: new Uint32Array(0),
      });
    }
  }
  const pixels = new Uint8Array(places.length * GLYPH_DRAWINGS * GLYPH_SIDE * GLYPH_SIDE);
  const drawn = new Uint8Array(places.length * GLYPH_DRAWINGS);
  const alphabets: (Character[] | undefined)[] = [];

  function ensure(image: number): void {
    if (drawn[image]) return;
    drawn[image] = 1;
    const { alphabet, character } = places[Math.floor(image / GLYPH_DRAWINGS)];
    const drawing = image % GLYPH_DRAWINGS;
    alphabets[alphabet] ??= createAlphabet(WORLD, alphabet, glyphCount(alphabet), difficulty);
    const shape = alphabets[alphabet][character];
    const key = { seed: WORLD, alphabet, character, drawing };
    renderGlyph(shape, key, difficulty, pixels, image * GLYPH_SIDE * GLYPH_SIDE);
  }

  const set = {
    name: 'glyphs',
    height: GLYPH_SIDE,
    width: GLYPH_SIDE,
    channels: 1,
    pixels,
    classes,
    notes: [],
  };
  return { set, ensure };
}
