// The browser's store, dropped files and the readers, on maps and made answers.
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { importFiles, setNameFor } from '../import/importFiles.ts';
import { loadImageSets } from '../index.ts';
import { createBrowserReader } from '../readers/browser.ts';
import { createHttpReader } from '../readers/http.ts';
import { firstOf } from '../readers/types.ts';
import { greyPng, idxFiles, memoryReader } from '../testing.ts';
import { createSetCache } from './setCache.ts';
import { createDataStore, type KeyValues } from './store.ts';

function memory(limit = Infinity): KeyValues {
  const map = new Map<string, unknown>();
  return {
    get: async (key) => map.get(key),
    async set(key, value) {
      if (value instanceof Blob && value.size > limit) {
        const error = new Error('full');
        error.name = 'QuotaExceededError';
        throw error;
      }
      map.set(key, value);
    },
    async delete(key) {
      map.delete(key);
    },
    entries: async () => [...map],
  };
}

const given = (path: string, bytes: Uint8Array) => ({
  path,
  size: bytes.length,
  arrayBuffer: async () => bytes.slice().buffer as ArrayBuffer,
});

const png = greyPng(8, (x) => x * 20);
const zip = zipSync({ 'a/1.png': png, 'a/2.png': png, 'b/1.png': png, 'b/2.png': png });

describe('the store', () => {
  it('keeps files by path, lists sets with their sizes and deletes them', async () => {
    const store = createDataStore(memory(), memory());
    await store.put('mnist/a.gz', Uint8Array.of(1, 2, 3));
    await store.put('mnist/b.gz', Uint8Array.of(4));
    await store.put('own/own.zip', Uint8Array.of(5, 6));
    expect(await store.read('mnist/a.gz')).toEqual(Uint8Array.of(1, 2, 3));
    expect(await store.read('mnist/c.gz')).toBeNull();
    expect((await store.sets()).map(({ name, size, files }) => [name, size, files.length])).toEqual([
      ['mnist', 4, 2],
      ['own', 2, 1],
    ]);
    await store.remove('mnist');
    expect((await store.sets()).map((set) => set.name)).toEqual(['own']);
    expect(await store.read('mnist/a.gz')).toBeNull();
  });

  it('says what to do when the browser’s space is used up, and keeps nothing half', async () => {
    const store = createDataStore(memory(2), memory());
    await expect(store.put('own/own.zip', Uint8Array.of(1, 2, 3))).rejects.toThrow(
      /^own\/own\.zip: it could not be kept in the browser: it needs .*delete a stored data set/,
    );
    expect(await store.sets()).toEqual([]);
  });
});

