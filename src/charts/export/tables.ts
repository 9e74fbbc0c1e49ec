// Tables as text: CSV with what it is about in commented head lines, and Markdown.
import { formatNumber } from '../../ui/format.ts';
import type { Table } from '../core/geometry.ts';

/** Programs that read CSV take a text that begins so for a formula, and would run it. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * RFC 4180 CSV: numbers in full precision, text quoted where needed and never a formula, non-finite values empty.
 * `head`: what the numbers are of, in lines that begin with `#`.
 */
export function csvOf(table: Table, head: readonly string[] = []): string {
  const cell = (value: number | string) => {
    if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
    const text = FORMULA.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const comments = head.map((line) => `# ${line.replace(/\s+/g, ' ')}`);
  const rows = [table.columns, ...table.rows].map((row) => row.map(cell).join(','));
  return `${[...comments, ...rows].join('\r\n')}\r\n`;
}

/** A Markdown table, for notes and issues: numbers to four significant digits, what is not a number as a dash. */
export function markdownOf(table: Table): string {
  const cell = (value: number | string) =>
    (typeof value === 'number' ? formatNumber(value) : value).replace(/\|/g, '\\|').replace(/\s+/g, ' ');
  const line = (row: readonly (number | string)[]) => `| ${row.map(cell).join(' | ')} |`;
  return [line(table.columns), line(table.columns.map(() => '---')), ...table.rows.map(line)].join('\n');
}
