// One drawing of a character: a writer's hand (slant, thickness, size, rotation), the wobble of this drawing, and an
// antialiased raster of the pen's path.
import { createStream, type Stream } from '../../math/rng.ts';
import type { Character } from './alphabets.ts';
import { bell, direction, flatLength, flatten, type Stroke } from './strokes.ts';

export const GLYPH_SIDE = 28;
const PIXELS = GLYPH_SIDE * GLYPH_SIDE;

/** What one writer does to all characters of an alphabet: a 2×2 map (row-major), pen radius in pixels. */
interface Hand {
  readonly map: readonly [number, number, number, number];
  readonly radius: number;
}

function handOf(seed: number, alphabet: number, writer: number, effort: number): Hand {
  const stream = createStream(seed, 'hand', alphabet, writer);
  const slant = (0.06 + 0.08 * effort) * bell(stream);
  const { cos, sin } = direction((0.025 + 0.035 * effort) * bell(stream));
  const width = 19 * (1 + (0.04 + 0.04 * effort) * bell(stream));
  const height = 19 * (1 + (0.04 + 0.04 * effort) * bell(stream));
  return {
    map: [cos * width, (cos * slant - sin) * height, sin * width, (sin * slant + cos) * height],
    radius: 0.75 + 0.3 * stream.uniform() * (1 + effort),
  };
}

/** The same stroke as this drawing has it: shifted and stretched as a whole, and every control point moved a little. */
function wobble(stroke: Stroke, jitter: number, stream: Stream): Stroke {
  const shiftX = jitter * 0.7 * bell(stream);
  const shiftY = jitter * 0.7 * bell(stream);
  const stretch = 1 + jitter * bell(stream);
  const { points } = stroke;
  const out = new Float64Array(points.length);
  const [cx, cy] = [points[0], points[1]];
  for (let i = 0; i < points.length; i += 2) {
    out[i] = cx + shiftX + (points[i] - cx) * stretch + jitter * 0.55 * bell(stream);
    out[i + 1] = cy + shiftY + (points[i + 1] - cy) * stretch + jitter * 0.55 * bell(stream);
  }
  return { points: out, corners: stroke.corners };
}

/** Raises the squared-distance field's coverage along one piece of the path. `cover` holds 0…1 per pixel. */
function inkPiece(cover: Float64Array, ax: number, ay: number, bx: number, by: number, radius: number): void {
  const reach = radius + 0.5;
  const left = Math.max(0, Math.ceil(Math.min(ax, bx) - reach));
  const right = Math.min(GLYPH_SIDE - 1, Math.floor(Math.max(ax, bx) + reach));
  const top = Math.max(0, Math.ceil(Math.min(ay, by) - reach));
  const bottom = Math.min(GLYPH_SIDE - 1, Math.floor(Math.max(ay, by) + reach));
  const dx = bx - ax;
  const dy = by - ay;
  const scale = 1 / Math.max(dx * dx + dy * dy, 1e-12);
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      let t = ((x - ax) * dx + (y - ay) * dy) * scale;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const u = x - ax - t * dx;
      const v = y - ay - t * dy;
      const far = u * u + v * v;
      if (far >= reach * reach) continue;
      const value = reach - Math.sqrt(far);
      const at = y * GLYPH_SIDE + x;
      if (value > cover[at]) cover[at] = value > 1 ? 1 : value;
    }
}

const cover = new Float64Array(PIXELS);

/** Draws `character` as writer `drawing` does into 28 × 28 bytes of `into` from `offset` (255 is full ink). */
export function renderGlyph(
  character: Character,
  key: {
    readonly seed: number;
    readonly alphabet: number;
    readonly character: number;
    readonly drawing: number;
  },
  difficulty: number,
  into: Uint8Array,
  offset: number,
): void {
  const hand = handOf(key.seed, key.alphabet, key.drawing, difficulty);
  const stream = createStream(key.seed, 'drawing', key.alphabet, key.character, key.drawing);
  const jitter = 0.03 + 0.035 * difficulty;
  const strokes = character.strokes.map((stroke) => wobble(stroke, jitter, stream));
  const flat = new Float64Array(flatLength(strokes));
  const ends: number[] = [];
  let end = 0;
  for (const stroke of strokes) {
    end = flatten(stroke, flat, end);
    ends.push(end);
  }
  const [a, b, c, d] = hand.map;
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < end; i += 2) {
    const x = a * flat[i] + b * flat[i + 1];
    const y = c * flat[i] + d * flat[i + 1];
    flat[i] = x;
    flat[i + 1] = y;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  // Kept inside the frame with room for the pen, off centre by a pixel or so.
  const room = GLYPH_SIDE - 1 - 2 * (hand.radius + 0.7);
  const shrink = Math.min(1, room / Math.max(right - left, bottom - top, 1e-6));
  const place = (low: number, high: number) => {
    const free = (room - (high - low) * shrink) / 2;
    const kept = Math.max(-free, Math.min(free, 0.8 * bell(stream)));
    return (GLYPH_SIDE - 1) / 2 + kept - ((low + high) / 2) * shrink;
  };
  const x0 = place(left, right);
  const y0 = place(top, bottom);
  cover.fill(0);
  let start = 0;
  for (const stop of ends) {
    for (let i = start; i + 3 < stop; i += 2)
      inkPiece(
        cover,
        x0 + flat[i] * shrink,
        y0 + flat[i + 1] * shrink,
        x0 + flat[i + 2] * shrink,
        y0 + flat[i + 3] * shrink,
        hand.radius,
      );
    start = stop;
  }
  for (let i = 0; i < PIXELS; i++) into[offset + i] = Math.floor(cover[i] * 255 + 0.5);
}
