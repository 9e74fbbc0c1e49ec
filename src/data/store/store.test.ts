// The browser's store, dropped files and the readers, on maps and made answers.
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { NO_CHOICES } from '../choices.ts';
import { type GivenFile, givenBytes } from '../containers/source.ts';
import { inspect } from '../import/inspect.ts';
import { keep, keepWaiting, type OnConflict } from '../import/keep.ts';
import type { ImportAnswer } from '../import/messages.ts';
import { createImportSession } from '../import/session.ts';
import { loadImageSets } from '../index.ts';
import { createBrowserReader } from '../readers/browser.ts';
import { createHttpReader } from '../readers/http.ts';
import { firstOf } from '../readers/types.ts';
import { setNameFor } from '../setName.ts';
import { greyPng, idxFiles, idxImages, idxLabels, memoryReader } from '../testing.ts';
import type { KeyValues } from './keyValues.ts';
import { createSetCache } from './setCache.ts';
import { createDataStore, type DataStore } from './store.ts';

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

const given = givenBytes;

/** What the page does: look at the files, then keep everything that was found. */
async function importFiles(
  files: readonly GivenFile[],
  wanted: string | null,
  store: DataStore,
  onConflict: OnConflict = 'both',
) {
  const looked = await inspect(files, wanted, { keptFiles: (set) => store.files(set) });
  const kept = [];
  const notes: string[] = [];
  for (const waiting of looked.waiting) notes.push(await keepWaiting(waiting, store));
  for (const set of looked.sets) kept.push(await keep(set, onConflict, store, () => undefined));
  return { kept, notes: [...looked.notes, ...notes], problems: looked.problems };
}

const png = greyPng(8, (x) => x * 20);
const dark = greyPng(8, (_, y) => y * 20);
const zip = zipSync({ 'a/1.png': png, 'a/2.png': png, 'b/1.png': dark, 'b/2.png': dark });

describe('the store', () => {
  it('keeps files by path, lists sets with their sizes and deletes them', async () => {
    const store = createDataStore(memory(), memory(), memory());
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
    const store = createDataStore(memory(2), memory(), memory());
    await expect(store.put('own/own.zip', Uint8Array.of(1, 2, 3))).rejects.toThrow(
      /^own\/own\.zip: it could not be kept in the browser: it needs .*delete a stored data set/,
    );
    expect(await store.sets()).toEqual([]);
  });
});

