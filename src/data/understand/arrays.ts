// Sets made of arrays: which images belong to which labels, which part they are, and which set they make. Names pair
// them (train-images with train-labels, x_test with y_test), counts where names do not.
import type { Leaf } from '../containers/unpack.ts';
import { DataError, IncompleteError } from '../errors.ts';
import { isImageShape, type NumberArray, type PixelArray, toPixels } from '../formats/array.ts';
import { type CifarImages, readCifarRecords, readImagePickle } from '../formats/cifar.ts';
import { readIdx } from '../formats/idx.ts';
import { readNpy } from '../formats/npy.ts';
import { readPickle } from '../formats/pickle.ts';
import { pixelLayout, readPixelTable } from '../formats/pixelTable.ts';
import { firstRows, tableText } from '../formats/table.ts';
import type { ClassPart } from '../images.ts';
import type { Ledger } from '../leftOut.ts';

/** Images of one file with their labels. */
export interface LabelledImages extends PixelArray {
  readonly part: ClassPart | 'all';
  /** Path that tells what they are. */
  readonly path: string;
  /** What the set is called after, where path and names do not say it. */
  readonly title?: string;
  readonly label: string;
  readonly kind: CifarImages['kind'];
  readonly labels: ArrayLike<number>;
  readonly coarse?: ArrayLike<number>;
  /** Names by label. */
  names?: readonly string[];
}

/** Files that make one set. */
export interface ArraySet {
  /** Folder or file that it is called after. */
  readonly title: string;
  readonly parts: readonly LabelledImages[];
  readonly leaves: readonly Leaf[];
}

export interface ArrayFinds {
  readonly sets: readonly ArraySet[];
  readonly problems: readonly DataError[];
}

const IMAGE_WORDS = /^(images?|imgs?|x|data|pixels?|inputs?|features?)$/;
const LABEL_WORDS = /^(labels?|lbls?|y|targets?|classes|class|fine|coarse)$/;
const PART_WORDS: Readonly<Record<string, ClassPart>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
  t10k: 'test',
};
const NOISE = /^(idx\d?|ubyte|arr|npy|npz|csv|bin|gz|batch|pkl|pickle|cache|full|numpy|bitmap|\d+)$/;

interface Name {
  readonly folder: string;
  readonly part: ClassPart | 'all';
  readonly isLabels: boolean;
  /** The name without part, images and labels: what pairs and joins. */
  readonly rest: string;
}

/** Folders named like their file hold nothing else: they say no more than the file does. */
function nameOf(path: string): Name {
  const folders = path.split('/');
  let file = (folders.pop() as string)
    .replace(/\.(npy|csv|tsv|txt|bin|pkl|pickle|gz)$/i, '')
    .replace('.idx', '-idx');
  if (/^arr_\d+$/.test(file)) file = folders.pop() ?? file;
  if (folders.at(-1) === file || folders.at(-1)?.startsWith(`${file}.`)) folders.pop();
  const words = file
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const part = words.map((word) => PART_WORDS[word]).find(Boolean) ?? 'all';
  const rest = words.filter(
    (w) => !(w in PART_WORDS) && !IMAGE_WORDS.test(w) && !LABEL_WORDS.test(w) && !NOISE.test(w),
  );
  return {
    folder: folders.join('/'),
    part,
    isLabels: words.some((w) => LABEL_WORDS.test(w)),
    rest: rest.join(' '),
  };
}

interface Held {
  readonly leaf: Leaf;
  readonly name: Name;
  readonly array: NumberArray;
}

type Place = (leaf: Leaf, images: CifarImages | null) => void;

