// From paths to classes: the folder that holds an image is its class, the folder above it the group; folders and lists
// that say train, val or test make the split, above or below the class. What has no class is left out, with its reason.

import type { Choices } from '../choices.ts';
import { baseName, type Leaf } from '../containers/unpack.ts';
import type { ClassPart } from '../images.ts';
import type { Ledger } from '../leftOut.ts';
import { type FolderRole, isPart, roleOf } from './roles.ts';
import type { ListedImage, SplitLists } from './splitLists.ts';

export interface PlannedClass {
  readonly name: string;
  readonly group: string;
  readonly part?: ClassPart;
  readonly train: readonly Leaf[];
  readonly test: readonly Leaf[];
}

/** A folder or list that says which part its images are. */
export interface PartSource {
  readonly name: string;
  readonly part: ClassPart | 'out';
  readonly images: number;
}

export interface FolderPlan {
  readonly classes: readonly PlannedClass[];
  /** Every class found, also those that the user leaves out. */
  readonly all: readonly string[];
  readonly sources: readonly PartSource[];
  readonly notes: readonly string[];
}

interface Placed {
  readonly leaf: Leaf;
  /** Folders without those that say a part; the last is the class. */
  readonly own: readonly string[];
  readonly part: ClassPart | 'all';
}

interface Tree {
  /** Whether some images lie in a class folder below a folder of the split. */
  readonly partsAbove: boolean;
  /** Folders whose folders are all parts, as <class>/{train,test}. */
  readonly partsBelow: ReadonlySet<string>;
  /** Whether every folder with images says a part and none a class. */
  readonly onlyParts: boolean;
}

const foldersOf = (path: string) => path.split('/').slice(0, -1);

function treeOf(images: readonly Leaf[]): Tree {
  const holding = new Set(images.map(({ path }) => foldersOf(path).join('/')));
  const children = new Map<string, Set<string>>();
  for (const folder of holding) {
    const names = folder.split('/');
    for (let depth = 1; depth < names.length; depth++) {
      const parent = names.slice(0, depth).join('/');
      children.set(parent, (children.get(parent) ?? new Set()).add(names[depth]));
    }
  }
  const partsAbove = [...holding].some((folder) => {
    const names = folder.split('/');
    return names.slice(0, -1).some((name) => isPart(roleOf(name))) && !isPart(roleOf(names.at(-1) ?? ''));
  });
  const splitParents = [...children].filter(
    ([parent, names]) =>
      [...names].every((name) => roleOf(name) !== undefined) &&
      [...names].every((name) => holding.has(`${parent}/${name}`)),
  );
  const partsBelow = new Set(splitParents.length > 1 ? splitParents.map(([parent]) => parent) : []);
  const onlyParts = [...holding].every((folder) => folder === '' || roleOf(folder.split('/').at(-1) ?? ''));
  return { partsAbove, partsBelow, onlyParts };
}

/** Masks beside their images: "004_mask.png" where "004.png" or "004.jpg" is. */
function isMaskOf(path: string, stems: ReadonlySet<string>): boolean {
  const match = /^(.*?)[ _-](mask|seg|segmentation|gt)([ _-]?\d+)?\.\w+$/i.exec(path);
  return match !== null && stems.has(match[1]);
}

/** "cat.1.jpg", "dog_12.png": the class before the number, where files have no folders of classes. */
function prefixOf(path: string): string | null {
  return /^(.*?[\p{L}])[\s._-]*\d+\.\w+$/u.exec(baseName(path))?.[1] ?? null;
}

class Placing {
  readonly placed: Placed[] = [];
  private readonly counts = new Map<string, { part: ClassPart | 'out'; images: number }>();
  private readonly unlabelled: { leaf: Leaf; part: ClassPart | 'all' }[] = [];

  constructor(
    private readonly choices: Choices,
    private readonly ledger: Ledger,
    private readonly lists: SplitLists,
    private readonly tree: Tree,
  ) {}

  /** The part that a folder or list stands for, as its name says or as the user has chosen. */
  private partOf(source: string, said: ClassPart): ClassPart | 'out' {
    const part = this.choices.parts[source] ?? said;
    const row = this.counts.get(source) ?? { part, images: 0 };
    row.images++;
    this.counts.set(source, row);
    return part;
  }

  place(leaf: Leaf): void {
    const out = this.why(leaf);
    if (out) this.ledger.leave('image', `${out} left out`, leaf.path);
  }

