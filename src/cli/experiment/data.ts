// Image sets for runs in Node, from a folder of the original files.
import type { ImageSets } from '../../math/images.ts';

/** The named sets from a folder; null where none is needed. */
export async function loadData(names: readonly string[], folder: string | null): Promise<ImageSets | null> {
  if (names.length === 0) return null;
  if (folder === null) throw new Error(`This experiment needs ${names.join(', ')}: pass --data DIR.`);
  throw new Error(`no reader for ${folder}`);
}
