// What pins differ in, their numbers at one iteration, and the table that is copied.
import { describe, expect, it } from 'vitest';
import { csvOf, markdownOf } from '../../charts/export/tables.ts';
import { decodeLink } from '../../experiment/link/link.ts';
import { testSeries } from '../figures/shared/testing.ts';
import {
  commonIteration,
  compareColumns,
  compareRows,
  compareTable,
  differingFields,
  sortRows,
} from './compareTable.ts';
import { type Pin, pinOf } from './pins.ts';

/** A pin of a link, evaluated in every iteration with a loss that halves from `loss` on. */
function pin(link: string, name: string, iterations: number, loss: number): Pin {
  const { experiment } = decodeLink(link);
  const series = experiment.lanes.map((_, lane) => {
    const one = testSeries(iterations + 1, { testLoss: 1, gradientNorm: 1 / 3 });
    const testLoss = one.evaluation.metrics.testLoss.map((_v, i) => (loss * (lane + 1)) / 2 ** i);
    const metrics = { ...one.evaluation.metrics, testLoss };
    return { ...one, evaluation: { ...one.evaluation, metrics } };
  });
  return pinOf({ experiment, series, iteration: iterations }, link, name);
}

const pins = [
  pin('#v=1&alpha=0.01&lanes=maml~fo-maml', 'Slow', 4, 8),
  pin('#v=1&alpha=0.02&seed=9&lanes=maml~hf-maml', '=Fast', 2, 4),
];
const titles = (all: readonly Pin[]) => compareColumns(compareRows(all, null)).map(({ title }) => title);

describe('compare', () => {
  it('has a row for every algorithm of a pin, with its place and numbers', () => {
    const rows = compareRows(pins, null);
    expect(rows.map(({ algorithm }) => algorithm)).toEqual(['MAML', 'FO-MAML', 'MAML', 'HF-MAML']);
    expect(rows.map(({ values }) => values.testLoss)).toEqual([0.5, 1, 1, 2]);
    expect(rows.map(({ iteration }) => iteration)).toEqual([4, 4, 2, 2]);
  });
  it('names the settings that differ, and none that an algorithm’s name says', () => {
    expect(differingFields(compareRows(pins, null))).toEqual(['alpha']);
    expect(titles(pins)).toEqual([
      'Pin',
      'Task',
      'Algorithm',
      'α',
      'Seed',
      'Iteration',
      'Test loss',
      '‖∇F‖',
      'Seconds',
    ]);
    expect(titles(pins.slice(0, 1))).not.toContain('α');
    const other = pin('#v=1&shots=5&model=mlp-20-tanh&lanes=maml;curvature=none', 'Other', 2, 1);
    expect(differingFields(compareRows([pins[0], other], null)).sort()).toEqual([
      'curvature',
      'model',
      'shots',
    ]);
  });
  it('takes edits into account: a setting is what it was when it was pinned', () => {
    const edited = pin('#v=1&alpha=0.02&edits=1;alpha=0.05&lanes=maml', 'Edited', 2, 1);
    const row = compareRows([edited], null)[0];
    expect(row.settings.get('alpha')).toBe(0.05);
  });
  it('compares at the last iteration that all have', () => {
    expect(commonIteration(pins)).toBe(2);
    const rows = compareRows(pins, 2);
    expect(rows.map(({ iteration }) => iteration)).toEqual([2, 2, 2, 2]);
    expect(rows.map(({ values }) => values.testLoss)).toEqual([2, 4, 1, 2]);
    // Not the end of the shorter run, where the longer one was not evaluated.
    const every = pins[0].lanes.map((lane) => ({
      ...lane,
      curve: { ...lane.curve!, iteration: Float64Array.of(0, 1, 3, 4, 5) },
    }));
    expect(commonIteration([{ ...pins[0], lanes: every }, pins[1]])).toBe(1);
    const without = pins.map((one) => ({ ...one, lanes: one.lanes.map(({ curve: _, ...lane }) => lane) }));
    expect(commonIteration(without)).toBeNull();
  });
  it('sorts by any column with missing numbers last', () => {
    const rows = compareRows(pins, null);
    const loss = compareColumns(rows).find(({ title }) => title === 'Test loss')!;
    expect(sortRows(rows, loss, true).map(({ values }) => values.testLoss)).toEqual([2, 1, 1, 0.5]);
    const gone = rows.map((row, i) =>
      i === 0 ? { ...row, values: { ...row.values, testLoss: Number.NaN } } : row,
    );
    for (const descending of [true, false])
      expect(sortRows(gone, loss, descending).at(-1)!.values.testLoss).toBeNaN();
  });
  it('copies settings, links and four significant digits, without NaN or formulas', () => {
    const broken = { ...pins[0], lanes: [{ ...pins[0].lanes[0], gradientNorm: Number.NaN }] };
    const rows = compareRows([broken, pins[1]], null);
    const table = compareTable(rows, compareColumns(rows), 'https://x/');
    const csv = csvOf(table);
    expect(csv).toContain('Slow,Sinusoid,MAML,0.01,4,4,0.5,,');
    expect(csv).toContain("'=Fast,Sinusoid,HF-MAML,0.02,9,2,2,0.3333,");
    expect(csv).toContain('https://x/#v=1&alpha=0.02&seed=9');
    expect(markdownOf(table)).toContain('| 0.3333 |');
    for (const text of [csv, markdownOf(table)]) expect(text).not.toMatch(/NaN|undefined/);
  });
});
