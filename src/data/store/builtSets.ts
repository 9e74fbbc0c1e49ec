// Sets as they were read from images, which takes long: remembered with the state of their files, so that a reload, or the
// training after an import, does not decode them again.
import type { ImageSet } from '../images.ts';
import type { DataReader } from '../readers/types.ts';
import type { KeyValues } from './keyValues.ts';

interface BuiltSet {
  readonly stamp: string;
  readonly side: number;
  readonly reading: number;
  readonly set: ImageSet;
}

/** Raise it whenever the same files become other pixels, classes or hashes (`built.test.ts` notices). */
export const READING = 1;

/** `stamp` tells the state of a set's files. */
export function createBuiltSets(
  values: KeyValues,
  stamp: (setName: string) => Promise<string>,
): Required<Pick<DataReader, 'built' | 'keepBuilt'>> {
  return {
    async built(setName, side) {
      const known = (await values.get(setName)) as BuiltSet | undefined;
      const same =
        known?.side === side && known.reading === READING && known.stamp === (await stamp(setName));
      return same ? known.set : null;
    },

    async keepBuilt(setName, side, set) {
      const row: BuiltSet = { stamp: await stamp(setName), side, reading: READING, set };
      // Without room it is read again the next time.
      await values.set(setName, row).catch(() => values.delete(setName).catch(() => undefined));
    },
  };
}
