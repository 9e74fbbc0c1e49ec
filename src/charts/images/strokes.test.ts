// Drawings as images: rasterised at the set's size, thickness, place and polarity.
import { describe, expect, it } from 'vitest';
import { padImage, rasterise } from './strokes.ts';

describe('strokes', () => {
  it('give an antialiased line of the pen’s width', () => {
    const image = rasterise([[0.1, 0.5, 0.9, 0.5]]);
    expect(image).toHaveLength(784);
    expect(image[14 * 28 + 14]).toBe(1);
    expect(image[2 * 28 + 14]).toBe(0);
    const column = Array.from({ length: 28 }, (_, row) => image[row * 28 + 14]!);
    expect(column.reduce((a, b) => a + b, 0)).toBeCloseTo(0.09 * 28, 1);
    expect(column.some((v) => v > 0 && v < 1)).toBe(true);
  });

  it('draw a tap as a dot, and nothing as an empty ground', () => {
    expect(Math.max(...rasterise([[0.5, 0.5]]))).toBe(1);
    expect(Math.max(...rasterise([]))).toBe(0);
    expect(Math.min(...rasterise([], { inverted: true }))).toBe(1);
    expect(Math.max(...rasterise([[Number.NaN, 1]]))).toBe(0);
  });

  it('fit a small drawing into the middle', () => {
    const image = rasterise([[0.05, 0.05, 0.15, 0.15]], { fit: { extent: 20 / 28, centre: 'mass' } });
    let mass = 0;
    let x = 0;
    image.forEach((v, i) => {
      mass += v;
      x += v * ((i % 28) + 0.5);
    });
    expect(x / mass).toBeCloseTo(14, 0);
    expect(mass).toBeGreaterThan(30);
  });

  it('fit by the box around the drawing too, with room for the pen', () => {
    const fit = { extent: 0.5, centre: 'box' } as const;
    const image = rasterise([[0, 0, 0.4, 0, 0.4, 0.1]], { side: 40, pen: 0.05, fit });
    const columns = Array.from({ length: 40 }, (_, x) =>
      Math.max(...Array.from({ length: 40 }, (__, y) => image[y * 40 + x]!)),
    );
    expect([columns.findIndex((v) => v > 0.4), columns.findLastIndex((v) => v > 0.4)]).toEqual([10, 29]);
  });

  it('cover one another in their own inks on coloured paper', () => {
    const strokes = [
      { path: [0, 0.5, 1, 0.5], ink: [1, 0, 0] },
      { path: [0.5, 0, 0.5, 1], ink: [0, 0, 1] },
    ] as const;
    const image = padImage({ kind: 'strokes', strokes }, { side: 9, pen: 0.3, paper: [0.5, 1, 0.5] });
    const pixel = (x: number, y: number) => [...image.subarray((y * 9 + x) * 3, (y * 9 + x) * 3 + 3)];
    expect([pixel(0, 0), pixel(1, 4), pixel(4, 4)]).toEqual([
      [0.5, 1, 0.5],
      [1, 0, 0],
      [0, 0, 1],
    ]);
    const given = new Float32Array(243);
    expect(padImage({ kind: 'picture', image: given }, { side: 9, paper: [1, 1, 1] })).toBe(given);
  });
});
