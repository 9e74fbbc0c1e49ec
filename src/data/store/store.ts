// Files kept in the browser (IndexedDB), so that a dropped data set is there after a reload. Paths are <set>/<file>;
// the user's own sets are one zip, <name>/<name>.zip. Works in the page and in workers.

import { messageOf } from '../../text/sentences.ts';
import { blobSource, type GivenFile, givenFile } from '../containers/source.ts';
import { DataError, megabytes } from '../errors.ts';
import type { ImageSet } from '../images.ts';
import { type DataReader, isOfSet } from '../readers/types.ts';
import { createBuiltSets } from './builtSets.ts';
import { indexedDb, type KeyValues } from './keyValues.ts';

export interface StoredFile {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** The set that it was kept with; sets kept earlier say nothing. */
  readonly about?: AboutSet;
}

export interface AboutSet {
  /** Names its content (`build/contentHash.ts`). */
  readonly hash: string;
  readonly kind: 'images' | 'table';
}

/** A data set in the store: its files together. */
export interface StoredSet {
  readonly name: string;
  readonly size: number;
  readonly files: readonly StoredFile[];
  readonly about?: AboutSet;
}

export interface DataStore extends DataReader {
  put(path: string, bytes: Uint8Array | Blob, about?: AboutSet): Promise<void>;
  /** Says what a set is that was kept without a word. */
  describe(setName: string, about: AboutSet): Promise<void>;
  /** All sets with their sizes, by name. */
  sets(): Promise<StoredSet[]>;
  remove(setName: string): Promise<void>;
  /** A kept file's content; null where there is none. */
  read(path: string): Promise<Uint8Array | null>;
  names(): Promise<string[]>;
  built(setName: string, side: number): Promise<ImageSet | null>;
  keepBuilt(setName: string, side: number, set: ImageSet): Promise<void>;
}

async function quotaMessage(size: number): Promise<string> {
  const estimate = typeof navigator === 'undefined' ? undefined : await navigator.storage?.estimate?.();
  const free = estimate?.quota === undefined ? null : estimate.quota - (estimate.usage ?? 0);
  const room = free === null ? '' : `, and the browser allows ${megabytes(Math.max(0, free))} more`;
  return `it needs ${megabytes(size)}${room}: delete a stored data set, or free space on this device`;
}

function bySet(rows: readonly StoredFile[]): StoredSet[] {
  const byName = new Map<string, StoredFile[]>();
  for (const file of rows) {
    const name = file.path.split('/')[0];
    byName.set(name, [...(byName.get(name) ?? []), file]);
  }
  const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, files]) => ({
    name,
    files,
    size: files.reduce((sum, file) => sum + file.size, 0),
    about: files.reduce((last, file) => (file.savedAt >= last.savedAt ? file : last)).about,
  }));
}

/**
 * The store. `contents` holds the bytes as Blobs (browsers keep those on disk), `index` the sizes, so that listing
 * does not read the files, `builtSets` sets as they were read from images, which takes long.
 */
export function createDataStore(
  contents: KeyValues = indexedDb('innerloop-data'),
  index: KeyValues = indexedDb('innerloop-data-index'),
  builtSets: KeyValues = indexedDb('innerloop-data-built'),
): DataStore {
  async function indexed(): Promise<StoredFile[]> {
    const rows = await index.entries();
    return rows.map(([, value]) => value as StoredFile).sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  async function stamp(setName: string): Promise<string> {
    const files = (await indexed()).filter((file) => file.path.startsWith(`${setName}/`));
    return files.map(({ path, size, savedAt }) => `${path} ${size} ${savedAt}`).join(',');
  }

  return {
    async read(path) {
      const value = await contents.get(path);
      return value instanceof Blob ? new Uint8Array(await value.arrayBuffer()) : null;
    },

    async put(path, bytes, about) {
      try {
        const blob = bytes instanceof Blob ? bytes : new Blob([bytes as Uint8Array<ArrayBuffer>]);
        await contents.set(path, blob);
        const row = { path, size: blob.size, savedAt: Date.now(), ...(about ? { about } : {}) };
        await index.set(path, row satisfies StoredFile);
      } catch (error) {
        // Half a file is worse than none.
        await contents.delete(path).catch(() => undefined);
        const full = error instanceof Error && error.name === 'QuotaExceededError';
        const reason = full
          ? await quotaMessage(bytes instanceof Blob ? bytes.size : bytes.length)
          : messageOf(error);
        throw new DataError(path, `it could not be kept in the browser: ${reason}`);
      }
    },

    async sets() {
      return bySet(await indexed());
    },

    async describe(setName, about) {
      for (const row of await indexed())
        if (row.path.startsWith(`${setName}/`)) await index.set(row.path, { ...row, about });
    },

    async remove(setName) {
      await builtSets.delete(setName);
      for (const { path } of await indexed())
        if (path.startsWith(`${setName}/`)) {
          await contents.delete(path);
          await index.delete(path);
        }
    },

    async files(setName) {
      const files: GivenFile[] = [];
      for (const { path } of await indexed()) {
        if (!isOfSet(path, setName)) continue;
        const blob = await contents.get(path);
        if (blob instanceof Blob) files.push(givenFile(path, blobSource(blob)));
      }
      return files;
    },

    async names() {
      return [...new Set((await indexed()).map(({ path }) => path.split('/')[0]))];
    },

    stamp,

    ...createBuiltSets(builtSets, stamp),
  };
}
