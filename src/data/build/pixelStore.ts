// The images of a set as they are read, at one size: grey bytes as long as all are grey bytes, colour from the first
// colour image on, 16 bits from the first deep one. So a set takes no more memory than it needs.
import { DataError, megabytes } from '../errors.ts';
import type { RawImage } from '../pictures/resize.ts';

/** Pixels kept in memory at most. */
const MAX_BYTES = 512 * 1024 * 1024;
/** A little colour is JPEG's rounding. */
const GREY_TOLERANCE = 12;

export interface StoredPixels {
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
  /** Largest value of the 16-bit images, which became 255; null where there are none. */
  readonly deepest: number | null;
}

export class PixelStore {
  private channels: 1 | 3 = 1;
  private data: Uint8Array | Uint16Array;
  private readonly area: number;
  private count = 0;

  constructor(
    private readonly name: string,
    private readonly capacity: number,
    private readonly side: number,
  ) {
    this.area = side * side;
    this.data = new Uint8Array(this.room(1, 1));
  }

  private room(channels: number, bytes: number): number {
    const size = this.capacity * this.area * channels;
    if (size * bytes > MAX_BYTES)
      throw new DataError(
        this.name,
        `its ${this.capacity.toLocaleString('en')} images of ${this.side} × ${this.side} pixels need ${megabytes(size * bytes)}, more than ${megabytes(MAX_BYTES)}: use a smaller "Image size", or fewer images`,
      );
    return size;
  }

  private isGrey({ data: one }: RawImage): boolean {
    for (let i = 0; i < this.area; i++)
      if (
        Math.abs(one[3 * i] - one[3 * i + 1]) > GREY_TOLERANCE ||
        Math.abs(one[3 * i] - one[3 * i + 2]) > GREY_TOLERANCE
      )
        return false;
    return true;
  }

  private becomeColour(): void {
    const old = this.data;
    const size = this.room(3, old.BYTES_PER_ELEMENT);
    this.data = old instanceof Uint8Array ? new Uint8Array(size) : new Uint16Array(size);
    for (let i = 0; i < this.count * this.area; i++) this.data.fill(old[i], 3 * i, 3 * i + 3);
    this.channels = 3;
  }

  private becomeDeep(): void {
    const deep = new Uint16Array(this.room(this.channels, 2));
    for (let i = 0; i < this.count * this.area * this.channels; i++) deep[i] = this.data[i] * 257;
    this.data = deep;
  }

  /** Adds an opaque image of the store's side; its index. */
  add(image: RawImage): number {
    const deep = image.data instanceof Uint16Array;
    if (deep && this.data instanceof Uint8Array) this.becomeDeep();
    const factor = this.data instanceof Uint16Array && !deep ? 257 : 1;
    if (image.channels === 3 && this.channels === 1 && !this.isGrey(image)) this.becomeColour();
    const at = this.count * this.area * this.channels;
    for (let i = 0; i < this.area; i++)
      for (let c = 0; c < this.channels; c++)
        this.data[at + i * this.channels + c] =
          factor * image.data[i * image.channels + (image.channels === 3 ? c : 0)];
    return this.count++;
  }

  finish(): StoredPixels {
    const size = this.count * this.area * this.channels;
    const { data, channels } = this;
    if (data instanceof Uint8Array) return { channels, pixels: data.subarray(0, size), deepest: null };
    let most = 1;
    for (let i = 0; i < size; i++) if (data[i] > most) most = data[i];
    const pixels = new Uint8Array(size);
    for (let i = 0; i < size; i++) pixels[i] = Math.round((data[i] * 255) / most);
    return { channels, pixels, deepest: most };
  }
}
