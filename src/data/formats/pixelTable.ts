// Tables of pixels: a label and the pixels of one image in every row, as Kaggle's digits have them
// (label,pixel0,…,pixel783), with or without the header. Read in pieces: such files have tens of millions of numbers.
import Papa from 'papaparse';
import { DataError } from '../errors.ts';
import { isImageShape, type PixelArray, toPixels } from './array.ts';
import { indexed } from './npy.ts';

export interface PixelTable {
  readonly images: PixelArray;
  /** Null where no column is the label. */
  readonly labels: ArrayLike<number> | null;
  readonly names?: readonly string[];
}

const PIECE = 1 << 20;
const LABEL = /^(label|labels|class|target|y|digit|character)$/i;

interface Layout {
  readonly header: boolean;
  /** Column of the label; −1: none. */
  readonly label: number;
  readonly columns: number;
}

const isPixelCount = (n: number) => n >= 16 && isImageShape([1, n]);

/** How a table of pixels is laid out; null where the first row is not one of many numbers. */
export function pixelLayout(firstRow: readonly string[]): Layout | null {
  const columns = firstRow.length;
  const header = firstRow.some((cell) => cell.trim() !== '' && !Number.isFinite(Number(cell)));
  if (header) {
    const label = firstRow.findIndex((cell) => LABEL.test(cell.trim()));
    const pixels = firstRow.filter((cell) => /^(pixel|px|p|x)?_?\d+(x\d+)?$/i.test(cell.trim())).length;
    return isPixelCount(pixels) && pixels === columns - (label < 0 ? 0 : 1)
      ? { header, label, columns }
      : null;
  }
  if (isPixelCount(columns - 1)) return { header, label: 0, columns };
  return isPixelCount(columns) ? { header, label: -1, columns } : null;
}

/** Whole lines of the text, about a megabyte each. */
function* pieces(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const end = at + PIECE >= text.length ? text.length : text.indexOf('\n', at + PIECE) + 1 || text.length;
    yield text.slice(at, end);
    at = end;
  }
}

/** @throws DataError where a row has another number of columns, or a pixel is no number */
export async function readPixelTable(
  label: string,
  text: string,
  layout: Layout,
  pace: (fraction: number) => Promise<void>,
): Promise<PixelTable> {
  const rows: Float32Array[] = [];
  const texts: string[] = [];
  let line = 0;
  let done = 0;
  for (const piece of pieces(text)) {
    for (const row of Papa.parse<string[]>(piece, { skipEmptyLines: true }).data) {
      line++;
      if (layout.header && line === 1) continue;
      if (row.length !== layout.columns)
        throw new DataError(
          label,
          `row ${line} has ${row.length} columns where the first has ${layout.columns}`,
        );
      if (layout.label >= 0) texts.push(row[layout.label].trim());
      const pixels = Float32Array.from(layout.label < 0 ? row : row.toSpliced(layout.label, 1), Number);
      const wrong = pixels.findIndex((v) => !Number.isFinite(v));
      if (wrong >= 0) throw new DataError(label, `row ${line} has a pixel that is no number`);
      rows.push(pixels);
    }
    done += piece.length;
    await pace(done / text.length);
  }
  const width = layout.columns - (layout.label < 0 ? 0 : 1);
  const bytes = rows.every((row) => row.every((v) => v >= 0 && v <= 255 && Number.isInteger(v)));
  const data = bytes ? new Uint8Array(rows.length * width) : new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) data.set(row, i * width);
  const images = toPixels({ label, shape: [rows.length, width], data });
  if (layout.label < 0) return { images, labels: null };
  if (texts.every((t) => /^\d+(\.0+)?$/.test(t))) return { images, labels: Int32Array.from(texts, Number) };
  const { names, data: labels } = indexed(texts);
  return { images, labels, names };
}
