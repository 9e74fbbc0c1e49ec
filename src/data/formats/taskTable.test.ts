// Tables of tasks in the forms that spreadsheets write them.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ledger, leftOutLine } from '../leftOut.ts';
import type { Decimal } from './numbers.ts';
import { looksLikeTasks, readTaskTables, type TableFile } from './taskTable.ts';

const file = (text: string, name = 'table'): TableFile => ({ name, label: `${name}.csv`, text });
const read = (...files: TableFile[]) => readTaskTables(files, new Ledger());

/** A number with a decimal mark, and the other mark between thousands. */
function written(value: number, decimal: Decimal, grouped: boolean, places: number): string {
  const english = value.toLocaleString('en', {
    useGrouping: grouped,
    minimumFractionDigits: places,
    maximumFractionDigits: places,
  });
  return decimal === '.' ? english : english.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
}

describe('tables of tasks', () => {
  it('have a header or none, and any separator', () => {
    const comma = read(file('task,x,y\na,1,2\na,3,4\nb,5,6\nb,7,8\n'));
    expect(comma).toMatchObject({ inputs: ['x'], output: 'y' });
    expect(comma.tasks.map(({ name, x, y }) => [name, [...x], [...y]])).toEqual([
      ['a', [1, 3], [2, 4]],
      ['b', [5, 7], [6, 8]],
    ]);
    for (const text of ['a\t1\t2\na\t3\t4\nb\t5\t6\nb\t7\t8', 'a;1;2\r\na;3;4\r\nb;5;6\r\nb;7;8\r\n'])
      expect(read(file(text)).tasks).toEqual(comma.tasks);
    expect(read(file('1,0.5,2\n1,3,4\n1,3,5\n2,5,6\n2,7,8\n2,7,9')).tasks.map(({ name }) => name)).toEqual([
      '1',
      '2',
    ]);
  });

  it('read decimal commas beside semicolons', () => {
    const { tasks } = read(file('Maschine;Temperatur;Masse\nA;1,5;-2,25\nA;2;3e1\nB;0,5;1\nB;1;1,5'));
    expect([...tasks[0].x, ...tasks[0].y]).toEqual([1.5, 2, -2.25, 30]);
  });

  it('tell how numbers are written by the whole table, and what was read otherwise is said', () => {
    const heat = (text: string) => {
      const { tasks, notes } = read(file(text));
      return [tasks.flatMap(({ x }) => [...x]), notes];
    };
    const of = (...cells: string[]) =>
      `task;x;y\n${cells.map((cell, i) => `${'abc'[Math.floor(i / 2)]};${cell};${i}`).join('\n')}`;
    expect(heat(of('3.000', '1.100,5', '7', '0,25'))).toEqual([
      [3000, 1100.5, 7, 0.25],
      ['Commas are decimal: “1.100,5” is 1100.5, “3.000” is 3000.'],
    ]);
    // Another column tells it too.
    expect(heat('task;x;y\na;3.000;1,5\na;4.000;2\nb;5.000;3\nb;6.000;4')).toEqual([
      [3000, 4000, 5000, 6000],
      ['Commas are decimal: “1,5” is 1.5, “3.000” is 3000.'],
    ]);
    expect(heat(of('3.000', '0.125', '7', '2.5'))).toEqual([[3, 0.125, 7, 2.5], []]);
    expect(heat(of('3.000', '4.125', '7', '8'))).toEqual([
      [3, 4.125, 7, 8],
      ['No number tells whether “3.000” is 3 or 3000: it is read as 3.'],
    ]);
    expect(heat(of('3,000', '4,125', '7', '8'))).toEqual([
      [3, 4.125, 7, 8],
      ['No number tells whether “3,000” is 3 or 3000: it is read as 3.'],
    ]);
    expect(heat(of('1,234.5', '3,000', '7', '8'))).toEqual([
      [1234.5, 3000, 7, 8],
      ['Commas are between thousands: “1,234.5” is 1234.5, “3,000” is 3000.'],
    ]);
    // Quoted in a table of commas.
    expect(heat('task,x,y\na,"1,5",1\na,"3.000",2\nb,5,6\nb,7,8')[0]).toEqual([1.5, 3000, 5, 7]);
    // Columns may differ; a number that may be two in a column of both is left out.
    expect(heat('task;x;y\na;1,5;0.5\na;3.000;1\nb;5;6\nb;7;8')[0]).toEqual([1.5, 3000, 5, 7]);
    expect(heat(of('1,5', '2.5', '3.000', '4', '5', '6'))).toEqual([
      [1.5, 2.5, 5, 6],
      ['Some numbers have a decimal comma, others a decimal point; “3.000” may be either.'],
    ]);
  });

  it('give back the numbers that are written in any of the formats', () => {
    const value = fc.double({ min: -1e7, max: 1e7, noNaN: true }).map((v) => Math.round(v * 1e4) / 1e4);
    const rows = fc.array(value, { minLength: 4, maxLength: 20 });
    const format = fc.record({
      decimal: fc.constantFrom<Decimal>(',', '.'),
      grouped: fc.boolean(),
      places: fc.integer({ min: 0, max: 6 }),
      separator: fc.constantFrom('\t', ';', ','),
    });
    const property = fc.property(rows, format, (values, { decimal, grouped, places, separator }) => {
      const rounded = [...values, 0.5].map((v) => Number(v.toFixed(places)));
      // One number tells the format.
      const cells = [...rounded.map((v) => written(v, decimal, grouped, places)), `0${decimal}25`];
      const lines = cells.map((cell, i) => [`t${i % 2}`, `"${cell}"`, i].join(separator));
      const { tasks } = read(file(`task${separator}x${separator}y\n${lines.join('\n')}`));
      const all = [...rounded, 0.25].map((v) => v + 0);
      // Minus zero is zero.
      expect(tasks.map(({ x }) => [...x].map((v) => v + 0))).toEqual(
        [0, 1].map((t) => all.filter((_, i) => i % 2 === t)),
      );
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('have up to eight inputs, and the output by its name', () => {
    const table = read(file('y,task,a,b\n1,t,2,3\n4,t,5,6\n7,u,8,9\n1,u,2,3'));
    expect(table).toMatchObject({ inputs: ['a', 'b'], output: 'y' });
    expect([...table.tasks[0].x]).toEqual([2, 3, 5, 6]);
    const wide = `task,${Array.from({ length: 9 }, (_, i) => `x${i}`).join()},y\n${'a,1,1,1,1,1,1,1,1,1,1\n'.repeat(2)}`;
    expect(looksLikeTasks(wide)).toBe(false);
  });

  it('may be one file for each task', () => {
    const table = read(file('x,y\n1,2\n3,4', 'monday'), file('x,y\n5,6\n7,8', 'tuesday'));
    expect(table.tasks.map(({ name }) => name)).toEqual(['monday', 'tuesday']);
    expect(() => read(file('x,y\n1,2\n3,4'))).toThrow(
      /^table\.csv: no column says which task a row belongs to/,
    );
  });

  it('lose rows without numbers, and say so', () => {
    const ledger = new Ledger();
    const text = 'task,x,y\na,1,2\na,,4\na,3,5\nb,5,6\nb,7,n/a\nb,7,8';
    expect(readTaskTables([file(text)], ledger).tasks.map(({ y }) => [...y])).toEqual([
      [2, 5],
      [6, 8],
    ]);
    expect(ledger.list().map(leftOutLine)).toEqual([
      '2 rows without all numbers left out (table.csv: a,,4, table.csv: b,7,n/a).',
    ]);
    expect(() => read(file('task,x,y\na,1,2\na,2,3\nb,1,2'))).toThrow(/^table\.csv: it has 1 tasks/);
  });
});
