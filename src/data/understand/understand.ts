// From unpacked groups to the sets that they hold: each with its family, its name, what is left out, and how it is built.
import { buildArraySet } from '../build/arraySet.ts';
import { type BuildOptions, buildFolderSet } from '../build/folderSet.ts';
import { buildOmniglot } from '../build/omniglotSet.ts';
import { buildTableSet } from '../build/tableSet.ts';
import { CATALOGUE, IDX_CLASSES, isSetName, type SetName } from '../catalogue.ts';
import type { Choices, Identified } from '../choices.ts';
import { baseName, type Group, type Leaf } from '../containers/unpack.ts';
import { DataError } from '../errors.ts';
import { type Emnist, emnistByLabels, emnistOf } from '../formats/emnist.ts';
import { pixelLayout } from '../formats/pixelTable.ts';
import { firstRows, tableText } from '../formats/table.ts';
import { looksLikeTasks, namesTasks, readTaskTables, type TableFile } from '../formats/taskTable.ts';
import type { ImageSet } from '../images.ts';
import { createPace, type OnProgress } from '../import/pace.ts';
import { Ledger } from '../leftOut.ts';
import { type ArraySet, findArrays } from './arrays.ts';
import { type FolderPlan, folderNames, planFolders } from './folders.ts';
import { type DigitSet, identify } from './identify.ts';
import { collectOmniglot, isOmniglot } from './omniglot.ts';
import { readSplitLists } from './splitLists.ts';

/** A set that files hold. */
export interface Found {
  /** The published set that it is; null: the user's own. */
  readonly family: SetName | null;
  /** Regression tasks rather than images. */
  readonly isTable?: boolean;
  /** What it is called after. */
  readonly title: string;
  /** The leaves that it needs, in whose files it is kept. */
  readonly leaves: readonly Leaf[];
  /** How sure the family is, and other things to know before it is kept. */
  readonly notes: readonly string[];
  /** What it is taken as, and what else it may be (grey arrays of 28 × 28 with labels). */
  readonly identity?: { readonly is: Identified; readonly others: readonly Identified[] };
  /** The same files as what the user says that they are. */
  as?(choice: Identified): Found;
  /** Classes and parts as choices leave them (folders of images). */
  plan?(choices: Choices, ledger: Ledger): FolderPlan;
  /** @throws DataError where the set cannot be built */
  build(settings: BuildOptions, ledger: Ledger): Promise<ImageSet>;
}

export interface Finds {
  readonly found: readonly Found[];
  /** Files that cannot be used, with their reason. */
  readonly problems: readonly Error[];
  /** Files that are no data at all, by their endings. */
  readonly strangers: Ledger;
}

const CIFAR_FILE = /(train|test|data_batch_\d|test_batch|cifar[^/]*)\.bin$/i;

/** Whether a set is made of image files, each of which has to be decoded. */
export function isDecoded({ leaves }: Found): boolean {
  return leaves.some(({ kind }) => kind === 'image');
}

/** A set as the choices say that it is. */
export function identified(found: Found, { identity }: Choices): Found {
  return identity === 'auto' || identity === found.identity?.is ? found : (found.as?.(identity) ?? found);
}

/** One set of arrays, as the published set that it is or as the user's own. */
function foundArrays(set: ArraySet, group: Group, wanted: string | null): Found {
  const [first] = set.parts;
  const path = [group.title, ...set.leaves.map((leaf) => leaf.label)].join(' ');
  const labels = [...new Set(set.parts.flatMap((p) => Array.from(p.labels)))].sort((a, b) => a - b);
  const emnist = emnistOf(path, labels);
  if (first.kind !== 'other')
    return arraysAs(set, group, { family: first.kind === 'cifar-100' ? CIFAR_FAMILY : null });
  const digit = emnist ? { set: null, note: '' } : identify(first, path, wanted);
  const auto = arraysAs(set, group, { family: digit.set, emnist, note: digit.note });
  if (first.height !== 28 || first.width !== 28 || first.channels !== 1) return auto;
  const most = labels.at(-1) ?? 0;
  const others: Identified[] = [
    ...(most < 10 ? DIGIT_SETS : []),
    ...(most < 62 ? (['emnist'] as const) : []),
    'own',
  ];
  const as = (choice: Identified): Found => {
    if (choice === 'own') return arraysAs(set, group, { family: null, chosen: choice });
    if (choice === 'emnist')
      return arraysAs(set, group, { family: null, emnist: emnist ?? emnistByLabels(labels), chosen: choice });
    return arraysAs(set, group, { family: choice, chosen: choice });
  };
  const withIdentity = (found: Found, is: Identified): Found => ({ ...found, identity: { is, others } });
  const is = digit.set ?? (emnist ? 'emnist' : 'own');
  return { ...withIdentity(auto, is), as: (choice) => withIdentity(as(choice), choice) };
}