/** Reads a leaf of arrays: those to be paired are returned, labelled ones go to `place`. */
async function readLeaf(
  leaf: Leaf,
  place: Place,
  pace: (f: number) => Promise<void>,
): Promise<NumberArray | null> {
  const bytes = await leaf.read();
  switch (leaf.kind) {
    case 'idx':
      return readIdx(leaf.path, leaf.label, bytes);
    case 'npy':
      return readNpy(leaf.path, leaf.label, bytes);
    case 'cifar':
      place(leaf, readCifarRecords(leaf.label, bytes));
      return null;
    case 'pickle':
      place(leaf, readImagePickle(leaf.label, readPickle(leaf.label, bytes)));
      return null;
    default: {
      const text = tableText(bytes);
      const layout = pixelLayout(firstRows(text));
      if (layout === null) throw new DataError(leaf.label, 'it is no table of pixels');
      const { images, labels, names } = await readPixelTable(leaf.label, text, layout, pace);
      place(leaf, labels && { kind: 'other', images, labels, names });
      return null;
    }
  }
}

/** Labels as whole numbers; one-hot rows as the place of their one. */
function labelNumbers({ label, shape, data }: NumberArray): Int32Array {
  if (shape.length === 1 || shape[1] === 1) return Int32Array.from(data);
  if (shape.length !== 2) throw new DataError(label, `its shape ${shape.join(' × ')} is not that of labels`);
  return Int32Array.from({ length: shape[0] }, (_, i) => {
    const row = Array.from(data.subarray(i * shape[1], (i + 1) * shape[1]));
    return row.indexOf(Math.max(...row));
  });
}

function pairUp(images: readonly Held[], labels: readonly Held[]): Map<Held, Held> {
  const pairs = new Map<Held, Held>();
  const free = new Set(labels);
  const same = (a: Held, b: Held) =>
    a.name.folder === b.name.folder && a.name.part === b.name.part && a.name.rest === b.name.rest;
  for (const image of images) {
    const count = image.array.shape[0];
    const named = [...free].filter((label) => same(image, label));
    const fits = named.find((label) => label.array.shape[0] === count) ?? named[0];
    const sized = [...free].filter(
      (label) => label.array.shape[0] === count && label.name.folder === image.name.folder,
    );
    const found = fits ?? (sized.length === 1 ? sized[0] : undefined);
    if (!found) continue;
    pairs.set(image, found);
    free.delete(found);
  }
  return pairs;
}

function paired({ array, name }: Held, { array: labels }: Held): LabelledImages {
  const images = toPixels(array);
  const numbers = labelNumbers(labels);
  if (numbers.length !== images.count)
    throw new DataError(
      labels.label,
      `its ${numbers.length} labels do not match the ${images.count} images of ${array.label}`,
    );
  const rest = { part: name.part, path: array.name, label: array.label, kind: 'other' as const };
  return { ...images, ...rest, labels: numbers, names: labels.names };
}

/** Arrays without labels in files of one folder: a class for each file (Quick, Draw! is kept so). */
function classPerFile(lone: readonly Held[]): LabelledImages[] {
  const names = lone.map(({ name }) => name.rest || name.folder);
  if (lone.length < 2 || new Set(names).size < lone.length) return [];
  const folder = lone[0].name.folder.split('/').at(-1) ?? '';
  const title = folder || commonStart(lone.map(({ leaf }) => leaf.path)) || 'my-arrays';
  return lone.map(({ array }, i) => {
    const images = toPixels(array);
    const labels = new Int32Array(images.count).fill(i);
    const { name: path, label } = array;
    return { ...images, part: 'all', path, title, label, kind: 'other', labels, names };
  });
}

/** What the names of several files begin with, "full_numpy_bitmap_": the name of their set. */
function commonStart(paths: readonly string[]): string {
  const files = paths.map((path) => path.split('/').at(-1) as string);
  let length = 0;
  while (length < files[0].length && files.every((file) => file[length] === files[0][length])) length++;
  const start = files[0].slice(0, length).replace(/[^\p{L}]+$/u, '');
  return start.length > 2 ? start : '';
}

/** The same images twice (packed and unpacked side by side) count once. */
function isRepeat(one: LabelledImages, others: readonly LabelledImages[]): boolean {
  return others.some(
    (other) =>
      other.part === one.part &&
      other.pixels.length === one.pixels.length &&
      other.pixels.every((v, i) => v === one.pixels[i]),
  );
}

