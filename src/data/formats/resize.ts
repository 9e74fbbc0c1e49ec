// Images to a square of the wanted side by area averaging: every source pixel counts by the area it covers.

export interface RawImage {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

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

/** The middle square of an image, resized to side × side, written to `into` at `offset` (H, W, C order). */
export function resizeSquare(image: RawImage, side: number, into: Uint8Array, offset: number): void {
  const { width, height, channels, data } = image;
  const crop = Math.min(width, height);
  const columns = coverage(Math.floor((width - crop) / 2), crop, side);
  const rows = coverage(Math.floor((height - crop) / 2), crop, side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [row, column] = [rows[y], columns[x]];
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let v = 0; v < row.shares.length; v++) {
          const line = (row.first + v) * width;
          for (let u = 0; u < column.shares.length; u++)
            sum += row.shares[v] * column.shares[u] * data[(line + column.first + u) * channels + c];
        }
        into[offset + (y * side + x) * channels + c] = Math.round(sum);
      }
    }
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
