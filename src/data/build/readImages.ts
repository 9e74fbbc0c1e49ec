// Reads image files one after the other into a store of pixels. One that is damaged costs itself: it is left out with
// its reason. Transparent images get one ground for the whole set.

import { crc32 } from '../containers/inflate.ts';
import { readAhead } from '../containers/readAhead.ts';
import type { Leaf } from '../containers/unpack.ts';
import { DataError } from '../errors.ts';
import type { Ledger } from '../leftOut.ts';
import type { ImageDecoder } from '../pictures/decode.ts';
import { createSquarer, type RawImage, type Shape } from '../pictures/resize.ts';
import { chooseGround, type Ground, onGround, shownBrightness } from '../pictures/transparency.ts';
import type { ImageMemory, SquareImage } from './imageMemory.ts';
import { PixelStore } from './pixelStore.ts';

const SAMPLED = 60;
/** Larger than any image file of a data set. */
const MAX_FILE = 64 * 1024 * 1024;

export interface ImageReader {
  readonly store: PixelStore;
  /** The image's index in the store, its content's checksum; null where it cannot be read. */
  add(leaf: Leaf): Promise<{ readonly index: number; readonly crc: number } | null>;
}

export interface ReadOptions {
  readonly side: number;
  readonly shape: Shape;
  readonly decode: ImageDecoder;
  /** What was read before with this side; images that are read now are added. */
  readonly memory?: ImageMemory;
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
async function groundOf(leaves: readonly Leaf[], options: ReadOptions): Promise<Ground> {
  const step = Math.max(1, Math.floor(leaves.length / SAMPLED));
  const shown: number[] = [];
  for (let i = 0; i < leaves.length; i += step) {
    const known = options.memory?.get(leaves[i], options.shape);
    if (known instanceof DataError) continue;
    const image = known ? null : await decodeLeaf(leaves[i], options.decode).catch(() => null);
    const brightness = known ? known.brightness : image && shownBrightness(image.raw);
    if (brightness !== null) shown.push(brightness);
  }
  return chooseGround(shown);
}

/** Why a file cannot be read. @throws what is no word about a file */
function reasonOf(error: unknown): DataError {
  if (error instanceof DataError) return error;
  throw error;
}

function leaveOut(leaf: Leaf, error: DataError, ledger: Ledger): void {
  const ending = /\.(\w+)$/.exec(leaf.path)?.[1]?.toLowerCase() ?? 'unnamed';
  if (/the page reads WebP/.test(error.reason))
    ledger.leave('file', `of other formats (${ending}) left out`, leaf.path.split('/').at(-2) ?? leaf.path);
  else ledger.leave('image', 'that cannot be read left out', `${leaf.path}: ${error.reason}`);
}

export function createImageReader(
  name: string,
  leaves: readonly Leaf[],
  options: ReadOptions,
  ledger: Ledger,
): ImageReader {
  const { side, shape, decode, memory } = options;
  const store = new PixelStore(name, leaves.length, side);
  const square = createSquarer(side);
  const read = readAhead(leaves.filter((leaf) => memory?.get(leaf, shape) === undefined));
  let ground: Ground | null = null;
  // Most sets have no transparent image: the sample is taken with the first.
  const settleGround = async () => {
    ground ??= await groundOf(leaves, options);
    return ground;
  };
  /** The image is valid until the next one is asked for. */
  async function imageOf(leaf: Leaf): Promise<SquareImage> {
    const known = memory?.get(leaf, shape);
    if (known instanceof DataError) throw known;
    if (known && (known.ground === null || known.ground === (await settleGround()))) return known;
    const { raw, crc } = await decodeLeaf(leaf, decode, read);
    const on = raw.alpha ? await settleGround() : null;
    return {
      square: square(onGround(raw, on ?? 255), shape),
      crc,
      shape: raw.width === raw.height ? null : shape,
      ground: on,
      brightness: shownBrightness(raw),
    };
  }
  return {
    store,
    async add(leaf) {
      const image = await imageOf(leaf).catch((error) => reasonOf(error));
      memory?.set(leaf, image);
      if (!(image instanceof DataError)) return { index: store.add(image.square), crc: image.crc };
      leaveOut(leaf, image, ledger);
      return null;
    },
  };
}
