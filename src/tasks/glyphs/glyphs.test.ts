// Glyphs: pinned pixels, disjoint alphabets, sane ink, and a difficulty that makes them harder.
import { describe, expect, it } from 'vitest';
import { drawn, fingerprint, requestWith, setupWith, sourceOf } from '../shared/testing.ts';
import { createGlyphs, GLYPH_DRAWINGS } from './bank.ts';

const PIXELS = 28 * 28;

function inkOf(image: Uint8Array): number {
  return image.reduce((sum, value) => sum + value, 0) / 255 / image.length;
}

describe('glyphs', () => {
  const easy = createGlyphs(0.3);
  const imageOf = (images: typeof easy, index: number) => {
    images.ensure(index);
    return images.set.pixels.subarray(index * PIXELS, (index + 1) * PIXELS);
  };
  const sample = (images: typeof easy) => {
    const bytes = new Uint8Array(200 * PIXELS);
    for (let i = 0; i < 200; i++) bytes.set(imageOf(images, i * 110), i * PIXELS);
    return bytes;
  };

  it('are the same on every machine, whatever the order of drawing', () => {
    expect(fingerprint(sample(easy))).toBe('24941283');
    expect(fingerprint(sample(createGlyphs(1)))).toBe('47894503');
    const backwards = createGlyphs(0.3);
    for (let i = 199; i >= 0; i--) backwards.ensure(i * 110);
    expect(fingerprint(sample(backwards))).toBe(fingerprint(sample(easy)));
  });

  it('are more than 1,000 characters of alphabets that belong to one part each', () => {
    const { classes } = easy.set;
    expect(classes.length).toBeGreaterThanOrEqual(1000);
    expect(new Set(classes.map((c) => c.name)).size).toBe(classes.length);
    const parts = new Map<string, Set<string>>();
    for (const c of classes) {
      expect(c.train).toHaveLength(GLYPH_DRAWINGS);
      parts.set(c.group, (parts.get(c.group) ?? new Set()).add(c.part ?? ''));
    }
    expect(parts.size).toBe(40);
    for (const set of parts.values()) expect(set.size).toBe(1);
    expect(new Set([...parts.values()].flatMap((set) => [...set]))).toEqual(
      new Set(['train', 'validation', 'test']),
    );
  });

  it('have ink, paper and full strokes in every drawing, and no two drawings alike', () => {
    for (const images of [createGlyphs(0), createGlyphs(1)]) {
      const seen = new Set<string>();
      for (let i = 0; i < images.set.classes.length * GLYPH_DRAWINGS; i += 7) {
        const image = imageOf(images, i);
        const ink = inkOf(image);
        expect(ink).toBeGreaterThan(0.02);
        expect(ink).toBeLessThan(0.45);
        expect(Math.max(...image)).toBeGreaterThan(200);
        seen.add(fingerprint(image.slice()));
      }
      expect(seen.size).toBe(Math.ceil((images.set.classes.length * GLYPH_DRAWINGS) / 7));
    }
  });

  it('get harder: drawings are told apart by their nearest drawing less often', () => {
    const accuracy = (images: typeof easy) => {
      let right = 0;
      // 20 characters of the first alphabet, one drawing to know each by, three to recognise.
      for (let c = 0; c < 20; c++)
        for (let drawing = 1; drawing <= 3; drawing++) {
          const image = imageOf(images, c * GLYPH_DRAWINGS + drawing);
          let best = Infinity;
          let answer = -1;
          for (let k = 0; k < 20; k++) {
            const known = imageOf(images, k * GLYPH_DRAWINGS);
            let distance = 0;
            for (let i = 0; i < PIXELS; i++) distance += (image[i] - known[i]) ** 2;
            if (distance < best) [best, answer] = [distance, k];
          }
          if (answer === c) right++;
        }
      return right / 60;
    };
    const [low, high] = [accuracy(createGlyphs(0)), accuracy(createGlyphs(1))];
    expect(low).toBeGreaterThan(high + 0.1);
    expect(high).toBeGreaterThan(1 / 20);
  });

  it('make episodes from disjoint alphabets, and easy and hard tasks where the set is finite', () => {
    const source = sourceOf(setupWith({ task: 'glyphs', shots: 1, queries: 5 }));
    expect(source.shape).toMatchObject({
      inputs: 784,
      outputs: 5,
      image: { height: 28, width: 28, channels: 1 },
    });
    const batch = drawn(source);
    expect(batch.support.x.every((v) => v >= 0 && v <= 1)).toBe(true);
    const groups = (purpose: 'train' | 'test') =>
      new Set(
        Array.from({ length: 60 }, (_, slot) => source.describe(requestWith({ purpose }), slot).classes ?? [])
          .flat()
          .map((name) => name.split(' · ')[0]),
      );
    const test = groups('test');
    expect([...groups('train')].filter((group) => test.has(group))).toEqual([]);
    const finite = sourceOf(
      setupWith({ task: 'glyphs', shots: 1, queries: 5, options: { taskCount: 8, difficulty: 1 } }),
    ).finite;
    expect(finite?.names.map((name) => name.split(' ')[0])).toEqual([
      ...Array(6).fill('easy'),
      'hard',
      'hard',
    ]);
    expect(finite?.ambient[7]).toBeCloseTo(0.05, 12);
    expect(finite?.ambient.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });
});
