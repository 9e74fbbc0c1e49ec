// More files as people bring them: caches of few-shot benchmarks, packed folders with long names, drawings in arrays, lists
// and tables in the ways that other tools write them. Inputs are made here.
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { givenBytes } from './containers/source.ts';
import { inspect } from './import/inspect.ts';
import { greyPng, npy, type Picklable, pickle, tar } from './testing.ts';

type Tree = Record<string, Uint8Array>;

const text = (value: string) => new TextEncoder().encode(value);
const bar = (kind: number, i: number) =>
  greyPng(20, (x, y) => (Math.abs(x - 3 * kind - (i % 3)) < 2 || y === i ? 0 : 255));

async function look(files: Tree, wanted: string | null = null) {
  const given = Object.entries(files).map(([path, bytes]) => givenBytes(path, bytes));
  const { sets, notes, problems } = await inspect(given, wanted);
  return { sets: sets.map(({ summary }) => summary), notes, problems };
}

/** [name, part, train, test] of each class of the only set. */
async function rowsOf(files: Tree) {
  const { sets, problems } = await look(files);
  expect(problems).toEqual([]);
  expect(sets).toHaveLength(1);
  return sets[0].classes.map(({ name, part, train, test }) => [name, part, train, test]);
}

/** Images of noise, [count, side, side, 3]. */
const colour = (count: number, side: number, seed: number) => ({
  shape: [count, side, side, 3],
  bytes: Uint8Array.from({ length: count * side * side * 3 }, (_, i) => (i * (seed + 7)) % 251),
});

describe('pickled caches', () => {
  it('of miniImageNet name the images of each class, a file for each part', async () => {
    const files: Tree = {};
    for (const [at, [part, kinds]] of Object.entries({ train: 3, val: 1, test: 2 }).entries()) {
      const members = (c: number) => [4 * c, 4 * c + 1, 4 * c + 2, 4 * c + 3];
      const lists = Object.fromEntries(Array.from({ length: kinds }, (_, c) => [`n0${at}${c}`, members(c)]));
      const cache: Picklable = { image_data: colour(4 * kinds, 12, at), class_dict: lists };
      files[`mini-imagenet-cache-${part}.pkl`] = pickle(cache);
    }
    expect(await rowsOf(files)).toEqual([
      ...['n000', 'n001', 'n002'].map((name) => [name, 'train', 4, 0]),
      ['n010', 'validation', 4, 0],
      ...['n020', 'n021'].map((name) => [name, 'test', 4, 0]),
    ]);
  });

  it('of FC100 have images and labels', async () => {
    const files: Tree = {};
    for (const [part, from] of [
      ['train', 0],
      ['val', 60],
      ['test', 80],
    ] as const) {
      const labels = Array.from({ length: 8 }, (_, i) => from + (i % 2));
      files[`FC100_${part}.pickle`] = pickle({ data: colour(8, 32, from), labels, label2catname: null });
    }
    expect(await rowsOf(files)).toEqual([
      ['0', 'train', 4, 0],
      ['1', 'train', 4, 0],
      ['60', 'validation', 4, 0],
      ['61', 'validation', 4, 0],
      ['80', 'test', 4, 0],
      ['81', 'test', 4, 0],
    ]);
  });

  it('of CIFAR-10 are planes, whatever lies in them', async () => {
    // Red rises from line to line, green and blue are constant.
    const row = Uint8Array.from({ length: 3072 }, (_, i) =>
      i < 1024 ? 8 * Math.floor(i / 32) : i < 2048 ? 9 : 200,
    );
    const bytes = Uint8Array.from({ length: 4 * 3072 }, (_, i) => row[i % 3072]);
    const batch = pickle({ batch_label: 'x', data: { shape: [4, 3072], bytes }, labels: [0, 0, 3, 3] });
    const { sets } = await look({ 'cifar-10-batches-py/data_batch_1': batch });
    expect(sets[0]).toMatchObject({ name: 'cifar-10', channels: 3 });
    expect([...sets[0].classes[0].samples[0].slice(-3)].map((v) => Math.round(v / 10))).toEqual([25, 1, 20]);
  });
});

describe('tar archives', () => {
  it('with names longer than a header holds, as GNU tar and as pax write them', async () => {
    const deep = `set/${'a long name/'.repeat(12)}`;
    const tree: Tree = {};
    for (const [kind, name] of ['Käfer', 'owl'].entries())
      for (let i = 0; i < 3; i++) tree[`${deep}${name}/${'x'.repeat(90)}${i}.png`] = bar(kind, i);
    for (const way of ['gnu', 'pax'] as const)
      for (const [name, archive] of [
        ['set.tar', tar(tree, way)],
        ['set.tar.gz', gzipSync(tar(tree, way))],
      ] as const)
        expect(await rowsOf({ [name]: archive })).toEqual([
          ['Käfer', undefined, 3, 0],
          ['owl', undefined, 3, 0],
        ]);
  });
});

