// Files as people bring them, after public reports: each kind with its right value. Inputs are made here.
import { encode } from 'fast-png';
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { givenBytes } from './containers/source.ts';
import { inspect } from './import/inspect.ts';
import { greyPng, idxImages, idxLabels, npy, omniglotZip } from './testing.ts';

type Tree = Record<string, Uint8Array>;

const bar = (kind: number, i: number) =>
  greyPng(20, (x, y) => (Math.abs(x - 3 * kind - (i % 3)) < 2 || y === i ? 0 : 255));
const text = (value: string) => new TextEncoder().encode(value);

async function look(files: Tree, wanted: string | null = null) {
  const given = Object.entries(files).map(([path, bytes]) => givenBytes(path, bytes));
  const { sets, notes, problems } = await inspect(given, wanted);
  return { sets: sets.map(({ summary }) => summary), notes, problems };
}

/** The one set of a zip. */
async function lookAtZip(name: string, tree: Tree) {
  const { sets, problems } = await look({ [name]: zipSync(tree) });
  expect(problems).toEqual([]);
  expect(sets).toHaveLength(1);
  return sets[0];
}

const folder = (prefix: string, kind: number, count: number): Tree =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}/${i}.png`, bar(kind, i)]));

const rowsOf = ({ classes }: Awaited<ReturnType<typeof lookAtZip>>) =>
  classes.map(({ name, part, train, test }) => [name, part, train, test]);

describe('folders', () => {
  it('leave an unlabelled test folder out', async () => {
    const set = await lookAtZip('parts.zip', {
      ...folder('parts/train/ok', 0, 4),
      ...folder('parts/train/nok', 2, 4),
      ...folder('parts/test', 4, 5),
    });
    expect(rowsOf(set)).toEqual([
      ['nok', undefined, 4, 0],
      ['ok', undefined, 4, 0],
    ]);
    expect(set.notes.join(' ')).toContain('5 images without a class left out (parts/test/0.png');
  });

  it('read the split above or below the class, in any of its names', async () => {
    const want = [
      ['cat', undefined, 4, 2],
      ['dog', undefined, 4, 2],
    ];
    for (const [train, test] of [
      ['set/training_set/training_set/CLASS', 'set/test_set/test_set/CLASS'],
      ['set/seg_train/CLASS', 'set/seg_test/CLASS'],
      ['set/CLASS/train', 'set/CLASS/test'],
      ['Train/CLASS', 'Validation/CLASS'],
    ]) {
      const tree: Tree = {};
      for (const [kind, name] of ['cat', 'dog'].entries())
        Object.assign(
          tree,
          folder(train.replace('CLASS', name), kind, 4),
          folder(test.replace('CLASS', name), kind + 3, 2),
        );
      expect(rowsOf(await lookAtZip('set.zip', tree))).toEqual(want);
    }
  });

  it('know masks and classes that only the test part has', async () => {
    const tree: Tree = {};
    for (const [kind, object] of ['bottle', 'cable'].entries())
      Object.assign(tree, {
        ...folder(`mv/${object}/train/good`, kind, 4),
        ...folder(`mv/${object}/test/good`, kind, 2),
        ...folder(`mv/${object}/test/broken`, kind + 2, 3),
        ...folder(`mv/${object}/ground_truth/broken`, 5, 3),
      });
    const set = await lookAtZip('mv.zip', tree);
    expect(rowsOf(set)).toEqual([
      ['bottle broken', 'test', 0, 3],
      ['bottle good', 'train', 4, 2],
      ['cable broken', 'test', 0, 3],
      ['cable good', 'train', 4, 2],
    ]);
    expect(set.notes.join(' ')).toMatch(/6 images in folders of masks left out.*/);
  });

  it('called train or test may still be classes', async () => {
    const set = await lookAtZip('vehicles.zip', { ...folder('v/car', 0, 3), ...folder('v/train', 2, 3) });
    expect(rowsOf(set).map(([name]) => name)).toEqual(['car', 'train']);
  });

  it('split by lists of classes, or of files and labels', async () => {
    const classes: Tree = {};
    for (let c = 0; c < 6; c++) Object.assign(classes, folder(`fs/data/c${c}`, c, 2));
    for (const [part, names] of [
      ['train', 'c0\nc1\nc2'],
      ['val', 'c3'],
      ['test', 'c4\nc5'],
    ])
      classes[`fs/splits/one/${part}.txt`] = text(names);
    const parts = rowsOf(await lookAtZip('fs.zip', classes)).map(([, part]) => part);
    expect(parts).toEqual(['train', 'train', 'train', 'validation', 'test', 'test']);

    const flat: Tree = {};
    const lists: Record<string, string> = {
      train: 'filename,label',
      val: 'filename,label',
      test: 'filename,label',
    };
    for (let c = 0; c < 6; c++)
      for (let i = 0; i < 3; i++) {
        flat[`images/n${c}${i}.png`] = bar(c, i);
        lists[c < 3 ? 'train' : c < 4 ? 'val' : 'test'] += `\nn${c}${i}.png,kind${c}`;
      }
    for (const [part, list] of Object.entries(lists)) flat[`${part}.csv`] = text(list);
    const set = await lookAtZip('mini.zip', flat);
    expect(rowsOf(set)).toEqual([
      ...[0, 1, 2].map((c) => [`kind${c}`, 'train', 3, 0]),
      ['kind3', 'validation', 3, 0],
      ...[4, 5].map((c) => [`kind${c}`, 'test', 3, 0]),
    ]);
  });

  it('may be missing where file names tell the class', async () => {
    const tree: Tree = {};
    for (const [kind, name] of ['cat', 'dog'].entries())
      for (let i = 0; i < 4; i++) tree[`train/${name}.${i}.png`] = bar(kind, i);
    expect(rowsOf(await lookAtZip('pets.zip', tree)).map(([name]) => name)).toEqual(['cat', 'dog']);
  });
});

describe('images', () => {
  it('that are damaged cost themselves', async () => {
    const tree = { ...folder('l/a', 0, 4), ...folder('l/b', 2, 4) };
    tree['l/a/2.png'] = tree['l/a/2.png'].slice(0, 60);
    const set = await lookAtZip('leaves.zip', tree);
    expect(rowsOf(set)).toEqual([
      ['a', undefined, 3, 0],
      ['b', undefined, 4, 0],
    ]);
    expect(set.notes.join(' ')).toMatch(
      /One image that cannot be read left out \(l\/a\/2\.png: the PNG file/,
    );
  });

  it('of 12 bits in 16 keep their range', async () => {
    const deep = (kind: number) =>
      encode({
        width: 8,
        height: 8,
        channels: 1,
        depth: 16,
        data: Uint16Array.from({ length: 64 }, (_, i) => (i % 8 === kind ? 4095 : 30 * (i % 5))),
      });
    const tree: Tree = {};
    for (const k of [0, 1]) for (const i of [0, 1]) tree[`c/k${k}/${i}.png`] = deep(2 * k + i);
    const set = await lookAtZip('cells.zip', tree);
    expect(Math.max(...set.classes.flatMap((c) => c.samples.flatMap((s) => [...s])))).toBe(255);
    expect(set.notes.join(' ')).toContain('their largest value, 4,095, is full brightness');
  });

  it('with white ink on nothing stand on black', async () => {
    const clear = (kind: number, i: number) =>
      encode({
        width: 20,
        height: 20,
        channels: 2,
        depth: 8,
        data: Uint8Array.from({ length: 800 }, (_, at) =>
          at % 2 === 0 ? 255 : Math.floor(at / 2) % 20 === 4 * kind + i ? 255 : 0,
        ),
      });
    const tree: Tree = {};
    for (const k of [0, 1]) for (const i of [0, 1]) tree[`c/k${k}/${i}.png`] = clear(k, i);
    const set = await lookAtZip('ink.zip', tree);
    expect(set.distinct).toBe(4);
    expect(set.mean).toBeGreaterThan(0.02);
    expect(set.mean).toBeLessThan(0.2);
  });

  it('that are wide are fitted, and equal ones of two classes are told', async () => {
    const wide = (kind: number) =>
      encode({
        width: 60,
        height: 20,
        channels: 1,
        depth: 8,
        data: Uint8Array.from({ length: 1200 }, (_, i) => ((i % 60) >> 3 === kind ? 0 : 255)),
      });
    const tree: Tree = {};
    for (const [k, name] of ['left', 'right', 'right again'].entries())
      for (const i of [0, 1]) tree[`s/${name}/${i}.png`] = wide(k === 0 ? 0 : 7 - (i % 2));
    const set = await lookAtZip('signs.zip', tree);
    expect(set.distinct).toBe(3);
    expect(set.notes.join(' ')).toMatch(
      /2 images are equal to an image of another class.*right and right again/,
    );
  });
});

describe('arrays', () => {
  const labels = Array.from({ length: 40 }, (_, i) => (i * 7) % 10);
  const images = idxImages(40);
  const expectMnist = async (files: Tree) => {
    const { sets, problems } = await look(files, 'mnist');
    expect(problems).toEqual([]);
    expect(sets.map(({ family, classes }) => [family, classes.length])).toEqual([['mnist', 10]]);
  };

  it('are IDX whatever their names and packing', async () => {
    const [i, l] = ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'];
    await expectMnist({ [i]: gzipSync(images), [l]: gzipSync(idxLabels(labels)) });
    await expectMnist({ [`${i}.gz`]: images, [`${l}.gz`]: idxLabels(labels) });
    await expectMnist({
      [`${i}.gz`]: gzipSync(gzipSync(images)),
      [`${l}.gz`]: gzipSync(gzipSync(idxLabels(labels))),
    });
    await expectMnist({
      [`MNIST/raw/${i}`]: images,
      [`MNIST/raw/${l}`]: idxLabels(labels),
      [`MNIST/raw/${i}.gz`]: gzipSync(images),
      [`MNIST/raw/${l}.gz`]: gzipSync(idxLabels(labels)),
    });
    await expectMnist({
      'archive.zip': zipSync({
        [`${i}/${i}`]: images,
        'train-images.idx3-ubyte': images,
        [`${l}/${l}`]: idxLabels(labels),
        'train-labels.idx1-ubyte': idxLabels(labels),
      }),
    });
  });

  it('of EMNIST are turned upright', async () => {
    const one = (at: number) => (Math.floor((at % 784) / 28) === 5 ? 255 : 0);
    const letters = Array.from({ length: 52 }, (_, k) => 1 + (k % 26));
    const { sets } = await look({
      'emnist-letters-train-images-idx3-ubyte.gz': gzipSync(idxImages(52, 28, one)),
      'emnist-letters-train-labels-idx1-ubyte.gz': gzipSync(idxLabels(letters)),
    });
    expect(sets[0]).toMatchObject({ family: 'images', name: 'emnist-letters' });
    expect(sets[0].classes.map(({ name }) => name).join('')).toBe('abcdefghijklmnopqrstuvwxyz');
    const [sample] = sets[0].classes[0].samples;
    // The stored row is a column.
    expect([sample[5], sample[28 + 5], sample[5 * 28]]).toEqual([255, 255, 0]);
  });

  it('of NumPy are paired by name', async () => {
    const pixels = images.subarray(16);
    await expectMnist({
      'mnist.npz': zipSync({
        'x_train.npy': npy([40, 28, 28], pixels),
        'y_train.npy': npy([40], labels),
        'x_test.npy': npy([40, 28, 28], pixels),
        'y_test.npy': npy([40], labels),
      }),
    });
    const { problems } = await look({ 'x_train.npy': npy([40, 28, 28], pixels) });
    expect(problems).toEqual([
      expect.stringMatching(/^x_train\.npy: the labels that belong to it are missing/),
    ]);
  });

  it('may be tables of pixels', async () => {
    const header = `label,${Array.from({ length: 784 }, (_, i) => `pixel${i}`).join()}`;
    const lines = labels.map(
      (label, k) => `${label},${Array.from({ length: 784 }, (_, i) => (i * k) % 256).join()}`,
    );
    await expectMnist({ 'train.csv': text([header, ...lines].join('\n')) });
    await expectMnist({ 'mnist_train.csv': text(lines.join('\r\n')) });
  });
});

describe('names and families', () => {
  it('two archives of one name are two sets', async () => {
    const of = (shift: number) => zipSync({ ...folder('x/a', shift, 3), ...folder('x/b', shift + 1, 3) });
    const { sets } = await look({ 'flags/archive.zip': of(0), 'coins/archive.zip': of(3) });
    expect(sets.map(({ name }) => name)).toEqual(['archive', 'archive-2']);
  });

  it('Omniglot’s two folders are one set, with the evaluation part to test on', async () => {
    const unpacked: Tree = {};
    const { unzipSync } = await import('fflate');
    for (const [top, alphabet] of [
      ['images_background', 'Greek'],
      ['images_evaluation', 'Tengwar'],
    ])
      Object.assign(unpacked, unzipSync(omniglotZip(top, [alphabet])));
    for (const files of [unpacked, { 'omniglot.zip': zipSync(unpacked) }]) {
      const { sets } = await look(files);
      expect(sets.map(({ family }) => family)).toEqual(['omniglot']);
      expect(sets[0].classes.map(({ part }) => part)).toEqual([
        ...Array(3).fill('train'),
        ...Array(3).fill('test'),
      ]);
    }
  });

  it('a table of tasks is a family of its own', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `machine-${i % 6},${i},${2 * i}`);
    const { sets } = await look({ 'tasks.csv': text(['task,x,y', ...rows].join('\n')) });
    expect(sets[0]).toMatchObject({ family: 'table', name: 'tasks', distinct: 60, width: 1 });
    expect(sets[0].classes).toHaveLength(6);
  });
});