describe('dropped files', () => {
  it('go to their set by name, zips become sets of the user’s own', async () => {
    const store = createDataStore(memory(), memory());
    const mnist = Object.entries(idxFiles('mnist', 10, 0)).map(([path, bytes]) =>
      given(path.slice(6), bytes),
    );
    const result = await importFiles([...mnist, given('My Cats!.zip', zip)], 'mnist', store);
    expect(result).toMatchObject({ sets: ['mnist', 'my-cats'], notes: [], problems: [] });
    expect(result.ready).toEqual([
      { name: 'mnist', classes: 10, leastImages: 1 },
      { name: 'my-cats', classes: 2, leastImages: 2 },
    ]);
    const sets = await loadImageSets(['mnist', 'my-cats'], store, undefined, { imageSize: 8 });
    expect(sets.get('my-cats')?.classes).toHaveLength(2);
  });

  it('of a folder are packed to one set', async () => {
    const store = createDataStore(memory(), memory());
    const files = ['zoo/ape/1.png', 'zoo/ape/2.png', 'zoo/bee/1.png', 'zoo/bee/2.png'].map((path) =>
      given(path, png),
    );
    expect(await importFiles([...files, given('zoo/.DS_Store', png)], null, store)).toMatchObject({
      sets: ['zoo'],
      problems: [],
    });
    expect((await loadImageSets(['zoo'], store)).get('zoo')?.classes.map((c) => c.name)).toEqual([
      'ape',
      'bee',
    ]);
  });

  it('of several folders make one set, with each folder as a class', async () => {
    const store = createDataStore(memory(), memory());
    const files = ['ape/1.png', 'ape/2.png', 'bee/1.png', 'bee/2.png'].map((path) => given(path, png));
    expect(await importFiles(files, null, store)).toMatchObject({
      ready: [{ name: 'ape-bee', classes: 2 }],
      problems: [],
    });
  });

  it('are called by the names that they were given with', async () => {
    const store = createDataStore(memory(), memory());
    const broken = zipSync({ 'a/1.png': png, 'a/2.png': png, 'b/1.png': png, 'b/2.png': png.slice(0, 60) });
    const folder = ['zoo/ape/1.png', 'zoo/ape/2.png'].map((path) => given(path, png));
    expect((await importFiles([given('My Cats!.zip', broken), ...folder], null, store)).problems).toEqual([
      expect.stringMatching(/^My Cats!\.zip › b\/2\.png: the PNG file/),
      expect.stringMatching(/^zoo: it has only one class folder \(“ape”\)/),
    ]);
  });

  it('that cannot be used are refused one by one, the others are kept', async () => {
    const store = createDataStore(memory(), memory());
    const { sets, problems } = await importFiles(
      [
        given('notes.txt', png),
        given('broken.zip', zip.slice(0, 50)),
        given('empty.zip', new Uint8Array(0)),
        given('docs.zip', zipSync({ 'a.txt': png })),
        given('train-images-idx3-ubyte.gz', png),
        given('lone.png', png),
        given('good.zip', zip),
      ],
      null,
      store,
    );
    expect(sets).toEqual(['good']);
    expect(problems).toEqual([
      expect.stringMatching(/^notes\.txt: it is none of the known data files/),
      expect.stringMatching(/^broken\.zip: it is not a zip archive, or it is truncated/),
      expect.stringMatching(/^empty\.zip: it is empty/),
      expect.stringMatching(/^docs\.zip: it holds no folders with/),
      expect.stringMatching(
        /^train-images-idx3-ubyte\.gz: files of this name belong to MNIST and Fashion-MNIST/,
      ),
      expect.stringMatching(/^lone\.png: single images have no class/),
    ]);
  });

  it('are read whole before they are kept: a broken one takes nothing away', async () => {
    const store = createDataStore(memory(), memory());
    const good = Object.entries(idxFiles('mnist', 10, 0)).map(([path, bytes]) => given(path.slice(6), bytes));
    await importFiles([...good, given('cats.zip', zip)], 'mnist', store);
    const before = await store.read('mnist/train-images-idx3-ubyte.gz');
    const [images, labels] = Object.values(idxFiles('mnist', 30, 0));
    const cut = given('train-images-idx3-ubyte.gz', images.slice(0, images.length - 9));
    const others = given('train-labels-idx1-ubyte.gz', labels);
    const wrongZip = given('cats.zip', zipSync({ 'ape/1.png': png, 'bee/1.png': png.slice(0, 40) }));
    const result = await importFiles([cut, others, wrongZip], 'mnist', store);
    expect(result.sets).toEqual([]);
    expect(result.problems).toEqual([
      expect.stringMatching(/^train-images-idx3-ubyte\.gz: the file is (truncated or )?damaged/),
      expect.stringMatching(/^train-labels-idx1-ubyte\.gz: its 30 labels do not match the 10 images/),
      expect.stringMatching(/^cats\.zip: it has 0 class folders/),
    ]);
    expect(await store.read('mnist/train-images-idx3-ubyte.gz')).toEqual(before);
    expect(await store.read('cats/cats.zip')).toEqual(zip);
  });

  it('of a set that still lacks others are kept, and what is missing is said', async () => {
    const store = createDataStore(memory(), memory());
    const [path, bytes] = Object.entries(idxFiles('mnist', 10, 0))[0];
    const result = await importFiles([given(path.slice(6), bytes)], 'mnist', store);
    expect(result).toMatchObject({ sets: ['mnist'], ready: [], problems: [] });
    expect(result.notes).toEqual([expect.stringMatching(/train-labels-idx1-ubyte\.gz: it is missing/)]);
  });

  it('get names that can stand in a link and never hide an official set', () => {
    expect(setNameFor('Ünï côdé (2).zip')).toMatch(/^[a-z0-9-]+$/);
    expect(setNameFor('omniglot.zip')).toBe('my-omniglot');
    expect(setNameFor('….zip')).toBe('my-images');
    expect(setNameFor('Ünï côdé (2).zip')).toBe('uni-code-2');
    expect(setNameFor('漢字.zip')).toMatch(/^my-images-[a-z0-9]+$/);
    expect(setNameFor('漢字.zip')).not.toBe(setNameFor('文字.zip'));
  });
});

