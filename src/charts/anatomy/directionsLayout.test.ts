// Directions in a plane: one scale, everything inside, labels apart; nothing to draw where all are zero.
import { describe, expect, it } from 'vitest';
import type { Direction, DirectionsData } from './directionsData.ts';
import { directionsLayout, directionsTable } from './directionsLayout.ts';

const SIZE = { width: 600, height: 300, scale: 1 };
const arrow = (id: string, x: number, y: number, own = false): Direction => ({
  id,
  label: id,
  x,
  y,
  norm: Math.hypot(x, y),
  off: 0,
  own,
});
const data = (directions: readonly Direction[]): DirectionsData => ({
  lane: 0,
  directions,
  between: { from: 'a', to: 'b', label: 'difference' },
});

describe('directions in a plane', () => {
  it('has one scale for both axes and keeps tips inside', () => {
    const { arrows, origin, between } = directionsLayout(
      data([arrow('a', 3, 0, true), arrow('b', 2, 1)]),
      SIZE,
    );
    const [a, b] = arrows.map(({ tip }) => ({ x: tip.x - origin.x, y: origin.y - tip.y }));
    expect(a.x / 3).toBeCloseTo(b.y, 6);
    for (const { tip } of arrows) {
      expect(tip.x).toBeGreaterThan(0);
      expect(tip.x).toBeLessThan(SIZE.width);
      expect(tip.y).toBeGreaterThan(0);
      expect(tip.y).toBeLessThan(SIZE.height);
    }
    expect(between).toMatchObject({ from: arrows[0].tip, to: arrows[1].tip });
  });

  it('keeps labels of equal arrows apart', () => {
    const { arrows } = directionsLayout(data([arrow('a', 1, 0), arrow('b', 1, 0), arrow('c', 1, 0)]), SIZE);
    const heights = arrows.map(({ at }) => at.y).sort((p, q) => p - q);
    expect(heights[1] - heights[0]).toBeGreaterThanOrEqual(16);
    expect(heights[2] - heights[1]).toBeGreaterThanOrEqual(16);
  });

  it('says so where there is nothing to draw, and never draws NaN', () => {
    expect(directionsLayout(data([arrow('a', 0, 0)]), SIZE)).toMatchObject({ arrows: [] });
    expect(directionsLayout(data([]), SIZE).empty).toBe('The meta-gradient is zero');
    const { arrows } = directionsLayout(data([arrow('a', Number.NaN, 0), arrow('b', 1, 1)]), SIZE);
    expect(arrows.map(({ id }) => id)).toEqual(['b']);
    expect(directionsTable(data([arrow('a', 3, 4)])).rows).toEqual([['a', 5, 3, 4, 0]]);
  });
});
