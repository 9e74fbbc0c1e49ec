// gzip and zip: whole files are read; truncated, damaged, lying and oversized ones are refused by name.
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { withDirectoryWord, zip64 } from '../testing.ts';
import { crc32, gunzip } from './inflate.ts';
import { bytesSource } from './source.ts';
import { openZip as openSource, readZipEntry } from './zip.ts';

const openZip = (file: string, bytes: Uint8Array) => openSource(file, bytesSource(bytes));

const text = (s: string) => new TextEncoder().encode(s);

describe('gzip', () => {
  const plain = new Uint8Array(300_000).map((_, i) => (i * i) % 251);
  const packed = gzipSync(plain);

  it('unpacks, in steps that report', async () => {
    const fractions: number[] = [];
    const out = await gunzip('a.gz', packed, async (fraction) => {
      fractions.push(fraction);
    });
    expect(out).toEqual(plain);
    expect(fractions.length).toBe(Math.ceil(packed.length / 65536));
  });

  it('refuses what is no gzip, truncated, damaged or too large, naming the file', async () => {
    await expect(gunzip('a.gz', text('not a gzip file at all'))).rejects.toThrow(
      /^a\.gz: it is not a gzip file/,
    );
    await expect(gunzip('a.gz', packed.slice(0, 500))).rejects.toThrow(/^a\.gz: .*truncated or damaged/);
    const broken = packed.slice();
    broken[packed.length - 6] ^= 1;
    await expect(gunzip('a.gz', broken)).rejects.toThrow(/^a\.gz: .*checksum/);
    await expect(gunzip('a.gz', packed, undefined, 100_000)).rejects.toThrow(/unpacks to more than 0\.1 MB/);
  });

  it('stops a bomb early, whatever its header says', async () => {
    const bomb = gzipSync(new Uint8Array(40_000_000));
    new DataView(bomb.buffer).setUint32(bomb.length - 4, 12, true);
    await expect(gunzip('bomb.gz', bomb, undefined, 10_000_000)).rejects.toThrow(/more than 10\.0 MB/);
  });
});

describe('zip', () => {
  const zip = zipSync({ 'a/one.txt': text('one'), 'b.txt': [text('two'.repeat(100)), { level: 9 }] });

  it('reads stored and deflated files by the central directory', async () => {
    const archive = await openZip('x.zip', zip);
    const contents = [];
    for (const entry of archive.entries) {
      const bytes = await readZipEntry(archive, entry);
      contents.push([entry.name, new TextDecoder().decode(bytes).slice(0, 6)]);
    }
    expect(contents).toEqual([
      ['a/one.txt', 'one'],
      ['b.txt', 'twotwo'],
    ]);
  });

  it('takes sizes from the directory where the local headers have none (flag bit 3)', async () => {
    const copy = zip.slice();
    const view = new DataView(copy.buffer);
    view.setUint16(6, 8, true);
    for (const at of [14, 18, 22]) view.setUint32(at, 0, true);
    const archive = await openZip('x.zip', copy);
    expect(await readZipEntry(archive, archive.entries[0])).toEqual(text('one'));
  });

  it('leaves folders, hidden files and resource forks out', async () => {
    const tree = {
      'a/': new Uint8Array(0),
      '__MACOSX/a/._x.png': text('x'),
      '.DS_Store': text('x'),
      'a/x': text('x'),
    };
    expect((await openZip('x.zip', zipSync(tree))).entries.map((entry) => entry.name)).toEqual(['a/x']);
  });

  it('reads ZIP64 archives, sizes and offsets of 64 bits included', async () => {
    const wideZip = zip64({ 'a/one.txt': text('one'), 'a/two.txt': text('two') });
    const archive = await openZip('x.zip', wideZip);
    expect(archive.entries.map((entry) => entry.name)).toEqual(['a/one.txt', 'a/two.txt']);
    expect(await readZipEntry(archive, archive.entries[1])).toEqual(text('two'));
    const lost = wideZip.slice();
    new DataView(lost.buffer).setUint32(lost.length - 34, 7, true);
    await expect(openZip('x.zip', lost)).rejects.toThrow(/^x\.zip: its ZIP64 end record is not where/);
  });

  it('goes on past a count of files that overflowed', async () => {
    const many = Object.fromEntries(Array.from({ length: 65538 }, (_, i) => [`a/${i}`, new Uint8Array(0)]));
    expect((await openZip('x.zip', zipSync(many, { level: 0 }))).entries).toHaveLength(65538);
  });

  it('keeps names apart that are not UTF-8, and reads the separators of Windows', async () => {
    const named = zipSync({ 'x/1': text('a'), 'y/1': text('b'), 'u\\1': text('c') });
    for (const [from, to] of [
      [0x78, 0xe9],
      [0x79, 0xe8],
    ])
      for (let i = 0; i + 1 < named.length; i++)
        if (named[i] === from && named[i + 1] === 0x2f) named[i] = to;
    expect((await openZip('x.zip', named)).entries.map((entry) => entry.name)).toEqual(['é/1', 'è/1', 'u/1']);
  });

  it('refuses what is no zip, truncated, damaged, lying or too large, naming the file', async () => {
    await expect(openZip('x.zip', text('hello'))).rejects.toThrow(/^x\.zip: it is not a zip archive/);
    await expect(openZip('x.zip', zip.slice(0, -30))).rejects.toThrow(
      /^x\.zip: it is not a zip archive, or it is truncated/,
    );
    await expect(openZip('x.zip', withDirectoryWord(zip, 24, 600 * 1024 * 1024))).rejects.toThrow(
      /nothing was unpacked/,
    );
    const entryOf = async (bytes: Uint8Array) => {
      const archive = await openZip('x.zip', bytes);
      return readZipEntry(archive, archive.entries[0]);
    };
    await expect(entryOf(withDirectoryWord(zip, 16, 1))).rejects.toThrow(/^x\.zip › a\/one\.txt: .*checksum/);
    await expect(entryOf(withDirectoryWord(zip, 42, 7))).rejects.toThrow(/^x\.zip › a\/one\.txt: .*damaged/);
    await expect(entryOf(withDirectoryWord(zip, 20, 1e6))).rejects.toThrow(
      /^x\.zip › a\/one\.txt: .*truncated/,
    );
  });

  it('stops at the stated size when an entry unpacks to more', async () => {
    const bomb = zipSync({ 'big.png': new Uint8Array(5_000_000) });
    const archive = await openZip('bomb.zip', withDirectoryWord(bomb, 24, 1000));
    await expect(readZipEntry(archive, archive.entries[0])).rejects.toThrow(/bomb\.zip › big\.png: /);
  });
});

describe('CRC-32', () => {
  it('has the standard check value', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926);
  });
});
