// Reading ahead gives every leaf its own bytes, whatever fails, and asks for few at once.
import { expect, it } from 'vitest';
import { readAhead } from './readAhead.ts';
import { givenBytes } from './source.ts';
import type { Leaf } from './unpack.ts';

it('gives each leaf its bytes or its error, with few asked for at once', async () => {
  let open = 0;
  let most = 0;
  const leaf = (i: number): Leaf => ({
    path: `${i}`,
    label: `${i}`,
    kind: 'image',
    size: i % 7 === 3 ? 2_000_000 : 1,
    given: givenBytes(`${i}`, Uint8Array.of(i)),
    async read() {
      most = Math.max(most, ++open);
      await new Promise((done) => setTimeout(done, i % 3));
      open--;
      if (i % 10 === 5) throw new Error(`${i} is damaged`);
      return Uint8Array.of(i);
    },
  });
  const leaves = Array.from({ length: 100 }, (_, i) => leaf(i));
  const read = readAhead(leaves);
  for (const [i, each] of leaves.entries())
    if (i % 10 === 5) await expect(read(each)).rejects.toThrow(`${i} is damaged`);
    else expect(await read(each)).toEqual(Uint8Array.of(i));
  expect(most).toBeGreaterThan(4);
  expect(most).toBeLessThanOrEqual(17);
});
