// Dropped or picked files into the store: official files are recognised by name and size, zips and folders of images
// become sets of the user's own. Every file is read whole before it is kept; one that cannot be used is refused with
// its reason, and the others are kept.

import { messageOf } from '../../text/sentences.ts';
import { CATALOGUE, isSetName, recogniseFile, type SetName } from '../catalogue.ts';
import { DataError, IncompleteError, megabytes } from '../errors.ts';
import type { ImageDecoder } from '../formats/decode.ts';
import { packFolder } from '../formats/imageFolder.ts';
import { crc32, UNPACKED_LIMIT } from '../formats/inflate.ts';
import { openZip } from '../formats/zip.ts';
import { loadImageSets } from '../index.ts';
import type { DataReader } from '../readers/types.ts';
import type { DataStore } from '../store/store.ts';
import type { OnProgress } from './pace.ts';

/** A dropped file; `path` is its name, or its path within a picked folder. A browser File fits with its path. */
export interface GivenFile {
  readonly path: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A set that can be trained on after the import. */
export interface ImportedSet {
  readonly name: string;
  readonly classes: number;
  /** Images of the smallest class. */
  readonly leastImages: number;
}

export interface ImportResult {
  /** Names of the sets that got files, for the family's "dataset" field or the catalogue's families. */
  readonly sets: readonly string[];
  /** Those of them that are complete. */
  readonly ready: readonly ImportedSet[];
  /** What is still missing of the others, one sentence each. */
  readonly notes: readonly string[];
  /** One sentence per file that was refused, naming it. */
  readonly problems: readonly string[];
}

export interface ImportOptions {
  readonly onProgress?: OnProgress;
  readonly decode?: ImageDecoder;
}

const IMAGE = /\.(png|jpe?g|webp)$/i;

/** A set's name as it can stand in a link: letters, digits, hyphens. */
export function setNameFor(fileName: string): string {
  const bare = (fileName.split('/').at(-1) ?? '').replace(/\.(zip|tar\.gz|gz|bin)$/i, '').normalize('NFKD');
  const name = bare
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (name !== '') return isSetName(name) ? `my-${name}` : name;
  // Two names in other scripts must not become one set.
  const letters = /[\p{L}\p{N}]/u.test(bare);
  return letters ? `my-images-${crc32(new TextEncoder().encode(bare)).toString(36)}` : 'my-images';
}

async function bytesOf(file: GivenFile): Promise<Uint8Array> {
  if (file.size > UNPACKED_LIMIT)
    throw new DataError(
      file.path,
      `it has ${megabytes(file.size)}, more than the limit of ${megabytes(UNPACKED_LIMIT)}`,
    );
  if (file.size === 0) throw new DataError(file.path, 'it is empty');
  return new Uint8Array(await file.arrayBuffer());
}

function checkKind(path: string, bytes: Uint8Array): void {
  if (/\.gz$/i.test(path) && (bytes[0] !== 0x1f || bytes[1] !== 0x8b))
    throw new DataError(path, 'it is not a gzip file (a gzip file starts with the bytes 1f 8b)');
  if (/\.zip$/i.test(path)) openZip(path, bytes);
}

/** A file that has passed its first look: where it will be kept, not kept yet. */
interface Candidate {
  readonly set: string;
  readonly path: string;
  /** The name in messages. */
  readonly given: string;
  readonly bytes: Uint8Array;
}

async function lookAt(file: GivenFile, wanted: SetName | null): Promise<Candidate> {
  const { sets, name } = recogniseFile(file.path, file.size);
  const known = wanted !== null && sets.includes(wanted) ? wanted : sets.length === 1 ? sets[0] : null;
  if (known === null && sets.length > 1) {
    const titles = sets.map((set) => CATALOGUE[set].title).join(' and ');
    throw new DataError(
      file.path,
      `files of this name belong to ${titles}: choose the task family first, then drop it`,
    );
  }
  if (known === null && !/\.zip$/i.test(file.path))
    throw new DataError(file.path, 'it is none of the known data files, nor a zip of class folders');
  const bytes = await bytesOf(file);
  checkKind(file.path, bytes);
  if (known !== null) return { set: known, path: `${known}/${name}`, given: file.path, bytes };
  const own = setNameFor(file.path);
  const archive = openZip(file.path, bytes);
  if (!archive.entries.some((entry) => IMAGE.test(entry.name) && entry.name.includes('/')))
    throw new DataError(file.path, 'it holds no folders with PNG, JPEG or WebP images');
  return { set: own, path: `${own}/${own}.zip`, given: file.path, bytes };
}

async function packImages(images: readonly GivenFile[]): Promise<Candidate> {
  // Several folders dropped at once are classes of one set.
  const tops = [...new Set(images.map((file) => file.path.replace(/^\//, '').split('/')[0]))];
  const top = tops.slice(0, 3).join(' ');
  if (!images[0].path.replace(/^\//, '').includes('/'))
    throw new DataError(
      images[0].path,
      'single images have no class: drop a folder of class folders, or a zip of it',
    );
  const total = images.reduce((sum, file) => sum + file.size, 0);
  if (total > UNPACKED_LIMIT)
    throw new DataError(
      top,
      `its images have ${megabytes(total)}, more than the limit of ${megabytes(UNPACKED_LIMIT)}`,
    );
  const packed = [];
  for (const file of images)
    packed.push({ path: file.path.replace(/^\//, ''), bytes: new Uint8Array(await file.arrayBuffer()) });
  const name = setNameFor(top);
  return { set: name, path: `${name}/${name}.zip`, given: top, bytes: packFolder(packed) };
}

type Verdict =
  | { readonly kind: 'ready'; readonly set: ImportedSet }
  | { readonly kind: 'incomplete'; readonly note: string }
  | { readonly kind: 'refused'; readonly error: unknown };

/** Reads the whole set as training would, the new files before the kept ones. */
async function judge(
  name: string,
  candidates: readonly Candidate[],
  store: DataStore,
  options: ImportOptions,
): Promise<Verdict> {
  const fresh = new Map(candidates.map(({ path, bytes }) => [path, bytes]));
  const reader: DataReader = {
    read: async (path) => fresh.get(path) ?? store.read(path),
    list: async (prefix) => [
      ...[...fresh.keys()].filter((path) => path.startsWith(prefix)),
      ...(await store.list(prefix)),
    ],
  };
  try {
    const loaded = await loadImageSets([name], reader, options.onProgress, { decode: options.decode });
    const classes = loaded.get(name)?.classes ?? [];
    const leastImages = Math.min(...classes.map((c) => c.train.length + c.test.length));
    return { kind: 'ready', set: { name, classes: classes.length, leastImages } };
  } catch (error) {
    if (error instanceof IncompleteError) return { kind: 'incomplete', note: error.message };
    return { kind: 'refused', error };
  }
}

/** The file that an error is about, by its stored name; undefined where it is none of the new ones. */
function culprit(error: unknown, candidates: readonly Candidate[]): Candidate | undefined {
  if (!(error instanceof DataError)) return undefined;
  const bare = (path: string) => path.split('/').at(-1)?.replace(/\.gz$/, '');
  const file = bare(error.file.split(' › ')[0]);
  return candidates.find(({ path }) => bare(path) === file);
}

/**
 * Keeps the given files once the sets that they belong to have been read whole with them; what was kept before stays
 * where they are refused. `wanted` is the family's set (MNIST and Fashion-MNIST share file names). Image files with
 * folder paths are packed to one set named after the top folder.
 */
export async function importFiles(
  files: readonly GivenFile[],
  wanted: string | null,
  store: DataStore,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const sets = new Set<string>();
  const ready: ImportedSet[] = [];
  const notes: string[] = [];
  const problems: string[] = [];
  const note = (error: unknown) => problems.push(messageOf(error));
  /** The user knows a file by the name that it was given with, not by the one that it would be kept under. */
  const noteOf = (error: unknown, file: Candidate) => {
    if (!(error instanceof DataError)) return note(error);
    const [, ...within] = error.file.split(' › ');
    note(new DataError([file.given, ...within].join(' › '), error.reason));
  };
  const family = wanted !== null && isSetName(wanted) ? wanted : null;
  const images = files.filter((file) => IMAGE.test(file.path));
  const candidates: Candidate[] = [];
  const attempt = async (look: () => Promise<Candidate>) => {
    try {
      candidates.push(await look());
    } catch (error) {
      note(error);
    }
  };
  for (const file of files) {
    if (images.includes(file) || /(^|\/)(\.[^/]*|LICENSE|README[^/]*)$/i.test(file.path)) continue;
    await attempt(() => lookAt(file, family));
  }
  if (images.length > 0) await attempt(() => packImages(images));

  for (const name of new Set(candidates.map((candidate) => candidate.set))) {
    let left = candidates.filter((candidate) => candidate.set === name);
    while (left.length > 0) {
      const verdict = await judge(name, left, store, options);
      if (verdict.kind === 'refused') {
        const bad = culprit(verdict.error, left);
        if (bad) noteOf(verdict.error, bad);
        else note(verdict.error);
        // Where the error is about no single new file, they do not fit together: none is taken.
        left = bad ? left.filter((candidate) => candidate !== bad) : [];
        continue;
      }
      try {
        for (const { path, bytes } of left) await store.put(path, bytes);
        sets.add(name);
        if (verdict.kind === 'ready') ready.push(verdict.set);
        else notes.push(verdict.note);
      } catch (error) {
        note(error);
      }
      break;
    }
  }
  return { sets: [...sets], ready, notes, problems };
}
