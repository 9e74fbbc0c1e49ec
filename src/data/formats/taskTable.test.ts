// Tables of tasks in the forms that spreadsheets write them.
import { describe, expect, it } from 'vitest';
import { Ledger, leftOutLine } from '../leftOut.ts';
import { looksLikeTasks, readTaskTables, type TableFile } from './taskTable.ts';

const file = (text: string, name = 'table'): TableFile => ({ name, label: `${name}.csv`, text });
const read = (...files: TableFile[]) => readTaskTables(files, new Ledger());

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
