// Real files, where a copy of them lies beside the repository (DATA_DIR, or ../shared/data).
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadImageSets } from './index.ts';
import { createFolderReader } from './readers/node.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = process.env.DATA_DIR ?? join(root, '..', 'shared', 'data');
const absent = existsSync(folder) ? null : `no real data files at ${folder} (set DATA_DIR to check them)`;

async function load(name: string) {
  const set = (await loadImageSets([name], createFolderReader(folder))).get(name);
  if (!set) throw new Error('no set');
  return set;
}

describe('real files', () => {
  it('MNIST has the published counts per digit', async (context) => {
    if (absent) return context.skip(absent);
    const set = await load('mnist');
    expect(set.classes.map((c) => c.train.length)).toEqual([
      5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]);
    expect(set.classes.map((c) => c.test.length)).toEqual([
      980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009,
    ]);
    const mean = set.pixels.subarray(60000 * 784).reduce((sum, v) => sum + v, 0) / (10000 * 784);
    expect(mean).toBeCloseTo(33.79, 2);
  });

  it('Fashion-MNIST test files alone have a thousand images per class', async (context) => {
    if (absent) return context.skip(absent);
    const set = await load('fashion-mnist');
    expect(set.classes.map((c) => c.test.length + c.train.length)).toEqual(new Array(10).fill(1000));
    expect(set.notes).toHaveLength(1);
    expect(set.pixels.reduce((sum, v) => sum + v, 0) / set.pixels.length).toBeCloseTo(73.15, 2);
  });

  it('Omniglot’s two small zips make 242 characters of 8 alphabets, each drawing once', async (context) => {
    if (absent) return context.skip(absent);
    const set = await load('omniglot');
    expect(set.classes).toHaveLength(242);
    expect(new Set(set.classes.map((c) => c.group)).size).toBe(8);
    expect(set.classes.every((c) => c.train.length === 20)).toBe(true);
    const ink = set.pixels.reduce((sum, v) => sum + v, 0) / 255 / set.pixels.length;
    expect(ink).toBeGreaterThan(0.06);
    expect(ink).toBeLessThan(0.2);
  });
});
