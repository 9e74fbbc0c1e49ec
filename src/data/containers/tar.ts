// Tar archives in memory: ustar, with the long names of GNU and pax.
import { DataError } from '../errors.ts';

export interface TarEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const decoder = new TextDecoder();

/** "path" of a pax header's records "<length> <key>=<value>\n". */
function paxPath(text: string): string | null {
  return /(?:^|\n)\d+ path=([^\n]*)/.exec(text)?.[1] ?? null;
}

/** The files in it. @throws DataError where a header is damaged or a file is cut */
export function readTar(file: string, tar: Uint8Array): TarEntry[] {
  const text = (at: number, length: number) =>
    decoder.decode(tar.subarray(at, at + length)).replace(/\0.*$/s, '');
  const entries: TarEntry[] = [];
  let longName: string | null = null;
  for (let at = 0; at + 512 <= tar.length; ) {
    const short = text(at, 100);
    if (short === '') break;
    const size = Number.parseInt(text(at + 124, 12).trim(), 8);
    if (!Number.isInteger(size) || size < 0)
      throw new DataError(file, `its tar header at byte ${at} is damaged`);
    const prefix = text(at + 257, 5) === 'ustar' ? text(at + 345, 155) : '';
    const name: string = longName ?? (prefix ? `${prefix}/${short}` : short);
    const type = text(at + 156, 1);
    if (at + 512 + size > tar.length) throw new DataError(file, `${name} in it is truncated`);
    const bytes = tar.subarray(at + 512, at + 512 + size);
    longName = null;
    if (type === 'L') longName = decoder.decode(bytes).replace(/\0.*$/s, '');
    else if (type === 'x') longName = paxPath(decoder.decode(bytes));
    else if (type === '' || type === '0') entries.push({ name: name.replace(/^\.\//, ''), bytes });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return entries;
}