  /** Places the image, or says why it is left out. */
  private why(leaf: Leaf): string | null {
    const names = foldersOf(leaf.path);
    const roles = names.map(roleOf);
    const listed = this.lists.images.get(leaf);
    if (roles.includes('mask')) return 'in folders of masks';
    if (roles.includes('unlabelled') && listed?.label === undefined) return 'in folders without labels';
    const last = roles.at(-1);
    const below = this.tree.partsBelow.has(names.slice(0, -1).join('/'));
    const flat = !below && isPart(last) && listed?.label === undefined;
    if (flat && this.tree.partsAbove) return 'without a class';
    const own = names.filter((_, i) => (i === names.length - 1 && !below) || !isPart(roles[i]));
    const named = listed?.label !== undefined ? [listed.label] : own;
    const source = this.sourceOf(listed, named, names, roles, below || (flat && this.tree.onlyParts));
    const part = source ? this.partOf(source.source, source.part) : 'all';
    if (part === 'out') return 'in parts that you do not want';
    if (named.length === 0 || (flat && this.tree.onlyParts)) this.unlabelled.push({ leaf, part });
    else this.placed.push({ leaf, own: named, part });
    return null;
  }

  /** What says the part of an image: a list of files, a list of classes, or a folder, in this order. */
  private sourceOf(
    listed: ListedImage | undefined,
    named: readonly string[],
    names: readonly string[],
    roles: readonly (FolderRole | undefined)[],
    lastCounts: boolean,
  ): { source: string; part: ClassPart } | null {
    if (listed?.part) return { source: listed.source, part: listed.part };
    const byClass = this.lists.classes.get(named.at(-1) ?? '');
    if (byClass) return byClass;
    const counting = lastCounts || listed?.label !== undefined ? roles : roles.slice(0, -1);
    const at = counting.findIndex(isPart);
    return at < 0 ? null : { source: names[at], part: counting[at] as ClassPart };
  }

  /** Files without class folders take the class from their names where nothing else gives any. */
  finish(): { sources: PartSource[]; notes: string[] } {
    const notes: string[] = [];
    const named = this.unlabelled.map((each) => ({ ...each, prefix: prefixOf(each.leaf.path) }));
    const classes = new Set(named.map(({ prefix }) => prefix).filter((prefix) => prefix !== null));
    // Images to be tested on often have a number alone.
    const bare = named.filter(({ prefix }) => prefix === null);
    const tell =
      this.placed.length === 0 &&
      bare.every(({ part }) => part === 'test') &&
      classes.size > 1 &&
      classes.size * 2 <= named.length - bare.length;
    if (tell) notes.push('The class of an image was taken from its file’s name, before the number.');
    const reason = tell ? 'without a class left out' : 'outside the class folders left out';
    for (const { leaf, part, prefix } of named)
      if (tell && prefix !== null) this.placed.push({ leaf, own: [prefix], part });
      else this.ledger.leave('image', reason, leaf.path);
    return { sources: [...this.counts].map(([name, row]) => ({ name, ...row })), notes };
  }
}

interface Folder {
  readonly own: readonly string[];
  readonly entries: Record<ClassPart | 'all', Leaf[]>;
}

const imagesOf = ({ entries }: Folder) => Object.values(entries).flat();

/** Class folders in the order of their paths. A folder of folders is no class: pictures in it are a cover. */
function gather(placed: readonly Placed[], ledger: Ledger): Folder[] {
  const found = new Map<string, Folder>();
  for (const { leaf, own, part } of placed) {
    const key = own.join('/');
    const folder = found.get(key) ?? { own, entries: { train: [], validation: [], test: [], all: [] } };
    folder.entries[part].push(leaf);
    found.set(key, folder);
  }
  const keys = [...found.keys()].sort();
  const parents = new Set(
    keys.flatMap((key) => key.split('/').map((_, i, all) => all.slice(0, i).join('/'))),
  );
  const folders: Folder[] = [];
  for (const key of keys) {
    const folder = found.get(key) as Folder;
    if (!parents.has(key)) folders.push(folder);
    else
      for (const { path } of imagesOf(folder))
        ledger.leave('image', 'outside the class folders left out', path);
  }
  return folders;
}

/** A name for every class: the folder's, with the one above, or the whole path, where two are alike. */
function namesOf(folders: readonly Folder[]): { name: string; group: string }[] {
  const groups = new Set(folders.map(({ own }) => own.at(-2) ?? ''));
  const grouped = groups.size > 1;
  const count = (names: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts;
  };
  const short = folders.map(({ own }) => own.at(-1) as string);
  const shorts = count(short);
  const longer = folders.map(({ own }, i) =>
    grouped && own.length > 1 && (shorts.get(short[i]) ?? 0) > 1 ? own.slice(-2).join(' ') : short[i],
  );
  const longs = count(longer);
  return folders.map(({ own }, i) => {
    const name = (longs.get(longer[i]) ?? 0) > 1 ? own.join(' ') : longer[i];
    // One folder above all classes says nothing: every class is then its own group.
    return { name, group: grouped ? (own.at(-2) ?? '') : name };
  });
}

