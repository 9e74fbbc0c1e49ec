// How drawings on the pads are turned into images like those of the set in use: thickness, size, place and polarity.
// The known sets' numbers are measured (padStyle.test.ts); a set of the user's own is measured on the images shown.
import type { RasterOptions, Rgb } from '../../../charts/images/strokes.ts';
import type { Experiment } from '../../../experiment/types.ts';
import { FAMILIES } from '../../../tasks/families.ts';
import { DIGIT_DRAWING } from '../../../tasks/shared/images.ts';

/** Inks for colour images, with the names that they are chosen by. */
export const INKS: readonly { readonly name: string; readonly rgb: Rgb }[] = [
  { name: 'Black', rgb: [0.05, 0.05, 0.05] },
  { name: 'White', rgb: [0.97, 0.97, 0.97] },
  { name: 'Red', rgb: [0.82, 0.16, 0.14] },
  { name: 'Orange', rgb: [0.93, 0.56, 0.13] },
  { name: 'Green', rgb: [0.24, 0.55, 0.23] },
  { name: 'Blue', rgb: [0.16, 0.36, 0.78] },
  { name: 'Brown', rgb: [0.45, 0.3, 0.18] },
];

export const PAPERS = {
  light: [0.93, 0.93, 0.91],
  dark: [0.12, 0.12, 0.13],
} as const satisfies Record<string, Rgb>;
export type Paper = keyof typeof PAPERS;

/** Mean thickness of the strokes of a grey image, as a share of its side: twice the ink over the length of its edges. */
export function strokeThickness(ink: Float32Array, side: number): number {
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= side || y >= side ? 0 : ink[y * side + x]);
  let mass = 0;
  let edges = 0;
  for (let y = -1; y < side; y++)
    for (let x = -1; x < side; x++) {
      const value = at(x, y);
      mass += value;
      edges += Math.hypot(at(x + 1, y) - value, at(x, y + 1) - value);
    }
  return edges > 0 ? (2 * mass) / edges / side : 0;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Brightness of the images' rims: the ground that drawings lie on. */
function groundOf(images: readonly Float32Array[], side: number): number {
  return median(
    images.flatMap((image) =>
      Array.from({ length: side }, (_, i) => [
        image[i],
        image[(side - 1) * side + i],
        image[i * side],
      ]).flat(),
    ),
  );
}

/** Pen and polarity as in the given grey images. */
function measured(images: readonly Float32Array[], side: number): RasterOptions {
  if (images.length === 0) return DIGIT_DRAWING;
  const inverted = groundOf(images, side) > 0.5;
  const ink = images.map((image) => (inverted ? image.map((v) => 1 - v) : image));
  const pen = median(ink.map((image) => strokeThickness(image, side)));
  // Filled shapes have no strokes: a broad pen is the nearest to them.
  return { ...DIGIT_DRAWING, inverted, pen: Math.min(Math.max(pen, 0.03), 0.14) };
}

/** What makes a drawing look like the experiment's own images of `side` pixels; `images` are some of them. */
export function padStyle(
  experiment: Experiment,
  shape: { readonly width: number; readonly channels: number },
  images: readonly Float32Array[],
): RasterOptions {
  const side = shape.width;
  if (shape.channels === 3) return { side, pen: 0.1 };
  const { adaptation } = FAMILIES[experiment.task];
  const drawing = adaptation.kind === 'images' ? adaptation.drawing : null;
  return { ...(drawing ? drawing(side, experiment.options) : measured(images, side)), side };
}
