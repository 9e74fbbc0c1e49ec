// Folders that are walked through: every file with its path, an end when the search is cancelled, and a limit that says so.
import { afterEach, expect, it, vi } from 'vitest';
import { type FileSource, fromPicker, MOST_FILES, pickFolder } from './dropFiles.ts';

afterEach(() => vi.unstubAllGlobals());

const file = new File(['x'], 'x.png');
let asked = 0;
const fileHandle = (name: string) => ({
  kind: 'file',
  name,
  getFile: async () => {
    asked++;
    return file;
  },
});
const folderHandle = (name: string, children: readonly object[]) => ({
  kind: 'directory',
  name,
  async *values() {
    yield* children;
  },
});

async function picked(handle: object): Promise<FileSource> {
  asked = 0;
  vi.stubGlobal('window', { showDirectoryPicker: async () => handle });
  const source = await pickFolder();
  if (source === null || source === 'unknown') throw new Error('no folder was picked');
  return source;
}

const many = (count: number) => Array.from({ length: count }, (_, i) => fileHandle(`${i}.png`));

it('finds every file of a picked folder, with its path', async () => {
  const source = await picked(
    folderHandle('zoo', [
      fileHandle('list.csv'),
      folderHandle('ape', many(70)),
      folderHandle('empty', []),
      folderHandle('deep', [folderHandle('bee', many(3))]),
    ]),
  );
  const told: number[] = [];
  const files = await source({ signal: new AbortController().signal, onFound: (n) => told.push(n) });
  const paths = files.map(({ path }) => path).sort();
  expect(paths).toHaveLength(74);
  expect(paths).toContain('zoo/list.csv');
  expect(paths).toContain('zoo/ape/69.png');
  expect(paths.slice(-4)).toEqual([
    'zoo/deep/bee/0.png',
    'zoo/deep/bee/1.png',
    'zoo/deep/bee/2.png',
    'zoo/list.csv',
  ]);
  expect(told.at(-1)).toBe(74);
});

it('ends with the search', async () => {
  const source = await picked(folderHandle('zoo', many(500)));
  const search = new AbortController();
  const onFound = (found: number) => {
    if (found >= 60) search.abort();
  };
  await expect(source({ signal: search.signal, onFound })).rejects.toThrow(/abort/i);
  expect(asked).toBeLessThan(200);
});

it('says how many files are read at once, of a folder and of a picked list', async () => {
  const words = /^“huge” holds more than 300,000 files.*nothing was kept\. Leave out/;
  const search = { signal: new AbortController().signal, onFound: () => undefined };
  const source = await picked(folderHandle('huge', many(MOST_FILES + 1)));
  await expect(source(search)).rejects.toThrow(words);
  const list = Array.from({ length: MOST_FILES + 1 }, (_, i) => ({ path: `huge/${i}.png`, file }));
  await expect(fromPicker(list)(search)).rejects.toThrow(words);
});

it('knows a picker that was closed from one that is not there', async () => {
  const closed = async () => Promise.reject(new DOMException('closed', 'AbortError'));
  vi.stubGlobal('window', { showDirectoryPicker: closed });
  expect(await pickFolder()).toBeNull();
  const forbidden = async () => Promise.reject(new DOMException('no', 'SecurityError'));
  vi.stubGlobal('window', { showDirectoryPicker: forbidden });
  expect(await pickFolder()).toBe('unknown');
  vi.stubGlobal('window', {});
  expect(await pickFolder()).toBe('unknown');
});
