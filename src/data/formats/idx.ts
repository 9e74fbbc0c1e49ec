// MNIST and Fashion-MNIST: the IDX format (big-endian header, then bytes), gzipped or bare.

import { DataError } from '../errors.ts';
import type { ImageClass, ImageSet } from '../images.ts';

const IMAGES_MAGIC = 2051;
const LABELS_MAGIC = 2049;

export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

function header(file: string, bytes: Uint8Array, magic: number, what: string, words: number): number[] {
  if (bytes.length < 4 * words)
    throw new DataError(
      file,
      `it has ${bytes.length} bytes, too few for an IDX header: the file is truncated`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(0);
  if (found !== magic) {
    const other =
      found === IMAGES_MAGIC ? ' (an image file)' : found === LABELS_MAGIC ? ' (a label file)' : '';
    throw new DataError(file, `its magic number is ${found}${other}, but IDX ${what} start with ${magic}`);
  }
  return Array.from({ length: words }, (_, i) => view.getUint32(4 * i));
}

function checkLength(file: string, bytes: Uint8Array, expected: number, meaning: string): void {
  if (bytes.length !== expected)
    throw new DataError(
      file,
      `it has ${bytes.length} bytes where ${meaning} need ${expected}: ` +
        (bytes.length < expected ? 'the file is truncated' : 'the file has bytes that do not belong to it'),
    );
}

/** @throws DataError on a wrong magic number, impossible sizes or a wrong length */
export function parseIdxImages(file: string, bytes: Uint8Array): IdxImages {
  const [, count, height, width] = header(file, bytes, IMAGES_MAGIC, 'images', 4);
  if (height < 1 || width < 1 || height > 1024 || width > 1024)
    throw new DataError(
      file,
      `its images of ${height} × ${width} pixels are not between 1 and 1024 pixels a side`,
    );
  checkLength(file, bytes, 16 + count * height * width, `${count} images of ${height} × ${width}`);
  return { count, height, width, pixels: bytes.subarray(16) };
}

/** @throws DataError on a wrong magic number, a wrong length or a label of `classes` or more */
export function parseIdxLabels(file: string, bytes: Uint8Array, classes: number): Uint8Array {
  const [, count] = header(file, bytes, LABELS_MAGIC, 'labels', 2);
  checkLength(file, bytes, 8 + count, `${count} labels`);
  const labels = bytes.subarray(8);
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0)
    throw new DataError(file, `label ${labels[wrong]} of image ${wrong + 1} is not one of 0…${classes - 1}`);
  return labels;
}

/** An image file with its label file, as the publisher pairs them. */
export interface IdxPart {
  readonly imagesFile: string;
  readonly labelsFile: string;
  readonly images: IdxImages;
  readonly labels: Uint8Array;
}

/** Joins the publisher's training and test files (either may be absent, not both) into one set. */
export function makeIdxSet(
  name: string,
  classNames: readonly string[],
  train: IdxPart | null,
  test: IdxPart | null,
  notes: readonly string[],
): ImageSet {
  const parts = [train, test].filter((part) => part !== null);
  const { height, width } = parts[0].images;
  for (const part of parts) {
    if (part.labels.length !== part.images.count)
      throw new DataError(
        part.labelsFile,
        `its ${part.labels.length} labels do not match the ${part.images.count} images of ${part.imagesFile}`,
      );
    if (part.images.height !== height || part.images.width !== width)
      throw new DataError(part.imagesFile, `its images differ in size from those of ${parts[0].imagesFile}`);
  }
  const pixels = new Uint8Array(parts.reduce((sum, part) => sum + part.images.pixels.length, 0));
  const lists = classNames.map(() => ({ train: [] as number[], test: [] as number[] }));
  let first = 0;
  for (const part of parts) {
    pixels.set(part.images.pixels, first * height * width);
    const into = part === test ? 'test' : 'train';
    part.labels.forEach((label, i) => {
      lists[label][into].push(first + i);
    });
    first += part.images.count;
  }
  const classes = classNames.map(
    (className, i): ImageClass => ({
      name: className,
      group: className,
      train: Uint32Array.from(lists[i].train),
      test: Uint32Array.from(lists[i].test),
    }),
  );
  return { name, height, width, channels: 1, pixels, classes, notes };
}
