// Strokes of a drawing pad as an image: antialiased by distance to the pen's path, without a canvas, so that the
// same strokes give the same pixels everywhere.

/** x, y pairs in 0…1 of the pad, y downwards. */
export type Stroke = readonly number[];

/** Red, green and blue, 0…1. */
export type Rgb = readonly [number, number, number];

/** How a drawing is laid out as the set's own images are. */
export interface Fit {
  /** The longer side of the drawing with its pen, as a share of the image. */
  readonly extent: number;
  /** What comes to the middle: the centre of mass (as of MNIST's digits) or of the box around the drawing. */
  readonly centre: 'mass' | 'box';
}

export interface RasterOptions {
  /** Pixels per side. */
  readonly side?: number;
  /** Pen width as a share of the image. */
  readonly pen?: number;
  /** Scales and centres the drawing; absent: it stays where it was drawn. */
  readonly fit?: Fit;
  /** Dark strokes on a light ground instead of light on dark. */
  readonly inverted?: boolean;
  /** Makes a colour image on this paper, the strokes in their own inks. */
  readonly paper?: Rgb;
}

/** A stroke with its ink; grey images have one ink for all. */
export interface InkStroke {
  readonly path: Stroke;
  readonly ink?: Rgb;
}

/** What is on a pad: strokes, or one of the set's own images. */
export type PadDrawing =
  | { readonly kind: 'strokes'; readonly strokes: readonly InkStroke[] }
  | { readonly kind: 'picture'; readonly image: Float32Array };

/** The drawing as the tasks have their images: H, W, C order, values 0…1. */
export function padImage(drawing: PadDrawing, options: RasterOptions): Float32Array {
  if (drawing.kind === 'picture') return drawing.image;
  const { paper } = options;
  if (paper) return rasteriseColours(drawing.strokes, paper, options);
  const paths = drawing.strokes.map(({ path }) => path);
  return rasterise(paths, options);
}

/** The strokes as side × side values 0…1, row-major from the top. No strokes give an empty ground. */
export function rasterise(strokes: readonly Stroke[], options: RasterOptions = {}): Float32Array {
  const { side = 28, pen = 0.09, fit, inverted = false } = options;
  let laid = strokes;
  if (fit && strokes.some((s) => s.length >= 2)) {
    laid = fitToBox(strokes, fit.extent - pen);
    if (fit.centre === 'mass') laid = centreMass(laid, draw(laid, side, pen), side);
  }
  const image = draw(laid, side, pen);
  if (inverted) for (let i = 0; i < image.length; i++) image[i] = 1 - image[i]!;
  return image;
}

/** Later strokes cover earlier ones. */
function rasteriseColours(
  strokes: readonly InkStroke[],
  paper: Rgb,
  { side = 28, pen = 0.09 }: RasterOptions,
): Float32Array {
  const image = Float32Array.from({ length: side * side * 3 }, (_, i) => paper[i % 3]!);
  for (const { path, ink = [0, 0, 0] } of strokes) {
    draw([path], side, pen).forEach((cover, i) => {
      for (let c = 0; c < 3; c++) {
        const at = 3 * i + c;
        image[at] = image[at]! * (1 - cover) + ink[c]! * cover;
      }
    });
  }
  return image;
}

function draw(strokes: readonly Stroke[], side: number, pen: number): Float32Array {
  const image = new Float32Array(side * side);
  const radius = (pen * side) / 2;
  for (const stroke of strokes) {
    for (let i = 0; i + 1 < stroke.length; i += 2) {
      const j = i + 3 < stroke.length ? i + 2 : i;
      if (j === i && i > 0) break;
      segment(
        image,
        side,
        radius,
        stroke[i]! * side,
        stroke[i + 1]! * side,
        stroke[j]! * side,
        stroke[j + 1]! * side,
      );
    }
  }
  return image;
}

/** Coverage of each pixel by a round-ended segment: 1 inside, falling to 0 over one pixel. */
function segment(
  image: Float32Array,
  side: number,
  radius: number,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): void {
  if (![x1, y1, x2, y2].every(Number.isFinite)) return;
  const reach = radius + 1;
  const fromX = Math.max(0, Math.floor(Math.min(x1, x2) - reach));
  const toX = Math.min(side - 1, Math.ceil(Math.max(x1, x2) + reach));
  const fromY = Math.max(0, Math.floor(Math.min(y1, y2) - reach));
  const toY = Math.min(side - 1, Math.ceil(Math.max(y1, y2) + reach));
  const dx = x2 - x1;
  const dy = y2 - y1;
  const squared = dx * dx + dy * dy;
  for (let row = fromY; row <= toY; row++) {
    for (let column = fromX; column <= toX; column++) {
      const px = column + 0.5 - x1;
      const py = row + 0.5 - y1;
      const t = squared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / squared)) : 0;
      const distance = Math.hypot(px - t * dx, py - t * dy);
      const coverage = Math.min(1, Math.max(0, radius + 0.5 - distance));
      const at = row * side + column;
      if (coverage > image[at]!) image[at] = coverage;
    }
  }
}

function mapped(strokes: readonly Stroke[], x: (v: number) => number, y: (v: number) => number): Stroke[] {
  return strokes.map((stroke) => stroke.map((v, i) => (i % 2 === 0 ? x(v) : y(v))));
}

function fitToBox(strokes: readonly Stroke[], extent: number): Stroke[] {
  let [left, right, top, bottom] = [1, 0, 1, 0];
  for (const stroke of strokes) {
    for (let i = 0; i + 1 < stroke.length; i += 2) {
      left = Math.min(left, stroke[i]!);
      right = Math.max(right, stroke[i]!);
      top = Math.min(top, stroke[i + 1]!);
      bottom = Math.max(bottom, stroke[i + 1]!);
    }
  }
  const span = Math.max(right - left, bottom - top, 0.05);
  const factor = Math.max(0.1, extent) / span;
  const cx = (left + right) / 2;
  const cy = (top + bottom) / 2;
  return mapped(
    strokes,
    (v) => 0.5 + (v - cx) * factor,
    (v) => 0.5 + (v - cy) * factor,
  );
}

function centreMass(strokes: readonly Stroke[], image: Float32Array, side: number): Stroke[] {
  let mass = 0;
  let mx = 0;
  let my = 0;
  image.forEach((value, i) => {
    mass += value;
    mx += value * ((i % side) + 0.5);
    my += value * (Math.floor(i / side) + 0.5);
  });
  if (mass === 0) return [...strokes];
  const dx = 0.5 - mx / mass / side;
  const dy = 0.5 - my / mass / side;
  return mapped(
    strokes,
    (v) => v + dx,
    (v) => v + dy,
  );
}
