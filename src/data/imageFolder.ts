// Any zip of class folders: the folder that holds an image is its class, the folder above it the group. Top folders
// named train, val(idation) and test are taken as the split. Grey images stay grey; dark ink on light paper is inverted.
import { zipSync } from 'fflate';
import type { ClassPart, ImageClass, ImageSet } from '../math/images.ts';
import type { ImageDecoder } from './decode.ts';
import { DataError } from './errors.ts';
import type { OnProgress } from './pace.ts';
import { createPace } from './pace.ts';
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
  readonly part?: ClassPart;
  readonly entries: ZipEntry[];
}

function partNamed(folder: string | undefined): ClassPart | undefined {
  if (/^(train|training)$/i.test(folder ?? '')) return 'train';
  if (/^(val|valid|validation)$/i.test(folder ?? '')) return 'validation';
  return /^(test|testing)$/i.test(folder ?? '') ? 'test' : undefined;
}

function collect(archive: ZipArchive): Folder[] {
  const folders = new Map<string, Folder>();
  for (const entry of archive.entries) {
    if (!IMAGE.test(entry.name)) continue;
    const path = entry.name.split('/').slice(0, -1);
    if (path.length === 0) continue;
    const key = path.join('/');
    let folder = folders.get(key);
    if (!folder) {
      const part = path.slice(0, -1).map(partNamed).find(Boolean);
      const group =
        path
          .slice(0, -1)
          .filter((name) => !partNamed(name))
          .at(-1) ?? key;
      folder = { name: path.at(-1) as string, group, ...(part ? { part } : {}), entries: [] };
      folders.set(key, folder);
    }
    folder.entries.push(entry);
  }
  const list = [...folders.entries()]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, folder]) => folder);
  // One folder above all classes says nothing: every class is then its own group.
  const groups = new Set(list.map((folder) => folder.group));
  const split = groups.size > 1 ? list : list.map((folder) => ({ ...folder, group: folder.name }));
  // A class that lies in both train and test is a split of images, not of classes.
  const names = new Set(list.map((folder) => folder.name));
  if (names.size === list.length) return split;
  const merged = new Map<string, Folder>();
  for (const { name, entries } of split) {
    const same = merged.get(name);
    if (same) same.entries.push(...entries);
    else merged.set(name, { name, group: name, entries: [...entries] });
  }
  return split.some((folder) => folder.part) ? [...merged.values()] : split;
}

/** @throws DataError when there are not at least two class folders with two images each */
export async function makeImageFolder(
  name: string,
  archive: ZipArchive,
  side: number,
  decode: ImageDecoder,
  onProgress: OnProgress,
): Promise<ImageSet> {
  const all = collect(archive);
  const folders = all.filter((folder) => folder.entries.length >= 2);
  if (folders.length < 2)
    throw new DataError(
      archive.file,
      `it has ${folders.length} class folders with two or more PNG, JPEG or WebP images; at least 2 are needed`,
    );
  const total = folders.reduce((sum, folder) => sum + folder.entries.length, 0);
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
  for (const folder of folders) {
    const first = image;
    for (const entry of folder.entries) {
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
    const { entries: _, ...rest } = folder;
    const train = Uint32Array.from({ length: image - first }, (__, i) => first + i);
    classes.push({ ...rest, train, test: new Uint32Array(0) });
  }
  const notes: string[] = [];
  if (all.length > folders.length)
    notes.push(`${all.length - folders.length} folders with a single image are left out.`);
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