/** Which split the folders' names say: none unless there is something to train and something to test on. */
function splitOf(folders: readonly Folder[]): 'images' | 'classes' | null {
  const has = (part: ClassPart) => folders.some(({ entries }) => entries[part].length > 0);
  if (!has('train') || !(has('test') || has('validation'))) return null;
  const both = ({ entries }: Folder) =>
    entries.train.length > 0 && entries.test.length + entries.validation.length > 0;
  return folders.some(both) ? 'images' : 'classes';
}

function classPart({ entries }: Folder, anyTest: boolean): ClassPart {
  if (entries.test.length > 0) return 'test';
  if (entries.validation.length > 0) return anyTest ? 'validation' : 'test';
  return 'train';
}

type Named = { readonly name: string; readonly group: string; readonly folder: Folder };

function planClasses(all: readonly Named[]): PlannedClass[] {
  const folders = all.map(({ folder }) => folder);
  const split = splitOf(folders);
  const lonely = folders.some(({ entries }) => entries.train.length + entries.all.length === 0);
  const anyTest = folders.some(({ entries }) => entries.test.length > 0);
  return all.map(({ folder, ...named }): PlannedClass => {
    const { entries } = folder;
    if (split !== 'images') {
      const rest = { ...named, train: imagesOf(folder), test: [] };
      return split === 'classes' ? { ...rest, part: classPart(folder, anyTest) } : rest;
    }
    const train = [...entries.train, ...entries.all];
    // Validation images are held out with the test images: they would else serve for nothing.
    const test = [...entries.test, ...entries.validation];
    // A class that only the test part has is not trained on, nor its classmates tested on.
    if (!lonely) return { ...named, train, test };
    return { ...named, part: train.length > 0 ? 'train' : 'test', train, test };
  });
}

const byPath = (a: Leaf, b: Leaf) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** Classes, parts and what is left out of the images of a group. */
export function planFolders(
  images: readonly Leaf[],
  lists: SplitLists,
  choices: Choices,
  ledger: Ledger,
): FolderPlan {
  // A picked folder comes in the system's order, a zip in its archiver's: one order gives the same tasks from both.
  const sorted = [...images].sort(byPath);
  const stems = new Set(images.map(({ path }) => path.replace(/\.\w+$/, '')));
  const placing = new Placing(choices, ledger, lists, treeOf(images));
  for (const leaf of sorted)
    if (isMaskOf(leaf.path, stems)) ledger.leave('image', 'that are masks left out', leaf.path);
    else placing.place(leaf);
  const { sources, notes } = placing.finish();
  const whole = gather(placing.placed, ledger);
  const folders = whole.filter((folder) => imagesOf(folder).length >= 2);
  for (const folder of whole)
    if (imagesOf(folder).length < 2)
      ledger.leave('class', 'with a single image left out', folder.own.at(-1) ?? '');
  const names = namesOf(folders);
  const excluded = new Set(choices.exclude);
  for (const { name } of names) if (excluded.has(name)) ledger.leave('class', 'that you left out', name);
  const named = folders.map((folder, i) => ({ ...names[i], folder }));
  const classes = planClasses(named.filter(({ name }) => !excluded.has(name)));
  const testOnly = classes.filter((c) => c.part === 'test' && c.train.length === 0).map(({ name }) => name);
  if (testOnly.length > 0)
    notes.push(
      `${testOnly.length === 1 ? 'One class has' : `${testOnly.length} classes have`} images in the test part only and ${testOnly.length === 1 ? 'is' : 'are'} not trained on: ${testOnly.slice(0, 6).join(', ')}${testOnly.length > 6 ? '…' : ''}.`,
    );
  if (lists.used.length > 0) notes.push(`Split by ${lists.used.join(', ')}.`);
  if (lists.unused.length > 0) notes.push(`Lists of other splits not used: ${lists.unused.join(', ')}.`);
  return { classes, all: names.map(({ name }) => name), sources, notes };
}

/** Names of the folders that hold images: what class lists may name. */
export function folderNames(images: readonly Leaf[]): Set<string> {
  return new Set(images.map(({ path }) => path.split('/').at(-2) ?? ''));
}
