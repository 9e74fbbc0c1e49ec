// Zip archives, also ZIP64, read by the central directory (the local headers of many archives, Omniglot's among them,
// have no sizes: flag bit 3). Sizes are checked before anything is unpacked, and checksums after.
import { DataError, megabytes } from '../errors.ts';
import { crc32, inflateExactly, UNPACKED_LIMIT } from './inflate.ts';
import { isSystemFile } from './kinds.ts';
import { type ByteSource, buffered } from './source.ts';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
/** Stands for a 32-bit number that is written with 64 bits elsewhere. */
const IN_64 = 0xffffffff;
const UTF8_FLAG = 1 << 11;
/** The end record is 22 bytes and a comment of at most 65,535. */
const END_REACH = 22 + 65535;
const MAX_ENTRIES = 300_000;
/** Most local headers are no longer, with name and extra fields. */
const USUAL_HEADER = 512;

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
}

export interface ZipArchive {
  readonly file: string;
  readonly source: ByteSource;
  /** Files only, in the archive's order; folders, resource forks and hidden files are left out. */
  readonly entries: readonly ZipEntry[];
}

function findEnd(file: string, view: DataView): number {
  for (let at = view.byteLength - 22; at >= 0; at--)
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  throw new DataError(file, 'it is not a zip archive, or it is truncated (its end record is missing)');
}

function isContent(name: string): boolean {
  return !name.endsWith('/') && !isSystemFile(name);
}

interface Directory {
  readonly bytes: Uint8Array;
  /** How many entries its end record counts (modulo 65,536 in old archives). */
  readonly count: number;
}

/** The central directory's bytes. */
async function readDirectory(file: string, source: ByteSource): Promise<Directory> {
  const tailStart = Math.max(0, source.size - END_REACH - 20);
  const tail = await source.slice(tailStart, source.size);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const end = findEnd(file, view);
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR64_SIGNATURE)
    return {
      count: view.getUint16(end + 10, true),
      bytes: await source.slice(view.getUint32(end + 16, true), tailStart + end),
    };
  const at = Number(view.getBigUint64(locator + 8, true));
  const record = at + 56 > tailStart + locator ? new Uint8Array(0) : await source.slice(at, at + 56);
  const fields = new DataView(record.buffer, record.byteOffset, record.byteLength);
  if (record.length < 56 || fields.getUint32(0, true) !== END64_SIGNATURE)
    throw new DataError(file, 'its ZIP64 end record is not where the archive says: it is damaged');
  return {
    count: Number(fields.getBigUint64(32, true)),
    bytes: await source.slice(Number(fields.getBigUint64(48, true)), at),
  };
}

/** Numbers of an entry that need 64 bits, from its extra fields, in place of those that say so. */
function wide(view: DataView, from: number, length: number, numbers: readonly number[]): number[] {
  if (!numbers.includes(IN_64)) return [...numbers];
  for (let at = from; at + 4 <= from + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    const last = Math.min(next + view.getUint16(at + 2, true), from + length);
    return numbers.map((number) => {
      if (number !== IN_64 || next + 8 > last) return number;
      next += 8;
      return Number(view.getBigUint64(next - 8, true));
    });
  }
  return [...numbers];
}

/** Names are UTF-8 where they say so or can be read so; else every byte is a letter, so that names stay different. */
function decodeName(bytes: Uint8Array, flags: number): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: (flags & UTF8_FLAG) === 0 }).decode(bytes);
  } catch {
    name = new TextDecoder('latin1').decode(bytes);
  }
  // Some archives made on Windows have its separators.
  return name.replaceAll('\\', '/');
}

function readEntry(view: DataView, bytes: Uint8Array, at: number): { entry: ZipEntry; next: number } {
  const flags = view.getUint16(at + 8, true);
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  const stated = [24, 20, 42].map((offset) => view.getUint32(at + offset, true));
  const [size, compressedSize, offset] = wide(view, at + 46 + nameLength, extraLength, stated);
  const entry: ZipEntry = {
    name: decodeName(bytes.subarray(at + 46, at + 46 + nameLength), flags),
    flags,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    compressedSize,
    size,
    offset,
  };
  return { entry, next };
}

/** Reads the directory. @throws DataError when it is broken or the files are larger than `limit` together */
export async function openZip(file: string, source: ByteSource, limit = UNPACKED_LIMIT): Promise<ZipArchive> {
  const { bytes, count } = await readDirectory(file, source);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  let total = 0;
  let read = 0;
  // Past 65,535 files some archivers let the 16-bit count overflow: the entries themselves say where they end.
  for (let at = 0; at + 46 <= bytes.length && view.getUint32(at, true) === ENTRY_SIGNATURE; read++) {
    if (read >= MAX_ENTRIES) throw new DataError(file, `it lists more than ${MAX_ENTRIES} files`);
    if (at + 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) > bytes.length) break;
    const { entry, next } = readEntry(view, bytes, at);
    if (next > bytes.length) break;
    total += entry.size;
    if (total > limit)
      throw new DataError(
        file,
        `it unpacks to more than ${megabytes(limit)}, the limit; nothing was unpacked`,
      );
    if (isContent(entry.name)) entries.push(entry);
    at = next;
  }
  if (read % 65536 !== count % 65536)
    throw new DataError(file, `its directory is damaged at entry ${read + 1} of ${count}`);
  return { file, source: buffered(source), entries };
}

/** One file's bytes. @throws DataError naming the archive and the file */
export async function readZipEntry(archive: ZipArchive, entry: ZipEntry): Promise<Uint8Array> {
  const where = `${archive.file} › ${entry.name}`;
  const { source } = archive;
  if (entry.flags & 1) throw new DataError(where, 'it is encrypted');
  // The header's length is known when it is read: the usual one is asked for together with the data.
  const near = await source.slice(entry.offset, entry.offset + USUAL_HEADER + entry.compressedSize);
  const head = near.subarray(0, 30);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 30 || view.getUint32(0, true) !== LOCAL_SIGNATURE)
    throw new DataError(where, 'its data are not where the directory says: the archive is damaged');
  const start = 30 + view.getUint16(26, true) + view.getUint16(28, true);
  const end = start + entry.compressedSize;
  const packed =
    end <= near.length
      ? near.subarray(start, end)
      : await source.slice(entry.offset + start, entry.offset + end);
  if (packed.length < entry.compressedSize) throw new DataError(where, 'its data are truncated');
  if (entry.method !== 0 && entry.method !== 8)
    throw new DataError(
      where,
      `it is packed with method ${entry.method}; only stored and deflated files can be read`,
    );
  if (entry.method === 0 && entry.size !== packed.length)
    throw new DataError(
      where,
      `it is stored with ${packed.length} bytes where the directory says ${entry.size}`,
    );
  const out = entry.method === 0 ? packed.slice() : inflateExactly(where, packed, entry.size);
  if (crc32(out) !== entry.crc) throw new DataError(where, 'it is damaged: the checksum does not match');
  return out;
}
