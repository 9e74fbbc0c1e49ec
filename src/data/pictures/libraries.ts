// Image formats read by a library: TIFF everywhere (browsers do not read it), JPEG, GIF and BMP where there is no
// browser. A library is loaded with the first image that needs it.
import { messageOf } from '../../text/sentences.ts';
import { DataError } from '../errors.ts';
import type { RawImage } from './resize.ts';

const starts = (bytes: Uint8Array, text: string) => [...text].every((c, i) => bytes[i] === c.charCodeAt(0));

export function isTiff(bytes: Uint8Array): boolean {
  return starts(bytes, 'II*\0') || starts(bytes, 'MM\0*');
}

function unreadable(file: string, error: unknown): DataError {
  return new DataError(file, `the image cannot be read (${messageOf(error)})`);
}

/** The first page: grey or colour of 8 or 16 bits, real numbers by their range; the library turns white-is-zero round. */
export async function decodeTiff(file: string, bytes: Uint8Array): Promise<RawImage> {
  const { decode } = await import('tiff');
  try {
    const [page] = decode(bytes, { pages: [0] });
    const { width, height, data, samplesPerPixel } = page;
    const channels = samplesPerPixel >= 3 ? 3 : 1;
    const floats = data instanceof Float32Array || data instanceof Float64Array;
    let most = 1e-12;
    if (floats) for (const value of data) most = Math.max(most, value);
    const out =
      data instanceof Uint8Array
        ? new Uint8Array(width * height * channels)
        : new Uint16Array(width * height * channels);
    for (let i = 0; i < width * height; i++)
      for (let c = 0; c < channels; c++) {
        const value = data[i * samplesPerPixel + c];
        out[i * channels + c] = floats ? Math.round((65535 * Math.max(0, value)) / most) : value;
      }
    return { width, height, channels, data: out };
  } catch (error) {
    throw unreadable(file, error);
  }
}

interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

async function readGif(bytes: Uint8Array): Promise<Decoded> {
  const { GifReader } = await import('omggif');
  const gif = new GifReader(bytes);
  const data = new Uint8Array(gif.width * gif.height * 4);
  gif.decodeAndBlitFrameRGBA(0, data);
  return { width: gif.width, height: gif.height, channels: 4, data };
}

async function readBmp(bytes: Uint8Array): Promise<Decoded> {
  const { decode } = await import('fast-bmp');
  const { width, height, channels, bitsPerPixel, data: raw } = decode(bytes);
  const data = raw as Uint8Array;
  if (bitsPerPixel !== 1) return { width, height, channels, data };
  // One bit a pixel comes packed, rows padded to whole bytes.
  const perRow = Math.ceil(width / 8);
  const spread = Uint8Array.from({ length: width * height }, (_, i) => {
    const x = i % width;
    return (data[Math.floor(i / width) * perRow + (x >> 3)] >> (7 - (x & 7))) & 1 ? 255 : 0;
  });
  return { width, height, channels: 1, data: spread };
}

/** JPEG, GIF (its first frame) and BMP without a browser. */
export async function decodeElsewhere(file: string, bytes: Uint8Array): Promise<Decoded> {
  try {
    if (bytes[0] === 0xff && bytes[1] === 0xd8) {
      const { default: jpeg } = await import('jpeg-js');
      const { width, height, data } = jpeg.decode(bytes, { useTArray: true, formatAsRGBA: true });
      return { width, height, channels: 4, data };
    }
    if (starts(bytes, 'GIF8')) return await readGif(bytes);
    if (starts(bytes, 'BM')) return await readBmp(bytes);
  } catch (error) {
    throw unreadable(file, error);
  }
  throw new DataError(
    file,
    'PNG, JPEG, GIF, BMP and TIFF can be read here; the page reads WebP and AVIF too (or convert the image to PNG)',
  );
}
