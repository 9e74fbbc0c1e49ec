// Zip archives, read by the central directory (the local headers of many archives, Omniglot's among them, have no
// sizes: flag bit 3). Sizes are checked before anything is unpacked, and checksums after.
import { DataError, megabytes } from './errors.ts';
import { crc32, inflateExactly, UNPACKED_LIMIT } from './inflate.ts';

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
/** The end record is 22 bytes and a comment of at most 65,535. */
const END_REACH = 22 + 65535;
const MAX_ENTRIES = 300_000;
/** Largest single file that is unpacked: an image is far smaller. */
const MAX_ENTRY = 64 * 1024 * 1024;

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
  readonly bytes: Uint8Array;
  /** Files only, in the archive's order; folders, resource forks and hidden files are left out. */
  readonly entries: readonly ZipEntry[];
}

function findEnd(file: string, view: DataView): number {
  const lowest = Math.max(0, view.byteLength - END_REACH);
  for (let at = view.byteLength - 22; at >= lowest; at--)
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  throw new DataError(file, 'it is not a zip archive, or it is truncated (its end record is missing)');
}

function isContent(name: string): boolean {
  return !name.endsWith('/') && !name.split('/').some((part) => part === '__MACOSX' || part.startsWith('.'));
}

/** Reads the directory. @throws DataError when it is broken or the files are larger than `limit` together */
export function openZip(file: string, bytes: Uint8Array, limit = UNPACKED_LIMIT): ZipArchive {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(file, view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff)
    throw new DataError(file, 'it is a ZIP64 archive, which is not supported; pack fewer files');
  if (count > MAX_ENTRIES) throw new DataError(file, `it lists ${count} files, more than ${MAX_ENTRIES}`);
  const entries: ZipEntry[] = [];
  const decoder = new TextDecoder();
  let total = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== ENTRY_SIGNATURE)
      throw new DataError(file, `its directory is damaged at entry ${i + 1} of ${count}`);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const entry: ZipEntry = {
      name: decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      compressedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    total += entry.size;
    if (total > limit)
      throw new DataError(
        file,
        `it unpacks to more than ${megabytes(limit)}, the limit; nothing was unpacked`,
      );
    if (isContent(entry.name)) entries.push(entry);
    at += 46 + nameLength + extraLength;
  }
  return { file, bytes, entries };
}

/** One file's bytes. @throws DataError naming the archive and the file */
export function readZipEntry(archive: ZipArchive, entry: ZipEntry): Uint8Array {
  const where = `${archive.file} › ${entry.name}`;
  const { bytes } = archive;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.flags & 1) throw new DataError(where, 'it is encrypted');
  if (entry.size > MAX_ENTRY)
    throw new DataError(
      where,
      `it unpacks to ${megabytes(entry.size)}; an image has at most ${megabytes(MAX_ENTRY)}`,
    );
  if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== LOCAL_SIGNATURE)
    throw new DataError(where, 'its data are not where the directory says: the archive is damaged');
  const start =
    entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  if (start + entry.compressedSize > bytes.length) throw new DataError(where, 'its data are truncated');
  const packed = bytes.subarray(start, start + entry.compressedSize);
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
  const out = entry.method === 0 ? packed : inflateExactly(where, packed, entry.size);
  if (crc32(out) !== entry.crc) throw new DataError(where, 'it is damaged: the checksum does not match');
  return out;
}
