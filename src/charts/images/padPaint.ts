// What a pad's canvas shows: the strokes or the picture on it, the stroke under way, and the keyboard's cursor.
import type { InkStroke, PadDrawing, Rgb, Stroke } from './strokes.ts';

/** A place on the pad, 0…1 from its upper left. */
export interface PadPlace {
  readonly x: number;
  readonly y: number;
}

export interface PadPicture {
  readonly drawing: PadDrawing | null;
  /** The stroke under way. */
  readonly live: Stroke | null;
  readonly cursor: PadPlace | null;
  /** Side on the page, px. */
  readonly side: number;
  /** Width of the pen as a part of the side. */
  readonly width: number;
  readonly paper: Rgb | undefined;
  /** The ink of the stroke under way. */
  readonly ink: Rgb | undefined;
  /** Grey pictures are dark on light. */
  readonly inverted: boolean;
  /** Pixels of a picture's side. */
  readonly pixels: number;
}

export function paint(canvas: HTMLCanvasElement, picture: PadPicture): void {
  const { drawing, live, cursor, side, width, paper, ink, inverted, pixels } = picture;
  const context = canvas.getContext('2d');
  if (!context) return;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(side * ratio);
  canvas.height = Math.round(side * ratio);
  context.setTransform(side * ratio, 0, 0, side * ratio, 0, 0);
  const plain = getComputedStyle(canvas).color;
  if (drawing?.kind === 'picture' && !live) showPicture(context, drawing.image, pixels, inverted, plain);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const shown: InkStroke[] = drawing?.kind === 'strokes' ? [...drawing.strokes] : [];
  if (live) shown.push(ink ? { path: live, ink } : { path: live });
  context.lineWidth = width;
  for (const stroke of shown) {
    context.strokeStyle = paper && stroke.ink ? css(stroke.ink) : plain;
    trace(context, stroke.path);
  }
  if (cursor) {
    context.strokeStyle = paper && ink ? css(ink) : plain;
    context.lineWidth = 0.012;
    context.beginPath();
    context.arc(cursor.x, cursor.y, width / 2 + 0.02, 0, 7);
    context.stroke();
  }
}

export const css = (colour: Rgb) => `rgb(${colour.map((v) => Math.round(255 * v)).join(' ')})`;

function trace(context: CanvasRenderingContext2D, stroke: Stroke): void {
  context.beginPath();
  for (let i = 0; i + 1 < stroke.length; i += 2) context.lineTo(stroke[i]!, stroke[i + 1]!);
  if (stroke.length === 2) context.lineTo(stroke[0]! + 1e-4, stroke[1]!);
  context.stroke();
}

/** Colours as they are; a grey image as ink of the page's own colour, like the strokes. */
function showPicture(
  context: CanvasRenderingContext2D,
  image: Float32Array,
  side: number,
  inverted: boolean,
  ink: string,
): void {
  const colours = image.length === 3 * side * side;
  const data = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    const grey = inverted ? 1 - image[i]! : image[i]!;
    const rgba = colours ? [image[3 * i]!, image[3 * i + 1]!, image[3 * i + 2]!, 1] : [0, 0, 0, grey];
    for (let c = 0; c < 4; c++) data.data[4 * i + c] = Math.round(255 * rgba[c]!);
  }
  const small = document.createElement('canvas');
  small.width = side;
  small.height = side;
  small.getContext('2d')?.putImageData(data, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, 1, 1);
  if (colours) return;
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = ink;
  context.fillRect(0, 0, 1, 1);
  context.globalCompositeOperation = 'source-over';
}
