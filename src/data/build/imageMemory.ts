// Images as they were decoded and made square, by the file that each came from: a set that is built again with other
// choices reads no file twice. It holds so many bytes at most; what finds no room is read again.
import type { Leaf } from '../containers/unpack.ts';
import { DataError } from '../errors.ts';
import type { RawImage, Shape } from '../pictures/resize.ts';
import type { Ground } from '../pictures/transparency.ts';

/** 160,000 grey images of 28 × 28 pixels, or 55,000 in colour. */
const MOST_BYTES = 128 * 1024 * 1024;
/** What the records of one image take besides its pixels, roughly. */
const RECORD = 300;

export interface SquareImage {
  readonly square: RawImage;
  /** Checksum of the file. */
  readonly crc: number;
  /** How it became square; null: it was. */
  readonly shape: Shape | null;
  /** What it was laid on; null: it is opaque. */
  readonly ground: Ground | null;
  /** Mean brightness of what it shows, 0…1; null: it is opaque, or shows nothing. */
  readonly brightness: number | null;
}

/** Pixels lie together in pieces: a hundred thousand small arrays would keep the garbage collector busy. */
const PIECE = 4 * 1024 * 1024;

export class ImageMemory {
  private readonly images = new Map<Leaf, SquareImage | DataError>();
  private piece = new ArrayBuffer(0);
  private used = 0;
  private held = 0;

  constructor(private readonly most = MOST_BYTES) {}

  /** The image, or why it cannot be read; undefined where it has to be read for this shape. */
  get(leaf: Leaf, shape: Shape): SquareImage | DataError | undefined {
    const known = this.images.get(leaf);
    return known instanceof DataError || (known?.shape ?? shape) === shape ? known : undefined;
  }

  /** Remembers a copy of the image, in place of what was known of its file. */
  set(leaf: Leaf, read: SquareImage | DataError): void {
    const before = this.images.get(leaf);
    if (before === read) return;
    const bytes = read instanceof DataError ? 0 : read.square.data.byteLength;
    if (!before && this.held + RECORD + bytes > this.most) return;
    if (!before) this.held += RECORD + bytes;
    if (read instanceof DataError) return void this.images.set(leaf, read);
    // One file has one number of channels and bits: its pixels fit where they lay before.
    const known = before instanceof DataError ? undefined : before?.square.data;
    const data = known ?? this.room(read.square.data);
    data.set(read.square.data);
    this.images.set(leaf, { ...read, square: { ...read.square, data } });
  }

  /** An array like `pixels` in the newest piece. */
  private room(pixels: RawImage['data']): RawImage['data'] {
    const bytes = pixels.byteLength + (pixels.byteLength % 2);
    if (this.used + bytes > this.piece.byteLength) {
      this.piece = new ArrayBuffer(Math.max(PIECE, bytes));
      this.used = 0;
    }
    const at = this.used;
    this.used += bytes;
    return pixels instanceof Uint16Array
      ? new Uint16Array(this.piece, at, pixels.length)
      : new Uint8Array(this.piece, at, pixels.length);
  }
}
