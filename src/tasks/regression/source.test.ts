// Tables as tasks: split by task, standardised by the training tasks alone, and drawn without repetition.
import { describe, expect, it } from 'vitest';
import type { ImageSets, TaskTable } from '../../data/images.ts';
import { drawn, requestWith, setupWith, sourceOf } from '../shared/testing.ts';

const table: TaskTable = {
  inputs: ['a', 'b'],
  output: 'mass',
  tasks: Array.from({ length: 10 }, (_, t) => ({
    name: `plant ${t}`,
    x: Float64Array.from({ length: 24 }, (_, i) => 100 * t + i),
    y: Float64Array.from({ length: 12 }, (_, i) => 1000 * t + i),
  })),
};
const set = {
  name: 'plants',
  height: 1,
  width: 2,
  channels: 1,
  pixels: new Uint8Array(0),
  classes: [],
  notes: [],
};
const data: ImageSets = new Map([['plants', { ...set, table }]]);
const source = sourceOf(
  setupWith({ task: 'regression', shots: 4, queries: 8, options: { dataset: 'plants' } }),
  data,
);

/** The table's values again. */
const original = (y: Float32Array) => {
  const { mean, sd } = source.units?.output ?? { mean: 0, sd: 1 };
  return Array.from(y, (v) => Math.round(v * sd + mean));
};

describe('tables as tasks', () => {
  it('draw different rows of one task, and undo to the table’s own numbers', () => {
    const { support, query } = drawn(source, { tasks: 1 });
    const rows = original(Float32Array.from([...support.y, ...query.y]));
    expect(new Set(rows).size).toBe(12);
    expect(new Set(rows.map((y) => Math.floor(y / 1000))).size).toBe(1);
    expect([source.shape.inputs, source.units?.inputs.map(({ name }) => name)]).toEqual([2, ['a', 'b']]);
  });

  it('never train on a task that is tested on', () => {
    const tasksOf = (purpose: 'train' | 'test') =>
      new Set(original(drawn(source, { purpose, tasks: 200 }).support.y).map((y) => Math.floor(y / 1000)));
    const [train, test] = [tasksOf('train'), tasksOf('test')];
    expect([train.size, test.size]).toEqual([8, 2]);
    expect([...train].filter((task) => test.has(task))).toEqual([]);
  });

  it('are standardised by the training tasks', () => {
    const { support, query } = drawn(source, { tasks: 2000 });
    const all = [...support.y, ...query.y];
    const mean = all.reduce((a, b) => a + b, 0) / all.length;
    expect(Math.abs(mean)).toBeLessThan(0.06);
    expect(all.reduce((a, b) => a + b * b, 0) / all.length).toBeCloseTo(1, 1);
    expect(source.describe(requestWith(), 0).truth).toBeUndefined();
  });
});
