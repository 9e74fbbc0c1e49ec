// Tables of regression tasks: a column for the task, one to eight for the inputs, one for the output; or a file for each
// task. Separators, decimal commas and a missing header are read as they come.
import { DataError } from '../errors.ts';
import type { Ledger } from '../leftOut.ts';
import { cellNumber, formatNote, formatOf, isNumber, type NumberFormat, usualFormat } from './numbers.ts';
import { parseTable } from './table.ts';

export interface RegressionTask {
  readonly name: string;
  /** [rows, inputs] and [rows], in the units of the table. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface TaskTable {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly tasks: readonly RegressionTask[];
}

export interface TableFile {
  readonly name: string;
  readonly label: string;
  readonly text: string;
}

const MAX_INPUTS = 8;
const TASK = /^(task|task[ _-]?(id|name|no)|group|series|id|subject|machine|unit|name)$/i;
const OUTPUT = /^(y|output|target|out|response|label|value)$/i;
const NUMBERS = 0.8;

/** Tasks with what to know of how their numbers were read. */
export interface ReadTasks extends TaskTable {
  readonly notes: readonly string[];
}

interface Layout {
  readonly header: readonly string[] | null;
  /** Column of the task; −1: the file is one task. */
  readonly task: number;
  readonly inputs: readonly number[];
  readonly output: number;
}

/** Whether a table may hold tasks: two to ten columns, all but at most one of them numbers. */
export function looksLikeTasks(text: string): boolean {
  const { rows } = parseTable(text.slice(0, 100_000), 50);
  const body = rows.slice(1);
  const columns = rows[0]?.length ?? 0;
  if (columns < 2 || columns > MAX_INPUTS + 2 || body.length === 0) return false;
  return numericColumns(body, columns).length >= Math.max(2, columns - 1);
}

/** Whether a table says itself which task each row belongs to. */
export function namesTasks(file: TableFile): boolean {
  try {
    return layoutOf(file, true).layout.task >= 0;
  } catch {
    return false;
  }
}

function numericColumns(rows: readonly (readonly string[])[], columns: number): number[] {
  const numeric = (c: number) => rows.filter((row) => isNumber(row[c] ?? '')).length >= NUMBERS * rows.length;
  return Array.from({ length: columns }, (_, c) => c).filter(numeric);
}

/** Whole numbers that return from row to row: a numbered task. */
function isNumbering(rows: readonly (readonly string[])[], column: number): boolean {
  const values = rows.map((row) => row[column]);
  const different = new Set(values);
  return values.every((v) => /^\d+$/.test(v)) && different.size > 1 && different.size * 3 <= values.length;
}

interface LaidOut {
  readonly file: TableFile;
  readonly layout: Layout;
  readonly rows: readonly (readonly string[])[];
  readonly separator: string;
}

function layoutOf(file: TableFile, alone: boolean): LaidOut {
  const { rows, separator } = parseTable(file.text);
  const columns = rows[0].length;
  const body = rows.slice(1);
  const numeric = numericColumns(body, columns);
  const isHeader = numeric.some((c) => !isNumber(rows[0][c]));
  const header = isHeader ? rows[0] : null;
  const values = isHeader ? body : rows;
  const texts = Array.from({ length: columns }, (_, c) => c).filter((c) => !numeric.includes(c));
  const named = header?.findIndex((cell) => TASK.test(cell)) ?? -1;
  const numbered = columns > 2 && isNumbering(values, 0) ? 0 : -1;
  const task = texts[0] ?? (named >= 0 && columns > 2 ? named : numbered);
  if (task < 0 && alone)
    throw new DataError(
      file.label,
      'no column says which task a row belongs to: name one column “task”, or give one file for each task',
    );
  const rest = numeric.filter((c) => c !== task);
  const said = header ? rest.find((c) => OUTPUT.test(header[c])) : undefined;
  const output = said ?? rest[rest.length - 1];
  const inputs = rest.filter((c) => c !== output);
  if (inputs.length < 1 || inputs.length > MAX_INPUTS)
    throw new DataError(
      file.label,
      `it has ${inputs.length} columns of inputs; 1 to ${MAX_INPUTS} can be read`,
    );
  return { file, layout: { header, task, inputs, output }, rows: values, separator };
}

interface Formats {
  /** Of each file's columns, by their number. */
  readonly columns: ReadonlyMap<LaidOut, readonly NumberFormat[]>;
  readonly notes: readonly string[];
}

/** How numbers are written, by column; a column that does not tell has the format of the whole. */
function formatsOf(files: readonly LaidOut[]): Formats {
  const marked = ({ rows }: LaidOut, c: number) =>
    rows.map((row) => row[c] ?? '').filter((cell) => /[.,]/.test(cell));
  const all = files.flatMap((file) =>
    [...file.layout.inputs, file.layout.output].flatMap((c) => marked(file, c)),
  );
  const whole = formatOf(all, usualFormat(all, files[0].separator));
  const columns = new Map<LaidOut, NumberFormat[]>();
  const alike = new Map<string, { format: NumberFormat; cells: string[] }>();
  for (const file of files) {
    const formats: NumberFormat[] = [];
    for (const c of [...file.layout.inputs, file.layout.output]) {
      const cells = marked(file, c);
      const format = formatOf(cells, whole);
      formats[c] = format;
      const key = `${format.decimal} ${format.told}`;
      alike.set(key, { format, cells: [...(alike.get(key)?.cells ?? []), ...cells] });
    }
    columns.set(file, formats);
  }
  const notes = [...alike.values()].flatMap(({ cells, format }) => formatNote(cells, format) ?? []);
  return { columns, notes };
}

/** @throws DataError where columns differ between files, or fewer than two tasks have two rows */
export function readTaskTables(files: readonly TableFile[], ledger: Ledger): ReadTasks {
  const found = new Map<string, { x: number[]; y: number[] }>();
  let names: { inputs: readonly string[]; output: string } | null = null;
  const laid = files.map((file) => layoutOf(file, files.length === 1));
  const { columns, notes } = formatsOf(laid);
  for (const each of laid) {
    const { file, layout, rows, separator } = each;
    const formats = columns.get(each) ?? [];
    const { header, task, inputs, output } = layout;
    const label = (c: number, i: number) =>
      header?.[c] || (c === output ? 'y' : inputs.length > 1 ? `x${i + 1}` : 'x');
    const own = { inputs: inputs.map(label), output: label(output, 0) };
    if (names && names.inputs.length !== own.inputs.length)
      throw new DataError(
        file.label,
        `it has ${own.inputs.length} inputs where the files before have ${names.inputs.length}`,
      );
    names ??= own;
    for (const row of rows) {
      const numbers = [...inputs, output].map((c) => cellNumber(row[c] ?? '', formats[c]));
      if (numbers.includes(null)) {
        ledger.leave('row', 'without all numbers left out', `${file.label}: ${row.join(separator)}`);
        continue;
      }
      const name = task < 0 ? file.name : row[task];
      const held = found.get(name) ?? { x: [], y: [] };
      held.x.push(...(numbers.slice(0, -1) as number[]));
      held.y.push(numbers.at(-1) as number);
      found.set(name, held);
    }
  }
  const tasks: RegressionTask[] = [];
  for (const [name, { x, y }] of found)
    if (y.length >= 2) tasks.push({ name, x: Float64Array.from(x), y: Float64Array.from(y) });
    else ledger.leave('row', 'of tasks with a single row left out', name);
  if (!names || tasks.length < 2)
    throw new DataError(
      files[0].label,
      `it has ${tasks.length} tasks of two or more rows; at least 2 are needed`,
    );
  return { ...names, tasks, notes };
}
