// Keeps the sets that were loaded last, so that a change of settings does not read and decode them again.
import type { ImageSet, ImageSets } from '../images.ts';
import type { OnProgress } from '../import/pace.ts';
import { type LoadOptions, loadImageSets } from '../index.ts';
import type { DataReader } from '../readers/types.ts';

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

interface Kept {
  readonly side: number | undefined;
  readonly stamp: string;
  readonly set: ImageSet;
}

/** Keeps the sets of the last load only: they may be large. */
export function createSetCache(): SetCache {
  let kept = new Map<string, Kept>();
  return {
    async load(names, reader, onProgress, options) {
      const side = options?.imageSize;
      const next = new Map<string, Kept>();
      for (const name of names) {
        const stamp = (await reader.stamp?.(name)) ?? '';
        const known = kept.get(name);
        const same = known?.side === side && known?.stamp === stamp;
        const set = same ? known.set : (await loadImageSets([name], reader, onProgress, options)).get(name);
        next.set(name, { side, stamp, set: set as ImageSet });
      }
      kept = next;
      return new Map([...next].map(([name, { set }]) => [name, set]));
    },
    forget(name) {
      if (name === undefined) kept.clear();
      else kept.delete(name);
    },
  };
}
