// Known answers, pinned values and distributions of the random streams.
import { describe, expect, it } from 'vitest';
import { createStream, hashText, philox4x32 } from './rng.ts';
import { mean, standardDeviation } from './statistics.ts';

const ALL = 0xffffffff;

describe('philox4x32-10', () => {
  // Known-answer vectors of the Random123 distribution.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [ALL, ALL, ALL, ALL],
      [ALL, ALL],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ] as [
    [number, number, number, number],
    [number, number],
    number[],
  ][])('of %j with key %j', (counter, key, words) => {
    expect(philox4x32(counter, key)).toEqual(words);
  });
});

describe('streams', () => {
  it('are pinned: the same on every machine and in every version', () => {
    const s = createStream(7, 'train', 12, 0, 3);
    expect([s.bits(), s.bits(), s.bits(), s.bits(), s.bits()]).toEqual([
      4124866682, 3020623121, 811252281, 2038896514, 2562916124,
    ]);
    expect(createStream(1, 'test').uniform()).toBe(0.9270593523979187);
    expect(createStream(1, 'test').normal()).toBeCloseTo(-0.36752940415735474, 12);
    expect(hashText('a') >>> 0).toBe(0xe40c292c);
  });

  it('differ by seed, by every part of the key and by order', () => {
    const keys: [number, ...(number | string)[]][] = [
      [1],
      [2],
      [1 + 2 ** 32],
      [1, 0],
      [1, 0, 0],
      [1, 1],
      [1, -1],
      [1, 2 ** 32],
      [1, 2 ** 32 + 1],
      [1, '0'],
      [1, '1'],
      [1, 'a', 'b'],
      [1, 'b', 'a'],
      [1, 'ab'],
      [1, 1, 2],
      [1, 2, 1],
    ];
    const firsts = keys.map(([seed, ...key]) => {
      const s = createStream(seed, ...key);
      return `${s.bits()} ${s.bits()}`;
    });
    expect(new Set(firsts).size).toBe(keys.length);
  });

  it('have no collisions over a grid of iterations, agents and slots', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++)
      for (let a = 0; a < 16; a++)
        for (let slot = 0; slot < 40; slot++) {
          const s = createStream(3, 'train', i, a, slot);
          seen.add(`${s.bits()} ${s.bits()}`);
        }
    expect(seen.size).toBe(40 * 16 * 40);
  });

  it('are uniform, first draws of neighbouring keys included', () => {
    const s = createStream(5, 'uniform');
    const inside = Float64Array.from({ length: 40_000 }, () => s.uniform());
    const across = Float64Array.from({ length: 40_000 }, (_, i) => createStream(5, 'across', i).uniform());
    for (const draws of [inside, across]) {
      const counts = new Array<number>(20).fill(0);
      for (const u of draws) {
        expect(u >= 0 && u < 1 && Math.fround(u) === u).toBe(true);
        counts[Math.floor(u * 20)]++;
      }
      // χ² with 19 degrees of freedom: 43.8 is exceeded once in a thousand.
      expect(counts.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0)).toBeLessThan(43.8);
    }
  });

  it('give standard normals', () => {
    const s = createStream(6, 'normal');
    const draws = Float64Array.from({ length: 40_000 }, () => s.normal());
    expect(Math.abs(mean(draws))).toBeLessThan(0.02);
    expect(Math.abs(standardDeviation(draws) - 1)).toBeLessThan(0.015);
    expect(Math.abs(mean(draws.map((x) => x ** 4)) - 3)).toBeLessThan(0.2);
  });

  it('give unbiased whole numbers and permutations', () => {
    const s = createStream(8, 'integers');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 14_000; i++) counts[s.integer(7)]++;
    expect(counts.reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0)).toBeLessThan(22.5);
    const orders = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = s.shuffle([0, 1, 2]).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const n of orders.values()) expect(Math.abs(n - 1000)).toBeLessThan(120);
    expect([...s.shuffle(Int32Array.of(4, 5, 6))].sort()).toEqual([4, 5, 6]);
  });

  it('refuse what is no whole number, with the value', () => {
    const s = createStream(1);
    for (const n of [0, -1, 2.5, Number.NaN, 2 ** 33]) expect(() => s.integer(n)).toThrow(String(n));
    expect(() => createStream(1, 0.5)).toThrow('0.5');
    expect(() => createStream(0.5)).toThrow('0.5');
  });
});
