// Tables as texts: CSV and TSV, whatever separates the columns, with or without a header.
import Papa from 'papaparse';

/** UTF-8 or UTF-16 by its mark; older alphabets byte by byte. */
export function tableText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

/** What separates the columns: the separator that the first line has most of; spaces where there is none. */
function separatorOf(text: string): string {
  const line = text.slice(0, text.search(/\r?\n|$/));
  const counts = ['\t', ';', ',', '|'].map((mark) => [mark, line.split(mark).length - 1] as const);
  // A semicolon beside commas: the commas are decimal.
  if (counts[1][1] > 0) return ';';
  const best = counts.reduce((a, b) => (b[1] > a[1] ? b : a));
  return best[1] > 0 ? best[0] : ' ';
}

export interface ParsedTable {
  readonly rows: readonly (readonly string[])[];
  readonly separator: string;
}

/** Rows of trimmed cells; empty lines and lines of comment (#) are left out. */
export function parseTable(text: string, preview = 0): ParsedTable {
  const plain = text.replace(/^\s*(#.*\r?\n)+/, '');
  const separator = separatorOf(plain);
  const spaces = separator === ' ';
  const body = spaces ? plain.replace(/[^\S\r\n]+/g, ' ').replace(/^ | $/gm, '') : plain;
  const { data } = Papa.parse<string[]>(body, { delimiter: separator, skipEmptyLines: 'greedy', preview });
  return { rows: data.map((row) => row.map((cell) => cell.trim())), separator };
}

/** Rows that tell how a table is laid out. */
const FIRST_ROWS = 40;

export function firstRows(text: string): readonly (readonly string[])[] {
  const { rows } = parseTable(text.slice(0, 200_000), FIRST_ROWS);
  // The last one may be cut.
  return text.length > 200_000 && rows.length > 1 && rows.length < FIRST_ROWS ? rows.slice(0, -1) : rows;
}
