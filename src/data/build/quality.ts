// What a look at the pixels of a whole set tells: how many images differ, how bright they are, and what may spoil
// learning: images of different classes that are equal, a set that is nearly constant or nearly black.
import { crc32 } from '../containers/inflate.ts';
import type { ImageSet } from '../images.ts';

export interface Quality {
  /** Number of different images. */
  readonly distinct: number;
  /** Mean ink, 0…1. */
  readonly mean: number;
  readonly warnings: readonly string[];
}

/** Images by their pixels; equal pixels of different classes are counted. */
function compare(set: ImageSet, size: number): { distinct: number; across: number; example: string } {
  const seen = new Map<number, number>();
  let across = 0;
  let example = '';
  for (const [index, { train, test }] of set.classes.entries())
    for (const image of [...train, ...test]) {
      const key = crc32(set.pixels.subarray(image * size, (image + 1) * size));
      const known = seen.get(key);
      if (known !== undefined && known !== index) {
        across++;
        if (example === '') example = `${set.classes[known].name} and ${set.classes[index].name}`;
      }
      if (known === undefined) seen.set(key, index);
    }
  return { distinct: seen.size, across, example };
}

const LOW_RANGE = 64;
const FEW_DIFFERENT = 0.5;

export function qualityOf(set: ImageSet): Quality {
  const size = set.height * set.width * set.channels;
  const { distinct, across, example } = compare(set, size);
  const count = set.classes.reduce((sum, c) => sum + c.train.length + c.test.length, 0);
  let [least, most, sum] = [255, 0, 0];
  for (let i = 0; i < set.pixels.length; i++) {
    const value = set.pixels[i];
    if (value < least) least = value;
    if (value > most) most = value;
    sum += value;
  }
  const warnings: string[] = [];
  const are = (n: number) => (n === 1 ? 'One image is' : `${n.toLocaleString('en')} images are`);
  if (across > 0)
    warnings.push(`${are(across)} equal to an image of another class at this size (${example}).`);
  if (count > 1 && distinct === 1) warnings.push('All images are equal.');
  else if (across === 0 && distinct < FEW_DIFFERENT * count)
    warnings.push(
      `Only ${distinct.toLocaleString('en')} of ${count.toLocaleString('en')} images differ at this size.`,
    );
  if (distinct > 1 && most - least < LOW_RANGE)
    warnings.push(`The images use little of the range: ${least} to ${most} of 0 to 255.`);
  return { distinct, mean: set.pixels.length ? sum / 255 / set.pixels.length : 0, warnings };
}
