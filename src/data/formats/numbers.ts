// How a table writes its numbers: whether comma or dot is decimal is judged from all its cells, since "3.000" alone is 3 as
// well as 3000.

export type Decimal = ',' | '.';

export interface NumberFormat {
  /** `mixed`: some cells can be read with a decimal comma only, others with a decimal point only. */
  readonly decimal: Decimal | 'mixed';
  /** Whether a cell tells it; else it is the usual one. */
  readonly told: boolean;
}

const END = '(?:[eE][+-]?\\d+)?$';
/** Digits with the decimal mark, or groups of three with the other mark between them. */
const READABLE: Readonly<Record<Decimal, RegExp>> = {
  ',': new RegExp(`^[+-]?(?:(?:\\d+,?\\d*|,\\d+)${END}|[1-9]\\d{0,2}(?:\\.\\d{3})+(?:,\\d*)?$)`),
  '.': new RegExp(`^[+-]?(?:(?:\\d+\\.?\\d*|\\.\\d+)${END}|[1-9]\\d{0,2}(?:,\\d{3})+(?:\\.\\d*)?$)`),
};

function readAs(cell: string, decimal: Decimal): number | null {
  const text = cell.replace('−', '-');
  if (!READABLE[decimal].test(text)) return null;
  const plain = decimal === ',' ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** A cell as a number; null where it is none, or may be two in a table of mixed formats. */
export function cellNumber(cell: string, { decimal }: Pick<NumberFormat, 'decimal'>): number | null {
  if (decimal !== 'mixed') return readAs(cell, decimal);
  const [comma, dot] = [readAs(cell, ','), readAs(cell, '.')];
  return comma === null || comma === dot ? dot : dot === null ? comma : null;
}

export function isNumber(cell: string): boolean {
  return readAs(cell, ',') !== null || readAs(cell, '.') !== null;
}

/** The format that cells tell; where they tell none, the one of `usual`. */
export function formatOf(cells: readonly string[], usual: NumberFormat): NumberFormat {
  const only = (decimal: Decimal, other: Decimal) =>
    cells.some((cell) => readAs(cell, decimal) !== null && readAs(cell, other) === null);
  const [comma, dot] = [only(',', '.'), only('.', ',')];
  if (comma && dot) return { decimal: 'mixed', told: true };
  return comma || dot ? { decimal: comma ? ',' : '.', told: true } : usual;
}

/**
 * What is usual where no cell tells: a decimal point, but a decimal comma where commas stand in cells and do not separate
 * the columns.
 */
export function usualFormat(cells: readonly string[], separator: string): NumberFormat {
  const comma = separator !== ',' && cells.some((cell) => cell.includes(','));
  return { decimal: comma ? ',' : '.', told: false };
}

/** What to know of how cells were read, where it is not plain: a sentence, or null. */
export function formatNote(cells: readonly string[], format: NumberFormat): string | null {
  const { decimal, told } = format;
  const twice = cells.find((cell) => {
    const [comma, dot] = [readAs(cell, ','), readAs(cell, '.')];
    return comma !== null && dot !== null && comma !== dot;
  });
  if (decimal === 'mixed')
    return `Some numbers have a decimal comma, others a decimal point${twice ? `; “${twice}” may be either` : ''}.`;
  if (!told && twice) {
    const [one, other] = [readAs(twice, decimal), readAs(twice, decimal === ',' ? '.' : ',')];
    return `No number tells whether “${twice}” is ${one} or ${other}: it is read as ${one}.`;
  }
  const marked = cells.find((cell) => cell.includes(',') && readAs(cell, decimal) !== null);
  const shown = [marked, twice].filter((cell, i, all) => cell !== undefined && all.indexOf(cell) === i);
  if (marked === undefined) return null;
  const read = shown.map((cell) => `“${cell}” is ${readAs(cell as string, decimal)}`).join(', ');
  return `Commas are ${decimal === ',' ? 'decimal' : 'between thousands'}: ${read}.`;
}
