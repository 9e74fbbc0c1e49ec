// Which classes and images serve for training and which for testing: by the publisher's split where there is one,
// by alphabets (or other groups) and by seed otherwise. Sets with too few classes share them and split the images.
import type { ClassPart, ImageClass, ImageSet } from '../../data/images.ts';
import { createStream } from '../../math/rng.ts';

const TEST_SHARE = 0.2;
const VALIDATION_SHARE = 0.12;
/** With fewer groups than this, single classes are split. */
const MIN_GROUPS = 5;

/** Fewer classes than this, or than three times the ways, are not split. */
const MIN_CLASSES = 20;

/** Whether training and test share the classes: too few of them, or the publisher splits the images. */
export function sharesClasses(classes: readonly ImageClass[], ways: number): boolean {
  if (classes.some((c) => c.part !== undefined)) return false;
  return classes.some((c) => c.test.length > 0) || classes.length < Math.max(MIN_CLASSES, 3 * ways);
}

/** The part of every class: disjoint, by group where there are enough groups, at least `ways` to test on. */
export function classParts(classes: readonly ImageClass[], ways: number, seed: number): ClassPart[] {
  if (classes.some((c) => c.part !== undefined)) return classes.map((c) => c.part ?? 'train');
  const groups = [...new Set(classes.map((c) => c.group))];
  const grouped = groups.length >= MIN_GROUPS;
  const units: number[][] = grouped
    ? groups.map((group) => classes.flatMap((c, i) => (c.group === group ? [i] : [])))
    : classes.map((_, i) => [i]);
  const order = units.map((_, i) => i);
  createStream(seed, 'class split').shuffle(order);
  const parts: ClassPart[] = classes.map(() => 'train');
  let test = 0;
  let validation = 0;
  for (const u of order) {
    const part =
      test < Math.max(TEST_SHARE * classes.length, ways)
        ? 'test'
        : validation < VALIDATION_SHARE * classes.length
          ? 'validation'
          : 'train';
    if (part === 'test') test += units[u].length;
    if (part === 'validation') validation += units[u].length;
    for (const i of units[u]) parts[i] = part;
  }
  return parts;
}

/** The images of a class that training and test draws may use. */
export interface Pools {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** All images for both: the classes themselves are disjoint. Images held out of a training class stay held out. */
export function sharedPools(c: ImageClass): Pools {
  if (c.part === 'train' && c.train.length > 0) return { train: c.train, test: c.train };
  const all = new Uint32Array(c.train.length + c.test.length);
  all.set(c.train);
  all.set(c.test, c.train.length);
  return { train: all, test: all };
}

/**
 * Disjoint images: the publisher's files where both are there, else `testShare` of the class held out by seed; of a
 * small class as many as `needed` for one task, half of it at most.
 */
export function splitPools(set: ImageSet, index: number, seed: number, testShare: number, needed = 0): Pools {
  const c = set.classes[index];
  if (c.train.length > 0 && c.test.length > 0) return { train: c.train, test: c.test };
  const all = sharedPools(c).train.slice();
  createStream(seed, 'image split', set.name, index).shuffle(all);
  const share = all.length - Math.ceil(all.length * (1 - testShare));
  const kept = all.length - Math.max(share, Math.min(needed, Math.floor(all.length / 2)));
  return { train: all.subarray(0, kept), test: all.subarray(kept) };
}
