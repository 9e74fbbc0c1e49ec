// The safetensors format: the length of a JSON header (64 bits, little-endian), the header, then all elements.
import type { Tensor } from './tensors.ts';

const LENGTH = 8;

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** @param metadata text by name, for people and tools */
export function writeSafetensors(
  tensors: readonly Tensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let at = 0;
  const entries = tensors.map(({ name, shape, data }) => {
    const begin = at;
    at += 4 * data.length;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, at] }];
  });
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const encoded = new TextEncoder().encode(text);
  // Elements begin at a multiple of eight bytes.
  const header = Math.ceil(encoded.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH + header + at);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(header), true);
  bytes.fill(0x20, LENGTH, LENGTH + header).set(encoded, LENGTH);
  let to = LENGTH + header;
  for (const { data } of tensors) {
    for (const value of data) {
      view.setFloat32(to, value, true);
      to += 4;
    }
  }
  return bytes;
}

function isEntry(value: unknown): value is Entry {
  const { dtype, shape, data_offsets: offsets } = value as Partial<Entry>;
  const whole = (numbers: unknown) =>
    Array.isArray(numbers) && numbers.every((n) => Number.isInteger(n) && n >= 0);
  return typeof dtype === 'string' && whole(shape) && whole(offsets) && offsets?.length === 2;
}

function readHeader(bytes: Uint8Array): { header: unknown; start: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < LENGTH ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(length <= bytes.length - LENGTH)) throw new Error('The file is no .safetensors: its header is cut.');
  try {
    const text = new TextDecoder().decode(bytes.subarray(LENGTH, LENGTH + length));
    return { header: JSON.parse(text), start: LENGTH + length };
  } catch (error) {
    throw new Error('The file is no .safetensors: its header cannot be read.', { cause: error });
  }
}

/** Arrays of 32-bit floats. @throws for others and for files that are cut */
export function readSafetensors(bytes: Uint8Array): Tensor[] {
  const { header, start } = readHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const named = Object.entries(header as object).filter(([name]) => name !== '__metadata__');
  return named.map(([name, entry]) => {
    if (!isEntry(entry)) throw new Error(`"${name}" is no array of a .safetensors file.`);
    const { dtype, shape, data_offsets: offsets } = entry;
    const count = shape.reduce((a, b) => a * b, 1);
    if (dtype !== 'F32') throw new Error(`"${name}" has elements of type ${dtype}; F32 can be read.`);
    const [begin, end] = offsets;
    if (end - begin !== 4 * count || start + end > bytes.length)
      throw new Error(`"${name}" is cut: its ${count} elements are not all there.`);
    const data = Float32Array.from({ length: count }, (_, i) => view.getFloat32(start + begin + 4 * i, true));
    return { name, shape, data };
  });
}
