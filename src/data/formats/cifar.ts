// CIFAR-100, binary version: records of a coarse label, a fine label and 3 × 1024 bytes (red, green, blue planes).
// Classes are split by superclass as in FC100 (Oreshkin et al. 2018): 60 train, 20 validation, 20 test.

import { DataError } from '../errors.ts';
import type { ClassPart, ImageClass, ImageSet } from '../images.ts';
import type { OnProgress } from '../import/pace.ts';
import { createPace } from '../import/pace.ts';
import { CIFAR_CLASSES, CIFAR_SUPERCLASSES } from './cifarNames.ts';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const RECORD = 2 + 3 * PLANE;

/**
 * Superclasses of the validation and test parts of FC100; the other twelve train. From the authors' own script,
 * github.com/ServiceNow/TADAM, datasets/create_dataset_cifar100.py (class_split).
 */
const VALIDATION = [8, 11, 13, 16];
const TEST = [0, 7, 12, 14];

function partOf(superclass: number): ClassPart {
  return TEST.includes(superclass) ? 'test' : VALIDATION.includes(superclass) ? 'validation' : 'train';
}

export interface CifarFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** Finds a file in a tar archive by the end of its path. @throws DataError when the archive is damaged */
export function readTarFile(file: string, tar: Uint8Array, ending: string): Uint8Array | null {
  const decoder = new TextDecoder();
  const text = (at: number, length: number) =>
    decoder.decode(tar.subarray(at, at + length)).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = text(at, 100);
    if (name === '') return null;
    const size = Number.parseInt(text(at + 124, 12).trim(), 8);
    if (!Number.isInteger(size) || size < 0)
      throw new DataError(file, `its tar header at byte ${at} is damaged`);
    if (name.endsWith(ending)) {
      if (at + 512 + size > tar.length) throw new DataError(file, `${name} in it is truncated`);
      return tar.subarray(at + 512, at + 512 + size);
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return null;
}

/** @throws DataError unless every file is whole records with labels in range */
export async function makeCifar(
  name: string,
  files: readonly CifarFile[],
  onProgress: OnProgress,
): Promise<ImageSet> {
  let total = 0;
  for (const { file, bytes } of files) {
    if (bytes.length === 0 || bytes.length % RECORD !== 0)
      throw new DataError(
        file,
        `its ${bytes.length} bytes are not whole CIFAR-100 records of ${RECORD} bytes: it is truncated, or CIFAR-10`,
      );
    total += bytes.length / RECORD;
  }
  const pixels = new Uint8Array(total * 3 * PLANE);
  const members: number[][] = CIFAR_CLASSES.map(() => []);
  const superclasses = new Int32Array(CIFAR_CLASSES.length).fill(-1);
  const pace = createPace(name, 'Reading CIFAR-100 images', onProgress);
  let image = 0;
  for (const { file, bytes } of files) {
    for (let at = 0; at < bytes.length; at += RECORD, image++) {
      const [coarse, fine] = [bytes[at], bytes[at + 1]];
      if (coarse >= CIFAR_SUPERCLASSES.length || fine >= CIFAR_CLASSES.length)
        throw new DataError(
          file,
          `image ${at / RECORD + 1} has labels ${coarse} and ${fine}, beyond 19 and 99`,
        );
      if (superclasses[fine] >= 0 && superclasses[fine] !== coarse)
        throw new DataError(file, `class ${fine} lies in superclasses ${superclasses[fine]} and ${coarse}`);
      superclasses[fine] = coarse;
      members[fine].push(image);
      const to = image * 3 * PLANE;
      for (let i = 0; i < PLANE; i++)
        for (let c = 0; c < 3; c++) pixels[to + 3 * i + c] = bytes[at + 2 + c * PLANE + i];
      if (image % 256 === 0) await pace(image / total);
    }
  }
  const classes = CIFAR_CLASSES.flatMap((className, fine): ImageClass[] => {
    if (members[fine].length === 0) return [];
    const superclass = superclasses[fine];
    return [
      {
        name: className,
        group: CIFAR_SUPERCLASSES[superclass],
        part: partOf(superclass),
        train: Uint32Array.from(members[fine]),
        test: new Uint32Array(0),
      },
    ];
  });
  return { name, height: SIDE, width: SIDE, channels: 3, pixels, classes, notes: [] };
}
