// Episodes: shape, disjointness, prefixes, splits, finite sets, and the eight binary tasks.
import { describe, expect, it } from 'vitest';
import type { ImageSets } from '../../data/images.ts';
import { parseClassPairs } from '../digits-and-clothing/pairs.ts';
import { requiredData } from '../families.ts';
import { classParts, splitPools } from './classParts.ts';
import {
  type Changes,
  drawn,
  fingerprint,
  numberedSet,
  requestWith,
  setupWith,
  sourceOf,
} from './testing.ts';
import type { TaskSource } from './types.ts';

const data: ImageSets = new Map([
  ['omniglot', numberedSet('omniglot', 60, 20, (c) => ({ group: `alphabet ${c % 6}` }))],
  ['mnist', numberedSet('mnist', 10, 30)],
  ['fashion-mnist', numberedSet('fashion-mnist', 10, 30)],
]);

const omniglot = (changes: Changes = {}) =>
  sourceOf(setupWith({ task: 'omniglot', shots: 2, queries: 3, ...changes }), data);

/** Image numbers of a row's examples. */
function images(source: TaskSource, set: { x: Float32Array; examples: number }, row: number): number[] {
  const { inputs } = source.shape;
  return Array.from({ length: set.examples }, (_, e) =>
    Math.round(
      Math.min(...set.x.subarray((row * set.examples + e) * inputs, (row * set.examples + e + 1) * inputs)) *
        255,
    ),
  );
}