describe('arrays', () => {
  const drawings = (seed: number) =>
    npy(
      [6, 784],
      Uint8Array.from({ length: 6 * 784 }, (_, i) => (i * (seed + 3)) % 256),
    );

  it('of Quick, Draw! are a class for each file', async () => {
    const files: Tree = {};
    for (const [i, name] of ['ant', 'bee', 'the eiffel tower'].entries())
      files[`full_numpy_bitmap_${name}.npy`] = drawings(i);
    expect(await rowsOf(files)).toEqual(
      ['ant', 'bee', 'the eiffel tower'].map((name) => [name, undefined, 6, 0]),
    );
    expect((await look(files)).sets[0].name).toBe('full-numpy-bitmap');
    const folder = Object.fromEntries(
      Object.entries(files).map(([path, bytes]) => [`quickdraw/${path}`, bytes]),
    );
    expect((await look(folder)).sets[0].name).toBe('quickdraw');
  });

  it('beside images and labels name the classes, or are left out', async () => {
    const names = npy([2, 1], [0, 0]);
    const unicode = npyTexts(['ape', 'bee']);
    const { sets, notes, problems } = await look({
      'zoo.npz': zipSync({
        'x.npy': npy(
          [4, 8, 8],
          Array.from({ length: 256 }, (_, i) => i),
        ),
        'y.npy': npy([4], [0, 1, 0, 1]),
        'class_names.npy': unicode,
        'mean.npy': names,
      }),
    });
    expect(problems).toEqual([]);
    expect(sets[0].classes.map(({ name }) => name)).toEqual(['ape', 'bee']);
    expect(notes).toEqual(['One file of other arrays left out (zoo.npz › mean.npy).']);
  });

  it('of flat colour rows are read in the order of their colours', async () => {
    const side = 8;
    const at = (i: number, y: number, x: number, c: number) => 20 * c + 12 * y + 3 * x + (i % 3);
    const pixels = (planes: boolean) =>
      Uint8Array.from({ length: 4 * side * side * 3 }, (_, k) => {
        const [i, rest] = [Math.floor(k / 192), k % 192];
        const [c, place] = planes ? [Math.floor(rest / 64), rest % 64] : [rest % 3, Math.floor(rest / 3)];
        return at(i, Math.floor(place / side), place % side, c);
      });
    const of = async (planes: boolean) => {
      const { sets } = await look({
        'x.npy': npy([4, 192], pixels(planes)),
        'y.npy': npy([4], [0, 0, 1, 1]),
      });
      return sets[0].classes[0].samples[0];
    };
    expect(await of(true)).toEqual(await of(false));
  });

  /** A .npy of texts in UTF-32. */
  function npyTexts(texts: readonly string[]): Uint8Array {
    const longest = Math.max(...texts.map((each) => each.length));
    const codes = texts.flatMap((each) =>
      Array.from({ length: longest }, (_, i) => [each.codePointAt(i) ?? 0, 0, 0, 0]),
    );
    return npy([texts.length], codes.flat(), `<U${longest}`);
  }
});

describe('tables of pixels', () => {
  const labels = Array.from({ length: 12 }, (_, i) => i % 3);
  const pixel = (k: number, i: number) => (i < 20 ? 0 : (i * (k + 2)) % 256);
  const pixels = (k: number) => Array.from({ length: 784 }, (_, i) => pixel(k, i));
  const names = Array.from({ length: 784 }, (_, i) => `pixel${i}`);
  const csv = (
    header: readonly (string | number)[] | null,
    row: (k: number) => readonly (string | number)[],
  ) =>
    text(
      [...(header ? [header] : []), ...labels.map((_, k) => row(k))].map((cells) => cells.join()).join('\n'),
    );

  it('have their label first, last, or beside a number of the row, with and without a header', async () => {
    const hashes = new Set<string>();
    for (const table of [
      csv(['label', ...names], (k) => [labels[k], ...pixels(k)]),
      csv([...names, 'label'], (k) => [...pixels(k), labels[k]]),
      csv(['', 'label', ...names], (k) => [k, labels[k], ...pixels(k)]),
      csv(null, (k) => [labels[k], ...pixels(k)]),
      csv(null, (k) => [...pixels(k), labels[k]]),
      csv([0, ...names.map((_, i) => `0.${i + 1}`)], (k) => [labels[k], ...pixels(k)]),
    ]) {
      const { sets, problems } = await look({ 'drawings.csv': table });
      expect(problems).toEqual([]);
      expect(sets[0].classes.map(({ name, train }) => [name, train])).toEqual([
        ['0', 4],
        ['1', 4],
        ['2', 4],
      ]);
      hashes.add(sets[0].hash);
    }
    expect(hashes.size).toBe(1);
    expect(await rowsOf({ 'words.csv': csv(null, (k) => [...pixels(k), 'abc'[labels[k]]]) })).toHaveLength(3);
  });
});

