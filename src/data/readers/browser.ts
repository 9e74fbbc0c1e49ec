// What the page and its worker read from: the browser's store first, then public/datasets/ beside the page.
import type { ImageSet } from '../images.ts';
import { createDataStore } from '../store/store.ts';
import { createHttpReader } from './http.ts';
import { type DataReader, firstOf } from './types.ts';

/** A reader that answers null instead of failing: some private windows have no IndexedDB. */
function forgiving(open: () => DataReader): DataReader {
  let reader: DataReader | null = null;
  const ask = async <T>(question: (from: DataReader) => Promise<T> | undefined, otherwise: T): Promise<T> => {
    try {
      reader ??= open();
      return (await question(reader)) ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  return {
    files: (setName) => ask((from) => from.files(setName), []),
    names: () => ask<string[]>((from) => from.names?.(), []),
    stamp: (setName) => ask<string>((from) => from.stamp?.(setName), ''),
    built: (setName, side) => ask<ImageSet | null>((from) => from.built?.(setName, side), null),
    keepBuilt: (setName, side, set) => ask<void>((from) => from.keepBuilt?.(setName, side, set), undefined),
  };
}

/** `datasets` is the address of public/datasets/ with a trailing slash. */
export function createBrowserReader(datasets: string): DataReader {
  return firstOf(forgiving(createDataStore), createHttpReader(datasets));
}
