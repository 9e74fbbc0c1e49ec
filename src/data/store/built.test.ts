// Sets of images are read once: what was decoded is remembered with the files that it came from, and the hash of a set that
// was kept without one is told once.
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { NO_CHOICES } from '../choices.ts';
import { givenBytes } from '../containers/source.ts';
import { inspect, reopen } from '../import/inspect.ts';
import { keep, keptHash } from '../import/keep.ts';
import { loadImageSets } from '../index.ts';
import { decodeImage } from '../pictures/decode.ts';
import { firstOf } from '../readers/types.ts';
import { greyPng, memoryReader } from '../testing.ts';
import { READING } from './builtSets.ts';
import type { KeyValues } from './keyValues.ts';
import { createDataStore } from './store.ts';

function memory(): KeyValues & { map: Map<string, unknown> } {
  const map = new Map<string, unknown>();
  return {
    map,
    get: async (key) => map.get(key),
    set: async (key, value) => void map.set(key, structuredClone(value)),
    delete: async (key) => void map.delete(key),
    entries: async () => [...map],
  };
}

const bar = (kind: number, i: number) =>
  greyPng(20, (x, y) => (Math.abs(x - 5 * kind) < 2 || y === i ? 0 : 255));
const tree = () =>
  Object.fromEntries(
    ['ape', 'bee', 'cat'].flatMap((name, kind) =>
      [0, 1, 2].map((i) => [`zoo/${i === 2 ? 'test' : 'train'}/${name}/${i}.png`, bar(kind, i)]),
    ),
  );
const loose = () => Object.entries(tree()).map(([path, bytes]) => givenBytes(path, bytes));

/** A decoder that counts. */
function counting() {
  let decoded = 0;
  const decode: typeof decodeImage = (file, bytes) => {
    decoded++;
    return decodeImage(file, bytes);
  };
  return { decode, count: () => decoded };
}

it('a set that was looked at and kept is not decoded again, and is what its files say', async () => {
  for (const choices of [NO_CHOICES, { ...NO_CHOICES, exclude: ['bee'], invert: 'no' as const }]) {
    const [contents, index, built] = [memory(), memory(), memory()];
    const store = createDataStore(contents, index, built);
    const [looked] = (await inspect(loose(), null)).sets;
    await keep(await reopen(looked, choices, {}), 'both', store, () => undefined);
    const { decode, count } = counting();
    const remembered = (await loadImageSets(['zoo'], store, undefined, { decode })).get('zoo');
    expect(count()).toBe(0);
    built.map.clear();
    const read = (await loadImageSets(['zoo'], store, undefined, { decode })).get('zoo');
    expect(count()).toBe(9 - 3 * choices.exclude.length);
    expect(remembered).toEqual(read);
    // And remembered from here on, whatever else is beside the page.
    const page = firstOf(store, memoryReader({ 'other/other.zip': zipSync(tree()) }));
    expect((await loadImageSets(['zoo'], page, undefined, { decode })).get('zoo')).toEqual(read);
    expect(count()).toBe(9 - 3 * choices.exclude.length);
  }
});

it('what is remembered ends with its side, its files, its set, or an earlier way of reading', async () => {
  const built = memory();
  const store = createDataStore(memory(), memory(), built);
  await store.put('zoo/zoo.zip', zipSync(tree()));
  const { decode, count } = counting();
  const load = async (imageSize: number) =>
    (await loadImageSets(['zoo'], store, undefined, { decode, imageSize })).get('zoo');
  expect((await load(8))?.height).toBe(8);
  expect((await load(8))?.height).toBe(8);
  expect(count()).toBe(9);
  expect((await load(12))?.height).toBe(12);
  expect(count()).toBe(18);
  const row = built.map.get('zoo') as object;
  built.map.set('zoo', { ...row, reading: READING - 1 });
  await load(12);
  expect(count()).toBe(27);
  await store.put('zoo/zoo.zip', zipSync({ ...tree(), 'zoo/train/ape/9.png': bar(0, 9) }));
  expect((await load(12))?.classes[0].train).toHaveLength(3);
  await store.remove('zoo');
  expect(built.map.size).toBe(0);
});

it('the hash of a set that was kept without one is found once', async () => {
  const store = createDataStore(memory(), memory(), memory());
  await store.put('zoo/zoo.zip', zipSync(tree()));
  const hash = await keptHash('zoo', store);
  expect(hash).toMatch(/^[0-9a-f]{8}$/);
  expect((await store.sets())[0].about).toEqual({ hash, kind: 'images' });
  const unread = { ...store, files: async () => [givenBytes('zoo/zoo.zip', Uint8Array.of(1))] };
  expect(await keptHash('zoo', unread)).toBe(hash);
});

it('changes of what is read raise READING', async () => {
  const rgb = (kind: number) =>
    encode({
      width: 9,
      height: 6,
      channels: 4,
      depth: 8,
      data: Uint8Array.from({ length: 216 }, (_, i) => (i * (kind + 3)) % 256),
    });
  const files = { ...tree(), 'zoo/train/cat/odd.png': rgb(1), 'zoo/train/ape/odd.png': rgb(2) };
  const set = (await loadImageSets(['zoo'], memoryReader({ 'zoo.zip': zipSync(files) }))).get('zoo');
  const sum = set?.pixels.reduce((total, v, i) => (total * 31 + v + i) % 1_000_003, 0);
  // Other numbers here mean that sets remembered by earlier releases are out of date: raise READING with them.
  expect([READING, set?.hash, sum]).toEqual([1, '5ce9ef82', 144153]);
});
