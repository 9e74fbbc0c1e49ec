// The landscape of any model: a square around a moved middle, levels that corners cannot push up, a full table.
import { describe, expect, it } from 'vitest';
import { contourLevels } from './contours.ts';
import type { LandscapeData } from './landscapeData.ts';
import { landscapeLayout } from './landscapeLayout.ts';
import { landscapeTable } from './landscapeText.ts';

const N = 5;
const bowl = Float32Array.from(
  { length: N * N },
  (_, i) => ((i % N) - 2) ** 2 + (Math.floor(i / N) - 2) ** 2,
);
const data: LandscapeData = {
  extent: [-2, 2],
  center: [10, -3],
  resolution: N,
  metaLoss: bowl,
  taskLoss: [],
  paths: [
    { lane: 0, label: 'MAML', points: [9, -4, 10, -3], iterations: [0, 40], off: [0.5, 0] },
    { lane: 1, label: 'ANIL', points: [10, -3] },
  ],
  arrows: [{ lane: 0, points: [10, -3, 11, -3] }],
  marks: [],
  xLabel: 'first',
  yLabel: 'second',
};

describe('landscape around a moved middle', () => {
  it('spans the square around it on both axes', () => {
    const { x, y, plot } = landscapeLayout(data, { width: 500, height: 400, scale: 1 });
    expect(x.domain).toEqual([8, 12]);
    expect(y.domain).toEqual([-5, -1]);
    expect(x.position(10)).toBeCloseTo((plot.left + plot.right) / 2, 5);
    expect(y.position(-3)).toBeCloseTo((plot.top + plot.bottom) / 2, 5);
  });

  it('tells where grid points are, and each path’s iterations and distance off the plane', () => {
    const { columns, rows } = landscapeTable(data);
    expect(columns.slice(-2)).toEqual(['iteration', 'distance off the plane']);
    expect(rows.every((row) => row.length === columns.length)).toBe(true);
    expect(rows[0]).toEqual(['path of MAML', 0, 9, -4, '', 0, 0.5]);
    expect(rows[2]).toEqual(['path of ANIL', 0, 10, -3, '', '', '']);
    expect(rows.at(-1)?.slice(0, 5)).toEqual(['meta-loss', N * N - 1, 12, -1, 8]);
  });

  it('leaves those columns out where nothing is known of them', () => {
    const { columns, rows } = landscapeTable({ ...data, paths: data.paths.slice(1) });
    expect(columns).toHaveLength(5);
    expect(rows.every((row) => row.length === 5)).toBe(true);
  });
});

describe('contour levels', () => {
  it('are not pushed up by a corner that blows up', () => {
    const wild = bowl.slice();
    wild[0] = 1e6;
    expect(Math.max(...contourLevels(wild, 12))).toBeLessThan(25);
    expect(Math.max(...contourLevels(bowl, 12))).toBeLessThan(8);
  });

  it('ignore what is not finite, and need more than one value', () => {
    const holed = bowl.slice();
    holed[3] = Number.NaN;
    holed[4] = Number.POSITIVE_INFINITY;
    expect(contourLevels(holed, 12).every(Number.isFinite)).toBe(true);
    expect(contourLevels(new Float32Array(9).fill(2), 12)).toEqual([]);
  });
});
