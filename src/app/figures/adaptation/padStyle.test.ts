// Drawings on the pads are like the set's own images: as thick, as large, as dark or light.
import { describe, expect, it } from 'vitest';
import { rasterise } from '../../../charts/images/strokes.ts';
import { defaultFor } from '../../../experiment/defaults.ts';
import { createGlyphs } from '../../../tasks/glyphs/bank.ts';
import { padStyle, strokeThickness } from './padStyle.ts';

const SIDE = 28;
const GREY = { width: SIDE, channels: 1 };
const TRIANGLE = [[0.3, 0.3, 0.6, 0.32, 0.45, 0.7, 0.3, 0.3]];

/** Longer side of what is inked, as a share of the image. */
function extentOf(image: Float32Array): number {
  const inked = [...image.keys()].filter((i) => image[i] > 0.25);
  const span = (of: (i: number) => number) => Math.max(...inked.map(of)) - Math.min(...inked.map(of)) + 1;
  return (
    Math.max(
      span((i) => i % SIDE),
      span((i) => Math.floor(i / SIDE)),
    ) / SIDE
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

describe('pad style', () => {
  it.each([0, 0.3, 1])('draws like glyphs of difficulty %d', (difficulty) => {
    const { set, ensure } = createGlyphs(difficulty);
    const images = Array.from({ length: 60 }, (_, k) => {
      const image = k * 37;
      ensure(image);
      const pixels = set.pixels.subarray(image * SIDE * SIDE, (image + 1) * SIDE * SIDE);
      return Float32Array.from(pixels, (value) => value / 255);
    });
    const experiment = defaultFor('glyphs');
    const own = { ...experiment, options: { ...experiment.options, difficulty } };
    const drawn = rasterise(TRIANGLE, padStyle(own, GREY, []));
    const thickness = median(images.map((image) => strokeThickness(image, SIDE)));
    expect(strokeThickness(drawn, SIDE) / thickness).toBeGreaterThan(0.75);
    expect(strokeThickness(drawn, SIDE) / thickness).toBeLessThan(1.25);
    expect(Math.abs(extentOf(drawn) - median(images.map(extentOf)))).toBeLessThan(0.1);
  });

  it('measures the thickness of a bar', () => {
    const bar = Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
      i % SIDE >= 10 && i % SIDE < 13 ? 1 : 0,
    );
    expect(strokeThickness(bar, SIDE)).toBeCloseTo(3 / SIDE, 1);
    expect(strokeThickness(new Float32Array(SIDE * SIDE), SIDE)).toBe(0);
  });

  it('takes the ground and the pen from a set of the user’s own', () => {
    const light = rasterise(TRIANGLE, { side: SIDE, pen: 0.12 });
    const dark = light.map((value) => 1 - value);
    const experiment = defaultFor('images');
    expect(padStyle(experiment, GREY, [light]).inverted).toBe(false);
    const style = padStyle(experiment, GREY, [dark, dark]);
    expect(style.inverted).toBe(true);
    expect(style.pen).toBeGreaterThan(0.09);
    expect(style.pen).toBeLessThan(0.15);
  });

  it('leaves colour drawings where they were drawn', () => {
    const style = padStyle(defaultFor('fc100'), { width: 32, channels: 3 }, []);
    expect(style).toMatchObject({ side: 32 });
    expect(style.fit).toBeUndefined();
  });
});
