// Invented alphabets: each has its own style (which strokes, how many, which directions, how they meet), and its
// characters are compositions of a few strokes in that style, distinct from one another and from their own rotations.
import { createStream, type Stream } from '../../math/rng.ts';
import {
  COMPASS,
  choose,
  flatLength,
  flatten,
  PRIMITIVE_NAMES,
  type PrimitiveName,
  placePrimitive,
  type Stroke,
} from './strokes.ts';

/** Strokes in a box whose longer side is 1, centred at (0, 0). */
export interface Character {
  readonly strokes: readonly Stroke[];
}

interface Style {
  readonly primitives: readonly (readonly [PrimitiveName, number])[];
  readonly directions: readonly (readonly [number, number])[];
  readonly counts: readonly (readonly [number, number])[];
  readonly joints: readonly (readonly ['end' | 'start' | 'along' | 'cross' | 'beside', number])[];
  readonly size: number;
}

const SYLLABLES = 'ka ru ti mo sel an bo vi dra ne lo shi ur pa ge zan'.split(' ');

function styleOf(stream: Stream): Style {
  const kinds = PRIMITIVE_NAMES.filter((name) => name !== 'dot');
  const order = kinds.map((_, i) => i);
  stream.shuffle(order);
  const primitives: [PrimitiveName, number][] = order
    .slice(0, 6)
    .map((i) => [kinds[i], 0.3 + stream.uniform()]);
  primitives.push(['line', 0.4 + 1.2 * stream.uniform()]);
  if (stream.uniform() < 0.4) primitives.push(['dot', 0.5]);
  const diagonal = 0.1 + 0.7 * stream.uniform();
  const directions = COMPASS.map((_, i): [number, number] => [
    i,
    (i % 2 ? diagonal : 1) * (0.4 + stream.uniform()) * (i < 4 ? 1 : 0.4),
  ]);
  const complexity = stream.uniform();
  const counts = [1, 2, 3, 4].map((n): [number, number] => {
    const distance = n - (1.6 + 1.6 * complexity);
    return [n, 1 / (0.25 + distance * distance)];
  });
  const joints = (['end', 'start', 'along', 'cross', 'beside'] as const).map(
    (joint): ['end' | 'start' | 'along' | 'cross' | 'beside', number] => [joint, 0.15 + stream.uniform()],
  );
  return { primitives, directions, counts, joints, size: 0.55 + 0.35 * stream.uniform() };
}

function pointOf(stroke: Stroke, t: number): [number, number] {
  const last = stroke.points.length / 2 - 1;
  const i = Math.min(last - 1, Math.floor(t * last));
  const f = t * last - i;
  const { points } = stroke;
  return [
    points[2 * i] * (1 - f) + points[2 * i + 2] * f,
    points[2 * i + 1] * (1 - f) + points[2 * i + 3] * f,
  ];
}

function moveBy(stroke: Stroke, dx: number, dy: number): Stroke {
  return {
    ...stroke,
    points: stroke.points.map((value, i) => value + (i % 2 ? dy : dx)),
  };
}

/** One more stroke in the style, joined to an earlier one. */
function addStroke(style: Style, earlier: readonly Stroke[], stream: Stream): Stroke {
  const name = choose(stream, style.primitives);
  const turn = COMPASS[choose(stream, style.directions)];
  const size =
    style.size * (name === 'dot' ? 1 : 0.7 + 0.6 * stream.uniform()) * (earlier.length ? 0.85 : 1.1);
  const stroke = placePrimitive(name, { x: 0, y: 0, ...turn }, size, stream.uniform() < 0.5);
  const joint = choose(stream, style.joints);
  const place = stream.uniform();
  const side = stream.uniform() < 0.5 ? -1 : 1;
  if (earlier.length === 0) return stroke;
  const partner = earlier[Math.floor(stream.uniform() * earlier.length)];
  if (joint === 'beside' || name === 'dot') {
    const [x, y] = pointOf(partner, 0.25 + 0.5 * place);
    const gap = (0.3 + 0.12 * place) * side;
    const [ox, oy] = pointOf(stroke, 0.5);
    return moveBy(stroke, x - ox - gap * turn.sin, y - oy + gap * turn.cos);
  }
  const steps = [0.25, 0.5, 0.75];
  const at = joint === 'end' ? 1 : joint === 'start' ? 0 : steps[Math.floor(place * 3)];
  const [x, y] = pointOf(partner, at);
  const [ox, oy] = pointOf(stroke, joint === 'cross' ? 0.5 : 0);
  return moveBy(stroke, x - ox, y - oy);
}

/** Centres the strokes and scales the longer side of their box to 1. */
function normalise(strokes: readonly Stroke[]): Character {
  const flat = new Float64Array(flatLength(strokes));
  let end = 0;
  for (const stroke of strokes) end = flatten(stroke, flat, end);
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < end; i++) {
    low[i % 2] = Math.min(low[i % 2], flat[i]);
    high[i % 2] = Math.max(high[i % 2], flat[i]);
  }
  const scale = 1 / Math.max(high[0] - low[0], high[1] - low[1], 1e-6);
  const centre = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
  return {
    strokes: strokes.map((stroke) => ({
      ...stroke,
      points: stroke.points.map((value, i) => (value - centre[i % 2]) * scale),
    })),
  };
}

