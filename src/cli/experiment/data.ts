// Image sets for runs in Node, from a folder of the original files.

import type { ImageSets } from '../../data/images.ts';
import { loadImageSets } from '../../data/index.ts';
import { createFolderReader } from '../../data/readers/node.ts';

/** The named sets from a folder; null where none is needed. */
export async function loadData(
  names: readonly string[],
  folder: string | null,
  imageSize: number,
): Promise<ImageSets | null> {
  if (names.length === 0) return null;
  if (folder === null) throw new Error(`This experiment needs ${names.join(', ')}: pass --data DIR.`);
  return loadImageSets(names, createFolderReader(folder), undefined, { imageSize, strict: true });
}
