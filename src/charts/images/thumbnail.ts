// Images of tasks as data addresses: small, crisp, and part of an exported drawing. Encoded once per array.
import { encode } from 'fast-png';
import type { Numbers } from '../core/geometry.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 colour; interleaved. */
  readonly channels: number;
}

const memo = new WeakMap<object, Map<string, string>>();

/** Grey levels or colours 0…255 of values 0…1; non-finite values are black. */
function pixelsOf(image: Numbers, size: ImageSize): Uint8Array {
  const channels = size.channels === 3 ? 3 : 1;
  const pixels = new Uint8Array(size.width * size.height * channels);
  for (let i = 0; i < pixels.length; i++) {
    const value = image[i] ?? 0;
    pixels[i] = Number.isFinite(value) ? Math.round(Math.min(Math.max(value, 0), 1) * 255) : 0;
  }
  return pixels;
}

/** A PNG data address of the image. The array must not be written to afterwards. */
export function thumbnail(image: Numbers, size: ImageSize): string {
  const key = `${size.width}x${size.height}x${size.channels}`;
  let known = memo.get(image as object);
  if (!known) {
    known = new Map();
    memo.set(image as object, known);
  }
  let address = known.get(key);
  if (address === undefined) {
    const channels = size.channels === 3 ? 3 : 1;
    const bytes = encode({
      width: size.width,
      height: size.height,
      data: pixelsOf(image, size),
      channels,
      depth: 8,
    });
    address = `data:image/png;base64,${base64(bytes)}`;
    known.set(key, address);
  }
  return address;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
