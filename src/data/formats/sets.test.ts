// Each real set from small made files: what is read, and what is refused with which words.
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, recogniseFile, SET_NAMES } from '../catalogue.ts';
import { loadImageSets } from '../index.ts';
import { inkOnBlack, resizeSquare } from '../pictures/resize.ts';
import {
  colourPng,
  greyPng,
  idxFiles,
  idxImages,
  idxLabels,
  memoryReader,
  omniglotZip,
  tar,
} from '../testing.ts';
import { CIFAR_CLASSES, CIFAR_SUPERCLASSES } from './cifarNames.ts';

async function load(name: string, files: Record<string, Uint8Array>, imageSize?: number) {
  const set = (await loadImageSets([name], memoryReader(files), undefined, { imageSize })).get(name);
  if (!set) throw new Error('no set');
  return set;
}

describe('MNIST and Fashion-MNIST', () => {
  it('join the publisher’s files, with the split kept per class', async () => {
    const set = await load('mnist', idxFiles('mnist', 40, 20));
    expect([set.height, set.width, set.channels, set.pixels.length]).toEqual([28, 28, 1, 60 * 784]);
    expect(set.classes.map((c) => c.name)).toEqual([...'0123456789']);
    expect([...set.classes[3].train]).toEqual([3, 13, 23, 33]);
    expect([...set.classes[3].test]).toEqual([43, 53]);
    expect(set.pixels[784 * 43]).toBe((784 * 3) % 256);
    expect(set.notes).toEqual([]);
  });

  it('do with one part, and say so', async () => {
    const set = await load('fashion-mnist', idxFiles('fashion-mnist', 0, 20));
    expect(set.classes[9].name).toBe('Ankle boot');
    expect(set.notes).toEqual([
      'Fashion-MNIST: the training file is absent; the test images are split by seed instead.',
    ]);
  });

  it('refuse files that do not fit, naming file and reason', async () => {
    const files = idxFiles('mnist', 20, 0);
    const [images, labels] = Object.keys(files);
    const given = (change: Record<string, Uint8Array>) => load('mnist', { ...files, ...change });
    await expect(given({ [images]: gzipSync(idxImages(20).slice(0, 50)) })).rejects.toThrow(
      /^train-images-idx3-ubyte\.gz: it has 50 bytes where 20 × 28 × 28 elements need 15696: the file is truncated/,
    );
    await expect(given({ [labels]: gzipSync(idxLabels([1, 2, 3])) })).rejects.toThrow(
      /^train-labels-idx1-ubyte\.gz: its 3 labels do not match the 20 images/,
    );
    await expect(given({ [images]: gzipSync(idxLabels(new Array(50).fill(1))) })).rejects.toThrow(
      /the images that belong to it are missing/,
    );
    await expect(load('mnist', { [images]: files[images] })).rejects.toThrow(
      /train-images.*the labels that belong to it are missing/,
    );
    await expect(load('mnist', {})).rejects.toThrow(
      /MNIST: no data files were found .*npm run datasets -- mnist/,
    );
    await expect(
      load('mnist', { [images]: new TextEncoder().encode('<!doctype html><p>not found') }),
    ).rejects.toThrow(/MNIST: none of its files holds images/);
  });
});

