// Data files from a folder on disk (Node only): <set>/<file> as `npm run datasets` lays them out, or the file's name
// anywhere within the folder when only one file there has it.
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { DataReader } from './types.ts';

const MAX_FILES = 200_000;

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  if (entries.length > MAX_FILES)
    throw new Error(`${folder} has ${entries.length} entries: give a smaller folder`);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** @throws where the folder cannot be read, on the first use */
export function createFolderReader(folder: string): DataReader {
  let files: Promise<string[]> | null = null;
  const all = () => {
    files ??= walk(folder);
    return files;
  };
  return {
    async read(path) {
      const list = await all();
      const found = list.includes(path) ? path : list.find((file) => file.endsWith(`/${path}`));
      if (found) return new Uint8Array(await readFile(join(folder, found)));
      const name = path.split('/').at(-1) ?? path;
      const same = list.filter((file) => file === name || file.endsWith(`/${name}`));
      // MNIST and Fashion-MNIST share their file names: a name that lies in another set's folder is not ours.
      const ours = same.filter((file) => !/(^|\/)(mnist|fashion-mnist)\//.test(file));
      return ours.length === 1 ? new Uint8Array(await readFile(join(folder, ours[0]))) : null;
    },
    async list(prefix) {
      return (await all()).filter((file) => file.startsWith(prefix));
    },
  };
}