describe('lists', () => {
  const images = (at: (kind: number, i: number) => string): Tree =>
    Object.fromEntries(
      [0, 1, 2, 3].flatMap((kind) => [0, 1, 2].map((i) => [at(kind, i), bar(kind, i)] as const)),
    );
  const rows = (make: (kind: number, i: number) => string, only: (i: number) => boolean) =>
    text([0, 1, 2, 3].flatMap((kind) => [0, 1, 2].filter(only).map((i) => make(kind, i))).join('\n'));

  it('of paths and numbers split the images, and folders keep their names', async () => {
    const tree = images((kind, i) => `b/images/${'abcd'[kind]}/${i}.png`);
    const line = (kind: number, i: number) => `${'abcd'[kind]}/${i}.png ${kind}`;
    tree['b/train_list.txt'] = rows(line, (i) => i < 2);
    tree['b/test_list.txt'] = rows(line, (i) => i === 2);
    expect(await rowsOf({ 'b.zip': zipSync(tree) })).toEqual(
      [...'abcd'].map((name) => [name, undefined, 2, 1]),
    );
  });

  it('of base, validation and novel classes, with or without a head', async () => {
    const tree = images((kind, i) => `b/${'abcd'[kind]}/${i}.png`);
    tree['b/split/base.txt'] = text('a\nb');
    tree['b/split/val_classes.csv'] = text('name\nc');
    tree['b/split/novel.csv'] = text('class\nd');
    const parts = ['train', 'train', 'validation', 'test'];
    expect(await rowsOf({ 'b.zip': zipSync(tree) })).toEqual(
      [...'abcd'].map((name, i) => [name, parts[i], 3, 0]),
    );
  });

  it('of Kaggle label the training images where the test images have the same names', async () => {
    const tree: Tree = {};
    for (let i = 0; i < 12; i++) {
      tree[`test/${i}.png`] = bar(5, i);
      tree[`train/${i}.png`] = bar(i % 2, i);
    }
    const lines = (label: (i: number) => string) =>
      text(['id,label', ...Array.from({ length: 12 }, (_, i) => `${i},${label(i)}`)].join('\n'));
    tree['trainLabels.csv'] = lines((i) => 'ab'[i % 2]);
    tree['zzSampleSubmission.csv'] = lines(() => 'a');
    const { sets } = await look({ 'k.zip': zipSync(tree) });
    expect(sets[0].classes.map(({ name, train, test }) => [name, train, test])).toEqual([
      ['a', 6, 0],
      ['b', 6, 0],
    ]);
    expect(sets[0].notes.join(' ')).toContain('12 images outside the class folders left out (test/0.png');
  });
});

it('numbered masks are left out, and test images with a number alone beside named training images', async () => {
  const tree: Tree = {};
  for (const [kind, name] of ['benign', 'normal'].entries())
    for (let i = 1; i < 4; i++)
      for (const mask of ['', '_mask', '_mask_1']) tree[`b/${name}/${name} (${i})${mask}.png`] = bar(kind, i);
  expect(await rowsOf({ 'b.zip': zipSync(tree) })).toEqual([
    ['benign', undefined, 3, 0],
    ['normal', undefined, 3, 0],
  ]);
  const pets: Tree = {};
  for (let i = 0; i < 4; i++) {
    for (const [kind, name] of ['cat', 'dog'].entries()) pets[`train/${name}.${i}.png`] = bar(kind, i);
    pets[`test1/${i}.png`] = bar(3, i);
  }
  expect(await rowsOf({ 'pets.zip': zipSync(pets) })).toEqual([
    ['cat', undefined, 4, 0],
    ['dog', undefined, 4, 0],
  ]);
});

it('a picked folder and a zip in another order are the same set, image by image', async () => {
  const tree: Tree = {};
  for (const kind of [0, 1]) for (const i of [0, 1, 2]) tree[`s/k${kind}/${i}.png`] = bar(kind, i);
  const turned = Object.fromEntries(Object.entries(tree).reverse());
  const [a] = (await look(tree)).sets;
  const [b] = (await look({ 's.zip': zipSync(turned) })).sets;
  expect(b.classes).toEqual(a.classes);
  expect(b.hash).toBe(a.hash);
});

it('a table of tasks dropped with other files keeps its own name', async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `m${i % 4};${i},5;${2 * i}`);
  const { sets } = await look({
    'x_train.npy': npy(
      [4, 8, 8],
      Array.from({ length: 256 }, (_, i) => i),
    ),
    'y_train.npy': npy([4], [0, 1, 0, 1]),
    'machines.csv': text(['task;x;y', ...rows].join('\n')),
  });
  expect(sets.map(({ family, name }) => [family, name])).toContainEqual(['table', 'machines']);
});
