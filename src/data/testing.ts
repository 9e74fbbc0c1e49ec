// Small made files for this folder's tests: IDX, zip (also lying ones), tar and PNG.
import { encode } from 'fast-png';
import { gzipSync, zipSync } from 'fflate';
import { crc32 } from './containers/inflate.ts';
import { givenBytes } from './containers/source.ts';
import { type DataReader, isOfSet } from './readers/types.ts';

export function idxImages(count: number, side = 28, pixel = (i: number) => i % 256): Uint8Array {
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
    files: async (name) =>
      Object.entries(files).flatMap(([path, bytes]) => (isOfSet(path, name) ? givenBytes(path, bytes) : [])),
    names: async () => [
      ...new Set(Object.keys(files).map((path) => path.split('/')[0].replace(/\.zip$/, ''))),
    ],
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

/** A tar archive of the given files; names longer than a header's field in the way of GNU tar or of pax. */
export function tar(files: Readonly<Record<string, Uint8Array>>, long: 'gnu' | 'pax' = 'gnu'): Uint8Array {
  const blocks: Uint8Array[] = [];
  const text = new TextEncoder();
  const add = (name: string, type: string, bytes: Uint8Array) => {
    const header = new Uint8Array(512);
    header.set(text.encode(name).subarray(0, 100), 0);
    header.set(text.encode('ustar'), 257);
    header.set(text.encode(bytes.length.toString(8).padStart(11, '0')), 124);
    header.set(text.encode(type), 156);
    const body = new Uint8Array(Math.ceil(bytes.length / 512) * 512);
    body.set(bytes);
    blocks.push(header, body);
  };
  for (const [name, bytes] of Object.entries(files)) {
    const length = text.encode(name).length;
    if (length > 100 && long === 'gnu') add('././@LongLink', 'L', text.encode(`${name}\0`));
    // The length of a record counts its own digits.
    const record = ` path=${name}\n`;
    const size = text.encode(record).length;
    if (length > 100 && long === 'pax') add('PaxHeaders/x', 'x', text.encode(`${size + 3}${record}`));
    add(name, '0', bytes);
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

/** A .npy of the given element type, bytes unless said. */
export function npy(shape: readonly number[], bytes: ArrayLike<number>, type = '|u1'): Uint8Array {
  const head = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`;
  const text = (value: string) => [...value].map((c) => c.charCodeAt(0));
  const start = [0x93, ...text('NUMPY'), 1, 0, head.length & 255, head.length >> 8, ...text(head)];
  const out = new Uint8Array(start.length + bytes.length);
  out.set(start);
  out.set(bytes, start.length);
  return out;
}

/** What `pickle` writes: an array of bytes as NumPy's, a record as a dict. */
export type Picklable =
  | string
  | number
  | null
  | readonly Picklable[]
  | Uint8Pickle
  | { readonly [key: string]: Picklable };
interface Uint8Pickle {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A Python pickle of protocol 3 that NumPy would read. */
export function pickle(value: Picklable): Uint8Array {
  const parts: Uint8Array[] = [];
  const add = (...bytes: (number | string | Uint8Array)[]) => {
    for (const part of bytes)
      parts.push(
        typeof part === 'number'
          ? Uint8Array.of(part)
          : typeof part === 'string'
            ? new TextEncoder().encode(part)
            : part,
      );
  };
  const write = (item: Picklable): void => {
    if (item === null) add('N');
    else if (typeof item === 'number') add('J', Uint8Array.from(numbers([4, item])));
    else if (typeof item === 'string') {
      const text = new TextEncoder().encode(item);
      add('X', Uint8Array.from(numbers([4, text.length])), text);
    } else if (Array.isArray(item)) {
      add('](');
      for (const each of item) write(each);
      add('e');
    } else if (item instanceof Object && 'bytes' in item) {
      const { shape, bytes } = item as Uint8Pickle;
      add(
        'cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK',
        0,
        0x85,
        'C',
        1,
        'b',
        0x87,
        'R(K',
        1,
        '(',
      );
      for (const size of shape) write(size);
      add('tcnumpy\ndtype\n');
      write('u1');
      add('K', 0, 'K', 1, 0x87, 'R(K', 3);
      write('|');
      add('NNNJ', 255, 255, 255, 255, 'J', 255, 255, 255, 255, 'K', 0, 'tb', 0x89, 'B');
      add(Uint8Array.from(numbers([4, bytes.length])), bytes, 'tb');
    } else {
      add('}(');
      for (const [key, each] of Object.entries(item as Record<string, Picklable>)) {
        write(key);
        write(each);
      }
      add('u');
    }
  };
  add(0x80, 3);
  write(value);
  add('.');
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Little-endian numbers as bytes: [bytes, value] each. */
function numbers(...fields: readonly (readonly [number, number])[]): number[] {
  return fields.flatMap(([length, value]) =>
    Array.from({ length }, (_, i) => Math.floor(value / 256 ** i) % 256),
  );
}

/** A stored zip whose sizes, offsets and end record are all written with 64 bits. */
export function zip64(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const [local, directory]: number[][] = [[], []];
  const none = 0xffffffff;
  for (const [name, bytes] of Object.entries(files)) {
    const letters = [...new TextEncoder().encode(name)];
    const [crc, offset] = [crc32(bytes), local.length];
    const sizes = numbers([4, crc], [4, none], [4, none], [2, letters.length]);
    const fixed = numbers([2, 45], [2, 0], [2, 0], [4, 0]);
    const extra = (...more: number[]) => {
      const values = numbers(...[bytes.length, bytes.length, ...more].map((v) => [8, v] as const));
      return [...numbers([2, 1], [2, values.length]), ...values];
    };
    local.push(...numbers([4, 0x04034b50]), ...fixed, ...sizes, ...numbers([2, extra().length]));
    local.push(...letters, ...extra(), ...bytes);
    directory.push(...numbers([4, 0x02014b50], [2, 45]), ...fixed, ...sizes);
    directory.push(...numbers([2, extra(offset).length], [2, 0], [2, 0], [2, 0], [4, 0], [4, none]));
    directory.push(...letters, ...extra(offset));
  }
  const [count, at] = [Object.keys(files).length, local.length];
  const end64 = numbers([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, count], [8, count]);
  end64.push(...numbers([8, directory.length], [8, at]));
  const locator = numbers([4, 0x07064b50], [4, 0], [8, at + directory.length], [4, 1]);
  const end = numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, 0xffff],
    [2, 0xffff],
    [4, none],
    [4, none],
    [2, 0],
  );
  return Uint8Array.from([...local, ...directory, ...end64, ...locator, ...end]);
}