interface TakenAs {
  readonly family: SetName | null;
  readonly emnist?: Emnist | null;
  readonly note?: string;
  /** What the user says that it is, where files tell otherwise. */
  readonly chosen?: Identified;
}

function arraysAs(set: ArraySet, group: Group, { family, emnist, note, chosen }: TakenAs): Found {
  const title = family ? CATALOGUE[family].title : (emnist?.name ?? titleOf(set, group));
  const isCifar10 = set.parts[0].kind === 'cifar-10';
  const known = family === 'mnist' || family === 'fashion-mnist' ? IDX_CLASSES[family] : emnist?.alphabet;
  const build = (settings: BuildOptions) =>
    buildArraySet(set.parts, title, {
      name: settings.name,
      side: family !== null && settings.name === family ? null : settings.side,
      classNames: known ?? (isCifar10 ? CIFAR10 : null),
      transposed: Boolean(emnist),
      exclude: settings.choices.exclude,
      invert: settings.choices.invert === 'yes',
      identity: chosen ?? 'auto',
      onProgress: settings.onProgress,
    });
  const notes = note ? [note] : [];
  if (chosen) notes.push('Taken as you say; the files tell otherwise.');
  if (emnist) notes.push('EMNIST is stored transposed: its images are turned upright.');
  return { family, title, leaves: set.leaves, notes, build };
}

const DIGIT_SETS = ['mnist', 'fashion-mnist'] as const satisfies readonly DigitSet[];

/** CIFAR-100 is the image set of this family. */
const CIFAR_FAMILY: SetName = 'cifar-fs';
const CIFAR10 = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];

/** A folder or file name that says more than "train" does. */
function titleOf(set: ArraySet, group: Group): string {
  const says = (name: string) => name !== '' && !/^(train|test|data|raw|x|images?)$/i.test(name);
  const groupName = baseName(group.title).replace(/\.\w+$/, '');
  return [set.title, groupName].find(says) ?? 'my-arrays';
}

async function isPixelTable(leaf: Leaf): Promise<boolean> {
  return pixelLayout(firstRows(tableText((await leaf.read()).subarray(0, 400_000)))) !== null;
}

async function foundFolders(group: Group, images: readonly Leaf[], tables: readonly Leaf[]): Promise<Found> {
  const lists = await readSplitLists(tables, images, folderNames(images));
  const plan = (choices: Choices, ledger: Ledger) => planFolders(images, lists, choices, ledger);
  return {
    family: null,
    title: group.title,
    leaves: [...images, ...lists.leaves],
    notes: [],
    plan,
    build: (settings, ledger) =>
      buildFolderSet(group.title, plan(settings.choices, ledger), ledger, settings),
  };
}

/** Tables of regression tasks in a group without images; null where there are none. */
async function foundTables(
  group: Group,
  tables: readonly Leaf[],
  besideArrays: boolean,
): Promise<Found | null> {
  const files: TableFile[] = [];
  const leaves: Leaf[] = [];
  for (const leaf of tables) {
    const text = tableText(await leaf.read());
    if (!looksLikeTasks(text)) continue;
    files.push({ name: baseName(leaf.path).replace(/\.\w+$/, ''), label: leaf.label, text });
    leaves.push(leaf);
  }
  // Beside arrays a table of two columns is a list of their labels rather than a task.
  if (files.length === 0 || (besideArrays && !files.some(namesTasks))) return null;
  // Other files of the drop have no say in the name.
  const whole = tables.length === group.leaves.length;
  const title = whole ? group.title : files.length === 1 ? files[0].name : 'my-tables';
  return {
    family: null,
    isTable: true,
    title,
    leaves,
    notes: [],
    build: async ({ name, choices }, ledger) =>
      buildTableSet(name, readTaskTables(files, ledger), choices.exclude),
  };
}

