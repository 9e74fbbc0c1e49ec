// The file of a sweep: its text, taking it up again, and joining shards to what one run would have written.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellsIn, cellsOf } from './plan.ts';
import { openRows, progressLine } from './progress.ts';
import { cellText, headText, mergeShards, readShardOption } from './table.ts';

const LANES = ['MAML', 'FO-MAML, δ = 0.1'];
const COUNT = 7;
const cells = cellsOf([], 1, COUNT);
const rowsOf = (index: number) =>
  cellText(cells[index], LANES, [
    { value: index / 3, divergedAt: null },
    { value: Number.NaN, divergedAt: index },
  ]);

function headWith(more: Record<string, string> = {}): string {
  const comments = { link: '#v=1', cells: String(COUNT), lanes: String(LANES.length), ...more };
  return headText({ comments, columns: ['seed', 'lane', 'testLoss', 'diverged'] });
}
const whole = headWith() + cells.map(({ index }) => rowsOf(index)).join('');

function shardText(part: number, of: number): string {
  return (
    headWith({ shard: `${part}/${of}` }) +
    cellsIn(cells, { part, of })
      .map(({ index }) => rowsOf(index))
      .join('')
  );
}
const shards = (of: number) =>
  Array.from({ length: of }, (_, i) => ({ path: `${i + 1}.csv`, text: shardText(i + 1, of) }));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sweep-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the file', () => {
  it('has comments, a head, and a row for each lane', () => {
    const lines = whole.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      '# link: #v=1',
      '# cells: 7',
      '# lanes: 2',
      'seed,lane,testLoss,diverged',
    ]);
    expect(lines[6]).toBe('2,MAML,0.3333333333333333,');
    expect(lines[7]).toBe('2,"FO-MAML, δ = 0.1",,1');
  });

  it('is the same whatever the order in which cells are done', () => {
    const path = join(folder, 'order.csv');
    const order = fc.shuffledSubarray([...cells.keys()], { minLength: COUNT, maxLength: COUNT });
    fc.assert(
      fc.property(order, (places) => {
        rmSync(path, { force: true });
        const file = openRows(path, headWith(), LANES.length, COUNT);
        for (const place of places) file.put(place, rowsOf(place));
        file.close();
        expect(readFileSync(path, 'utf8')).toBe(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('is the same where a run was killed, wherever it was', () => {
    const path = join(folder, 'killed.csv');
    const bytes = Buffer.from(whole);
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(path, bytes.subarray(0, length));
      const file = openRows(path, headWith(), LANES.length, COUNT);
      for (let place = file.done; place < COUNT; place++) file.put(place, rowsOf(place));
      file.close();
      expect(readFileSync(path, 'utf8')).toBe(whole);
    }
  });

  it('goes where nothing was written into it, unless nothing is to be', () => {
    const path = join(folder, 'empty.csv');
    openRows(path, headWith(), LANES.length, COUNT).close();
    expect(existsSync(path)).toBe(false);
    openRows(path, headWith(), LANES.length, 0).close();
    expect(readFileSync(path, 'utf8')).toBe(headWith());
  });

  it('is left alone where it is of something else', () => {
    const path = join(folder, 'other.csv');
    for (const text of ['my notes\n', headWith({ link: '#v=1&seed=2' }), `${whole}1,MAML,1,\n1,FO,1,\n`]) {
      writeFileSync(path, text);
      expect(() => openRows(path, headWith(), LANES.length, COUNT)).toThrow('name another file or remove it');
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });
});

describe('shards', () => {
  it.each([1, 2, 3, 7, 9])('%d of them join to the file of one run, in any order', (of) => {
    expect(mergeShards(shards(of))).toBe(whole);
    expect(mergeShards(shards(of).reverse())).toBe(whole);
  });

  it.each([
    ['one that is missing', shards(3).slice(1), 'shard 1/3 is missing'],
    ['one twice', [...shards(2), shards(2)[0]], 'shard 1/2 is given 2 times'],
    ['shards of another number', [shards(2)[0], shards(3)[1]], '2.csv and 1.csv are of different sweeps'],
    [
      'one that is not finished',
      [shards(2)[0], { path: 'b.csv', text: shardText(2, 2).slice(0, -4) }],
      'b.csv has 2 of its 3 cells; run shard 2/2 again',
    ],
    ['a file of one run', [{ path: 'a.csv', text: whole }], 'a.csv is no shard of a sweep'],
    ['another file', [{ path: 'a.txt', text: 'hello' }], 'a.txt is no shard of a sweep'],
    ['no file', [], '--merge needs the files of all shards'],
  ])('are refused with %s', (_, files, message) => {
    expect(() => mergeShards(files)).toThrow(message);
  });

  it('are named i/n', () => {
    expect(readShardOption('2/4')).toEqual({ part: 2, of: 4 });
    for (const text of ['0/4', '5/4', '2', 'a/b', '1/0'])
      expect(() => readShardOption(text)).toThrow(`not "${text}"`);
  });
});

describe('progress', () => {
  it('says how many cells are done and how long the rest takes, not more often than people read', () => {
    let time = 0;
    const lines: string[] = [];
    const told = progressLine(
      10,
      4,
      (line) => lines.push(line),
      () => time,
    );
    for (let i = 5; i <= 10; i++) {
      time += 1500;
      told(`cell ${i}`);
    }
    expect(lines).toEqual([
      '[5/10] cell 5; about 8 s left',
      '[7/10] cell 7; about 5 s left',
      '[9/10] cell 9; about 2 s left',
      '[10/10] cell 10; done in 9 s',
    ]);
  });
});
