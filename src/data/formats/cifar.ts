// CIFAR as published: binary records (labels, then red, green and blue planes of 32 × 32) and Python pickles, which the
// caches of miniImageNet and FC100 resemble. CIFAR-100's classes are split by superclass as in FC100 (Oreshkin et al.
// 2018): 60 train, 20 validation, 20 test.
import { DataError } from '../errors.ts';
import type { ClassPart } from '../images.ts';
import { isImageShape, type PixelArray, toPixels } from './array.ts';
import { CIFAR_CLASSES, CIFAR_SUPERCLASSES } from './cifarNames.ts';
import { isPickledArray, type Pickled, type PickledArray } from './pickle.ts';

const PIXELS = 3 * 32 * 32;

/**
 * Superclasses of the validation and test parts of FC100; the other twelve train. From the authors' own script,
 * github.com/ServiceNow/TADAM, datasets/create_dataset_cifar100.py (class_split).
 */
const VALIDATION = [8, 11, 13, 16];
const TEST = [0, 7, 12, 14];

export function fc100Part(superclass: number): ClassPart {
  return TEST.includes(superclass) ? 'test' : VALIDATION.includes(superclass) ? 'validation' : 'train';
}

export interface CifarImages {
  readonly kind: 'cifar-100' | 'cifar-10' | 'other';
  readonly images: PixelArray;
  readonly labels: ArrayLike<number>;
  /** Superclasses of the images (CIFAR-100). */
  readonly coarse?: ArrayLike<number>;
  readonly names?: readonly string[];
}

/** @throws DataError where a label is out of range, or a class lies in two superclasses */
export function checkLabels(label: string, { labels, coarse }: CifarImages): void {
  const superclasses = new Int32Array(CIFAR_CLASSES.length).fill(-1);
  if (coarse === undefined) return;
  for (let i = 0; i < labels.length; i++) {
    const [c, fine] = [coarse[i], labels[i]];
    if (c >= CIFAR_SUPERCLASSES.length || fine >= CIFAR_CLASSES.length)
      throw new DataError(label, `image ${i + 1} has labels ${c} and ${fine}, beyond 19 and 99`);
    if (superclasses[fine] >= 0 && superclasses[fine] !== c)
      throw new DataError(label, `class ${fine} lies in superclasses ${superclasses[fine]} and ${c}`);
    superclasses[fine] = c;
  }
}

/** Records of `head` label bytes and the planes. */
function readRecords(label: string, bytes: Uint8Array, head: 1 | 2): CifarImages {
  const record = head + PIXELS;
  const count = bytes.length / record;
  const planes = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  const coarse = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    coarse[i] = bytes[i * record];
    labels[i] = bytes[i * record + head - 1];
    planes.set(bytes.subarray(i * record + head, (i + 1) * record), i * PIXELS);
  }
  const images = toPixels({ label, shape: [count, 3, 32, 32], data: planes });
  if (head === 1) return { kind: 'cifar-10', images, labels };
  const found: CifarImages = { kind: 'cifar-100', images, labels, coarse };
  checkLabels(label, found);
  return found;
}

/**
 * Binary records by their size: 3,074 bytes are CIFAR-100's, 3,073 CIFAR-10's with labels below ten.
 * @throws DataError where the bytes are neither
 */
export function readCifarRecords(label: string, bytes: Uint8Array): CifarImages {
  if (bytes.length % (PIXELS + 2) === 0) return readRecords(label, bytes, 2);
  const ten = bytes.length % (PIXELS + 1) === 0;
  for (let at = 0; ten && at < bytes.length; at += PIXELS + 1)
    if (bytes[at] > 9)
      throw new DataError(label, `image ${at / (PIXELS + 1) + 1} has label ${bytes[at]}, beyond 9`);
  if (ten) return readRecords(label, bytes, 1);
  throw new DataError(
    label,
    `its ${bytes.length} bytes are not whole CIFAR-100 records of ${PIXELS + 2} bytes, nor CIFAR-10's of ${PIXELS + 1}: it is truncated, or something else`,
  );
}

/** Label lists as pickles hold them: a list of numbers, or an array. */
function numbersOf(value: Pickled | undefined): ArrayLike<number> | null {
  if (isPickledArray(value)) return value.data;
  return Array.isArray(value) && value.every((v) => typeof v === 'number') ? (value as number[]) : null;
}

/** Lists of the images of each class, as miniImageNet's caches have them. */
function labelsOf(lists: ReadonlyMap<string, Pickled>, count: number) {
  const labels = new Int32Array(count).fill(-1);
  const names = [...lists.keys()];
  for (const [label, name] of names.entries()) {
    const members = numbersOf(lists.get(name)) ?? [];
    for (let i = 0; i < members.length; i++) labels[members[i]] = label;
  }
  return { labels, names };
}

/** The images of a pickle; null where it holds none (CIFAR's "meta"). @throws DataError where labels are missing */
export function readImagePickle(label: string, value: Pickled): CifarImages | null {
  if (!(value instanceof Map)) return null;
  const array = [...value.values()].find(
    (item): item is PickledArray => isPickledArray(item) && isImageShape(item.shape),
  );
  if (array === undefined) return null;
  const [count, size] = array.shape;
  // Rows as CIFAR has them are planes.
  const shape = array.shape.length === 2 && size === PIXELS ? [count, 3, 32, 32] : array.shape;
  const images = toPixels({ label, shape, data: array.data });
  const lists = value.get('class_dict');
  if (lists instanceof Map) return { kind: 'other', images, ...labelsOf(lists, images.count) };
  const fine = numbersOf(value.get('fine_labels'));
  const plain = fine ?? numbersOf(value.get('labels')) ?? numbersOf(value.get('coarse_labels'));
  if (plain === null || plain.length !== images.count)
    throw new DataError(label, `it has ${images.count} images and no list of as many labels`);
  const coarse = numbersOf(value.get('coarse_labels'));
  if (fine !== null && coarse !== null) {
    const found: CifarImages = { kind: 'cifar-100', images, labels: fine, coarse };
    checkLabels(label, found);
    return found;
  }
  const ten = value.has('batch_label') && Array.from(plain).every((l) => l < 10);
  return { kind: ten ? 'cifar-10' : 'other', images, labels: plain };
}
