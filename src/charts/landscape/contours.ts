// Level curves of a loss on a grid, at levels that resolve its valley.
import { contours as makeContours } from 'd3';
import { quantile } from '../../math/statistics.ts';
import type { Numbers } from '../core/geometry.ts';
import { extent } from '../core/scales.ts';

type Rings = readonly { readonly value: number; readonly coordinates: number[][][][] }[];
/** Contours cost more than the rest of the drawing and change only with the grid. */
const memo = new WeakMap<object, { readonly key: string; readonly rings: Rings }>();

/** Levels reach this many times as high over the minimum as three quarters of the values do. */
const TOP = 4;

/** Levels that resolve the valley: closer together near the minimum, and none for corners that blow up. */
export function contourLevels(values: Numbers, count: number): number[] {
  const finite = Array.from(values).filter(Number.isFinite);
  const range = extent(finite);
  if (!range || !(range[1] > range[0])) return [];
  const typical = quantile(finite, 0.75) - range[0];
  const span = typical > 0 ? Math.min(range[1] - range[0], TOP * typical) : range[1] - range[0];
  return Array.from({ length: count }, (_, k) => range[0] + span * ((k + 1) / (count + 1)) ** 2);
}

/** Rings of about `count` levels in grid coordinates; none for an unfinished or flat grid. */
export function ringsOf(values: Numbers, resolution: number, count: number): Rings {
  if (resolution < 2 || values.length < resolution * resolution) return [];
  const key = `${resolution}/${count}`;
  const known = memo.get(values as object);
  if (known?.key === key) return known.rings;
  const range = extent(Array.from(values));
  const high = range ? range[1] : 0;
  const clean = Array.from(values, (v) => (Number.isFinite(v) ? v : high));
  const levels = contourLevels(values, count);
  const rings =
    levels.length === 0 ? [] : makeContours().size([resolution, resolution]).thresholds(levels)(clean);
  memo.set(values as object, { key, rings });
  return rings;
}

/** SVG path data of all rings of a level. */
export function ringPath(polygons: number[][][][], toPx: (c: readonly number[]) => [number, number]): string {
  const parts: string[] = [];
  for (const polygon of polygons) {
    for (const ring of polygon) {
      const points = ring.map((c) =>
        toPx(c)
          .map((v) => Math.round(v * 10) / 10)
          .join(','),
      );
      if (points.length > 0) parts.push(`M${points.join('L')}Z`);
    }
  }
  return parts.join('');
}
