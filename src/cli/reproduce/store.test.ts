// Results that are stored: kept run by run, dropped where the experiment is another one, summed up over seeds, and put
// into the README.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPRODUCTIONS } from '../../lessons/results/reproductions.ts';
import {
  holdsText,
  lengthText,
  type StoredRun,
  spreadText,
  summaryOf,
} from '../../lessons/results/stored.ts';
import { checkedLength, difference } from './check.ts';
import { createStore, withResults } from './store.ts';
import { runTask } from './task.ts';

const [first] = REPRODUCTIONS.filter(({ name }) => name === 'dropping-the-hessian-1');

const run = (seed: number, holds: boolean, value: number, iterations = 1000): StoredRun => ({
  seed,
  iterations,
  seconds: 1,
  claims: { 'maml-falls': { holds, value, measured: String(value), predicted: 'small' } },
  curves: [{ label: 'MAML', iteration: [0, 50, 100, 1000], testLoss: [4, 3, 2, null] }],
});

describe('the store', () => {
  it('extends a result by runs, and forgets those of another link', () => {
    const folder = mkdtempSync(join(tmpdir(), 'results-'));
    const store = createStore(folder, '1.2.3', '2026-01-02');
    expect(store.read(first)).toBeNull();
    store.add(first, run(2, true, 1));
    store.add(first, run(1, false, 3));
    store.add(first, run(2, true, 2));
    const stored = store.read(first);
    expect(stored).toMatchObject({ version: '1.2.3', date: '2026-01-02', full: first.iterations });
    expect(stored?.runs.map(({ seed, claims }) => [seed, claims['maml-falls'].value])).toEqual([
      [1, 3],
      [2, 2],
    ]);
    expect(store.read({ ...first, link: '#v=1' })).toBeNull();
    const readme = join(folder, 'README.md');
    writeFileSync(readme, 'before\n<!-- results: begin -->\nSTALE\n<!-- results: end -->\nafter\n');
    store.finish(readme);
    const text = readFileSync(readme, 'utf8');
    expect(text).toMatch(/^before\n/);
    expect(text).toContain('in 1 of 2');
    expect(text).not.toContain('STALE');
    const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
    expect(index.results[0]).toMatchObject({ name: first.name, claims: [{ holds: 1, runs: 2, mean: 2.5 }] });
  });

  it('says where a README has no place for results', () => {
    expect(() => withResults('nothing here', 'table')).toThrow('results: begin');
  });
});

describe('a summary', () => {
  it('counts, averages and says how far runs went', () => {
    const runs = [run(1, true, 2), run(2, true, 4)];
    const summary = summaryOf({ runs }, 'maml-falls');
    expect(summary).toMatchObject({ holds: 2, runs: 2, mean: 3 });
    expect(summary && holdsText(summary)).toBe('yes (2 of 2)');
    expect(summary && spreadText(summary)).toBe('3 ± 1.41');
    expect(spreadText({ mean: 3, spread: null })).toBe('3');
    expect(summaryOf({ runs }, 'nothing')).toBeNull();
    expect(holdsText({ holds: 0, runs: 3 })).toBe('no (0 of 3)');
    expect(lengthText({ runs, full: 1000 })).toBe('2 seeds, 1000 iterations');
    expect(lengthText({ runs: [run(1, true, 1, 100)], full: 1000 })).toBe('1 seed, 100 of 1000 iterations');
  });
});

describe('a check', () => {
  it('goes to a stored point, and sees where curves differ', () => {
    const stored = run(1, true, 1);
    expect(checkedLength(stored)).toBe(100);
    expect(difference(stored, stored)).toBe(0);
    const [curve] = stored.curves;
    const other = { ...stored, curves: [{ ...curve, testLoss: [4, 3, 2.2, 1] }] };
    expect(difference(stored, other)).toBeCloseTo(0.1, 9);
    expect(difference(stored, { ...stored, curves: [] })).toBeNaN();
  });
});

describe('a run', () => {
  it('is the same again, with verdicts and thin curves', async () => {
    const task = { name: first.name, seed: 1, iterations: 500, data: null };
    const [one, again] = [await runTask(task), await runTask(task)];
    expect(difference(one, again)).toBe(0);
    expect(Object.keys(one.claims).length).toBeGreaterThan(1);
    for (const { iteration } of one.curves) expect(iteration.length).toBeLessThanOrEqual(40);
    await expect(runTask({ ...task, name: 'nothing' })).rejects.toThrow('no reproduction "nothing"');
  });
});
