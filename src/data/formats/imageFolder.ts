// Any zip of class folders: the folder that holds an image is its class, the folder above it the group. Folders named
// train, val(idation) and test above are taken as the split, of classes or, where classes lie in several of them, of
// images. Grey images stay grey; dark ink on light paper is inverted.
import { zipSync } from 'fflate';
import { DataError } from '../errors.ts';
import type { ClassPart, ImageClass, ImageSet } from '../images.ts';
import type { OnProgress } from '../import/pace.ts';
import { createPace } from '../import/pace.ts';
import type { ImageDecoder } from './decode.ts';
import { resizeSquare } from './resize.ts';
import { readZipEntry, type ZipArchive, type ZipEntry } from './zip.ts';

const IMAGE = /\.(png|jpe?g|webp)$/i;
/** Pixels kept in memory at most. */
const MAX_BYTES = 512 * 1024 * 1024;
/** Above this mean a grey set is taken for dark ink on light paper. */
const PAPER_MEAN = 140;

interface Folder {
  readonly name: string;
  readonly group: string;
  /** The images by the part that a folder above says; 'all' where none does. */
  readonly entries: Record<ClassPart | 'all', ZipEntry[]>;
}

function partNamed(folder: string): ClassPart | undefined {
  if (/^(train|training)$/i.test(folder)) return 'train';
  if (/^(val|valid|validation)$/i.test(folder)) return 'validation';
  return /^(test|testing)$/i.test(folder) ? 'test' : undefined;
}

const imagesOf = ({ entries }: Folder) => Object.values(entries).flat();

/** Class folders in the order of their paths, and how many images lie beside them rather than in one. */
function collect(archive: ZipArchive): { folders: Folder[]; beside: number } {
  const found = new Map<string, Folder>();
  for (const entry of archive.entries) {
    const path = entry.name.split('/').slice(0, -1);
    if (!IMAGE.test(entry.name) || path.length === 0) continue;
    // The class is the last folder, even if it is called "test".
    const above = path.slice(0, -1);
    const part = above.map(partNamed).find(Boolean) ?? 'all';
    const own = [...above.filter((folder) => !partNamed(folder)), path.at(-1) as string];
    const key = own.join('/');
    let folder = found.get(key);
    if (!folder) {
      folder = {
        name: own.at(-1) as string,
        group: own.at(-2) ?? '',
        entries: { train: [], validation: [], test: [], all: [] },
      };
      found.set(key, folder);
    }
    folder.entries[part].push(entry);
  }
  const keys = [...found.keys()].sort();
  // A folder of folders is no class: pictures in it are a cover or a contact sheet.
  const classes = keys.filter((key) => !keys.some((other) => other.startsWith(`${key}/`)));
  const list = classes.map((key) => found.get(key) as Folder);
  const images = (folders: Iterable<Folder>) =>
    [...folders].reduce((sum, folder) => sum + imagesOf(folder).length, 0);
  const beside = images(found.values()) - images(list);
  // One folder above all classes says nothing: every class is then its own group.
  if (new Set(list.map(({ group }) => group)).size <= 1)
    return { folders: list.map((folder) => ({ ...folder, group: folder.name })), beside };
  const names = list.map(({ name }) => name);
  const twice = (name: string) => names.indexOf(name) !== names.lastIndexOf(name);
  const folders = list.map((folder) =>
    folder.group && twice(folder.name) ? { ...folder, name: `${folder.group} ${folder.name}` } : folder,
  );
  return { folders, beside };
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

/** @throws DataError when there are not at least two class folders with two images each */
export async function makeImageFolder(
  name: string,
  archive: ZipArchive,
  side: number,
  decode: ImageDecoder,
  onProgress: OnProgress,
): Promise<ImageSet> {
  const { folders: all, beside } = collect(archive);
  const folders = all.filter((folder) => imagesOf(folder).length >= 2);
  if (folders.length < 2) {
    const there = folders.length === 1 ? `only one class folder (“${folders[0].name}”)` : '0 class folders';
    throw new DataError(
      archive.file,
      `it has ${there} with two or more PNG, JPEG or WebP images; at least 2 are needed`,
    );
  }
  const total = folders.reduce((sum, folder) => sum + imagesOf(folder).length, 0);
  const split = splitOf(folders);
  const anyTest = folders.some(({ entries }) => entries.test.length > 0);
  const area = side * side;
  if (total * area * 3 > MAX_BYTES)
    throw new DataError(
      archive.file,
      `its ${total} images of ${side} × ${side} pixels need too much memory: use a smaller "Image size"`,
    );
  const colour = new Uint8Array(total * area * 3);
  const pace = createPace(name, `Reading ${name}`, onProgress);
  const square = new Uint8Array(area * 3);
  let grey = true;
  let sum = 0;
  let image = 0;
  const classes: ImageClass[] = [];
  async function readAll(entries: readonly ZipEntry[]): Promise<Uint32Array> {
    const first = image;
    for (const entry of entries) {
      const raw = await decode(`${archive.file} › ${entry.name}`, readZipEntry(archive, entry));
      resizeSquare(raw, side, square, 0);
      for (let i = 0; i < area; i++)
        for (let c = 0; c < 3; c++) {
          const value = square[i * raw.channels + (raw.channels === 3 ? c : 0)];
          colour[(image * area + i) * 3 + c] = value;
          sum += value;
          // A little colour is JPEG's rounding.
          if (c > 0 && Math.abs(value - colour[(image * area + i) * 3]) > 12) grey = false;
        }
      image++;
      await pace(image / total);
    }
    return Uint32Array.from({ length: image - first }, (_, i) => first + i);
  }
  for (const folder of folders) {
    const { name: className, group, entries } = folder;
    const rest = {
      name: className,
      group,
      ...(split === 'classes' ? { part: classPart(folder, anyTest) } : {}),
    };
    if (split === 'images') {
      const train = await readAll([...entries.train, ...entries.all]);
      // Validation images are held out with the test images: they would else serve for nothing.
      classes.push({ ...rest, train, test: await readAll([...entries.test, ...entries.validation]) });
    } else classes.push({ ...rest, train: await readAll(imagesOf(folder)), test: new Uint32Array(0) });
  }
  const notes: string[] = [];
  const lone = all.length - folders.length;
  if (lone > 0) notes.push(`${lone === 1 ? 'One folder' : `${lone} folders`} with a single image left out.`);
  if (beside > 0)
    notes.push(`${beside === 1 ? 'One image' : `${beside} images`} outside the class folders left out.`);
  const shape = { name, height: side, width: side, classes, notes };
  if (!grey) return { ...shape, channels: 3, pixels: colour };
  const invert = sum / (total * area * 3) > PAPER_MEAN;
  if (invert) notes.push('The images are dark on light and were inverted, so that ink is 1 on 0.');
  const pixels = new Uint8Array(total * area);
  for (let i = 0; i < pixels.length; i++) pixels[i] = invert ? 255 - colour[3 * i] : colour[3 * i];
  return { ...shape, channels: 1, pixels };
}

/** Packs a picked folder's files as one zip (stored, not compressed), the form in which sets are kept. */
export function packFolder(
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): Uint8Array {
  const tree: Record<string, Uint8Array> = {};
  for (const { path, bytes } of files) if (IMAGE.test(path)) tree[path] = bytes;
  return zipSync(tree, { level: 0 });
}
