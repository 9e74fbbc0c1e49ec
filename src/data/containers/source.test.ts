// Reading an archive in blocks: the bytes asked for, whatever the order, and little more than those.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ByteSource, buffered, bytesSource } from './source.ts';

const KB = 1024;
const MB = 1024 * KB;

/** A source of `size` bytes that counts what is read of it. */
function counted(size: number): { source: ByteSource; read: () => number } {
  let read = 0;
  const slice = async (from: number, to: number) => {
    read += to - from;
    return new Uint8Array(to - from);
  };
  return { source: { size, slice }, read: () => read };
}

it('gives the bytes asked for, also several at once and past the end', async () => {
  const size = 700 * KB;
  const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 10)) % 251);
  const range = fc
    .tuple(fc.nat(size), fc.nat(300 * KB))
    .map(([from, length]) => [from, from + length] as const);
  const property = fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 12 }), async (ranges) => {
    const source = buffered(bytesSource(bytes));
    const parts = await Promise.all(ranges.map(([from, to]) => source.slice(from, to)));
    for (const [i, [from, to]] of ranges.entries())
      expect(Buffer.compare(parts[i], bytes.subarray(from, to))).toBe(0);
  });
  await fc.assert(property, { numRuns: 40 });
});

it('reads an archive once from end to end', async () => {
  const { source, read } = counted(100 * MB);
  const ahead = buffered(source);
  for (let at = 0; at < source.size; at += 5 * KB) await ahead.slice(at, at + 5 * KB);
  expect(read()).toBe(source.size);
});

it('reads little for a file among those of other classes', async () => {
  const { source, read } = counted(500 * MB);
  const ahead = buffered(source);
  const [classes, file] = [100, 5 * KB];
  let files = 0;
  for (const c of [0, 1, 2])
    for (let at = c * file; at < source.size; at += classes * file, files++) await ahead.slice(at, at + file);
  expect(read() / files).toBeLessThan(140 * KB);
});
