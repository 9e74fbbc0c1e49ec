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

const BLOCK = 128 * 1024;
/** 32 MB of blocks are kept. */
const KEPT = 256;
/** What is longer is read as it is. */
const LONG = 1024 * 1024;

/**
 * Reads in blocks and keeps the last ones: the small files of an archive lie side by side, but are asked for class by
 * class, in an order that need not be the archive's. Several may be asked for at once.
 */
export function buffered(source: ByteSource): ByteSource {
  // In the order of their last use.
  const blocks = new Map<number, Promise<Uint8Array>>();
  const block = (i: number): Promise<Uint8Array> => {
    const bytes = blocks.get(i) ?? source.slice(i * BLOCK, Math.min(source.size, (i + 1) * BLOCK));
    blocks.delete(i);
    blocks.set(i, bytes);
    for (const oldest of blocks.keys()) {
      if (blocks.size <= KEPT) break;
      blocks.delete(oldest);
    }
    return bytes;
  };
  return {
    size: source.size,
    async slice(from, to) {
      const end = Math.min(to, source.size);
      if (end - from > LONG) return source.slice(from, end);
      const first = Math.floor(from / BLOCK);
      const count = Math.max(1, Math.ceil(end / BLOCK) - first);
      const parts = await Promise.all(Array.from({ length: count }, (_, i) => block(first + i)));
      const start = from - first * BLOCK;
      if (count === 1) return parts[0].subarray(start, start + end - from);
      const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      for (const [i, part] of parts.entries()) joined.set(part, i * BLOCK);
      return joined.subarray(start, start + end - from);
    },
  };
}
