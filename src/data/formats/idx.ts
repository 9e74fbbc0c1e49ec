// The IDX format of MNIST and its kin: two zero bytes, an element type, the number of dimensions, the dimensions
// (big-endian), then the elements.
import { DataError } from '../errors.ts';
import { type NumberArray, readElements } from './array.ts';

const TYPES: Readonly<Record<number, string>> = { 8: 'u1', 9: 'i1', 11: 'i2', 12: 'i4', 13: 'f4', 14: 'f8' };

/** @throws DataError on impossible sizes or a wrong length */
export function readIdx(name: string, label: string, bytes: Uint8Array): NumberArray {
  const type = TYPES[bytes[2]];
  const dimensions = bytes[3];
  const head = 4 + 4 * dimensions;
  if (type === undefined || bytes.length < head)
    throw new DataError(label, `it has ${bytes.length} bytes and no whole IDX header: the file is truncated`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((a, b) => a * b, 1);
  const expected = head + count * Number(type[1]);
  if (bytes.length !== expected)
    throw new DataError(
      label,
      `it has ${bytes.length} bytes where ${shape.join(' × ')} elements need ${expected}: ` +
        (bytes.length < expected ? 'the file is truncated' : 'the file has bytes that do not belong to it'),
    );
  return { name, label, shape, data: readElements(bytes.subarray(head), type, count, false) };
}