function foundOmniglot(leaves: readonly Leaf[]): Found {
  const characters = collectOmniglot(leaves);
  return {
    family: 'omniglot',
    title: CATALOGUE.omniglot.title,
    leaves,
    notes: [],
    build: (settings, ledger) => buildOmniglot(characters, ledger, settings),
  };
}

interface Sorted {
  readonly images: Leaf[];
  readonly arrays: Leaf[];
  readonly tables: Leaf[];
  readonly others: Leaf[];
}

async function sort(group: Group): Promise<Sorted> {
  const sorted: Sorted = { images: [], arrays: [], tables: [], others: [] };
  for (const leaf of group.leaves) {
    if (leaf.kind === 'image') sorted.images.push(leaf);
    else if (leaf.kind === 'idx' || leaf.kind === 'npy' || leaf.kind === 'pickle') sorted.arrays.push(leaf);
    else if (leaf.kind === 'cifar' && CIFAR_FILE.test(leaf.path)) sorted.arrays.push(leaf);
    else if (leaf.kind === 'table') ((await isPixelTable(leaf)) ? sorted.arrays : sorted.tables).push(leaf);
    else sorted.others.push(leaf);
  }
  return sorted;
}

/** Looks through the groups. `wanted` is the published set that the user asked for, or the name of an own one. */
export async function understand(
  groups: readonly Group[],
  wanted: string | null,
  onProgress: OnProgress,
): Promise<Finds> {
  const found: Found[] = [];
  const problems: Error[] = [];
  const omniglot: Leaf[] = [];
  const strangers = new Ledger();
  for (const group of groups) {
    const { images, arrays, tables, others } = await sort(group);
    const pace = createPace(group.title, `Reading ${group.title}`, onProgress);
    const ledger = new Ledger();
    const finds = await findArrays(arrays, ledger, pace);
    problems.push(...finds.problems);
    for (const set of finds.sets) found.push(foundArrays(set, group, wanted));
    for (const { noun, reason, names, count } of ledger.list())
      strangers.leave(noun, reason, names[0], count);
    if (isOmniglot(images)) omniglot.push(...images);
    else if (images.length > 0) found.push(await foundFolders(group, images, tables));
    const table = images.length === 0 ? await foundTables(group, tables, finds.sets.length > 0) : null;
    if (table) found.push(table);
    const used = new Set(found.flatMap(({ leaves }) => leaves));
    for (const leaf of [...others, ...tables.filter((table) => !used.has(table))])
      strangers.leave('file', `of no use left out`, leaf.label);
  }
  if (omniglot.length > 0) found.push(foundOmniglot(omniglot));
  return { found: found.sort(bySize), problems, strangers };
}

/** The larger of two sets first. */
const bySize = (a: Found, b: Found) =>
  b.leaves.reduce((s, l) => s + l.size, 0) - a.leaves.reduce((s, l) => s + l.size, 0);

/** The set of a name among what was found: the published one of that name, or the only one there is. */
export function pick(finds: Finds, name: string, title: string): Found {
  const { found, problems } = finds;
  if (!isSetName(name)) {
    if (found.length > 0) return found[0];
  } else {
    const own = found.find(({ family }) => family === name);
    if (own) return own;
    const other = found[0];
    if (other && problems.length === 0)
      throw new DataError(
        title,
        `the files at hand are ${other.family ? CATALOGUE[other.family].title : `a set of another kind (${other.title})`}, not ${CATALOGUE[name].title}`,
      );
  }
  throw problems[0] ?? new DataError(title, 'none of its files holds images that can be read');
}
