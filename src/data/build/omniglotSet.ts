// Omniglot: every drawing resized and inverted (255 is ink). Alphabets of images_evaluation are the test part, as
// published; without them alphabets are split by seed.
import { DataError } from '../errors.ts';
import type { ImageClass, ImageSet } from '../images.ts';
import { createPace } from '../import/pace.ts';
import type { Ledger } from '../leftOut.ts';
import { inkOnBlack } from '../pictures/resize.ts';
import type { OmniglotCharacter } from '../understand/omniglot.ts';
import { hashOf } from './contentHash.ts';
import type { BuildOptions } from './folderSet.ts';
import { createImageReader } from './readImages.ts';

/** @throws DataError where no drawing can be read */
export async function buildOmniglot(
  found: readonly OmniglotCharacter[],
  ledger: Ledger,
  options: Omit<BuildOptions, 'name' | 'choices'>,
): Promise<ImageSet> {
  const { side } = options;
  const leaves = found.flatMap(({ drawings }) =>
    [...drawings.keys()].sort().flatMap((key) => drawings.get(key) ?? []),
  );
  const reader = createImageReader('Omniglot', leaves, { ...options, shape: 'crop' }, ledger);
  const pace = createPace('omniglot', 'Reading Omniglot drawings', options.onProgress);
  const published = found.some((item) => item.evaluation) && found.some((item) => !item.evaluation);
  const classes: ImageClass[] = [];
  const lines: string[] = [];
  let done = 0;
  for (const { alphabet, character, evaluation, drawings } of found) {
    const train: number[] = [];
    for (let i = 0; i < drawings.size; i++) {
      const image = await reader.add(leaves[done]);
      if (image) {
        train.push(image.index);
        lines.push(`${alphabet}/${character}\t${evaluation}\t${image.crc}`);
      }
      await pace(++done / leaves.length);
    }
    if (train.length === 0) continue;
    const group = alphabet.replaceAll('_', ' ');
    classes.push({
      name: `${group} ${Number(character.replace(/\D/g, ''))}`,
      group,
      ...(published ? { part: evaluation ? ('test' as const) : ('train' as const) } : {}),
      train: Uint32Array.from(train),
      test: new Uint32Array(0),
    });
  }
  if (classes.length === 0) throw new DataError('Omniglot', 'none of its drawings can be read');
  const { channels, pixels } = reader.store.finish();
  if (channels !== 1) throw new DataError('Omniglot', 'its drawings are not grey images');
  for (let at = 0; at < pixels.length; at += side * side) inkOnBlack(pixels, at, side * side);
  const alphabets = new Set(classes.map((c) => c.group)).size;
  const notes =
    classes.length < 1623
      ? [`Omniglot here has ${classes.length} characters of ${alphabets} alphabets (of 1,623).`]
      : [];
  return {
    name: 'omniglot',
    height: side,
    width: side,
    channels: 1,
    pixels,
    classes,
    notes,
    hash: hashOf(lines),
  };
}
