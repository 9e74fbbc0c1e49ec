// gzip and zip: whole files are read; truncated, damaged, lying and oversized ones are refused by name.
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { withDirectoryWord, zip64 } from '../testing.ts';
import { crc32, gunzip } from './inflate.ts';
import { openZip, readZipEntry } from './zip.ts';

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

  it('reads stored and deflated files by the central directory', () => {
    const archive = openZip('x.zip', zip);
    const contents = archive.entries.map((entry) => [
      entry.name,
      new TextDecoder().decode(readZipEntry(archive, entry)).slice(0, 6),
    ]);
    expect(contents).toEqual([
      ['a/one.txt', 'one'],
      ['b.txt', 'twotwo'],
    ]);
  });

  it('takes sizes from the directory where the local headers have none (flag bit 3)', () => {
    const copy = zip.slice();
    const view = new DataView(copy.buffer);
    view.setUint16(6, 8, true);
    for (const at of [14, 18, 22]) view.setUint32(at, 0, true);
    const archive = openZip('x.zip', copy);
    expect(readZipEntry(archive, archive.entries[0])).toEqual(text('one'));
  });

  it('leaves folders, hidden files and resource forks out', () => {
    const tree = {
      'a/': new Uint8Array(0),
      '__MACOSX/a/._x.png': text('x'),
      '.DS_Store': text('x'),
      'a/x': text('x'),
    };
    expect(openZip('x.zip', zipSync(tree)).entries.map((entry) => entry.name)).toEqual(['a/x']);
  });

  it('reads ZIP64 archives, sizes and offsets of 64 bits included', () => {
    const wideZip = zip64({ 'a/one.txt': text('one'), 'a/two.txt': text('two') });
    const archive = openZip('x.zip', wideZip);
    expect(archive.entries.map((entry) => entry.name)).toEqual(['a/one.txt', 'a/two.txt']);
    expect(readZipEntry(archive, archive.entries[1])).toEqual(text('two'));
    const lost = wideZip.slice();
    new DataView(lost.buffer).setUint32(lost.length - 34, 7, true);
    expect(() => openZip('x.zip', lost)).toThrow(/^x\.zip: its ZIP64 end record is not where/);
  });

  it('goes on past a count of files that overflowed', () => {
    const many = Object.fromEntries(Array.from({ length: 65538 }, (_, i) => [`a/${i}`, new Uint8Array(0)]));
    expect(openZip('x.zip', zipSync(many, { level: 0 })).entries).toHaveLength(65538);
  });

  it('keeps names apart that are not UTF-8, and reads the separators of Windows', () => {
    const named = zipSync({ 'x/1': text('a'), 'y/1': text('b'), 'u\\1': text('c') });
    for (const [from, to] of [
      [0x78, 0xe9],
      [0x79, 0xe8],
    ])
      for (let i = 0; i + 1 < named.length; i++)
        if (named[i] === from && named[i + 1] === 0x2f) named[i] = to;
    expect(openZip('x.zip', named).entries.map((entry) => entry.name)).toEqual(['é/1', 'è/1', 'u/1']);
  });

  it('refuses what is no zip, truncated, damaged, lying or too large, naming the file', () => {
    expect(() => openZip('x.zip', text('hello'))).toThrow(/^x\.zip: it is not a zip archive/);
    expect(() => openZip('x.zip', zip.slice(0, -30))).toThrow(
      /^x\.zip: it is not a zip archive, or it is truncated/,
    );
    expect(() => openZip('x.zip', withDirectoryWord(zip, 24, 600 * 1024 * 1024))).toThrow(
      /nothing was unpacked/,
    );
    const entryOf = (bytes: Uint8Array) => {
      const archive = openZip('x.zip', bytes);
      return () => readZipEntry(archive, archive.entries[0]);
    };
    expect(entryOf(withDirectoryWord(zip, 16, 1))).toThrow(/^x\.zip › a\/one\.txt: .*checksum/);
    expect(entryOf(withDirectoryWord(zip, 42, 7))).toThrow(/^x\.zip › a\/one\.txt: .*damaged/);
    expect(entryOf(withDirectoryWord(zip, 20, 1e6))).toThrow(/^x\.zip › a\/one\.txt: .*truncated/);
  });

  it('stops at the stated size when an entry unpacks to more', () => {
    const bomb = zipSync({ 'big.png': new Uint8Array(5_000_000) });
    const archive = openZip('bomb.zip', withDirectoryWord(bomb, 24, 1000));
    expect(() => readZipEntry(archive, archive.entries[0])).toThrow(/bomb\.zip › big\.png: /);
  });
});

describe('CRC-32', () => {
  it('has the standard check value', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926);
  });
});
