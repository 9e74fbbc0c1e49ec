// Keeps a set that has been looked at. Nothing is replaced without a word: a set of the same name with other content
// keeps its name, and the new one gets a number, unless the user says that it takes the place.
import { CATALOGUE, isSetName } from '../catalogue.ts';
import { CHOICES_FILE, isDefault, writeChoices } from '../choices.ts';
import { packZip } from '../containers/packZip.ts';
import { readAhead } from '../containers/readAhead.ts';
import type { GivenFile } from '../containers/source.ts';
import { baseName } from '../containers/unpack.ts';
import { buildSet } from '../index.ts';
import type { AboutSet, DataStore } from '../store/store.ts';
import { isDecoded } from '../understand/understand.ts';
import { isTaken, LOOK_SIDE, type OpenSet, type Waiting } from './inspect.ts';
import { createPace, type OnProgress } from './pace.ts';
import { mostWays } from './summary.ts';

export type OnConflict = 'both' | 'replace';

export interface KeptSet {
  readonly name: string;
  readonly about: AboutSet;
  /** Classes that a task can have at most. */
  readonly ways: number;
  /** Images of the smallest class. */
  readonly leastImages: number;
  /** What happened, where it is not what one expects. */
  readonly note: string | null;
}

/** Content of the set that is kept under a name: its hash, '' where it cannot be read, null where there is none. */
export async function keptHash(name: string, store: DataStore): Promise<string | null> {
  const files = await store.files(name);
  if (files.length === 0) return null;
  const known = (await store.sets()).find((each) => each.name === name)?.about?.hash;
  if (known) return known;
  const built = await buildSet(name, files, () => undefined).catch(() => null);
  const hash = built?.set.hash ?? '';
  // Said once: a set that was kept by an earlier release need not be read again for its hash.
  if (hash) await store.describe(name, { hash, kind: built?.set.table ? 'table' : 'images' });
  return hash;
}

async function freeName(name: string, store: DataStore): Promise<string> {
  const taken = new Set(await store.names());
  const base = isSetName(name) ? `my-${name}` : name;
  if (!taken.has(base)) return base;
  for (let i = 2; ; i++) if (!taken.has(`${base}-${i}`)) return `${base}-${i}`;
}

/** Whether a given file is kept as it is: an archive, or an array. Loose images are packed to one zip. */
function isWhole(open: OpenSet, file: GivenFile): boolean {
  const leaves = open.found.leaves.filter(({ given }) => given === file);
  return leaves.length !== 1 || (leaves[0].kind !== 'image' && !open.found.plan);
}

async function contentsOf(open: OpenSet, name: string, onProgress: OnProgress): Promise<[string, Blob][]> {
  const { leaves } = open.found;
  const given = [...new Set(leaves.map((leaf) => leaf.given))];
  if (given.every((file) => isWhole(open, file))) {
    const names = given.map(({ path }) => baseName(path));
    const single = given.length === 1 && /\.zip$/i.test(names[0]) && !isSetName(name);
    const out: [string, Blob][] = [];
    for (const [i, file] of given.entries()) {
      // Two files of one name in different folders: the folder's name keeps them apart.
      const unique = names.indexOf(names[i]) === i ? names[i] : `${i}-${names[i]}`;
      out.push([single ? `${name}.zip` : unique, await blobOf(file)]);
    }
    return out;
  }
  const pace = createPace(name, `Packing ${name}`, onProgress);
  const read = readAhead(leaves);
  const packed = leaves.map((leaf) => ({ path: leaf.path, read: () => read(leaf) }));
  return [[`${name}.zip`, await packZip(packed, pace)]];
}

const PIECE = 8 * 1024 * 1024;

async function blobOf(file: GivenFile): Promise<Blob> {
  const pieces: Blob[] = [];
  for (let at = 0; at < file.size; at += PIECE)
    pieces.push(
      new Blob([(await file.slice(at, Math.min(file.size, at + PIECE))) as Uint8Array<ArrayBuffer>]),
    );
  return new Blob(pieces);
}

function keptSet(open: OpenSet, name: string, note: string | null): KeptSet {
  const { classes, family, hash } = open.summary;
  const leastImages = Math.min(...classes.map((c) => c.train + c.test));
  const about = { hash, kind: family === 'table' ? 'table' : 'images' } as const;
  return { name, about, ways: mostWays(open.summary), leastImages, note };
}

/** Whether keeping it under its name would take the place of other content; `before` is what is kept under that name. */
export function isConflict({ kept, displaces, summary }: OpenSet, before: string | null): boolean {
  return before !== null && before !== summary.hash && (kept.length === 0 || displaces);
}

/** @throws DataError where the browser has no room; nothing is kept half then */
export async function keep(
  open: OpenSet,
  onConflict: OnConflict,
  store: DataStore,
  onProgress: OnProgress,
): Promise<KeptSet> {
  const wanted = open.summary.name;
  const before = await keptHash(wanted, store);
  if (before === open.summary.hash && open.kept.length === 0)
    return keptSet(open, wanted, `${wanted} was kept already, with the same images.`);
  const other = isConflict(open, before);
  const name = other && onConflict === 'both' ? await freeName(wanted, store) : wanted;
  const contents = await contentsOf(open, name, onProgress);
  if (!isDefault(open.choices)) contents.push([CHOICES_FILE, new Blob([writeChoices(open.choices)])]);
  if (other && onConflict === 'replace') await store.remove(wanted);
  const { about } = keptSet(open, name, null);
  for (const [file, blob] of contents) await store.put(`${name}/${file}`, blob, about);
  if (isDecoded(open.found)) await store.keepBuilt(name, LOOK_SIDE, { ...open.set, name });
  if (!other) return keptSet(open, name, null);
  const note =
    onConflict === 'replace'
      ? `${wanted} was replaced.`
      : `Another set is kept as ${wanted}: this one is kept as ${name}.`;
  return keptSet(open, name, note);
}

/** Keeps a file whose counterpart is still missing; one of its name and other content stays instead. */
export async function keepWaiting({ set, file, note }: Waiting, store: DataStore): Promise<string> {
  if (await isTaken(file, await store.files(set)))
    return `${note} It is not kept: another file of its name is kept as ${CATALOGUE[set].title}. Bring both files together.`;
  await store.put(`${set}/${baseName(file.path)}`, await blobOf(file));
  return `${note} ${CATALOGUE[set].title} cannot be used before.`;
}