describe('Omniglot', () => {
  it('merges the zips, takes each drawing once and turns ink to 255 on 0', async () => {
    const set = await load('omniglot', {
      'omniglot/images_background_small1.zip': omniglotZip('images_background_small1', ['Greek', 'Latin']),
      'omniglot/images_background_small2.zip': omniglotZip('images_background_small2', ['Latin', 'Tagalog']),
    });
    expect(set.classes).toHaveLength(9);
    expect(new Set(set.classes.map((c) => c.group))).toEqual(new Set(['Greek', 'Latin', 'Tagalog']));
    expect(set.pixels).toHaveLength(36 * 28 * 28);
    expect(set.classes.every((c) => c.train.length === 4 && c.part === undefined)).toBe(true);
    expect(Math.max(...set.pixels.subarray(0, 784))).toBe(255);
    expect(set.pixels[0]).toBe(0);
  });

  it('takes the evaluation alphabets as the test part', async () => {
    const set = await load(
      'omniglot',
      {
        'omniglot/images_background.zip': omniglotZip('images_background', ['Greek']),
        'omniglot/images_evaluation.zip': omniglotZip('images_evaluation', ['Ge_ez']),
      },
      20,
    );
    expect(set.height).toBe(20);
    expect(set.classes.map((c) => [c.group, c.part])).toEqual([
      ...Array(3).fill(['Ge ez', 'test']),
      ...Array(3).fill(['Greek', 'train']),
    ]);
  });

  it('refuses another zip; a broken drawing costs itself', async () => {
    const wrong = { 'omniglot/images_background.zip': zipSync({ 'a/b.txt': new Uint8Array(3) }) };
    await expect(load('omniglot', wrong)).rejects.toThrow(/^Omniglot: none of its files holds images/);
    const tree: Record<string, Uint8Array> = {
      'Greek/character01/0001_01.png': greyPng(105, () => 0).slice(0, 60),
    };
    for (const d of [2, 3])
      tree[`Greek/character01/0001_0${d}.png`] = greyPng(105, (x) => (x < 50 ? 0 : 255));
    const set = await load('omniglot', { 'omniglot/images_background.zip': zipSync(tree) });
    expect(set.classes.map((c) => c.train.length)).toEqual([2]);
    expect(set.notes.join(' ')).toMatch(
      /One image that cannot be read left out \(Greek.character01.0001_01\.png/,
    );
  });
});

describe('CIFAR-100', () => {
  const records = (labels: readonly (readonly [number, number])[]) => {
    const bytes = new Uint8Array(labels.length * 3074);
    for (const [i, [coarse, fine]] of labels.entries()) {
      bytes.set([coarse, fine], i * 3074);
      bytes.fill(10, i * 3074 + 2, i * 3074 + 1026);
      bytes.fill(20, i * 3074 + 1026, i * 3074 + 2050);
      bytes.fill(30, i * 3074 + 2050, (i + 1) * 3074);
    }
    return bytes;
  };

  it('reads tar.gz and bare files to H, W, C order with the FC100 class split', async () => {
    const train = records([
      [4, 0],
      [1, 1],
      [14, 2],
    ]);
    const test = records([[8, 3]]);
    const packed = gzipSync(tar({ 'cifar-100-binary/train.bin': train, 'cifar-100-binary/test.bin': test }));
    const set = await load('cifar-fs', { 'cifar-fs/cifar-100-binary.tar.gz': packed });
    expect([...set.pixels.subarray(0, 6)]).toEqual([10, 20, 30, 10, 20, 30]);
    expect(set.classes.map((c) => [c.name, c.group, c.part])).toEqual([
      ['apple', 'fruit and vegetables', 'train'],
      ['aquarium fish', 'fish', 'train'],
      ['baby', 'people', 'test'],
      ['bear', 'large carnivores', 'validation'],
    ]);
    const bare = await load('cifar-fs', { 'cifar-fs/train.bin': train, 'cifar-fs/test.bin': test });
    expect(bare.pixels).toEqual(set.pixels);
  });

  it('refuses partial records and labels out of range', async () => {
    const file = (bytes: Uint8Array) => load('cifar-fs', { 'cifar-fs/train.bin': bytes });
    await expect(file(records([[0, 0]]).slice(0, 3000))).rejects.toThrow(/train\.bin: its 3000 bytes/);
    await expect(file(records([[20, 0]]))).rejects.toThrow(/image 1 has labels 20 and 0/);
    await expect(
      file(
        records([
          [0, 4],
          [1, 4],
        ]),
      ),
    ).rejects.toThrow(/class 4 lies in superclasses 0 and 1/);
    const cut = gzipSync(tar({ 'cifar-100-binary/train.bin': records([[0, 0]]) }).slice(0, 2000));
    await expect(load('cifar-fs', { 'cifar-fs/cifar-100-binary.tar.gz': cut })).rejects.toThrow(/truncated/);
  });

  it('has a hundred names in twenty superclasses', () => {
    expect(new Set(CIFAR_CLASSES).size).toBe(100);
    expect(new Set(CIFAR_SUPERCLASSES).size).toBe(20);
  });
});

describe('folders of images', () => {
  const bar = (at: number) => greyPng(40, (x) => (Math.abs(x - at) < 4 ? 0 : 255));

  it('make a class of every folder, grey and inverted where dark on light', async () => {
    const zip = zipSync({
      'mine/cat/1.png': bar(10),
      'mine/cat/2.png': bar(12),
      'mine/dog/1.png': bar(30),
      'mine/dog/2.png': bar(32),
      'mine/lone/1.png': bar(32),
      'mine/readme.txt': new Uint8Array(4),
    });
    const set = await load('mine', { 'mine/mine.zip': zip }, 20);
    expect(set.classes.map((c) => c.name)).toEqual(['cat', 'dog']);
    expect([set.channels, set.height, set.pixels.length]).toEqual([1, 20, 4 * 400]);
    expect([set.pixels[0], set.pixels[5]]).toEqual([0, 255]);
    expect(set.notes.join(' ')).toMatch(/inverted.*One class with a single image left out \(lone\)/);
  });

  it('stay coloured, and keep folders named train and test as the split', async () => {
    const tree: Record<string, Uint8Array> = {};
    for (const [part, name, rgb] of [
      ['train', 'red', [200, 10, 10]],
      ['test', 'blue', [10, 10, 200]],
    ] as const)
      for (const i of [1, 2]) tree[`${part}/${name}/${i}.png`] = colourPng(8, rgb);
    const set = await load('mine', { 'mine.zip': zipSync(tree) }, 4);
    expect(set.channels).toBe(3);
    expect(set.classes.map((c) => [c.name, c.part])).toEqual([
      ['blue', 'test'],
      ['red', 'train'],
    ]);
    expect([...set.pixels.subarray(0, 3)]).toEqual([10, 10, 200]);
  });

  const tiny = colourPng(4, [200, 10, 10]);
  const zipOf = (...paths: readonly string[]) =>
    zipSync(Object.fromEntries(paths.flatMap((path) => [1, 2].map((i) => [`${path}${i}.png`, tiny]))));
  const read = async (...paths: readonly string[]) => load('mine', { 'mine.zip': zipOf(...paths) }, 4);

  it('split images where classes lie in both train and test', async () => {
    const set = await read('root/train/cat/', 'root/train/dog/', 'root/test/cat/', 'root/val/dog/');
    expect(set.classes.map((c) => [c.name, c.part, c.train.length, c.test.length])).toEqual([
      ['cat', undefined, 2, 2],
      ['dog', undefined, 2, 2],
    ]);
    expect(new Set(set.classes.flatMap((c) => [...c.train, ...c.test])).size).toBe(8);
  });

  it('take no split from a lone train folder, and validation for testing where there is no test', async () => {
    expect((await read('train/cat/', 'train/dog/')).classes.map((c) => c.part)).toEqual([
      undefined,
      undefined,
    ]);
    expect((await read('train/cat/', 'train/dog/', 'val/bee/')).classes.map((c) => [c.name, c.part])).toEqual(
      [
        ['bee', 'test'],
        ['cat', 'train'],
        ['dog', 'train'],
      ],
    );
  });

  it('tell classes of one name in two groups apart', async () => {
    const set = await read('train/Greek/character01/', 'train/Greek/character02/', 'test/Latin/character01/');
    expect(set.classes.map((c) => [c.name, c.group, c.part])).toEqual([
      ['Greek character01', 'Greek', 'train'],
      ['character02', 'Greek', 'train'],
      ['Latin character01', 'Latin', 'test'],
    ]);
  });

  it('leave pictures beside the class folders out, and take names in capitals', async () => {
    const tree = Object.fromEntries(
      ['z/A.PNG', 'z/cat/1.PNG', 'z/cat/2.PNG', 'z/dog/1.PNG', 'z/dog/2.PNG'].map((path) => [path, tiny]),
    );
    const set = await load('mine', { 'mine.zip': zipSync({ ...tree, 'z/B.png': tiny }) }, 4);
    expect(set.classes.map((c) => [c.name, c.group])).toEqual([
      ['cat', 'cat'],
      ['dog', 'dog'],
    ]);
    expect(set.notes).toEqual(['2 images outside the class folders left out (z/A.PNG, z/B.png).']);
    await expect(read('root/cat/')).rejects.toThrow(/^mine: it has only one class folder \(“cat”\)/);
  });

  it('refuse zips without classes and absent sets', async () => {
    const flat = zipSync({ 'a.png': bar(3) });
    await expect(load('mine', { 'mine.zip': flat })).rejects.toThrow(/^mine: it has 0 class folders/);
    await expect(load('gone', {})).rejects.toThrow(/^gone: there is no stored data set of this name/);
    const webp = zipSync({
      'a/1.webp': bar(1).slice(0, 40),
      'a/2.jpg': bar(1),
      'b/1.png': bar(1),
      'b/2.png': bar(1),
    });
    await expect(load('mine', { 'mine.zip': webp })).rejects.toThrow(/^mine: it has only one class folder/);
  });
});

describe('resizing', () => {
  it('averages areas, keeps the mean and crops to the middle square', () => {
    const data = Uint8Array.from({ length: 9 * 9 }, (_, i) => (i * 37) % 256);
    const out = new Uint8Array(16);
    resizeSquare({ width: 9, height: 9, channels: 1, data }, 4, 'crop', out, 0);
    const mean = (values: Uint8Array) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(Math.abs(mean(out) - mean(data))).toBeLessThan(1);
    const wide = Uint8Array.of(9, 1, 2, 9, 9, 3, 4, 9);
    const square = new Uint8Array(4);
    resizeSquare({ width: 4, height: 2, channels: 1, data: wide }, 2, 'crop', square, 0);
    expect([...square]).toEqual([1, 2, 3, 4]);
    const large = new Uint8Array(16);
    resizeSquare({ width: 2, height: 2, channels: 1, data: square }, 4, 'crop', large, 0);
    expect([...large]).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  });

  it('turns ink to full white on black', () => {
    const pixels = Uint8Array.of(255, 155, 205);
    inkOnBlack(pixels, 0, 3);
    expect([...pixels]).toEqual([0, 255, 128]);
  });
});

describe('the catalogue', () => {
  it('knows a dropped file by name and size', () => {
    expect(recogniseFile('train-images-idx3-ubyte.gz', 9912422).sets).toEqual(['mnist']);
    expect(recogniseFile('train-images-idx3-ubyte.gz', 26421880).sets).toEqual(['fashion-mnist']);
    expect(recogniseFile('t10k-labels.idx1-ubyte', 5).sets).toEqual(['mnist', 'fashion-mnist']);
    expect(recogniseFile('images_background (1).zip', 9464212)).toEqual({
      sets: ['omniglot'],
      name: 'images_background.zip',
      exact: true,
    });
    expect(recogniseFile('train.bin', 5).sets).toEqual(['cifar-fs']);
    expect(recogniseFile('holiday.zip', 5).sets).toEqual([]);
  });

  it('has an official address and a checksum for every file', () => {
    for (const name of SET_NAMES)
      for (const file of CATALOGUE[name].files) {
        expect(file.md5).toMatch(/^[0-9a-f]{32}$/);
        expect(file.addresses[0]).toMatch(/^https?:\/\/.*/);
        expect(file.addresses[0].endsWith(file.name)).toBe(true);
      }
  });
});
