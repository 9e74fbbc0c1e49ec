// Lists beside the images: which file is of which class and part (miniImageNet's train.csv), or which classes are which
// part (the train/val/test.txt of CIFAR-FS). A list is known by what its values match, not by its name.
import { baseName, type Leaf } from '../containers/unpack.ts';
import { parseTable, tableText } from '../formats/table.ts';
import type { ClassPart } from '../images.ts';
import { isPart, roleOf, roleOfList } from './roles.ts';

export interface ListedImage {
  readonly label?: string;
  /** The list, or the value of its column of parts: what the user sees. */
  readonly source: string;
  readonly part?: ClassPart;
}

export interface SplitLists {
  readonly images: ReadonlyMap<Leaf, ListedImage>;
  readonly classes: ReadonlyMap<string, { readonly part: ClassPart; readonly source: string }>;
  /** Names of the lists that are used. */
  readonly used: readonly string[];
  /** Lists of another split than the one that is used. */
  readonly unused: readonly string[];
  readonly leaves: readonly Leaf[];
}

const MATCH = 0.8;
const LOOKED_AT = 400;
const MAX_SIZE = 16 * 1024 * 1024;
const LABEL = /^(label|labels|class|classes|category|species|target|breed|class.?name|class.?id|id.?code)$/i;
const PART = /^(split|part|set|fold|subset|phase|usage|partition|data.?set)$/i;

const withoutEnding = (name: string) => name.replace(/\.[a-z0-9]{2,5}$/i, '');

type Find = (value: string) => Leaf | undefined;

/**
 * Finds images by path, name, or name without ending. Where several have the name (train/1.png and test/1.png), a list
 * of a part means the one in the folder of that part, and any other list the training image.
 */
function imageIndex(images: readonly Leaf[]): (part: ClassPart | undefined) => Find {
  const index = new Map<string, Leaf[]>();
  for (const leaf of images) {
    const parts = leaf.path.split('/');
    for (let from = 0; from < parts.length; from++) {
      const path = parts.slice(from).join('/');
      for (const key of new Set([path, withoutEnding(path)])) {
        const leaves = index.get(key);
        if (leaves) leaves.push(leaf);
        else index.set(key, [leaf]);
      }
    }
  }
  return (part) => (value) => {
    const path = value.replaceAll('\\', '/').replace(/^\.?\//, '');
    const leaves = index.get(path) ?? index.get(baseName(path)) ?? [];
    if (leaves.length < 2) return leaves[0];
    const inPart = leaves.find((leaf) =>
      leaf.path.split('/').some((name) => roleOf(name) === (part ?? 'train')),
    );
    return inPart ?? leaves[0];
  };
}

interface Columns {
  readonly file: number;
  readonly label: number;
  readonly part: number;
  readonly from: number;
}

/** Which columns of a table say file, label and part; null where no column names images. */
function columnsOf(rows: readonly (readonly string[])[], find: Find): Columns | null {
  const sample = rows.slice(1, LOOKED_AT);
  const body = sample.length > 0 ? sample : rows;
  const share = (c: number, fits: (v: string) => boolean) =>
    body.filter((row) => fits(row[c] ?? '')).length / body.length;
  const columns = rows[0].map((_, c) => c);
  const file = columns.find((c) => share(c, (v) => find(v) !== undefined) >= MATCH);
  if (file === undefined) return null;
  const header = find(rows[0][file]) === undefined;
  const others = columns.filter((c) => c !== file);
  const named = (pattern: RegExp) => (header ? others.find((c) => pattern.test(rows[0][c])) : undefined);
  const part = named(PART) ?? others.find((c) => share(c, (v) => isPart(roleOf(v))) >= MATCH) ?? -1;
  const rest = others.filter((c) => c !== part);
  return { file, part, label: named(LABEL) ?? (rest.length === 1 ? rest[0] : -1), from: header ? 1 : 0 };
}

const folderOf = (path: string) => path.split('/').slice(0, -1).join('/');

/** Classes that a list of names gives a part: their folder, or the folder with the one above. */
function classList(rows: readonly (readonly string[])[], classNames: ReadonlySet<string>): string[] | null {
  const isKnown = (name: string) => classNames.has(name) || classNames.has(baseName(name));
  const [first, ...rest] = rows.map((row) => row[0]);
  const names = rest.length > 0 && !isKnown(first) ? rest : [first, ...rest];
  const known = names.filter(isKnown);
  return known.length >= MATCH * names.length && known.length > 0 ? known : null;
}

/** Numbers beside images that lie in class folders, one for each folder: the folders have the names. */
function areCodesOfFolders(listed: ReadonlyMap<Leaf, ListedImage>): boolean {
  const codes = new Map<string, string>();
  for (const [{ path }, { label }] of listed) {
    const folder = folderOf(path);
    if (label === undefined || !/^\d+$/.test(label) || (codes.get(folder) ?? label) !== label) return false;
    codes.set(folder, label);
  }
  return codes.size > 1 && new Set(codes.values()).size === codes.size;
}

/** Reads the tables of a group for what they say about its images and class folders. */
export async function readSplitLists(
  tables: readonly Leaf[],
  images: readonly Leaf[],
  classNames: ReadonlySet<string>,
): Promise<SplitLists> {
  const indexed = imageIndex(tables.length > 0 ? images : []);
  const listed = new Map<Leaf, ListedImage>();
  const classLists: { leaf: Leaf; names: string[]; part: ClassPart }[] = [];
  const used: string[] = [];
  const leaves: Leaf[] = [];
  const sorted = [...tables].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const leaf of sorted) {
    // A form to hand answers in: its labels mean nothing.
    if (leaf.size > MAX_SIZE || images.length === 0 || /submission/i.test(baseName(leaf.path))) continue;
    const { rows } = parseTable(tableText(await leaf.read()));
    if (rows.length === 0) continue;
    const name = baseName(leaf.path);
    const role = roleOfList(withoutEnding(name));
    const find = indexed(role);
    const columns = columnsOf(rows, find);
    if (columns) {
      for (const row of rows.slice(columns.from)) {
        const image = find(row[columns.file] ?? '');
        if (!image) continue;
        const own = columns.part < 0 ? role : roleOf(row[columns.part] ?? '');
        const before = listed.get(image);
        listed.set(image, {
          source: columns.part < 0 ? name : row[columns.part],
          label: (columns.label < 0 ? undefined : row[columns.label]) ?? before?.label,
          part: isPart(own) ? own : before?.part,
        });
      }
      used.push(name);
      leaves.push(leaf);
      continue;
    }
    const names = role ? classList(rows, classNames) : null;
    if (names && role) classLists.push({ leaf, names, part: role });
  }
  if (areCodesOfFolders(listed)) for (const [image, { label: _, ...rest }] of listed) listed.set(image, rest);
  // Several splits of one set lie in folders of their own: the first is taken.
  const folder = classLists.length > 0 ? folderOf(classLists[0].leaf.path) : '';
  const classes = new Map<string, { part: ClassPart; source: string }>();
  for (const { leaf, names, part } of classLists) {
    if (folderOf(leaf.path) !== folder) continue;
    for (const name of names) classes.set(baseName(name), { part, source: baseName(leaf.path) });
    used.push(baseName(leaf.path));
    leaves.push(leaf);
  }
  const unused = [...new Set(classLists.map(({ leaf }) => folderOf(leaf.path)))].filter((f) => f !== folder);
  return { images: listed, classes, used, unused, leaves: [...leaves, ...classLists.map((c) => c.leaf)] };
}
