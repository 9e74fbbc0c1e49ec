// A set from arrays of images with labels: a published one with its own class names, or the user's own.

import type { Choices } from '../choices.ts';
import { crc32 } from '../containers/inflate.ts';
import { DataError } from '../errors.ts';
import { fc100Part } from '../formats/cifar.ts';
import { CIFAR_CLASSES, CIFAR_SUPERCLASSES } from '../formats/cifarNames.ts';
import { transposed } from '../formats/emnist.ts';
import type { ClassPart, ImageClass, ImageSet } from '../images.ts';
import { createPace, type OnProgress } from '../import/pace.ts';
import { resizeSquare } from '../pictures/resize.ts';
import type { LabelledImages } from '../understand/arrays.ts';
import { hashOf } from './contentHash.ts';

export interface ArrayOptions {
  readonly name: string;
  /** Side to resize to; null: the images' own size (published sets). */
  readonly side: number | null;
  /** Class names by label, where the set is known. */
  readonly classNames: readonly string[] | null;
  readonly transposed: boolean;
  readonly exclude: readonly string[];
  readonly invert: boolean;
  /** What the user says that it is; `auto`: as content and names tell. */
  readonly identity: Choices['identity'];
  readonly onProgress: OnProgress;
}

interface Members {
  readonly group: string;
  readonly fixedPart?: ClassPart;
  readonly by: Record<ClassPart | 'all', number[]>;
}

function nameOf(part: LabelledImages, label: number, { classNames }: ArrayOptions): string {
  if (part.kind === 'cifar-100') return CIFAR_CLASSES[label];
  if (classNames === null) return part.names?.[label] ?? String(label);
  const name = classNames[label];
  if (!Number.isInteger(label) || label < 0 || name === undefined)
    throw new DataError(part.label, `label ${label} is not one of 0…${classNames.length - 1}`);
  return name;
}

/** Images of every class by the part of their file. */
function membersOf(parts: readonly LabelledImages[], options: ArrayOptions): Map<string, Members> {
  const members = new Map<string, Members>();
  let first = 0;
  for (const part of parts) {
    for (let i = 0; i < part.count; i++) {
      const name = nameOf(part, part.labels[i], options);
      let row = members.get(name);
      if (!row) {
        const superclass = part.kind === 'cifar-100' ? part.coarse?.[i] : undefined;
        const hundred = superclass !== undefined && {
          group: CIFAR_SUPERCLASSES[superclass],
          fixedPart: fc100Part(superclass),
        };
        row = { group: name, ...hundred, by: { train: [], validation: [], test: [], all: [] } };
        members.set(name, row);
      }
      row.by[part.part].push(first + i);
    }
    first += part.count;
  }
  return members;
}

/** Classes in the order of their labels, numbers as numbers. */
function inOrder(names: readonly string[], known: readonly string[] | null): string[] {
  if (known) return known.filter((name) => names.includes(name));
  return [...names].sort((a, b) => {
    const [x, y] = [Number(a), Number(b)];
    return Number.isFinite(x) && Number.isFinite(y) ? x - y : a < b ? -1 : 1;
  });
}

function classOf(name: string, { group, fixedPart, by }: Members, disjoint: boolean): ImageClass {
  const all = [...by.train, ...by.all, ...by.validation, ...by.test].sort((a, b) => a - b);
  if (fixedPart)
    return { name, group, part: fixedPart, train: Uint32Array.from(all), test: new Uint32Array(0) };
  const part = by.test.length > 0 ? 'test' : by.validation.length > 0 ? 'validation' : 'train';
  if (disjoint) return { name, group, part, train: Uint32Array.from(all), test: new Uint32Array(0) };
  const train = Uint32Array.from([...by.train, ...by.all]);
  return { name, group, train, test: Uint32Array.from([...by.validation, ...by.test]) };
}

function joinPixels(parts: readonly LabelledImages[], options: ArrayOptions) {
  const [{ height, width, channels }] = parts;
  for (const part of parts)
    if (part.height !== height || part.width !== width || part.channels !== channels)
      throw new DataError(part.label, `its images differ in size from those of ${parts[0].label}`);
  const size = height * width * channels;
  const pixels = new Uint8Array(parts.reduce((sum, part) => sum + part.count * size, 0));
  let at = 0;
  for (const part of parts) {
    pixels.set(options.transposed && height === width ? transposed(part.pixels, height) : part.pixels, at);
    at += part.pixels.length;
  }
  return { height, width, channels, pixels };
}

async function resized(set: ReturnType<typeof joinPixels>, side: number, options: ArrayOptions) {
  const { height, width, channels, pixels } = set;
  if (height === side && width === side) return set;
  const size = height * width * channels;
  const count = pixels.length / size;
  const out = new Uint8Array(count * side * side * channels);
  const pace = createPace(options.name, `Resizing ${options.name}`, options.onProgress);
  for (let i = 0; i < count; i++) {
    const data = pixels.subarray(i * size, (i + 1) * size);
    resizeSquare({ width, height, channels, data }, side, 'fit', out, i * side * side * channels);
    await pace(i / count);
  }
  return { height: side, width: side, channels, pixels: out };
}

/** @throws DataError where sizes differ, a label has no class, or there are fewer than two classes */
export async function buildArraySet(
  parts: readonly LabelledImages[],
  title: string,
  options: ArrayOptions,
): Promise<ImageSet> {
  const rank = { train: 0, all: 1, validation: 2, test: 3 };
  const sorted = [...parts].sort((a, b) => rank[a.part] - rank[b.part]);
  const members = membersOf(sorted, options);
  const joined = joinPixels(sorted, options);
  const held = (row: Members) => row.by.test.length + row.by.validation.length;
  const rows = [...members.values()];
  const disjoint =
    rows.some((row) => held(row) > 0 && row.by.train.length === 0) &&
    rows.some((row) => row.by.train.length > 0) &&
    rows.every((row) => held(row) === 0 || row.by.train.length === 0);
  const names = inOrder(
    [...members.keys()],
    options.classNames ?? (sorted[0].kind === 'cifar-100' ? CIFAR_CLASSES : null),
  );
  const classes = names
    .filter((name) => !options.exclude.includes(name))
    .map((name) => classOf(name, members.get(name) as Members, disjoint));
  const published = options.side === null;
  if (classes.length < 2 && !published)
    throw new DataError(title, `it has ${classes.length} class; at least 2 are needed`);
  const notes: string[] = [];
  const has = (part: 'train' | 'test') => sorted.some((each) => each.part === part);
  if (has('train') !== has('test') && sorted.every((each) => each.part !== 'all') && !disjoint) {
    const [there, absent] = has('test') ? ['test', 'training'] : ['training', 'test'];
    notes.push(`${title}: the ${absent} file is absent; the ${there} images are split by seed instead.`);
  }
  const lines = sorted.map(
    (each) => `${each.part}\t${crc32(each.pixels)}\t${Array.from(each.labels).join(',')}`,
  );
  if (options.invert)
    for (let i = 0; i < joined.pixels.length; i++) joined.pixels[i] = 255 - joined.pixels[i];
  const sized = options.side === null ? joined : await resized(joined, options.side, options);
  const hash = hashOf(lines, [...options.exclude, options.identity, ...(options.invert ? ['yes'] : [])]);
  return { name: options.name, ...sized, classes, notes, hash };
}