describe('episodes', () => {
  it('have ways × shots support and ways × queries query examples, one-hot, without a shared image', () => {
    const source = omniglot();
    expect(source.examples).toEqual({ support: 10, query: 15, hessian: 0 });
    expect(source.shape).toMatchObject({ inputs: 4, outputs: 5, loss: 'softmaxCrossEntropy' });
    const batch = drawn(source, { tasks: 30 });
    for (let row = 0; row < 30; row++) {
      const all = [...images(source, batch.support, row), ...images(source, batch.query, row)];
      // Numbers repeat after 251 images, so a collision between classes is possible; within a class it is not.
      for (let label = 0; label < 5; label++) {
        const mine = [...all.slice(2 * label, 2 * label + 2), ...all.slice(10 + 3 * label, 13 + 3 * label)];
        expect(new Set(mine).size).toBe(5);
      }
      for (let e = 0; e < 10; e++) {
        const target = batch.support.y.subarray((row * 10 + e) * 5, (row * 10 + e + 1) * 5);
        expect([...target]).toEqual([0, 1, 2, 3, 4].map((k) => (k === Math.floor(e / 2) ? 1 : 0)));
      }
    }
  });

  it('leave room for the largest Hessian batch of any lane', () => {
    const source = omniglot({ hessianShots: 4 });
    expect(source.examplesOf(3)).toBe(15);
    expect(source.examples.hessian).toBe(20);
    const batch = drawn(source, { tasks: 3 });
    expect(batch.hessian?.examples).toBe(20);
    expect(() => omniglot({ hessianShots: 21 })).toThrow(
      /a Hessian batch of 21 shots needs 21 images of every class/,
    );
  });

  it('draw training and test classes from disjoint alphabets', () => {
    const source = omniglot();
    const seen = { train: new Set<string>(), test: new Set<string>() };
    for (const purpose of ['train', 'test'] as const)
      for (let slot = 0; slot < 100; slot++)
        for (const name of source.describe(requestWith({ purpose }), slot).classes ?? [])
          seen[purpose].add(name);
    const set = data.get('omniglot');
    const groups = (names: Set<string>) =>
      new Set(set?.classes.filter((c) => names.has(c.name)).map((c) => c.group));
    const both = [...groups(seen.train)].filter((group) => groups(seen.test).has(group));
    expect(both).toEqual([]);
    expect(groups(seen.test).size).toBeGreaterThan(0);
  });

  it('do not change when more slots, pairs or queries are asked for', () => {
    const few = drawn(omniglot(), { tasks: 2 });
    const many = drawn(omniglot(), { tasks: 5 });
    expect(many.query.x.slice(0, few.query.x.length)).toEqual(few.query.x);
    const more = drawn(omniglot({ queries: 9 }), { tasks: 2 });
    expect(more.support.x).toEqual(few.support.x);
    const paired = drawn(omniglot(), { tasks: 2, pairs: 2 });
    expect(paired.support.x.slice(0, 40)).toEqual(few.support.x.slice(0, 40));
    expect(paired.support.x.slice(40, 80)).not.toEqual(few.support.x.slice(0, 40));
  });

  it('are pinned to a constant', () => {
    expect(fingerprint(drawn(omniglot(), { tasks: 3 }).support.x)).toBe('9bb5e52e');
  });

  it('take turned images as classes of their own', () => {
    const source = omniglot({ options: { rotations: true } });
    const batch = drawn(source, { tasks: 50 });
    const corners = new Set<number>();
    for (let e = 0; e < 50 * 10; e++)
      corners.add([0, 1, 2, 3].findIndex((k) => batch.support.x[e * 4 + k] === 1));
    expect(corners).toEqual(new Set([0, 1, 2, 3]));
  });

  it('lower the queries where a class has too few images, and refuse too many shots', () => {
    const source = omniglot({ queries: 40 });
    expect(source.examples.query).toBe(5 * 18);
    expect(source.notes?.join()).toContain('leave 18 queries');
    expect(() => omniglot({ shots: 20 })).toThrow(/shots 20 and one query need 21 images/);
    expect(omniglot({ options: { ways: 19 } }).shape.outputs).toBe(19);
    const one = new Map([['omniglot', numberedSet('omniglot', 4, 20)]]);
    expect(() => sourceOf(setupWith({ task: 'omniglot', shots: 1 }), one)).toThrow(
      /5 ways need 5 different classes, but "omniglot" has 4/,
    );
  });

  it('leave out classes with too few images where enough others are there', () => {
    const few = (c: number) => (c === 3 ? { train: Uint32Array.of(60, 61) } : {});
    const of = (classes: number, shots: number, ways = 5) => {
      const sets = new Map([['mine', numberedSet('mine', classes, 20, few)]]);
      const options = { dataset: 'mine', ways };
      return sourceOf(setupWith({ task: 'images', shots, queries: 1, options }), sets);
    };
    for (const classes of [8, 30]) {
      const source = of(classes, 5);
      expect(source.notes).toContain(
        'One class of “mine” with too few images for 5 shots and a query left out.',
      );
      for (let slot = 0; slot < 50; slot++)
        expect(source.describe(requestWith(), slot).classes).not.toContain('class 3');
    }
    expect(() => of(5, 5)).toThrow(/a class has 1 of them/);
    expect(() => of(8, 10)).toThrow(/"Shots K"/);
  });

  it('split images, not classes, where there are only ten', () => {
    const source = sourceOf(setupWith({ task: 'mnist', shots: 2, queries: 2 }), data);
    const seen = { train: new Set<number>(), test: new Set<number>() };
    for (const purpose of ['train', 'test'] as const) {
      const batch = drawn(source, { purpose, tasks: 200 });
      for (let row = 0; row < 200; row++)
        for (const i of images(source, batch.query, row)) seen[purpose].add(i);
    }
    expect([...seen.test].filter((i) => seen.train.has(i) && i > 49)).toEqual([]);
    expect(seen.test.size).toBeGreaterThan(50);
  });

  it('can be a finite set of class tuples with the same tasks in training and test', () => {
    const source = omniglot({ options: { taskCount: 4 }, shots: 1 });
    expect(source.finite?.names).toHaveLength(4);
    const train = drawn(source, { tasks: 40 });
    expect(new Set(train.taskIds)).toEqual(new Set([0, 1, 2, 3]));
    const names = [0, 1, 2, 3].map((slot) => source.describe(requestWith({ purpose: 'test' }), slot).name);
    expect(names).toEqual(source.finite?.names);
  });

  it('say which data set is missing', () => {
    expect(requiredData('omniglot', setupWith({}).options)).toEqual(['omniglot']);
    expect(() => sourceOf(setupWith({ task: 'fc100' }), data)).toThrow(/"cifar-fs" is not loaded/);
    expect(() => sourceOf(setupWith({ task: 'images' }), null)).toThrow(/No image set is chosen/);
  });
});

