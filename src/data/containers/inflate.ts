// Decompression that cannot be made to fill the memory: output is counted while it comes, whatever the headers say.
import { Gunzip, inflateSync } from 'fflate';
import { messageOf } from '../../text/sentences.ts';
import { DataError, megabytes } from '../errors.ts';

/** Most bytes that one file may unpack to. */
export const UNPACKED_LIMIT = 512 * 1024 * 1024;
/** Input per step: deflate expands at most about 1:1030, so one step makes at most 66 MB. */
const STEP = 64 * 1024;

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 as in gzip, zip and PNG, unsigned. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

function bomb(file: string, limit: number): DataError {
  return new DataError(
    file,
    `it unpacks to more than ${megabytes(limit)}, the limit; it was not read further`,
  );
}

/** Unpacks a .gz file. @throws DataError for anything but a whole gzip file within the limit */
export async function gunzip(
  file: string,
  bytes: Uint8Array,
  pace: (fraction: number) => Promise<void> = async () => undefined,
  limit = UNPACKED_LIMIT,
): Promise<Uint8Array> {
  if (bytes.length < 18 || bytes[0] !== 0x1f || bytes[1] !== 0x8b)
    throw new DataError(file, 'it is not a gzip file (a gzip file starts with the bytes 1f 8b)');
  const chunks: Uint8Array[] = [];
  let total = 0;
  const stream = new Gunzip((chunk) => {
    total += chunk.length;
    if (total > limit) throw bomb(file, limit);
    chunks.push(chunk);
  });
  try {
    for (let at = 0; at < bytes.length; at += STEP) {
      stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
      await pace(at / bytes.length);
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(file, `the file is truncated or damaged (${messageOf(error)})`);
  }
  const out = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  if (trailer.getUint32(4, true) !== total % 2 ** 32)
    throw new DataError(
      file,
      `the file is truncated or damaged: ${total} bytes came out, its end says ${trailer.getUint32(4, true)}`,
    );
  if (trailer.getUint32(0, true) !== crc32(out))
    throw new DataError(file, 'the file is damaged: the checksum does not match');
  return out;
}

/** Unpacks raw deflate data of a known size. @throws DataError when the data are broken or of another size */
export function inflateExactly(file: string, bytes: Uint8Array, size: number): Uint8Array {
  let out: Uint8Array;
  try {
    // A buffer of the stated size: more cannot come out, less is seen by the length or the caller's checksum.
    out = inflateSync(bytes, { out: new Uint8Array(size) });
  } catch (error) {
    throw new DataError(file, `its compressed data are damaged (${messageOf(error)})`);
  }
  if (out.length !== size)
    throw new DataError(file, `it unpacks to ${out.length} bytes where the archive says ${size}`);
  return out;
}
