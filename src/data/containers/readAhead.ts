// Many small files one after the other: the next ones are asked for meanwhile. The system answers several at once, one by
// one slowly.
import type { Leaf } from './unpack.ts';

/** Files that are asked for before they are needed. */
const AHEAD = 16;
/** Larger files are not read ahead, so that what waits stays small. */
const SMALL = 1024 * 1024;

/** Reads leaves that come in the order given. */
export function readAhead(leaves: readonly Leaf[]): (leaf: Leaf) => Promise<Uint8Array> {
  const asked = new Map<Leaf, Promise<Uint8Array>>();
  let next = 0;
  return (leaf) => {
    while (next < leaves.length && asked.size < AHEAD) {
      const ahead = leaves[next++];
      if (ahead.size > SMALL) continue;
      const bytes = ahead.read();
      // Whoever reads the leaf hears of it.
      bytes.catch(() => undefined);
      asked.set(ahead, bytes);
    }
    const bytes = asked.get(leaf);
    asked.delete(leaf);
    return bytes ?? leaf.read();
  };
}
