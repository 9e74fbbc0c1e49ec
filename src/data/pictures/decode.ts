// Image files to pixels: PNG by fast-png and TIFF by tiff everywhere (the same numbers in Node and in the browser),
// whatever else the browser reads by its own decoder, and in Node JPEG, GIF and BMP by a library each. Pictures of many
// megapixels the browser decodes and makes smaller itself: ten times as fast, and only the small picture is copied.

import { convertIndexedToRgb, decode as decodePng, hasPngSignature } from 'fast-png';
import { Unzlib } from 'fflate';
import { messageOf } from '../../text/sentences.ts';
import { DataError } from '../errors.ts';
import { decodeElsewhere, decodeTiff, isTiff } from './libraries.ts';
import type { RawImage } from './resize.ts';

/** Largest image accepted, pixels. A 100-megapixel picture in a data set is a mistake or an attack. */
const MAX_PIXELS = 40_000_000;
/** From this size on a picture is decoded and made smaller by the browser, pixels. */
const LARGE = 2_000_000;
/** The longer side of what becomes of it: many times the side of any image that is trained on. */
const SMALLER_SIDE = 512;
/** Name of the chunks with pixel data. */
const IDAT = 0x49444154;
/** What pixels need: header, palette, transparency, pixel data, end. */
const NEEDED = [0x49484452, 0x504c5445, 0x74524e53, IDAT, 0x49454e44];

export type ImageDecoder = (file: string, bytes: Uint8Array) => Promise<RawImage>;

/** Width and height stand in the first chunk: read before anything is unpacked. */
function checkPngSize(file: string, bytes: Uint8Array): void {
  if (bytes.length < 33) throw new DataError(file, 'the PNG file is truncated');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width < 1 || height < 1 || width * height > MAX_PIXELS)
    throw new DataError(
      file,
      `the PNG file says ${width} × ${height} pixels; 1 to ${MAX_PIXELS} pixels can be read`,
    );
}

/** Compressed pixels below this cannot unpack to more than about 66 MB (deflate expands at most 1:1030). */
const SMALL_PIXEL_DATA = 64 * 1024;

/** Counts what large pixel data unpack to before the decoder is allowed to; a PNG can be a bomb in itself. */
function checkPngPixels(file: string, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let packed = 0;
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    if (view.getUint32(at + 4) !== IDAT) continue;
    const part = bytes.subarray(at + 8, at + 8 + view.getUint32(at));
    parts.push(part);
    packed += part.length;
  }
  if (packed < SMALL_PIXEL_DATA) return;
  // At most 8 bytes a pixel, and a filter byte for every line of every interlace pass.
  const most = view.getUint32(16) * view.getUint32(20) * 8 + view.getUint32(20) * 14 + 64;
  let total = 0;
  const stream = new Unzlib((chunk) => {
    total += chunk.length;
    if (total > most)
      throw new DataError(file, `the PNG file unpacks to more than its pixels need (${most} bytes)`);
  });
  for (const part of parts)
    for (let at = 0; at < part.length; at += SMALL_PIXEL_DATA)
      stream.push(part.subarray(at, at + SMALL_PIXEL_DATA), false);
}

/**
 * The file without texts, colour profiles and animation frames: those may be damaged, or unpack to any size, and say
 * nothing about the first picture's pixels.
 */
function withoutExtras(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Uint8Array(bytes.length);
  out.set(bytes.subarray(0, 8));
  let to = 8;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (NEEDED.includes(view.getUint32(at + 4))) {
      const chunk = bytes.subarray(at, end);
      out.set(chunk, to);
      to += chunk.length;
    }
    at = end;
  }
  return out.subarray(0, to);
}

/** Spreads packed samples of 1, 2 or 4 bits to bytes 0…255. Rows are padded to whole bytes. */
function unpack(data: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const perRow = Math.ceil((width * depth) / 8);
  const top = (1 << depth) - 1;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * perRow + (bit >> 3)];
      out[y * width + x] = (((byte >> (8 - depth - (bit & 7))) & top) * 255) / top;
    }
  return out;
}

/** Grey or colour, and the opacity apart where some pixels are not opaque; 16 bits stay 16 bits. */
function withoutAlpha(
  data: ArrayLike<number>,
  width: number,
  height: number,
  channels: number,
  deep: boolean,
): RawImage {
  const colours = channels <= 2 ? 1 : 3;
  const pixels = width * height;
  const out = deep ? new Uint16Array(pixels * colours) : new Uint8Array(pixels * colours);
  for (let i = 0; i < pixels; i++)
    for (let c = 0; c < colours; c++) out[i * colours + c] = data[i * channels + c];
  const image = { width, height, channels: colours, data: out };
  if (channels === colours) return image;
  const alpha = Uint8Array.from({ length: pixels }, (_, i) => data[i * channels + colours] >> (deep ? 8 : 0));
  return alpha.every((a) => a === 255) ? image : { ...image, alpha };
}

function readPng(file: string, bytes: Uint8Array): RawImage {
  try {
    checkPngPixels(file, bytes);
    // Byte 28 is the interlace method, byte 24 the bits of a sample.
    if (bytes[28] !== 0 && bytes[24] < 8)
      throw new DataError(
        file,
        `it is an interlaced PNG of ${bytes[24]} bits, which cannot be read: save it plain`,
      );
    const png = decodePng(withoutExtras(bytes), { checkCrc: true });
    const { width, height, depth } = png;
    if (png.palette) {
      const data = convertIndexedToRgb(png);
      return withoutAlpha(data, width, height, data.length / (width * height), false);
    }
    if (depth < 8) return { width, height, channels: 1, data: unpack(png.data, width, height, depth) };
    return withoutAlpha(png.data, width, height, png.channels, depth === 16);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(file, `the PNG file cannot be read (${messageOf(error)})`);
  }
}

const inBrowser = () => typeof createImageBitmap === 'function' && typeof OffscreenCanvas === 'function';

/** Whole, or made smaller where it is large; decoded once. */
async function readInBrowser(file: string, bytes: Uint8Array): Promise<RawImage> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  } catch {
    throw new DataError(file, 'the browser cannot read this image: it is damaged or of an unknown format');
  }
  const scale =
    bitmap.width * bitmap.height > LARGE ? SMALLER_SIDE / Math.max(bitmap.width, bitmap.height) : 1;
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(scale * side)));
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null || bitmap.width * bitmap.height > MAX_PIXELS)
    throw new DataError(file, `the image of ${bitmap.width} × ${bitmap.height} pixels is too large`);
  // Averages the pixels that become one.
  context.imageSmoothingQuality = 'medium';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return withoutAlpha(context.getImageData(0, 0, width, height).data, width, height, 4, false);
}

/** Whether the browser reads a PNG: large ones of at most 8 bits, of which its decoder loses nothing. */
function isForBrowser(file: string, bytes: Uint8Array): boolean {
  checkPngSize(file, bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return inBrowser() && bytes[24] <= 8 && view.getUint32(16) * view.getUint32(20) > LARGE;
}

/** Reads an image file by its content, not its name. @throws DataError naming file and reason */
export const decodeImage: ImageDecoder = async (file, bytes) => {
  if (hasPngSignature(bytes))
    return isForBrowser(file, bytes) ? readInBrowser(file, withoutExtras(bytes)) : readPng(file, bytes);
  if (isTiff(bytes)) return decodeTiff(file, bytes);
  if (inBrowser()) return readInBrowser(file, bytes);
  const { width, height, channels, data } = await decodeElsewhere(file, bytes);
  return withoutAlpha(data, width, height, channels, false);
};
