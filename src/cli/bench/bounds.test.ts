// Comparisons in turns with made-up times, and that what cannot be measured says why instead of holding.
import { describe, expect, it } from 'vitest';
import { BOUNDS, checkBound } from './bounds.ts';
import { type Contender, compare } from './contenders.ts';

function contender(times: readonly number[], turns: string[], name: string): Contender {
  let i = 0;
  return {
    time: async () => {
      turns.push(name);
      return times[i++];
    },
    close: () => void turns.push(`${name} closed`),
  };
}

const nothing = { browser: null, peers: null, before: null, seconds: 0.01, log: () => {} };
const bound = { workload: 'w', against: 'a', turns: 3 };

describe('a comparison', () => {
  it('takes turns, and is the median of the ratios of neighbours', async () => {
    const turns: string[] = [];
    const found = await compare(contender([2, 8, 3], turns, 'a'), contender([4, 10, 4], turns, 'b'), 1, 3);
    expect(turns.join('')).toBe('ababab');
    expect(found).toEqual({ ours: 3, other: 4, ratio: 0.75, least: 0.5, largest: 0.8 });
  });
});

describe('a bound', () => {
  it.each([
    [0.6, true],
    [0.4, false],
  ])('of %s on a ratio of a half', async (atMost, holds) => {
    const turns: string[] = [];
    const pair = async () => [contender([1, 1, 1], turns, 'a'), contender([2, 2, 2], turns, 'b')] as const;
    expect(await checkBound({ ...bound, atMost, pair }, nothing)).toMatchObject({ ratio: 0.5, holds });
    expect(turns.slice(-2)).toEqual(['a closed', 'b closed']);
  });

  it('is neither held nor broken without what it is measured against', async () => {
    for (const against of ['NumPy, one thread', 'earlier checkout']) {
      const one = BOUNDS.find((other) => other.against === against);
      if (!one) throw new Error(`There is no bound against ${against}.`);
      const row = await checkBound(one, nothing);
      expect(row.holds).toBeNull();
      expect(row.reason).toMatch(/^--(peers|before) .*names no/);
    }
  });
});
