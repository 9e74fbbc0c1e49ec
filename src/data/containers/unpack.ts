// Given files to leaves: archives in archives are opened, gzip in gzip too, whatever their names say. Leaves are
// grouped by what will be one set: an archive is a group, files and folders dropped together are one.
import { messageOf } from '../../text/sentences.ts';
import { DataError, megabytes } from '../errors.ts';
import { createPace, type OnProgress } from '../import/pace.ts';
import { gunzip, UNPACKED_LIMIT } from './inflate.ts';
import { type FileKind, HEAD, isImageName, isSystemFile, kindOf } from './kinds.ts';
import { bytesSource, type GivenFile } from './source.ts';
import { readTar } from './tar.ts';
import { openZip, readZipEntry, type ZipArchive } from './zip.ts';

/** A file that holds no others. */
export interface Leaf {
  /** Its path within the group. */
  readonly path: string;
  /** Its name in messages: archive › path. */
  readonly label: string;
  readonly kind: FileKind;
  readonly size: number;
  /** The given file that it comes from. */
  readonly given: GivenFile;
  /** @throws DataError naming the file */
  read(): Promise<Uint8Array>;
}

export interface Group {
  /** What a set made of it is called after: the archive, or the folders dropped together. */
  readonly title: string;
  readonly leaves: Leaf[];
}

export interface Unpacked {
  readonly groups: readonly Group[];
  /** One sentence for each file that cannot be opened. */
  readonly problems: readonly string[];
}

const MAX_DEPTH = 4;
/** Archives that are one part of a set: train.zip beside test.zip. */
const PART_NAME = /(^|\/)(train|training|val|valid|validation|test|testing)[^/]*$/i;

export function baseName(path: string): string {
  return path.split('/').at(-1) ?? path;
}

function stem(path: string): string {
  return path.replace(/\.(zip|tar|tar\.gz|tgz|gz|npz)$/i, '');
}

interface Walk {
  readonly loose: Leaf[];
  readonly own: Group[];
  readonly problems: string[];
  readonly onProgress: OnProgress;
}

async function readWhole(file: GivenFile): Promise<Uint8Array> {
  if (file.size > UNPACKED_LIMIT)
    throw new DataError(
      file.path,
      `it has ${megabytes(file.size)}, more than the limit of ${megabytes(UNPACKED_LIMIT)}`,
    );
  return file.slice(0, file.size);
}

type Add = (leaf: Leaf) => void;

interface Content {
  readonly path: string;
  readonly label: string;
  readonly given: GivenFile;
  readonly depth: number;
}

/** A piece of content in memory: opened where it is a container, a leaf otherwise. */
async function addBytes(content: Content, bytes: Uint8Array, add: Add, walk: Walk): Promise<void> {
  const { path, label, given, depth } = content;
  const kind = kindOf(path, bytes.subarray(0, HEAD), bytes.length);
  if (depth >= MAX_DEPTH && (kind === 'zip' || kind === 'gzip' || kind === 'tar'))
    throw new DataError(label, `it is packed more than ${MAX_DEPTH} times`);
  const inner = { ...content, depth: depth + 1 };
  switch (kind) {
    case 'gzip': {
      const pace = createPace(path, `Unpacking ${baseName(path)}`, walk.onProgress);
      const name = path.replace(/\.tgz$/i, '.tar').replace(/\.gz$/i, '');
      return addBytes({ ...inner, path: name }, await gunzip(label, bytes, pace), add, walk);
    }
    case 'tar':
      for (const entry of readTar(label, bytes))
        if (!isSystemFile(entry.name))
          await addBytes(
            { ...inner, path: `${stem(path)}/${entry.name}`, label: `${label} › ${entry.name}` },
            entry.bytes,
            add,
            walk,
          );
      return;
    case 'zip':
      return addZip(inner, await openZip(label, bytesSource(bytes)), add, walk);
    default:
      add({ path, label, kind, size: bytes.length, given, read: async () => bytes });
  }
}

