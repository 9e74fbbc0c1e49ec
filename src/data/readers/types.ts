// Where files come from: a folder, the web server, or the browser's store, all with the paths <set>/<file>.
import type { GivenFile } from '../containers/source.ts';

export interface DataReader {
  /** The files that a set of this name may be made of, with their paths; none where there are none. */
  files(setName: string): Promise<GivenFile[]>;
  /** Names of the sets that may be there; absent where they cannot be listed. */
  names?(): Promise<string[]>;
  /** Changes whenever a set's files do; absent where that cannot be told. */
  stamp?(setName: string): Promise<string>;
}

/** Whether a path is a file of the set: <set>/… or <set>.zip. */
export function isOfSet(path: string, setName: string): boolean {
  return path.startsWith(`${setName}/`) || path === `${setName}.zip`;
}

/** Asks several readers in turn; of files with the same path the first reader's is taken. */
export function firstOf(...readers: readonly DataReader[]): DataReader {
  return {
    async files(setName) {
      const found: GivenFile[] = [];
      for (const reader of readers)
        for (const file of await reader.files(setName))
          if (!found.some(({ path }) => path === file.path)) found.push(file);
      return found;
    },
    async names() {
      const lists = await Promise.all(readers.map((reader) => reader.names?.() ?? []));
      return [...new Set(lists.flat())];
    },
    async stamp(setName) {
      const stamps = await Promise.all(readers.map((reader) => reader.stamp?.(setName) ?? ''));
      return stamps.join('|');
    },
  };
}
