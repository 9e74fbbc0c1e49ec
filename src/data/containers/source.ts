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
    slice: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
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

/** Reads ahead in windows of 4 MB: the small files of an archive lie one after the other. */
export function buffered(source: ByteSource): ByteSource {
  let start = 0;
  let window: Uint8Array = new Uint8Array(0);
  return {
    size: source.size,
    async slice(from, to) {
      if (to - from > WINDOW) return source.slice(from, to);
      if (from < start || to > start + window.length) {
        start = from;
        window = await source.slice(from, Math.min(source.size, Math.max(to, from + WINDOW)));
      }
      return window.subarray(from - start, to - start);
    },
  };
}
