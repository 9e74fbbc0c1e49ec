// Where files come from: a folder, the web server, or the browser's store, all with the paths <set>/<file>.
import type { GivenFile } from '../containers/source.ts';
import type { ImageSet } from '../images.ts';

export interface DataReader {
  /** The files that a set of this name may be made of, with their paths; none where there are none. */
  files(setName: string): Promise<GivenFile[]>;
  /** Names of the sets that may be there; absent where they cannot be listed. */
  names?(): Promise<string[]>;
  /** Changes whenever a set's files do; absent where that cannot be told. */
  stamp?(setName: string): Promise<string>;
  /** The set as it was read before from the same files, its images of this side; null where it has to be read. */
  built?(setName: string, side: number): Promise<ImageSet | null>;
  /** Remembers a set that was read, where the reader can. */
  keepBuilt?(setName: string, side: number, set: ImageSet): Promise<void>;
}

/** Whether a path is a file of the set: <set>/… or <set>.zip. */
export function isOfSet(path: string, setName: string): boolean {
  return path.startsWith(`${setName}/`) || path === `${setName}.zip`;
}

/** Asks several readers in turn; of files with the same path the first reader's is taken. */
export function firstOf(...readers: readonly DataReader[]): DataReader {
  /** The only reader that has files of the set. */
  const holder = async (setName: string): Promise<DataReader | undefined> => {
    const stamps = await Promise.all(readers.map((reader) => reader.stamp?.(setName) ?? ''));
    const holders = readers.filter((_, i) => stamps[i] !== '');
    return holders.length === 1 ? holders[0] : undefined;
  };
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
    async built(setName, side) {
      return (await (await holder(setName))?.built?.(setName, side)) ?? null;
    },
    async keepBuilt(setName, side, set) {
      await (await holder(setName))?.keepBuilt?.(setName, side, set);
    },
  };
}
