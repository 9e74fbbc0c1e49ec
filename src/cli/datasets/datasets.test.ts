// The datasets command: arguments, checksums, failed downloads and local copies.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../data/catalogue.ts';
import { readListing } from '../../data/readers/listing.ts';
import { fetchDatasets, listDatasets } from './fetchDatasets.ts';
import { readOptions } from './options.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datasets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = async (from: string | null, get: typeof fetch) => {
  const lines: string[] = [];
  const to = join(folder, 'to');
  const options = {
    names: ['cifar-fs'] as const,
    from,
    to,
    fetch: get,
    print: (line: string) => lines.push(line),
  };
  return { result: await fetchDatasets(options), text: lines.join('\n'), to };
};

const noFetch: typeof fetch = () => Promise.reject(new Error('offline'));

describe('npm run datasets', () => {
  it('reads names and folders, and names what it does not know', () => {
    expect(readOptions(['mnist', '--from', folder])).toEqual({
      names: ['mnist'],
      from: folder,
      to: join('public', 'datasets'),
      listOnly: false,
    });
    expect(readOptions(['--list', '--to', 'dist/datasets'])).toMatchObject({
      to: 'dist/datasets',
      listOnly: true,
    });
    expect(readOptions([]).names).toHaveLength(4);
    expect(() => readOptions(['imagenet'])).toThrow(/A data set is one of mnist, .*, not "imagenet"/);
    expect(() => readOptions(['--from'])).toThrow(/'--from <value>' argument missing/);
    expect(() => readOptions(['--from', 'nowhere'])).toThrow(
      '--from is a folder of local copies; "nowhere" is none',
    );
  });

  it('lists what the folder holds, whoever put it there', async () => {
    const to = join(folder, 'to');
    expect(await listDatasets(to)).toBe(0);
    expect(readListing(await readFile(join(to, 'index.json'), 'utf8'))).toEqual({});
    await mkdir(join(to, 'mnist'));
    await writeFile(join(to, 'mnist', 'a.gz'), 'abc');
    await writeFile(join(to, 'mnist', 'b.gz.part'), 'abc');
    await writeFile(join(to, '.gitkeep'), '');
    await writeFile(join(to, 'leaves.zip'), 'ab');
    expect(await listDatasets(to)).toBe(2);
    expect(readListing(await readFile(join(to, 'index.json'), 'utf8'))).toEqual({
      'leaves.zip': 2,
      'mnist/a.gz': 3,
    });
  });

  it('leaves nothing behind of a download with a wrong checksum', async () => {
    const { result, text, to } = await run(null, async () => new Response('tampered'));
    expect(result).toEqual({ missing: 1, empty: ['cifar-fs'] });
    expect(text).toContain(`checksum ${createHash('md5').update('tampered').digest('hex')} instead of`);
    expect(await readdir(join(to, 'cifar-fs'))).toEqual([]);
    const offline = (await run(null, noFetch)).text;
    expect(offline).toContain('offline');
    expect(offline).toMatch(/: nothing is there; missing cifar-100-binary\.tar\.gz\.$/);
  });

  it('takes no local copy with another checksum', async () => {
    const from = join(folder, 'from');
    await mkdir(from);
    await writeFile(join(from, CATALOGUE['cifar-fs'].files[0].name), 'wrong');
    const { result, text } = await run(from, noFetch);
    expect(result.missing).toBe(1);
    expect(text).toContain('1 of this name, but with other checksums');
  });

  it('copies what is there once, from any depth, and keeps it', async (context) => {
    const source = process.env.DATA_DIR ?? join('..', 'shared', 'data');
    if (!(await readdir(source).catch(() => null))) return context.skip(`no real data files at ${source}`);
    const to = join(folder, 'to');
    const lines: string[] = [];
    const options = {
      names: ['omniglot'] as const,
      from: source,
      to,
      fetch: noFetch,
      print: (l: string) => lines.push(l),
    };
    expect(await fetchDatasets(options)).toEqual({ missing: 2, empty: [] });
    expect((await readdir(join(to, 'omniglot'))).sort()).toEqual([
      'images_background_small1.zip',
      'images_background_small2.zip',
    ]);
    expect(await readFile(join(to, 'omniglot', 'images_background_small1.zip'))).toHaveLength(1319022);
    const files = 'images_background_small1.zip, images_background_small2.zip';
    const missing =
      'missing images_background.zip, images_evaluation.zip: the set can be used as far as it goes.';
    expect(lines.at(-1)).toBe(`Omniglot: ${files} copied from ${source}; ${missing}`);
    await fetchDatasets(options);
    expect(lines.at(-1)).toBe(`Omniglot: ${files} there before; ${missing}`);
    expect(lines.filter((line) => line.includes('already there'))).toHaveLength(2);
  });
});