/** An archive's files by its directory; only those that may be archives or need a look are unpacked now. */
async function addZip(content: Content, archive: ZipArchive, add: Add, walk: Walk): Promise<void> {
  const { given, depth } = content;
  const root = depth > 1 ? `${stem(content.path)}/` : '';
  const pace = createPace(content.path, `Listing ${baseName(content.path)}`, walk.onProgress);
  for (const [i, entry] of archive.entries.entries()) {
    const path = root + entry.name;
    const label = `${archive.file} › ${entry.name}`;
    const read = () => readZipEntry(archive, entry);
    await pace(i / archive.entries.length);
    if (isImageName(entry.name) || entry.size === 0) {
      const kind = entry.size === 0 ? 'empty' : 'image';
      add({ path, label, kind, size: entry.size, given, read });
      continue;
    }
    try {
      const bytes = await read();
      const kind = kindOf(path, bytes.subarray(0, HEAD), bytes.length);
      // Read again when it is wanted: an archive may hold many large arrays.
      if (kind === 'zip' || kind === 'gzip' || kind === 'tar')
        await addBytes({ path, label, given, depth }, bytes, add, walk);
      else add({ path, label, kind, size: entry.size, given, read });
    } catch (error) {
      walk.problems.push(messageOf(error));
    }
  }
}

/** Whether a zip is NumPy's .npz: arrays only. */
const isArrays = (archive: ZipArchive) =>
  archive.entries.length > 0 && archive.entries.every(({ name }) => name.endsWith('.npy'));

async function addGiven(file: GivenFile, walk: Walk): Promise<void> {
  const path = file.path.replace(/^\//, '');
  const content = { path, label: path, given: file, depth: 0 };
  const addLoose: Add = (leaf) => walk.loose.push(leaf);
  const leaf = (kind: FileKind): Leaf => ({
    ...content,
    kind,
    size: file.size,
    read: () => readWhole(file),
  });
  if (isImageName(path) && file.size > 0) return addLoose(leaf('image'));
  const kind = kindOf(path, await file.slice(0, Math.min(HEAD, file.size)), file.size);
  const group = (): Group => {
    const made: Group = { title: stem(path), leaves: [] };
    if (!PART_NAME.test(stem(path))) walk.own.push(made);
    return PART_NAME.test(stem(path)) ? { ...made, leaves: walk.loose } : made;
  };
  if (kind === 'zip' || /\.zip$/i.test(path)) {
    if (kind === 'empty') throw new DataError(path, 'it is empty');
    const archive = await openZip(path, file);
    if (isArrays(archive)) return addZip({ ...content, depth: 2 }, archive, addLoose, walk);
    const { leaves } = group();
    const depth = leaves === walk.loose ? 2 : 1;
    return addZip({ ...content, depth }, archive, (each) => leaves.push(each), walk);
  }
  if (kind !== 'gzip' && kind !== 'tar') return addLoose(leaf(kind));
  const found: Leaf[] = [];
  await addBytes(content, await readWhole(file), (each) => found.push(each), walk);
  // One packed file stays with the others; a packed folder is a set of its own.
  const { leaves } = found.length === 1 ? { leaves: walk.loose } : group();
  for (const each of found) leaves.push(each);
}

/** The title of what was dropped together: its first folders, or its first file. */
function looseTitle(leaves: readonly Leaf[]): string {
  const inFolders = leaves.filter(({ path }) => path.includes('/'));
  const tops = [...new Set((inFolders.length ? inFolders : leaves).map(({ path }) => path.split('/')[0]))];
  return stem(tops.slice(0, 3).join(' '));
}

/** Opens everything that was given. A file that cannot be opened costs itself, with one sentence. */
export async function unpack(files: readonly GivenFile[], onProgress: OnProgress): Promise<Unpacked> {
  const walk: Walk = { loose: [], own: [], problems: [], onProgress };
  const pace = createPace(
    '',
    `Looking at ${files.length} ${files.length === 1 ? 'file' : 'files'}`,
    onProgress,
  );
  for (const [i, file] of files.entries()) {
    if (isSystemFile(file.path)) continue;
    try {
      await addGiven(file, walk);
    } catch (error) {
      walk.problems.push(messageOf(error));
    }
    await pace(i / files.length);
  }
  const loose = walk.loose.length > 0 ? [{ title: looseTitle(walk.loose), leaves: walk.loose }] : [];
  return { groups: [...loose, ...walk.own], problems: walk.problems };
}
