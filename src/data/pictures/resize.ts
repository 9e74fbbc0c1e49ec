// Images to a square of the wanted side by area averaging: every source pixel counts by the area it covers.

export interface RawImage {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** [height × width × channels]; 0…65535 where the file has 16 bits. */
  readonly data: Uint8Array | Uint16Array;
  /** Opacity 0…255 of every pixel, where some are transparent. */
  readonly alpha?: Uint8Array;
}

/** How images that are not square become square. */
export type Shape = 'fit' | 'crop';

type Pixels = Uint8Array | Uint16Array;

/** Which source cells a target cell covers along one axis, and with what share (shares of a cell sum to 1). */
function coverage(from: number, length: number, side: number): { first: number; shares: Float64Array }[] {
  const step = length / side;
  return Array.from({ length: side }, (_, i) => {
    const start = from + i * step;
    const end = start + step;
    const first = Math.floor(start);
    const last = Math.min(Math.ceil(end), from + length);
    const shares = new Float64Array(Math.max(1, last - first));
    for (let k = 0; k < shares.length; k++)
      shares[k] = Math.max(0, Math.min(end, first + k + 1) - Math.max(start, first + k)) / step;
    return { first, shares };
  });
}

/** Median of the outermost pixels: the paper, or the sky, that margins continue. */
function marginOf({ width, height, channels, data }: RawImage, channel: number): number {
  const edge: number[] = [];
  const at = (x: number, y: number) => data[(y * width + x) * channels + channel];
  for (let x = 0; x < width; x++) edge.push(at(x, 0), at(x, height - 1));
  for (let y = 0; y < height; y++) edge.push(at(0, y), at(width - 1, y));
  return edge.sort((a, b) => a - b)[edge.length >> 1];
}

/**
 * The image as a square of side × side, written to `into` at `offset` (H, W, C order): the whole of it with margins
 * (`fit`), or its middle square (`crop`).
 */
export function resizeSquare(
  image: RawImage,
  side: number,
  shape: Shape,
  into: Pixels,
  offset: number,
): void {
  const { width, height, channels, data } = image;
  const crop = Math.min(width, height);
  const [w, h] = shape === 'crop' ? [crop, crop] : [width, height];
  const most = Math.max(w, h);
  const [tw, th] = [w, h].map((length) => Math.max(1, Math.round((side * length) / most)));
  const columns = coverage(Math.floor((width - w) / 2), w, tw);
  const rows = coverage(Math.floor((height - h) / 2), h, th);
  const [left, top] = [Math.floor((side - tw) / 2), Math.floor((side - th) / 2)];
  if (tw < side || th < side)
    for (let c = 0; c < channels; c++) {
      const margin = marginOf(image, c);
      for (let i = 0; i < side * side; i++) into[offset + i * channels + c] = margin;
    }
  for (let y = 0; y < th; y++)
    for (let x = 0; x < tw; x++) {
      const [row, column] = [rows[y], columns[x]];
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let v = 0; v < row.shares.length; v++) {
          const line = (row.first + v) * width;
          for (let u = 0; u < column.shares.length; u++)
            sum += row.shares[v] * column.shares[u] * data[(line + column.first + u) * channels + c];
        }
        into[offset + ((top + y) * side + left + x) * channels + c] = Math.round(sum);
      }
    }
}

/** Makes opaque images square. What it returns is valid until it is called again. */
export function createSquarer(side: number): (image: RawImage, shape: Shape) => RawImage {
  const bytes = new Uint8Array(3 * side * side);
  const words = new Uint16Array(3 * side * side);
  return (image, shape) => {
    const { channels } = image;
    const into = image.data instanceof Uint16Array ? words : bytes;
    resizeSquare(image, side, shape, into, 0);
    return { width: side, height: side, channels, data: into.subarray(0, side * side * channels) };
  };
}

/** Turns dark ink on light paper into 255 on 0 and stretches it so that the darkest stroke is 255. In place. */
export function inkOnBlack(pixels: Uint8Array, from: number, length: number): void {
  let most = 0;
  for (let i = from; i < from + length; i++) {
    pixels[i] = 255 - pixels[i];
    if (pixels[i] > most) most = pixels[i];
  }
  if (most === 0) return;
  for (let i = from; i < from + length; i++) pixels[i] = Math.round((pixels[i] * 255) / most);
}
