// Bytes that are read piece by piece: a file of the user's, a Blob of the store, a range of a file on disk. Nothing
// here holds more of it than it was asked for.

export interface ByteSource {
  readonly size: number;
  /** Bytes from … to (exclusive), fewer where the source ends before. */
  slice(from: number, to: number): Promise<Uint8Array>;
}

/** A file as it was given: dropped, picked, stored or found in a folder; `path` is its name with its folders. */
export interface GivenFile extends ByteSource {
  readonly path: string;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, slice: async (from, to) => bytes.subarray(from, to) };
}

export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    // A slice is a blob of its own: making one doubles the time that a small file takes.
    slice: async (from, to) =>
      new Uint8Array(await (from === 0 && to >= blob.size ? blob : blob.slice(from, to)).arrayBuffer()),
  };
}

export function givenFile(path: string, source: ByteSource): GivenFile {
  return { path, size: source.size, slice: (from, to) => source.slice(from, to) };
}

export function givenBytes(path: string, bytes: Uint8Array): GivenFile {
  return givenFile(path, bytesSource(bytes));
}

/** A source whose bytes come whole, on the first question (a server's answer). */
export function lazySource(size: number, load: () => Promise<Uint8Array>): ByteSource {
  let bytes: Promise<Uint8Array> | null = null;
  return {
    size,
    async slice(from, to) {
      bytes ??= load();
      return (await bytes).subarray(from, to);
    },
  };
}

const WINDOW = 4 * 1024 * 1024;

/**
 * Reads ahead in windows of 4 MB: the small files of an archive lie one after the other. Several may be asked for at
 * once.
 */
export function buffered(source: ByteSource): ByteSource {
  let window = { start: 0, end: 0, bytes: Promise.resolve(new Uint8Array(0) as Uint8Array) };
  return {
    size: source.size,
    async slice(from, to) {
      if (to - from > WINDOW) return source.slice(from, to);
      const last = Math.min(to, source.size);
      if (from < window.start || last > window.end) {
        const end = Math.min(source.size, from + WINDOW);
        window = { start: from, end, bytes: source.slice(from, end) };
      }
      const { start, bytes } = window;
      return (await bytes).subarray(from - start, to - start);
    },
  };
}
