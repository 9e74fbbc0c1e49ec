// The numbers of a figure as an accessible table, thinned where there are many.
import css from '../figure.module.css';
import { formatCount } from '../format.ts';

export interface TableOfNumbers {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | string)[])[];
}

const MOST_ROWS = 200;

/** At most 200 rows, evenly spaced with the first and the last. */
function thinRows<T>(rows: readonly T[], most = MOST_ROWS): readonly T[] {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, i) => rows[Math.round((i * (rows.length - 1)) / (most - 1))]);
}

function cell(value: number | string): string {
  if (typeof value === 'string') return value;
  if (Number.isNaN(value)) return '–';
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(6)));
}

export function DataTable({ name, table }: { name: string; table: () => TableOfNumbers }) {
  const { columns, rows } = table();
  const shown = thinRows(rows);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={css.table} tabIndex={0} aria-label={`${name} data`}>
      <table>
        <caption>
          {rows.length === 0
            ? 'No numbers yet.'
            : shown.length < rows.length
              ? `${shown.length} of ${formatCount(rows.length)} rows, evenly spaced; the CSV under Export has all of them.`
              : `${rows.length} rows`}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity beyond their place
            <tr key={i}>
              {row.map((value, j) => (
                <td key={columns[j]}>{cell(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
