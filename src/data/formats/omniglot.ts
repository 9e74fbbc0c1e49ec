// Omniglot from the official zips: …/<Alphabet>/characterNN/<id>_<drawing>.png, 105 × 105, dark ink on white.

import { DataError } from '../errors.ts';
import type { ImageClass, ImageSet } from '../images.ts';
import type { OnProgress } from '../import/pace.ts';
import { createPace } from '../import/pace.ts';
import type { ImageDecoder } from './decode.ts';
import { inkOnBlack, resizeSquare } from './resize.ts';
import { readZipEntry, type ZipArchive, type ZipEntry } from './zip.ts';

const PATH = /([^/]+)\/(character\d+)\/([^/]+)\.png$/i;

interface Drawing {
  readonly archive: ZipArchive;
  readonly entry: ZipEntry;
}

interface Found {
  readonly alphabet: string;
  readonly character: string;
  readonly evaluation: boolean;
  readonly drawings: Map<string, Drawing>;
}

/** Characters of all archives in a fixed order, each drawing once (the two small zips share Greek and Latin). */
function collect(archives: readonly ZipArchive[]): Found[] {
  const found = new Map<string, Found>();
  for (const archive of archives) {
    const before = found.size;
    for (const entry of archive.entries) {
      const match = PATH.exec(entry.name);
      if (!match) continue;
      const [, alphabet, character, drawing] = match;
      const key = `${alphabet}/${character}`;
      let item = found.get(key);
      if (!item) {
        const evaluation = /images_evaluation/.test(entry.name) || /images_evaluation/.test(archive.file);
        item = { alphabet, character, evaluation, drawings: new Map() };
        found.set(key, item);
      }
      if (!item.drawings.has(drawing)) item.drawings.set(drawing, { archive, entry });
    }
    const any = archive.entries.some((entry) => PATH.test(entry.name));
    if (found.size === before && !any)
      throw new DataError(
        archive.file,
        'it has no files like Alphabet/character01/0001_01.png: it is not Omniglot',
      );
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
}

/**
 * Decodes, resizes to `side` and inverts every drawing (255 is ink). Alphabets of images_evaluation.zip are the test
 * part, as published; without that file alphabets are split by seed.
 */
export async function makeOmniglot(
  archives: readonly ZipArchive[],
  side: number,
  decode: ImageDecoder,
  onProgress: OnProgress,
): Promise<ImageSet> {
  const found = collect(archives);
  const total = found.reduce((sum, item) => sum + item.drawings.size, 0);
  const pixels = new Uint8Array(total * side * side);
  const pace = createPace('omniglot', 'Reading Omniglot drawings', onProgress);
  const published = found.some((item) => item.evaluation) && found.some((item) => !item.evaluation);
  const classes: ImageClass[] = [];
  let image = 0;
  for (const { alphabet, character, evaluation, drawings } of found) {
    const first = image;
    for (const name of [...drawings.keys()].sort()) {
      const { archive, entry } = drawings.get(name) as Drawing;
      const raw = await decode(`${archive.file} › ${entry.name}`, readZipEntry(archive, entry));
      if (raw.channels !== 1)
        throw new DataError(`${archive.file} › ${entry.name}`, 'it is not a grey image');
      resizeSquare(raw, side, pixels, image * side * side);
      inkOnBlack(pixels, image * side * side, side * side);
      image++;
      await pace(image / total);
    }
    const train = Uint32Array.from({ length: image - first }, (_, i) => first + i);
    const group = alphabet.replaceAll('_', ' ');
    classes.push({
      name: `${group} ${Number(character.replace(/\D/g, ''))}`,
      group,
      ...(published ? { part: evaluation ? ('test' as const) : ('train' as const) } : {}),
      train,
      test: new Uint32Array(0),
    });
  }
  const alphabets = new Set(classes.map((c) => c.group)).size;
  const notes =
    classes.length < 1623
      ? [`Omniglot here has ${classes.length} characters of ${alphabets} alphabets (of 1,623).`]
      : [];
  return { name: 'omniglot', height: side, width: side, channels: 1, pixels, classes, notes };
}
