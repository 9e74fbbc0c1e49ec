// Where files come from: a folder, the web server, or the browser's store, all with the paths <set>/<file>.

export interface DataReader {
  /** The file's bytes, or null where there is none. Other failures throw. */
  read(path: string): Promise<Uint8Array | null>;
  /** Paths that begin with the prefix; absent where they cannot be listed. */
  list?(prefix: string): Promise<string[]>;
  /** Changes whenever a set's files do; absent where that cannot be told. */
  stamp?(setName: string): Promise<string>;
}

/** Asks several readers in turn. */
export function firstOf(...readers: readonly DataReader[]): DataReader {
  return {
    async read(path) {
      for (const reader of readers) {
        const bytes = await reader.read(path);
        if (bytes !== null) return bytes;
      }
      return null;
    },
    async list(prefix) {
      const lists = await Promise.all(readers.map((reader) => reader.list?.(prefix) ?? []));
      return [...new Set(lists.flat())];
    },
    async stamp(setName) {
      const stamps = await Promise.all(readers.map((reader) => reader.stamp?.(setName) ?? ''));
      return stamps.join('|');
    },
  };
}
