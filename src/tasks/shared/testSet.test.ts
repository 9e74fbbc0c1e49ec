// A test set of its own: test and probe tasks are of it, training is not touched, and what does not fit is said.
import { describe, expect, it } from 'vitest';
import type { ImageSets } from '../../data/images.ts';
import { defaultFor } from '../../experiment/defaults.ts';
import { dataOf, imageSideOf, testSetOf } from '../../experiment/taskSetup.ts';
import { type Changes, drawn, numberedSet, requestWith, setupWith, sourceOf } from './testing.ts';
import type { TaskSource } from './types.ts';

const garment = (c: number) => ({
  name: `garment ${c}`,
  test: Uint32Array.from({ length: 12 }, (_, k) => 30 * c + k),
});
const data: ImageSets = new Map([
  ['mnist', numberedSet('mnist', 10, 30)],
  ['fashion-mnist', numberedSet('fashion-mnist', 10, 30, garment)],
  ['split', numberedSet('split', 30, 20, (c) => ({ name: `part ${c}`, part: c < 20 ? 'train' : 'test' }))],
  ['mine', numberedSet('mine', 7, 12, (c) => (c === 2 ? { train: Uint32Array.of(24, 25) } : {}))],
  ['wide', { ...numberedSet('wide', 10, 30), width: 4, height: 1 }],
  ['few', numberedSet('few', 4, 30)],
]);

const digits = (changes: Changes = {}) =>
  sourceOf(setupWith({ task: 'mnist', shots: 1, queries: 5, ...changes }), data);

const classesOf = (source: TaskSource, purpose: 'train' | 'test' | 'probe') =>
  new Set(
    Array.from(
      { length: 60 },
      (_, slot) => source.describe(requestWith({ purpose }), slot).classes ?? [],
    ).flat(),
  );

describe('a test set of its own', () => {
  it('gives test and probe tasks, and leaves those of training as they are', () => {
    const source = digits({ testSet: 'fashion-mnist' });
    expect(drawn(source, { tasks: 20 }).query.x).toEqual(drawn(digits(), { tasks: 20 }).query.x);
    for (const purpose of ['test', 'probe'] as const)
      expect([...classesOf(source, purpose)].every((name) => name.startsWith('garment'))).toBe(true);
    expect([...classesOf(source, 'train')].every((name) => name.startsWith('class'))).toBe(true);
  });

  it('is its publisher’s test part: images, or classes', () => {
    const garments = digits({ testSet: 'fashion-mnist' });
    const { query } = drawn(garments, { purpose: 'test', tasks: 40 });
    // Image i has pixels i mod 251; of each class the first twelve are the test file.
    for (let e = 0; e < 40 * query.examples; e++) {
      const image = Math.round(query.x[4 * e + 1] * 255);
      expect(
        Array.from({ length: 10 }, (_, c) => image - ((30 * c) % 251)).some((k) => k >= 0 && k < 12),
      ).toBe(true);
    }
    const names = [...classesOf(digits({ testSet: 'split' }), 'test')];
    expect(names.map((name) => Number(name.slice(5))).every((c) => c >= 20)).toBe(true);
    expect(names).toHaveLength(10);
  });

  it('is free of a finite set that is trained on', () => {
    const weighted = digits({ testSet: 'fashion-mnist', weighted: true });
    expect(weighted.finite?.names).toHaveLength(10);
    expect(weighted.testTasks).toBeNull();
    expect([...drawn(weighted, { purpose: 'test' }).taskIds]).toEqual([-1, -1, -1, -1]);
  });

  it('leaves classes with too few images out, and says so', () => {
    const source = digits({ testSet: 'mine' });
    expect(classesOf(source, 'test')).not.toContain('class 2');
    expect(source.notes?.join()).toContain(
      'One class of the test set “mine” with fewer than 6 images left out.',
    );
  });

  it('says what does not fit', () => {
    expect(() => digits({ testSet: 'wide' })).toThrow(
      /"wide" has images of 4 × 1 pixels in grey, but the model is trained on 2 × 2 pixels in grey/,
    );
    expect(() => digits({ testSet: 'few' })).toThrow(/5 ways with 6 images each.*"few" has 4 with so many/);
    expect(() => digits({ testSet: 'none' })).toThrow(/"none" is not loaded/);
  });
});

describe('data of an experiment', () => {
  it('include the test set, by its own name or its family’s; the set of training is no other one', () => {
    const mnist = defaultFor('mnist');
    expect(dataOf({ ...mnist, testSet: 'fashion-mnist' })).toEqual(['mnist', 'fashion-mnist']);
    expect(dataOf({ ...mnist, testSet: 'mnist' })).toEqual(['mnist']);
    expect(testSetOf({ ...mnist, testSet: 'mnist' })).toBeNull();
    expect(testSetOf({ ...mnist, testSet: 'fc100' })).toBe('cifar-fs');
    expect(dataOf({ ...defaultFor('glyphs'), testSet: 'leaves@3f9a1c20' })).toEqual(['leaves@3f9a1c20']);
    expect(dataOf({ ...defaultFor('sinusoid'), testSet: 'mnist' })).toEqual([]);
    expect(imageSideOf(defaultFor('fc100'))).toBe(32);
    expect(imageSideOf(defaultFor('omniglot'))).toBe(28);
  });
});
