// Strokes: the pen movements that characters are made of. Only +, −, ×, ÷ and √ are used in this folder, so that every
// machine computes the same numbers to the last bit (sin, cos and log differ between JavaScript engines).
import type { Stream } from '../../math/rng.ts';

/** Control points [x0, y0, x1, y1, …] (y down), and the indices of the points where the pen turns sharply. */
export interface Stroke {
  readonly points: Float64Array;
  readonly corners: readonly number[];
}

/** Shapes of about unit length that start at (0, 0) and run to the right: their points "x y", some of them corners. */
const PRIMITIVES = {
  line: '0 0, 0.5 0, 1 0',
  arc: '0 0, 0.22 0.3, 0.5 0.42, 0.78 0.3, 1 0',
  shallow: '0 0, 0.3 0.14, 0.7 0.16, 1 0',
  cup: '0 0, 0.04 0.5, 0.36 0.74, 0.68 0.5, 0.72 0',
  hook: '0 0, 0.45 0, 0.82 0.02, 1 0.17, 0.93 0.36, 0.74 0.38',
  cane: '0 0, 0.5 0.02, 0.9 0.06, 1.02 0.3, 0.84 0.5, 0.6 0.44',
  wave: '0 0, 0.25 0.2, 0.5 0, 0.75 -0.2, 1 0',
  elbow: '0 0, 0.4 0, 0.8 0 corner, 0.8 0.3, 0.8 0.6',
  vee: '0 0, 0.25 0.36, 0.5 0.72 corner, 0.75 0.36, 1 0',
  zed: '0 0, 0.4 0, 0.8 0 corner, 0.42 0.38, 0.04 0.76 corner, 0.42 0.76, 0.84 0.76',
  step: '0 0, 0.22 0, 0.45 0 corner, 0.45 0.2, 0.45 0.4 corner, 0.7 0.4, 0.95 0.4',
  loop: '0 0, 0.14 0.26, 0.4 0.36, 0.66 0.24, 0.76 -0.02, 0.62 -0.28, 0.36 -0.36, 0.12 -0.24, 0 0.02',
  lasso: '0 0, 0.35 0.02, 0.68 0.08, 0.94 -0.06, 0.96 -0.32, 0.72 -0.4, 0.56 -0.2, 0.62 0.14',
  curl: '0 0, 0.3 0.4, 0.74 0.4, 0.96 0.06, 0.76 -0.24, 0.46 -0.18, 0.44 0.06',
  dot: '0 0, 0.06 0.05, 0.1 0.1',
};

export type PrimitiveName = keyof typeof PRIMITIVES;
export const PRIMITIVE_NAMES = Object.keys(PRIMITIVES) as PrimitiveName[];

/** A primitive turned by the direction (cos, sin), scaled, flipped across its axis if asked, starting at (x, y). */
export function placePrimitive(
  name: PrimitiveName,
  place: { readonly x: number; readonly y: number; readonly cos: number; readonly sin: number },
  size: number,
  flip: boolean,
): Stroke {
  const shape = PRIMITIVES[name].split(', ').map((point) => point.split(' '));
  const points = new Float64Array(shape.length * 2);
  const corners: number[] = [];
  shape.forEach((point, i) => {
    const u = Number(point[0]) * size;
    const v = Number(point[1]) * (flip ? -size : size);
    points[2 * i] = place.x + u * place.cos - v * place.sin;
    points[2 * i + 1] = place.y + u * place.sin + v * place.cos;
    if (point[2] === 'corner') corners.push(i);
  });
  return { points, corners };
}

/** The direction with tangent of the half angle t: rational, so exact everywhere. */
export function direction(t: number): { cos: number; sin: number } {
  const scale = 1 / (1 + t * t);
  return { cos: (1 - t * t) * scale, sin: 2 * t * scale };
}

/** The eight compass directions, in order of turning. */
const DIAGONAL = Math.sqrt(0.5);
export const COMPASS: readonly { readonly cos: number; readonly sin: number }[] = [
  { cos: 1, sin: 0 },
  { cos: DIAGONAL, sin: DIAGONAL },
  { cos: 0, sin: 1 },
  { cos: -DIAGONAL, sin: DIAGONAL },
  { cos: -1, sin: 0 },
  { cos: -DIAGONAL, sin: -DIAGONAL },
  { cos: 0, sin: -1 },
  { cos: DIAGONAL, sin: -DIAGONAL },
];

/** sd of the sum of four uniform bytes. */
const FOUR_BYTES_SD = 147.8;

/** About normal with mean 0 and sd 1, within ±3.5: the sum of the four bytes of one random word, scaled. */
export function bell(stream: Stream): number {
  const word = stream.bits();
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
  return (sum - 510) / FOUR_BYTES_SD;
}

/** One of the entries, in proportion to its weight. */
export function choose<T>(stream: Stream, entries: readonly (readonly [T, number])[]): T {
  let total = 0;
  for (const [, weight] of entries) total += weight;
  let rest = stream.uniform() * total;
  for (const [value, weight] of entries) {
    rest -= weight;
    if (rest < 0) return value;
  }
  return entries[entries.length - 1][0];
}

/** Parts per control-point interval when a spline is flattened. */
const PARTS = 4;

/**
 * Flattens a stroke to a polyline with Catmull–Rom splines between corners. Appends [x, y] pairs to `into` from
 * `offset`; returns the new offset. `into` must have room for 2·(PARTS·(points − 1) + 1) numbers.
 */
export function flatten(stroke: Stroke, into: Float64Array, offset: number): number {
  const { points, corners } = stroke;
  const last = points.length / 2 - 1;
  let at = offset;
  into[at++] = points[0];
  into[at++] = points[1];
  for (let i = 0; i < last; i++) {
    const before = i === 0 || corners.includes(i) ? i : i - 1;
    const after = i + 1 === last || corners.includes(i + 1) ? i + 1 : i + 2;
    for (let part = 1; part <= PARTS; part++) {
      const t = part / PARTS;
      for (let axis = 0; axis < 2; axis++) {
        const p1 = points[2 * i + axis];
        const p2 = points[2 * (i + 1) + axis];
        const m1 = (p2 - points[2 * before + axis]) * (before === i ? 1 : 0.5);
        const m2 = (points[2 * after + axis] - p1) * (after === i + 1 ? 1 : 0.5);
        const a = 2 * p1 - 2 * p2 + m1 + m2;
        const b = 3 * (p2 - p1) - 2 * m1 - m2;
        into[at++] = p1 + t * (m1 + t * (b + t * a));
      }
    }
  }
  return at;
}

/** Numbers that `flatten` may write for these strokes. */
export function flatLength(strokes: readonly Stroke[]): number {
  let total = 0;
  for (const stroke of strokes) total += 2 * (PARTS * (stroke.points.length / 2 - 1) + 1);
  return total;
}