/** Reads all arrays of a group and sorts them into sets. `ledger` gets what is left out. */
export async function findArrays(
  leaves: readonly Leaf[],
  ledger: Ledger,
  pace: (fraction: number) => Promise<void>,
): Promise<ArrayFinds> {
  const problems: DataError[] = [];
  const held: Held[] = [];
  const found: { leaves: Leaf[]; images: LabelledImages; key: string; title: string }[] = [];
  const attempt = async (work: () => Promise<void> | void) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      problems.push(error);
    }
  };
  const add = (of: Leaf[], images: LabelledImages) => {
    const { folder, rest } = nameOf(images.path);
    const key = images.kind === 'other' ? `${folder}|${images.names && rest ? '' : rest}` : images.kind;
    const title =
      images.kind === 'other' ? (images.title ?? (rest || folder.split('/').at(-1) || '')) : images.kind;
    found.push({ leaves: of, images, key, title });
  };
  const place: Place = (leaf, images) => {
    if (images === null) return ledger.leave('file', 'without labels left out', leaf.label);
    const { images: pixels, ...rest } = images;
    add([leaf], { ...pixels, ...rest, part: nameOf(leaf.path).part, path: leaf.path, label: leaf.label });
  };
  for (const [i, leaf] of leaves.entries()) {
    await attempt(async () => {
      const array = await readLeaf(leaf, place, pace);
      if (array) held.push({ leaf, array, name: nameOf(leaf.path) });
    });
    await pace(i / leaves.length);
  }
  const isLabels = ({ array, name }: Held) => name.isLabels || !isImageShape(array.shape);
  const images = held.filter((each) => !isLabels(each));
  const labels = held.filter(isLabels);
  const pairs = pairUp(images, labels);
  for (const [image, label] of pairs)
    await attempt(() => add([image.leaf, label.leaf], paired(image, label)));
  const lone = images.filter((image) => !pairs.has(image));
  const classes = classPerFile(lone);
  if (classes.length > 0) for (const [i, each] of classes.entries()) add([lone[i].leaf], each);
  else for (const { leaf } of lone) problems.push(missing(leaf, 'labels'));
  const used = new Set(pairs.values());
  const folders = new Set([...pairs.keys()].map(({ name }) => name.folder));
  const sets = join(found);
  for (const each of labels) {
    if (used.has(each)) continue;
    // An archive with a set may hold more arrays: the names of its classes, a mean.
    if (!folders.has(each.name.folder)) problems.push(missing(each.leaf, 'images'));
    else if (!nameClasses(sets, each)) ledger.leave('file', 'of other arrays left out', each.leaf.label);
  }
  return { sets, problems };
}

/** Texts, one for each label 0…n − 1, beside images of these labels: the names of their classes. */
function nameClasses(sets: readonly ArraySet[], { array, name }: Held): boolean {
  const { names, data } = array;
  if (!names || array.shape.length !== 1) return false;
  const inOrder = Array.from(data, (at) => names[at]);
  let taken = false;
  for (const { parts } of sets)
    for (const part of parts) {
      const most = Array.from(part.labels).reduce((a, b) => Math.max(a, b), 0);
      if (part.names || most + 1 !== inOrder.length || nameOf(part.path).folder !== name.folder) continue;
      part.names = inOrder;
      taken = true;
    }
  return taken;
}

/** `labels` or `images` of a file that came alone. */
function missing(leaf: Leaf, what: 'labels' | 'images'): IncompleteError {
  return new IncompleteError(leaf.label, `the ${what} that belong to it are missing: bring both files`);
}

function join(
  found: readonly { leaves: Leaf[]; images: LabelledImages; key: string; title: string }[],
): ArraySet[] {
  const sets = new Map<string, { title: string; parts: LabelledImages[]; leaves: Leaf[] }>();
  for (const { leaves, images, key, title } of found) {
    const set = sets.get(key) ?? { title, parts: [], leaves: [] };
    if (!isRepeat(images, set.parts)) set.parts.push(images);
    set.leaves.push(...leaves);
    sets.set(key, set);
  }
  return [...sets.values()];
}
