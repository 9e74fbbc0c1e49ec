// The page of formats: every row has a sample, and the samples that are whole files are read.
import { expect, it } from 'vitest';
import { readTaskTables } from '../../data/formats/taskTable.ts';
import { Ledger } from '../../data/leftOut.ts';
import { FORMATS } from './formats.ts';

it('shows a sample of each format', () => {
  expect(new Set(FORMATS.map(({ name }) => name)).size).toBe(FORMATS.length);
  expect(FORMATS.filter(({ reads, sample }) => reads === '' || sample === '')).toEqual([]);
});

it('shows a table of tasks that is read as it stands', () => {
  const sample = FORMATS.find(({ name }) => name === 'Tables of regression tasks')?.sample ?? '';
  const ledger = new Ledger();
  const { tasks } = readTaskTables([{ name: 'sample', label: 'sample.csv', text: sample }], ledger);
  expect(tasks.map(({ name, x, y }) => [name, [...x], [...y]])).toEqual([
    ['machine 1', [20.5, 21], [1.75, 1.8]],
    ['machine 2', [20.5, 21], [1.1, 1.25]],
  ]);
  expect(ledger.list()).toEqual([]);
});
