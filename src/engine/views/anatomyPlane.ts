// Directions of the outer step in the plane of two of them: MAML's along x, and FO-MAML's in the upper half.
import { norm } from '../../math/statistics.ts';
import type { AnatomyDirection, DirectionId } from '../../protocol/anatomy.ts';

type Vector = Float32Array | Float64Array;

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** a/‖a‖; zero where a is. */
function unit(a: Vector): Float64Array {
  const length = norm(a);
  return Float64Array.from(a, (value) => (length > 0 ? value / length : 0));
}

/** What of `a` is at a right angle to the unit vector e. */
function across(a: Vector, e: Float64Array): Float64Array {
  const along = dot(a, e);
  return Float64Array.from(a, (value, i) => value - along * e[i]);
}

/** Lengths, angles to `exact` (`own` where there is none) and places in the plane of `exact` and `none`. */
export function directionsInPlane(vectors: ReadonlyMap<DirectionId, Vector>): AnatomyDirection[] {
  const own = vectors.get('own');
  const main = vectors.get('exact') ?? own;
  if (!main) throw new Error('A plane of directions needs at least the lane’s own.');
  const e1 = unit(main);
  const e2 = unit(across(vectors.get('none') ?? main, e1));
  return [...vectors].map(([id, vector]) => {
    const length = norm(vector);
    const [x, y] = [dot(vector, e1), dot(vector, e2)];
    return { id, norm: length, x, y, off: norm(across(across(vector, e1), e2)), cosine: x / length };
  });
}
