// Dropped or picked files into the store: official files are recognised by name and size, zips and folders of images
// become sets of the user's own. A file that cannot be used is refused with its reason; the others are kept.
import { CATALOGUE, isSetName, recogniseFile, type SetName } from './catalogue.ts';
import { DataError, megabytes } from './errors.ts';
import { packFolder } from './imageFolder.ts';
import { UNPACKED_LIMIT } from './inflate.ts';
import type { DataStore } from './store.ts';
import { openZip } from './zip.ts';

/** A dropped file; `path` is its name, or its path within a picked folder. A browser File fits with its path. */
export interface GivenFile {
  readonly path: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export interface ImportResult {
  /** Names of the sets that got files, for the family's "dataset" field or the catalogue's families. */
  readonly sets: readonly string[];
  /** One sentence per file that was refused, naming it. */
  readonly problems: readonly string[];
}

const IMAGE = /\.(png|jpe?g|webp)$/i;

/** A set's name as it can stand in a link: letters, digits, hyphens. */
export function setNameFor(fileName: string): string {
  const bare = fileName.split('/').at(-1) ?? '';
  const name = bare
    .replace(/\.(zip|tar\.gz|gz|bin)$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' || isSetName(name) ? `my-${name || 'images'}` : name;
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

async function importOne(file: GivenFile, wanted: SetName | null, store: DataStore): Promise<string> {
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
  if (known !== null) {
    await store.put(`${known}/${name}`, bytes);
    return known;
  }
  const own = setNameFor(file.path);
  const archive = openZip(file.path, bytes);
  if (!archive.entries.some((entry) => IMAGE.test(entry.name) && entry.name.includes('/')))
    throw new DataError(file.path, 'it holds no folders with PNG, JPEG or WebP images');
  await store.put(`${own}/${own}.zip`, bytes);
  return own;
}

/**
 * Keeps the given files. `wanted` is the family's set (MNIST and Fashion-MNIST share file names). Image files with
 * folder paths are packed to one set named after the top folder.
 */
export async function importFiles(
  files: readonly GivenFile[],
  wanted: string | null,
  store: DataStore,
): Promise<ImportResult> {
  const sets = new Set<string>();
  const problems: string[] = [];
  const note = (error: unknown) => problems.push(error instanceof Error ? error.message : String(error));
  const images = files.filter((file) => IMAGE.test(file.path));
  for (const file of files) {
    if (images.includes(file) || /(^|\/)(\.[^/]*|LICENSE|README[^/]*)$/i.test(file.path)) continue;
    try {
      sets.add(await importOne(file, wanted !== null && isSetName(wanted) ? wanted : null, store));
    } catch (error) {
      note(error);
    }
  }
  if (images.length > 0) {
    try {
      sets.add(await importFolder(images, store));
    } catch (error) {
      note(error);
    }
  }
  return { sets: [...sets], problems };
}

async function importFolder(images: readonly GivenFile[], store: DataStore): Promise<string> {
  const top = images[0].path.replace(/^\//, '').split('/')[0];
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
  await store.put(`${name}/${name}.zip`, packFolder(packed));
  return name;
}
