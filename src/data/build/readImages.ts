// Reads image files one after the other into a store of pixels. One that is damaged costs itself: it is left out with
// its reason. Transparent images get one ground for the whole set.

import { crc32 } from '../containers/inflate.ts';
import { readAhead } from '../containers/readAhead.ts';
import type { Leaf } from '../containers/unpack.ts';
import { DataError } from '../errors.ts';
import type { Ledger } from '../leftOut.ts';
import type { ImageDecoder } from '../pictures/decode.ts';
import type { RawImage, Shape } from '../pictures/resize.ts';
import { chooseGround, onGround, shownBrightness } from '../pictures/transparency.ts';
import { PixelStore } from './pixelStore.ts';

const SAMPLED = 60;
/** Larger than any image file of a data set. */
const MAX_FILE = 64 * 1024 * 1024;

export interface ImageReader {
  readonly store: PixelStore;
  /** The image's index in the store, its content's checksum; null where it cannot be read. */
  add(leaf: Leaf): Promise<{ readonly index: number; readonly crc: number } | null>;
}

async function decodeLeaf(
  leaf: Leaf,
  decode: ImageDecoder,
  read: (leaf: Leaf) => Promise<Uint8Array> = (of) => of.read(),
): Promise<{ raw: RawImage; crc: number }> {
  if (leaf.size > MAX_FILE) throw new DataError(leaf.label, `an image has at most ${MAX_FILE / 2 ** 20} MiB`);
  const bytes = await read(leaf);
  return { raw: await decode(leaf.label, bytes), crc: crc32(bytes) };
}

/** The ground for a set, from some of its images spread over the whole. */
async function groundOf(leaves: readonly Leaf[], decode: ImageDecoder): Promise<0 | 255> {
  const step = Math.max(1, Math.floor(leaves.length / SAMPLED));
  const shown: number[] = [];
  for (let i = 0; i < leaves.length; i += step) {
    const image = await decodeLeaf(leaves[i], decode).catch(() => null);
    const brightness = image && shownBrightness(image.raw);
    if (brightness !== null) shown.push(brightness);
  }
  return chooseGround(shown);
}

function leaveOut(leaf: Leaf, error: unknown, ledger: Ledger): void {
  if (!(error instanceof DataError)) throw error;
  const ending = /\.(\w+)$/.exec(leaf.path)?.[1]?.toLowerCase() ?? 'unnamed';
  if (/the page reads WebP/.test(error.reason))
    ledger.leave('file', `of other formats (${ending}) left out`, leaf.path.split('/').at(-2) ?? leaf.path);
  else ledger.leave('image', 'that cannot be read left out', `${leaf.path}: ${error.reason}`);
}

export async function createImageReader(
  name: string,
  leaves: readonly Leaf[],
  options: { readonly side: number; readonly shape: Shape; readonly decode: ImageDecoder },
  ledger: Ledger,
): Promise<ImageReader> {
  const { side, shape, decode } = options;
  const store = new PixelStore(name, leaves.length, side);
  const read = readAhead(leaves);
  let ground: 0 | 255 | null = null;
  return {
    store,
    async add(leaf) {
      try {
        const { raw, crc } = await decodeLeaf(leaf, decode, read);
        // Most sets have no transparent image: the sample is taken with the first.
        if (raw.alpha && ground === null) ground = await groundOf(leaves, decode);
        return { index: store.add(onGround(raw, ground ?? 255), shape), crc };
      } catch (error) {
        leaveOut(leaf, error, ledger);
        return null;
      }
    },
  };
}
