// What a file is, by its first bytes; the name decides only where the bytes cannot (tables, CIFAR's records).

export type FileKind =
  | 'zip'
  | 'gzip'
  | 'tar'
  | 'image'
  | 'idx'
  | 'npy'
  | 'pickle'
  | 'cifar'
  | 'table'
  | 'empty'
  | 'other';

/** Bytes of a file's head that `kindOf` needs. */
export const HEAD = 1024;

const IMAGE_NAME = /\.(png|jpe?g|jfif|webp|bmp|gif|avif|tiff?)$/i;
const TABLE_NAME = /\.(csv|tsv|txt|dat|tab)$/i;

/** Files that systems leave behind. */
export function isSystemFile(path: string): boolean {
  return path
    .split('/')
    .some(
      (part) =>
        part === '__MACOSX' || part.startsWith('.') || /^(thumbs\.db|desktop\.ini|icon\r)$/i.test(part),
    );
}

export function isImageName(path: string): boolean {
  return IMAGE_NAME.test(path);
}

const text = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to));

function isImage(head: Uint8Array): boolean {
  const start = text(head, 0, 12);
  return (
    start.startsWith('\x89PNG\r\n\x1a\n') ||
    start.startsWith('\xff\xd8\xff') ||
    /^GIF8[79]a/.test(start) ||
    (start.startsWith('RIFF') && start.endsWith('WEBP')) ||
    /^....ftyp(avif|avis|mif1)/s.test(start) ||
    start.startsWith('II*\0') ||
    start.startsWith('MM\0*') ||
    (start.startsWith('BM') && head.length > 26 && head[14] >= 12 && head[15] === 0)
  );
}

/** IDX: two zero bytes, an element type, one to four dimensions. */
function isIdx(head: Uint8Array): boolean {
  return (
    head.length >= 8 &&
    head[0] === 0 &&
    head[1] === 0 &&
    [8, 9, 11, 12, 13, 14].includes(head[2]) &&
    head[3] >= 1 &&
    head[3] <= 4
  );
}

/** Printable text, in UTF-8 or an older alphabet; a UTF-16 mark counts too. */
function isText(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true;
  return head.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
}

export function kindOf(path: string, head: Uint8Array, size: number): FileKind {
  if (size === 0) return 'empty';
  const start = text(head, 0, 8);
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return 'zip';
  if (start.startsWith('\x1f\x8b')) return 'gzip';
  if (text(head, 257, 262) === 'ustar' || (/\.tar$/i.test(path) && size >= 512)) return 'tar';
  if (isImage(head)) return 'image';
  if (start.startsWith('\x93NUMPY')) return 'npy';
  if (isIdx(head)) return 'idx';
  if (head[0] === 0x80 && head[1] >= 2 && head[1] <= 5) return 'pickle';
  if (TABLE_NAME.test(path) && isText(head)) return 'table';
  if (/\.bin$/i.test(path)) return 'cifar';
  return isImageName(path) ? 'image' : 'other';
}
