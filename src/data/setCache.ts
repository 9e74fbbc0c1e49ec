// Keeps the sets that were loaded last, so that a change of settings does not read and decode them again.
import type { ImageSet, ImageSets } from '../math/images.ts';
import { type LoadOptions, loadImageSets } from './index.ts';
import type { OnProgress } from './pace.ts';
import type { DataReader } from './readers/types.ts';

export interface SetCache {
  /** As `loadImageSets`, but sets that are kept are not read again. */
  load(
    names: readonly string[],
    reader: DataReader,
    onProgress?: OnProgress,
    options?: LoadOptions,
  ): Promise<ImageSets>;
  /** Forgets a set whose files have changed; without a name, all. */
  forget(name?: string): void;
}

/** Keeps the sets of the last load only: they may be large. */
export function createSetCache(): SetCache {
  let kept = new Map<string, { readonly side: number | undefined; readonly set: ImageSet }>();
  return {
    async load(names, reader, onProgress, options) {
      const side = options?.imageSize;
      const known = (name: string) => (kept.get(name)?.side === side ? kept.get(name) : undefined);
      const absent = names.filter((name) => !known(name));
      const loaded = await loadImageSets(absent, reader, onProgress, options);
      const sets = new Map<string, ImageSet>();
      for (const name of names) sets.set(name, known(name)?.set ?? (loaded.get(name) as ImageSet));
      kept = new Map([...sets].map(([name, set]) => [name, { side, set }]));
      return sets;
    },
    forget(name) {
      if (name === undefined) kept.clear();
      else kept.delete(name);
    },
  };
}
