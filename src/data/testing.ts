// Small made files for this folder's tests: IDX, zip (also lying ones), tar and PNG.
import { encode } from 'fast-png';
import { gzipSync, zipSync } from 'fflate';
import type { DataReader } from './readers/types.ts';

export function idxImages(count: number, side = 2, pixel = (i: number) => i % 256): Uint8Array {
  const bytes = new Uint8Array(16 + count * side * side);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of [2051, count, side, side].entries()) view.setUint32(4 * i, word);
  for (let i = 16; i < bytes.length; i++) bytes[i] = pixel(i - 16);
  return bytes;
}

export function idxLabels(labels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + labels.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 2049);
  view.setUint32(4, labels.length);
  bytes.set(labels, 8);
  return bytes;
}

/** The four files of an IDX set with `train` and `test` images, class of image i = i mod 10. */
export function idxFiles(set: string, train: number, test: number): Record<string, Uint8Array> {
  const labels = (n: number) => Array.from({ length: n }, (_, i) => i % 10);
  const files: Record<string, Uint8Array> = {};
  for (const [part, n] of [
    ['train', train],
    ['t10k', test],
  ] as const) {
    if (n === 0) continue;
    files[`${set}/${part}-images-idx3-ubyte.gz`] = gzipSync(idxImages(n));
    files[`${set}/${part}-labels-idx1-ubyte.gz`] = gzipSync(idxLabels(labels(n)));
  }
  return files;
}

/** A reader of files in memory. */
export function memoryReader(files: Readonly<Record<string, Uint8Array>>): DataReader {
  return {
    read: async (path) => files[path] ?? null,
    list: async (prefix) => Object.keys(files).filter((path) => path.startsWith(prefix)),
  };
}

/** A grey PNG of side × side, pixel by pixel from a function. */
export function greyPng(side: number, pixel: (x: number, y: number) => number): Uint8Array {
  const data = Uint8Array.from({ length: side * side }, (_, i) => pixel(i % side, Math.floor(i / side)));
  return encode({ width: side, height: side, channels: 1, depth: 8, data });
}

export function colourPng(side: number, rgb: readonly [number, number, number]): Uint8Array {
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => rgb[i % 3]);
  return encode({ width: side, height: side, channels: 3, depth: 8, data });
}

/** An Omniglot-like zip: `alphabets` with three characters of four drawings (a dark bar on white). */
export function omniglotZip(folder: string, alphabets: readonly string[]): Uint8Array {
  const tree: Record<string, Uint8Array> = {};
  for (const alphabet of alphabets)
    for (let c = 1; c <= 3; c++)
      for (let d = 1; d <= 4; d++)
        tree[`${folder}/${alphabet}/character0${c}/000${c}_0${d}.png`] = greyPng(105, (x) =>
          Math.abs(x - 20 * c - d) < 4 ? 0 : 255,
        );
  return zipSync(tree);
}

/** Changes 32-bit little-endian words of the first entry's central-directory record. */
export function withDirectoryWord(zip: Uint8Array, offset: number, value: number): Uint8Array {
  const out = zip.slice();
  const view = new DataView(out.buffer);
  for (let at = 0; at + 46 < out.length; at++)
    if (view.getUint32(at, true) === 0x02014b50) {
      view.setUint32(at + offset, value, true);
      return out;
    }
  throw new Error('no directory entry');
}

/** A tar archive of the given files. */
export function tar(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const [name, bytes] of Object.entries(files)) {
    const header = new Uint8Array(512);
    const text = new TextEncoder();
    header.set(text.encode(name), 0);
    header.set(text.encode(bytes.length.toString(8).padStart(11, '0')), 124);
    const body = new Uint8Array(Math.ceil(bytes.length / 512) * 512);
    body.set(bytes);
    blocks.push(header, body);
  }
  blocks.push(new Uint8Array(1024));
  const out = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    out.set(block, at);
    at += block.length;
  }
  return out;
}