describe('the eight binary tasks', () => {
  const setup = setupWith({ task: 'digits-and-clothing', shots: 5, queries: 1 });

  it('are three digit pairs and a clothing pair in both labelings, clothing with ambient probability 0.1', () => {
    expect(requiredData(setup.task, setup.options)).toEqual(['mnist', 'fashion-mnist']);
    const source = sourceOf(setup, data);
    expect(source.shape.outputs).toBe(2);
    expect(source.finite?.names).toEqual([
      'class 0 / class 1',
      'class 1 / class 0',
      'class 2 / class 3',
      'class 3 / class 2',
      'class 4 / class 9',
      'class 9 / class 4',
      'class 2 / class 4',
      'class 4 / class 2',
    ]);
    const ambient = source.finite?.ambient ?? [];
    expect(ambient.slice(6)).toEqual([0.05, 0.05]);
    expect(ambient.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    const counts = new Array(8).fill(0);
    for (const id of drawn(source, { tasks: 4000 }).taskIds) counts[id]++;
    expect((counts[6] + counts[7]) / 4000).toBeCloseTo(0.1, 1);
    const even = new Array(8).fill(0);
    for (const id of drawn(source, { tasks: 4000, distribution: 'uniform' }).taskIds) even[id]++;
    for (const count of even) expect(count / 4000).toBeCloseTo(1 / 8, 1);
  });

  it('come from pairs that can be chosen, with unreadable ones named', () => {
    expect(parseClassPairs('m3-8, f0-6')).toEqual([
      { set: 'mnist', first: 3, second: 8 },
      { set: 'fashion-mnist', first: 0, second: 6 },
    ]);
    expect(() => parseClassPairs('m3-8,x1-2')).toThrow(/"x1-2"/);
    expect(() => parseClassPairs('m3-3')).toThrow(/"m3-3"/);
    expect(() => parseClassPairs(' , ')).toThrow(/name no pair/);
    const digits = setupWith({ ...setup, options: { classPairs: 'm3-8' } });
    expect(requiredData(digits.task, digits.options)).toEqual(['mnist']);
    expect(sourceOf(digits, data).finite?.ambient).toEqual([0.5, 0.5]);
  });
});

describe('class splits', () => {
  it('keep the published parts, and else are disjoint and follow the seed', () => {
    const published = numberedSet('s', 6, 2, (c) => ({ part: c < 4 ? 'train' : 'test' }));
    expect(classParts(published.classes, 2, 1)).toEqual(['train', 'train', 'train', 'train', 'test', 'test']);
    const free = numberedSet('s', 100, 2);
    const parts = classParts(free.classes, 5, 1);
    const count = (part: string) => parts.filter((p) => p === part).length;
    expect([count('train'), count('validation'), count('test')]).toEqual([68, 12, 20]);
    expect(classParts(free.classes, 5, 1)).toEqual(parts);
    expect(classParts(free.classes, 5, 2)).not.toEqual(parts);
  });

  it('use the publisher’s image split where both files are there', () => {
    const test = Uint32Array.of(7, 8);
    const set = numberedSet('s', 2, 3, () => ({ test }));
    expect(splitPools(set, 0, 1, 0.2).test).toBe(test);
    const own = splitPools(numberedSet('s', 2, 10), 1, 1, 0.2);
    expect([...own.train, ...own.test].sort((a, b) => a - b)).toEqual([
      10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    ]);
    expect(own.test).toHaveLength(2);
  });
});