describe('dropped files', () => {
  const idx = (train: number, test = 0) =>
    Object.entries(idxFiles('mnist', train, test)).map(([path, bytes]) => given(path.slice(6), bytes));

  it('go to their set by content, zips become sets of the user’s own', async () => {
    const store = createDataStore(memory(), memory(), memory());
    const result = await importFiles([...idx(10), given('My Cats!.zip', zip)], 'mnist', store);
    expect(result).toMatchObject({ notes: [], problems: [] });
    expect(result.kept.map(({ name, ways, leastImages }) => [name, ways, leastImages])).toEqual([
      ['mnist', 10, 1],
      ['my-cats', 2, 2],
    ]);
    const sets = await loadImageSets(['mnist', 'my-cats'], store, undefined, { imageSize: 8 });
    expect(sets.get('my-cats')?.classes).toHaveLength(2);
    expect(sets.get('my-cats')?.hash).toBe(result.kept[1].about.hash);
  });

  it('of a folder are packed to one set, several folders are classes of one', async () => {
    const store = createDataStore(memory(), memory(), memory());
    const tree = (...paths: string[]) => paths.map((path, i) => given(path, i < 2 ? png : dark));
    const zoo = tree('zoo/ape/1.png', 'zoo/ape/2.png', 'zoo/bee/1.png', 'zoo/bee/2.png');
    expect((await importFiles([...zoo, given('zoo/.DS_Store', png)], null, store)).kept).toMatchObject([
      { name: 'zoo', ways: 2 },
    ]);
    expect((await loadImageSets(['zoo'], store)).get('zoo')?.classes.map((c) => c.name)).toEqual([
      'ape',
      'bee',
    ]);
    const loose = tree('ape/1.png', 'ape/2.png', 'bee/1.png', 'bee/2.png');
    expect(
      (await importFiles(loose, null, createDataStore(memory(), memory(), memory()))).kept,
    ).toMatchObject([{ name: 'ape-bee', ways: 2 }]);
  });

  it('of two sets of one name are both kept, unless one is to take the place', async () => {
    const store = createDataStore(memory(), memory(), memory());
    const other = zipSync({ 'x/1.png': png, 'x/2.png': png, 'y/1.png': dark, 'y/2.png': dark });
    await importFiles([given('archive.zip', zip)], null, store);
    const second = await importFiles([given('archive.zip', other)], null, store);
    expect(second.kept).toMatchObject([
      { name: 'archive-2', note: 'Another set is kept as archive: this one is kept as archive-2.' },
    ]);
    const again = await importFiles([given('archive.zip', zip)], null, store);
    expect(again.kept[0]).toMatchObject({ name: 'archive', note: expect.stringContaining('kept already') });
    const names = async () => (await store.sets()).map((set) => set.name);
    expect(await names()).toEqual(['archive', 'archive-2']);
    const [{ about }] = second.kept;
    const { hash } = about;
    const referred = await loadImageSets([`archive@${hash}`], store);
    expect(referred.get(`archive@${hash}`)?.classes.map((c) => c.name)).toEqual(['x', 'y']);
    const wrong = await loadImageSets(['archive@00000000'], store);
    expect(wrong.get('archive@00000000')?.notes[0]).toMatch(
      /^Another set: the link names “archive” with other/,
    );
    await expect(loadImageSets(['archive@00000000'], store, undefined, { strict: true })).rejects.toThrow(
      /^archive: the link names “archive” with other content/,
    );
    await importFiles([given('archive.zip', other)], null, store, 'replace');
    expect(await names()).toEqual(['archive', 'archive-2']);
    expect((await loadImageSets(['archive'], store)).get('archive')?.classes[0].name).toBe('x');
  });

  it('that cannot be used are refused one by one, the others are kept', async () => {
    const store = createDataStore(memory(), memory(), memory());
    const { kept, notes, problems } = await importFiles(
      [
        given('notes.txt', new TextEncoder().encode('hello')),
        given('broken.zip', zip.slice(0, 50)),
        given('empty.zip', new Uint8Array(0)),
        given('good.zip', zip),
      ],
      null,
      store,
    );
    expect(kept.map(({ name }) => name)).toEqual(['good']);
    expect(problems).toEqual([
      expect.stringMatching(/^broken\.zip: it is not a zip archive, or it is truncated/),
      expect.stringMatching(/^empty\.zip: it is empty/),
    ]);
    expect(notes).toEqual(['One file of no use left out (notes.txt).']);
  });

  it('that are strangers, however many, cost one line', async () => {
    const files = Array.from({ length: 1500 }, (_, i) =>
      given(`papers/${i}.pdf`, Uint8Array.of(37, 80, 68, 70)),
    );
    const { problems } = await importFiles(files, null, createDataStore(memory(), memory(), memory()));
    expect(problems).toEqual([
      '1,500 files can not be used (papers/0.pdf, papers/1.pdf, papers/2.pdf and 1,497 more).',
    ]);
  });

  it('of clothes are never kept as digits, whatever was asked for', async () => {
    const store = createDataStore(memory(), memory(), memory());
    const clothes = [9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 1, 4, 6, 8];
    const files = [
      given('train-images-idx3-ubyte.gz', idxImages(clothes.length)),
      given('train-labels-idx1-ubyte.gz', idxLabels(clothes)),
    ];
    expect((await importFiles(files, 'mnist', store)).kept.map(({ name }) => name)).toEqual([
      'fashion-mnist',
    ]);
    const wrong = memoryReader({
      'mnist/train-images': idxImages(14),
      'mnist/train-labels': idxLabels(clothes),
    });
    await expect(loadImageSets(['mnist'], wrong)).rejects.toThrow(
      /^MNIST: the files at hand are Fashion-MNIST, not MNIST/,
    );
  });

  it('of a published set join those kept before; a part that does not fit is refused', async () => {
    const store = createDataStore(memory(), memory(), memory());
    const [images, labels, testImages, testLabels] = idx(30, 20);
    const waiting = await importFiles([images], 'mnist', store);
    expect(waiting).toMatchObject({ kept: [], problems: [] });
    expect(waiting.notes).toEqual([expect.stringMatching(/the labels that belong to it are missing/)]);
    const cut = given('train-labels-idx1-ubyte.gz', idxLabels([1, 2, 3]));
    expect((await importFiles([cut], 'mnist', store)).problems).toEqual([
      expect.stringMatching(/^train-labels-idx1-ubyte\.gz: its 3 labels do not match the 30 images/),
    ]);
    expect((await importFiles([labels], 'mnist', store)).kept).toMatchObject([
      { name: 'mnist', leastImages: 3 },
    ]);
    expect((await importFiles([testImages, testLabels], 'mnist', store)).kept).toMatchObject([
      { name: 'mnist', leastImages: 5 },
    ]);
    const set = (await loadImageSets(['mnist'], store)).get('mnist');
    expect(set?.classes[0]).toMatchObject({ train: { length: 3 }, test: { length: 2 } });
  });

  it('of a published set never take the place of other files of their names unasked', async () => {
    const labels = Array.from({ length: 30 }, (_, i) => i % 10);
    const other = [
      given(
        'train-images-idx3-ubyte (1).gz',
        idxImages(30, 28, (i) => (i * 7) % 256),
      ),
      given('train-labels-idx1-ubyte (1).gz', idxLabels(labels)),
    ];
    const hashOf = async (store: DataStore) => (await loadImageSets(['mnist'], store)).get('mnist')?.hash;
    for (const files of [other, [other[0]]]) {
      const store = createDataStore(memory(), memory(), memory());
      await importFiles(idx(30, 20), 'mnist', store);
      const before = await hashOf(store);
      const second = await importFiles(files, 'mnist', store);
      expect(second.kept).toMatchObject([
        { name: 'my-mnist', note: 'Another set is kept as mnist: this one is kept as my-mnist.' },
      ]);
      expect(await hashOf(store)).toBe(before);
      const replaced = await importFiles(files, 'mnist', store, 'replace');
      expect(replaced.kept).toMatchObject([{ name: 'mnist', note: 'mnist was replaced.' }]);
      expect(await hashOf(store)).toBe(second.kept[0].about.hash);
    }
    // The same file again, packed otherwise, completes the set without a question.
    const store = createDataStore(memory(), memory(), memory());
    const [, , testImages, testLabels] = idx(30, 20);
    await importFiles(idx(30), 'mnist', store);
    const again = [given('train-images-idx3-ubyte', idxImages(30)), testImages, testLabels];
    expect((await importFiles(again, 'mnist', store)).kept).toMatchObject([{ name: 'mnist', note: null }]);
  });

  it('are what the user says that they are, also when they are read again', async () => {
    const store = createDataStore(memory(), memory(), memory());
    const answers: ImportAnswer[] = [];
    const handle = createImportSession(store, (answer) => answers.push(answer));
    const files = Object.entries(idxFiles('mnist', 30, 0)).map(([path, bytes]) => {
      const name = path.slice(6);
      return { path: name, file: new File([bytes as Uint8Array<ArrayBuffer>], name) };
    });
    const names: (readonly [string, string])[] = [];
    await handle({ kind: 'files', files });
    await handle({ kind: 'inspect', wanted: 'mnist' });
    for (const identity of ['own', 'emnist', 'fashion-mnist'] as const) {
      await handle({ kind: 'revise', set: 0, choices: { ...NO_CHOICES, identity } });
      const answer = answers.at(-1);
      if (answer?.kind !== 'revised') throw new Error('the set was not built again');
      const { summary } = answer.reviewed;
      expect(summary.identity).toEqual({ is: identity, others: ['mnist', 'fashion-mnist', 'emnist', 'own'] });
      names.push([summary.name, summary.classes[1].name]);
    }
    expect(names).toEqual([
      ['train-images-idx3-ubyte-train-labels-idx1-ubyte', '1'],
      ['emnist-digits', '1'],
      ['fashion-mnist', 'Trouser'],
    ]);
    await handle({ kind: 'keep', sets: [{ set: 0, onConflict: 'both' }] });
    const [name] = await store.names();
    expect(name).toBe('fashion-mnist');
    const set = (await loadImageSets([name], store)).get(name);
    expect(set?.classes[1].name).toBe('Trouser');
  });

  it('that wait for their counterpart stay where another of the name comes', async () => {
    const store = createDataStore(memory(), memory(), memory());
    await importFiles([idx(30)[0]], 'mnist', store);
    const other = given(
      'train-images-idx3-ubyte.gz',
      idxImages(30, 28, (i) => (i * 7) % 256),
    );
    const { notes } = await importFiles([other], 'mnist', store);
    expect(notes.join()).toMatch(/It is not kept: another file of its name is kept as MNIST/);
    expect(await store.read('mnist/train-images-idx3-ubyte.gz')).toEqual(
      idxFiles('mnist', 30, 0)['mnist/train-images-idx3-ubyte.gz'],
    );
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
    const [file] = await reader.files('mnist');
    expect([file.path, file.size, await file.slice(0, 1)]).toEqual(['mnist/a b.gz', 1, Uint8Array.of(120)]);
    expect(await reader.files('omniglot')).toEqual([]);
    expect(await reader.files('toString')).toEqual([]);
    expect(await reader.names?.()).toEqual(['mnist', 'own']);
    expect(await reader.stamp?.('own')).toBe('own.zip 7');
    expect(asked).toEqual(['/d/index.json', '/d/mnist/a%20b.gz']);
  });

  it('over HTTP tell what the server lacks or answers wrongly', async () => {
    const read = async (status: number, type: string) =>
      (await server('{"mnist/a.gz": 1}', status, type).reader.files('mnist'))[0].slice(0, 1);
    await expect(read(404, 'text/plain')).rejects.toThrow(/mnist\/a\.gz: the server has no such file/);
    await expect(read(200, 'text/html; charset=utf-8')).rejects.toThrow(/the server has no such file/);
    await expect(read(500, 'text/plain')).rejects.toThrow(
      /mnist\/a\.gz: the server answered 500 for \/d\/mnist\/a\.gz/,
    );
    for (const broken of ['not json', '["a"]', '{"a": "b"}'])
      await expect(server(broken, 200, 'text/json').reader.files('a')).rejects.toThrow(
        /index\.json: the list of data files .* cannot be read/,
      );
    const none = createHttpReader('/d/', (async () => new Response('', { status: 404 })) as typeof fetch);
    expect(await none.files('mnist')).toEqual([]);
  });

  it('are asked in turn', async () => {
    const both = firstOf(
      memoryReader({ 'a/x': Uint8Array.of(1) }),
      memoryReader({ 'a/x': Uint8Array.of(2), 'a/y': Uint8Array.of(3) }),
    );
    const files = await both.files('a');
    expect(files.map(({ path }) => path)).toEqual(['a/x', 'a/y']);
    expect(await files[0].slice(0, 1)).toEqual(Uint8Array.of(1));
  });
});

describe('the cache of loaded sets', () => {
  it('reads a set once until it is forgotten or wanted in another size', async () => {
    let reads = 0;
    const from = memoryReader({ 'own/own.zip': zip });
    const reader = {
      ...from,
      files(name: string) {
        if (name === 'own') reads++;
        return from.files(name);
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
    const store = createDataStore(memory(), memory(), memory());
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
    expect(await reader.names?.()).toEqual([]);
    await expect(reader.files('mnist')).rejects.toThrow(/index\.json: it could not be fetched/);
  });
});
