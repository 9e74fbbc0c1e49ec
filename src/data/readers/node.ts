// Data files from a folder on disk (Node only). A set's files are those in a folder of its name, or an archive of its
// name; a published set may lie anywhere below, and is told by its content.
import { readdirSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { isSetName } from '../catalogue.ts';
import { isSystemFile } from '../containers/kinds.ts';
import { type GivenFile, givenFile } from '../containers/source.ts';
import { setNameFor } from '../setName.ts';
import { type DataReader, isOfSet } from './types.ts';

const MAX_FILES = 200_000;

async function diskFile(path: string, full: string): Promise<GivenFile> {
  const { size } = await stat(full);
  return givenFile(path, {
    size,
    async slice(from, to) {
      const handle = await open(full);
      try {
        const length = Math.max(0, Math.min(to, size) - from);
        const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
  });
}

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  if (entries.length > MAX_FILES)
    throw new Error(`${folder} has ${entries.length} entries: give a smaller folder`);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !isSystemFile(path))
    .sort();
}

/** A file, or the files of a folder as if it were dropped: their paths begin with its name. */
export async function filesAt(path: string): Promise<GivenFile[]> {
  const name = basename(resolve(path));
  if (!(await stat(path)).isDirectory()) return [await diskFile(name, path)];
  return Promise.all((await walk(path)).map((file) => diskFile(`${name}/${file}`, join(path, file))));
}

const ARCHIVE = /\.(zip|tar|tgz|tar\.gz|npz|csv|tsv)$/i;

/** Paths of the files that a set of this name may be made of. */
function choose(all: readonly string[], folder: string, name: string): string[] {
  const exact = all.filter((path) => isOfSet(path, name));
  if (exact.length > 0) return exact;
  const within = all.filter((path) => path.includes(`/${name}/`));
  if (within.length > 0) return within;
  if (isSetName(name)) return [...all];
  const named = all.filter((path) => ARCHIVE.test(path) && setNameFor(path) === name);
  if (named.length > 0) return named;
  const tops = new Set(all.map((path) => path.split('/')[0]));
  const top = [...tops].find((each) => setNameFor(each) === name);
  if (top) return all.filter((path) => path.startsWith(`${top}/`));
  return setNameFor(basename(resolve(folder))) === name || readdirSync(folder).length === 1 ? [...all] : [];
}

/** @throws where the folder cannot be read, on the first use */
export function createFolderReader(folder: string): DataReader {
  let listed: Promise<string[]> | null = null;
  const all = () => {
    listed ??= walk(folder);
    return listed;
  };
  return {
    async files(setName) {
      return Promise.all(
        choose(await all(), folder, setName).map((path) => diskFile(path, join(folder, path))),
      );
    },
    async names() {
      return [...new Set((await all()).map((path) => path.split('/')[0].replace(/\.zip$/i, '')))];
    },
  };
}
