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
  /** Columns of the pixels, in their order. */
  readonly pixels: readonly number[];
  readonly columns: number;
}

const isPixelCount = (n: number) => n >= 16 && isImageShape([1, n]);
const isNumber = (cell: string) => cell.trim() !== '' && Number.isFinite(Number(cell));
/** A column that numbers the rows, as tools write it without being asked. */
const INDEX = /^(|id|index|unnamed: ?\d+|image.?id)$/i;
const PIXEL = /^(pixel|px|p|x)?_?\d+(x\d+)?$/i;

/** Names of columns that count up, "0,1,2" or "0.1,0.2,0.3": what tools make of a table without a header. */
function countsUp(cells: readonly string[]): boolean {
  const ends = cells.map((cell) => Number(/(\d+)$/.exec(cell.trim())?.[1]));
  const steps = ends.filter((end, i) => i > 0 && end === ends[i - 1] + 1).length;
  return steps >= 0.9 * (cells.length - 1);
}

/** Column of the label in rows without a header: the first, unless it is always alike and the last is not. */
function labelColumn(rows: readonly (readonly string[])[]): number {
  const last = rows[0].length - 1;
  const values = (column: number) => new Set(rows.map((row) => row[column]));
  if (!isNumber(rows[0][last])) return last;
  if (!isNumber(rows[0][0]) || rows.length < 3) return 0;
  return values(0).size === 1 && values(last).size > 1 ? last : 0;
}

/**
 * How a table of pixels is laid out, by its first rows; null where these are not rows of many numbers. The label may be
 * the first column, the last one, or the one that is named so.
 */
export function pixelLayout(rows: readonly (readonly string[])[]): Layout | null {
  const [first = []] = rows;
  const columns = first.length;
  const of = (header: boolean, label: number, left: readonly number[] = []): Layout | null => {
    const pixels = first.map((_, c) => c).filter((c) => c !== label && !left.includes(c));
    return isPixelCount(pixels.length) ? { header, label, pixels, columns } : null;
  };
  const texts = first.filter((cell) => !isNumber(cell)).length;
  if (texts > 1 || first.some((cell) => LABEL.test(cell.trim()))) {
    const label = first.findIndex((cell) => LABEL.test(cell.trim()));
    const index = first.findIndex((cell) => INDEX.test(cell.trim()));
    const found = of(true, label, index < 0 ? [] : [index]);
    return found?.pixels.every((c) => PIXEL.test(first[c].trim())) ? found : null;
  }
  const header = countsUp(first);
  const body = header ? rows.slice(1) : rows;
  if (isPixelCount(columns - 1) && body.length > 0) return of(header, labelColumn(body));
  return texts === 0 ? of(header, -1) : null;
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
      const pixels = Float32Array.from(layout.pixels, (c) => Number(row[c]));
      const wrong = pixels.findIndex((v) => !Number.isFinite(v));
      if (wrong >= 0) throw new DataError(label, `row ${line} has a pixel that is no number`);
      rows.push(pixels);
    }
    done += piece.length;
    await pace(done / text.length);
  }
  const width = layout.pixels.length;
  const bytes = rows.every((row) => row.every((v) => v >= 0 && v <= 255 && Number.isInteger(v)));
  const data = bytes ? new Uint8Array(rows.length * width) : new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) data.set(row, i * width);
  const images = toPixels({ label, shape: [rows.length, width], data });
  if (layout.label < 0) return { images, labels: null };
  if (texts.every((t) => /^\d+(\.0+)?$/.test(t))) return { images, labels: Int32Array.from(texts, Number) };
  const { names, data: labels } = indexed(texts);
  return { images, labels, names };
}
