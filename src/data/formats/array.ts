// Arrays of numbers as files hold them, and their way to pixels: whatever the element type and the order of the axes,
// images become bytes 0…255 in H, W, C order.
import { DataError } from '../errors.ts';

export type Numbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

export interface NumberArray {
  /** Path and, where a file holds several, the array's own name; decides what is paired with what. */
  readonly name: string;
  /** The file in messages. */
  readonly label: string;
  readonly shape: readonly number[];
  readonly data: Numbers;
  /** Class names, where the elements were texts; data are then their indices. */
  readonly names?: readonly string[];
}

export interface PixelArray {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** [count, height × width × channels] */
  readonly pixels: Uint8Array;
}

const MAX_SIDE = 1024;

/** Element types by NumPy's letter and size; IDX uses the same readers, big-endian. */
const READERS: Readonly<
  Record<
    string,
    { make: (n: number) => Numbers; read: (view: DataView, at: number, little: boolean) => number }
  >
> = {
  u1: { make: (n) => new Uint8Array(n), read: (v, at) => v.getUint8(at) },
  b1: { make: (n) => new Uint8Array(n), read: (v, at) => v.getUint8(at) },
  i1: { make: (n) => new Int8Array(n), read: (v, at) => v.getInt8(at) },
  u2: { make: (n) => new Uint16Array(n), read: (v, at, l) => v.getUint16(at, l) },
  i2: { make: (n) => new Int16Array(n), read: (v, at, l) => v.getInt16(at, l) },
  u4: { make: (n) => new Uint32Array(n), read: (v, at, l) => v.getUint32(at, l) },
  i4: { make: (n) => new Int32Array(n), read: (v, at, l) => v.getInt32(at, l) },
  u8: { make: (n) => new Float64Array(n), read: (v, at, l) => Number(v.getBigUint64(at, l)) },
  i8: { make: (n) => new Float64Array(n), read: (v, at, l) => Number(v.getBigInt64(at, l)) },
  f4: { make: (n) => new Float32Array(n), read: (v, at, l) => v.getFloat32(at, l) },
  f8: { make: (n) => new Float64Array(n), read: (v, at, l) => v.getFloat64(at, l) },
};

export function isElementType(type: string): boolean {
  return type in READERS;
}

/** `count` elements of `type` ("u1", "f4"…) from bytes; single bytes are not copied. */
export function readElements(bytes: Uint8Array, type: string, count: number, little: boolean): Numbers {
  if (type === 'u1' || type === 'b1') return bytes.subarray(0, count);
  const { make, read } = READERS[type];
  const size = Number(type[1]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = make(count);
  for (let i = 0; i < count; i++) out[i] = read(view, i * size, little);
  return out;
}

/** Column-major data (Fortran's order, and MATLAB's) to row-major. */
export function fromFortran(data: Numbers, shape: readonly number[]): Numbers {
  const out = data.slice();
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
  const index = shape.map(() => 0);
  for (let to = 0; to < out.length; to++) {
    let from = 0;
    for (let axis = 0; axis < shape.length; axis++) from += index[axis] * strides[axis];
    out[to] = data[from];
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  return out;
}

/** Numbers to 0…255: bytes stay, 0…1 and −1…1 are stretched, larger ranges are scaled by the largest value. */
function toBytes(data: Numbers): Uint8Array {
  if (data instanceof Uint8Array) {
    const most = data.reduce((a, b) => (b > a ? b : a), 0);
    return most > 1 || data.length === 0 ? data : data.map((v) => v * 255);
  }
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < least) least = data[i];
    if (data[i] > most) most = data[i];
  }
  const floats = data instanceof Float32Array || data instanceof Float64Array;
  const from = least < 0 ? Math.min(least, -most) : 0;
  const to = floats && most <= 1 ? 1 : least >= 0 && most <= 255 ? 255 : Math.max(most, -from);
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = Math.round((255 * (data[i] - from)) / (to - from || 1));
  return out;
}

/**
 * Whether flat rows of 3 · side² numbers are three planes (CIFAR) rather than pixels of three (a flattened picture): what
 * lies one line below differs least in the order that is right.
 */
function arePlanes(data: Numbers, side: number): boolean {
  const differ = (lag: number) => {
    let sum = 0;
    const count = Math.min(data.length - 3 * side, 200_000);
    for (let i = 0; i < count; i++) sum += Math.abs(data[i + lag] - data[i]);
    return sum;
  };
  return differ(side) <= differ(3 * side);
}

function sidesOf(
  label: string,
  shape: readonly number[],
): { h: number; w: number; c: number; planes: boolean } {
  const [, ...rest] = shape;
  if (rest.length === 2) return { h: rest[0], w: rest[1], c: 1, planes: false };
  if (rest.length === 3 && (rest[2] === 1 || rest[2] === 3))
    return { h: rest[0], w: rest[1], c: rest[2], planes: false };
  if (rest.length === 3 && (rest[0] === 1 || rest[0] === 3))
    return { h: rest[1], w: rest[2], c: rest[0], planes: true };
  const side = Math.sqrt(rest[0]);
  if (rest.length === 1 && Number.isInteger(side)) return { h: side, w: side, c: 1, planes: false };
  const third = Math.sqrt(rest[0] / 3);
  if (rest.length === 1 && Number.isInteger(third)) return { h: third, w: third, c: 3, planes: true };
  throw new DataError(
    label,
    `its shape ${shape.join(' × ')} is not that of images: [n, height, width], with 1 or 3 channels after, or [n, side²]`,
  );
}

/** Whether a shape may be that of images. */
export function isImageShape(shape: readonly number[]): boolean {
  try {
    const { h, w } = sidesOf('', shape);
    return shape.length > 1 && h >= 4 && w >= 4 && h <= MAX_SIDE && w <= MAX_SIDE;
  } catch {
    return false;
  }
}

/** @throws DataError where the shape is not that of images */
export function toPixels({ label, shape, data }: Pick<NumberArray, 'label' | 'shape' | 'data'>): PixelArray {
  const { h, w, c, planes: inPlanes } = sidesOf(label, shape);
  const planes = inPlanes && (shape.length > 2 || arePlanes(data, w));
  if (h < 1 || w < 1 || h > MAX_SIDE || w > MAX_SIDE)
    throw new DataError(
      label,
      `its images of ${h} × ${w} pixels are not between 1 and ${MAX_SIDE} pixels a side`,
    );
  const bytes = toBytes(data);
  if (!planes || c === 1) return { count: shape[0], height: h, width: w, channels: c, pixels: bytes };
  const plane = h * w;
  const pixels = new Uint8Array(bytes.length);
  for (let image = 0; image < bytes.length; image += plane * c)
    for (let i = 0; i < plane; i++)
      for (let k = 0; k < c; k++) pixels[image + i * c + k] = bytes[image + k * plane + i];
  return { count: shape[0], height: h, width: w, channels: c, pixels };
}