describe('readers', () => {
  /** A server with a list of files; every other address has the given answer. */
  const server = (files: string, status: number, type: string) => {
    const asked: string[] = [];
    const get = async (address: string) => {
      asked.push(address);
      if (address === '/d/index.json')
        return new Response(files, { headers: { 'content-type': 'text/json' } });
      return new Response('x', { status, headers: { 'content-type': type } });
    };
    return { asked, reader: createHttpReader('/d/', get as typeof fetch) };
  };

  it('over HTTP ask for files that the list names, and for no others', async () => {
    const { asked, reader } = server('{"mnist/a b.gz": 1, "own.zip": 7}', 200, 'application/gzip');
    expect(await reader.read('mnist/a b.gz')).toEqual(Uint8Array.of(120));
    expect(await reader.read('omniglot/x.zip')).toBeNull();
    expect(await reader.read('toString')).toBeNull();
    expect(await reader.list?.('mnist/')).toEqual(['mnist/a b.gz']);
    expect(await reader.stamp?.('own')).toBe('own.zip 7');
    expect(asked).toEqual(['/d/index.json', '/d/mnist/a%20b.gz']);
  });

  it('over HTTP take 404 and an index page for absent, other failures are told', async () => {
    const read = (status: number, type: string) =>
      server('{"mnist/a.gz": 1}', status, type).reader.read('mnist/a.gz');
    expect(await read(404, 'text/plain')).toBeNull();
    expect(await read(200, 'text/html; charset=utf-8')).toBeNull();
    await expect(read(500, 'text/plain')).rejects.toThrow(
      /mnist\/a\.gz: the server answered 500 for \/d\/mnist\/a\.gz/,
    );
    for (const broken of ['not json', '["a"]', '{"a": "b"}'])
      await expect(server(broken, 200, 'text/json').reader.read('a')).rejects.toThrow(
        /index\.json: the list of data files .* cannot be read/,
      );
    const none = createHttpReader('/d/', (async () => new Response('', { status: 404 })) as typeof fetch);
    expect(await none.read('mnist/a.gz')).toBeNull();
  });

  it('are asked in turn', async () => {
    const both = firstOf(
      memoryReader({ 'a/x': Uint8Array.of(1) }),
      memoryReader({ 'a/x': Uint8Array.of(2), 'a/y': Uint8Array.of(3) }),
    );
    expect(await both.read('a/x')).toEqual(Uint8Array.of(1));
    expect(await both.read('a/y')).toEqual(Uint8Array.of(3));
    expect(await both.list?.('a/')).toEqual(['a/x', 'a/y']);
  });
});

describe('the cache of loaded sets', () => {
  it('reads a set once until it is forgotten or wanted in another size', async () => {
    let reads = 0;
    const from = memoryReader({ 'own/own.zip': zip });
    const reader = {
      ...from,
      read(path: string) {
        if (path === 'own/own.zip') reads++;
        return from.read(path);
      },
    };
    const cache = createSetCache();
    const load = (imageSize: number) => cache.load(['own'], reader, undefined, { imageSize });
    const first = await load(8);
    expect((await load(8)).get('own')).toBe(first.get('own'));
    expect(reads).toBe(1);
    expect((await load(4)).get('own')?.height).toBe(4);
    expect(reads).toBe(2);
    cache.forget('own');
    await load(4);
    expect(reads).toBe(3);
  });

  it('reads a set again when its files have changed', async () => {
    const store = createDataStore(memory(), memory());
    const cache = createSetCache();
    await store.put('own/own.zip', zip);
    const first = (await cache.load(['own'], store)).get('own');
    expect((await cache.load(['own'], store)).get('own')).toBe(first);
    await store.put(
      'own/own.zip',
      zipSync({ 'a/1.png': png, 'a/2.png': png, 'b/1.png': png, 'b/2.png': png }),
    );
    expect((await cache.load(['own'], store)).get('own')?.classes.map((c) => c.name)).toEqual(['a', 'b']);
    await store.remove('own');
    await expect(cache.load(['own'], store)).rejects.toThrow(/no stored data set of this name/);
  });
});

describe('the browser’s reader', () => {
  it('goes on to the server where there is no IndexedDB', async () => {
    const reader = createBrowserReader('http://127.0.0.1:1/');
    expect(await reader.list?.('own/')).toEqual([]);
    await expect(reader.read('mnist/a.gz')).rejects.toThrow(/index\.json: it could not be fetched/);
  });
});