/** Side of the coarse picture that characters are compared by. */
const COARSE = 11;

/** A blurred coarse picture of unit length, and how much of the box the pen covers. */
function coarse(character: Character): { picture: Float64Array; length: number } {
  const picture = new Float64Array(COARSE * COARSE);
  const flat = new Float64Array(flatLength(character.strokes));
  let length = 0;
  for (const stroke of character.strokes) {
    const end = flatten(stroke, flat, 0);
    for (let i = 0; i + 3 < end; i += 2) {
      const dx = flat[i + 2] - flat[i];
      const dy = flat[i + 3] - flat[i + 1];
      const piece = Math.sqrt(dx * dx + dy * dy);
      length += piece;
      // Bilinear deposit at the piece's middle.
      const x = (flat[i] + dx / 2 + 0.5) * (COARSE - 3) + 1;
      const y = (flat[i + 1] + dy / 2 + 0.5) * (COARSE - 3) + 1;
      const cx = Math.floor(x);
      const cy = Math.floor(y);
      const fx = x - cx;
      const fy = y - cy;
      const at = cy * COARSE + cx;
      picture[at] += piece * (1 - fx) * (1 - fy);
      picture[at + 1] += piece * fx * (1 - fy);
      picture[at + COARSE] += piece * (1 - fx) * fy;
      picture[at + COARSE + 1] += piece * fx * fy;
    }
  }
  const blurred = new Float64Array(picture.length);
  let norm = 0;
  for (let y = 1; y + 1 < COARSE; y++)
    for (let x = 1; x + 1 < COARSE; x++) {
      const at = y * COARSE + x;
      let sum = 2 * picture[at];
      sum += picture[at - 1] + picture[at + 1] + picture[at - COARSE] + picture[at + COARSE];
      blurred[at] = sum;
      norm += sum * sum;
    }
  const scale = 1 / Math.sqrt(Math.max(norm, 1e-12));
  for (let i = 0; i < blurred.length; i++) blurred[i] *= scale;
  return { picture: blurred, length };
}

/** TURNED[k][i]: where cell i lies after k turns by 90°. */
const TURNED = [0, 1, 2, 3].map((turns) =>
  Uint16Array.from({ length: COARSE * COARSE }, (_, i) => {
    let [x, y] = [i % COARSE, Math.floor(i / COARSE)];
    for (let k = 0; k < turns; k++) [x, y] = [y, COARSE - 1 - x];
    return y * COARSE + x;
  }),
);

/** Cosine of two coarse pictures, the second turned by `turns` × 90°. */
function likeness(a: Float64Array, b: Float64Array, turns: number): number {
  const turned = TURNED[turns];
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[turned[i]];
  return sum;
}

/** An alphabet's name, from its number alone. */
export function alphabetName(seed: number, alphabet: number): string {
  const stream = createStream(seed, 'alphabet name', alphabet);
  const pick = () => SYLLABLES[Math.floor(stream.uniform() * SYLLABLES.length)];
  const word = pick() + pick() + (stream.uniform() < 0.5 ? pick() : '');
  return `${word[0].toUpperCase()}${word.slice(1)} ${alphabet + 1}`;
}

/**
 * The characters of an alphabet. `difficulty` 0: every character stands on its own; towards 1 most strokes are taken
 * from the alphabet's base character, so that characters differ little.
 */
export function createAlphabet(
  seed: number,
  alphabet: number,
  count: number,
  difficulty: number,
): Character[] {
  const style = styleOf(createStream(seed, 'alphabet style', alphabet));
  const limit = 0.72 + 0.18 * difficulty;
  const made: Character[] = [];
  const pictures: Float64Array[] = [];
  const baseStream = createStream(seed, 'alphabet base', alphabet);
  const base: Stroke[] = [];
  for (let i = 0; i < 3; i++) base.push(addStroke(style, base, baseStream));
  for (let c = 0; c < count; c++) {
    const stream = createStream(seed, 'character', alphabet, c);
    let best: { character: Character; picture: Float64Array; score: number } | null = null;
    for (let attempt = 0; attempt < 24; attempt++) {
      const strokes: Stroke[] = [];
      const wanted = choose(stream, style.counts);
      const shared = stream.uniform() < difficulty ? 1 + Math.floor(stream.uniform() * 2) : 0;
      for (let i = 0; i < shared; i++) strokes.push(base[i]);
      const own = Math.max(1, wanted - shared);
      for (let i = 0; i < own; i++) strokes.push(addStroke(style, strokes, stream));
      const character = normalise(strokes);
      const { picture, length } = coarse(character);
      // Neither a bare tick nor a tangle.
      if (length < 1.35 || length > 4.6) continue;
      let score = 0;
      for (const other of pictures) score = Math.max(score, likeness(picture, other, 0));
      for (let turns = 1; turns < 4; turns++)
        score = Math.max(score, likeness(picture, picture, turns) - 0.08);
      if (best === null || score < best.score) best = { character, picture, score };
      if (score < limit) break;
    }
    if (best === null) throw new Error(`alphabet ${alphabet} has no acceptable character ${c}`);
    made.push(best.character);
    pictures.push(best.picture);
  }
  return made;
}
