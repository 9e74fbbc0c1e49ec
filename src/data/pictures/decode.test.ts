// PNG decoding: depths, palettes and transparency come out as bytes, and bombs are refused.
import { encode } from 'fast-png';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../containers/inflate.ts';
import { decodeImage } from './decode.ts';

/** A PNG from its chunks, with right checksums. */
function png(chunks: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const out: number[] = [137, 80, 78, 71, 13, 10, 26, 10];
  const word = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
  for (const [name, body] of chunks) {
    const typed = [...new TextEncoder().encode(name), ...body];
    out.push(...word(body.length), ...typed, ...word(crc32(Uint8Array.from(typed))));
  }
  return Uint8Array.from(out);
}

function header(width: number, height: number, depth: number, colour: number): Uint8Array {
  const bytes = new Uint8Array(13);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  bytes.set([depth, colour, 0, 0, 0], 8);
  return bytes;
}

const end = ['IEND', new Uint8Array(0)] as const;

describe('PNG files', () => {
  it('of one bit a pixel become 0 and 255', async () => {
    // Ten pixels a row: two bytes, the last six bits unused; each row starts with its filter.
    const rows = zlibSync(Uint8Array.of(0, 0b10100000, 0b01000000, 0, 0b00000001, 0b10000000));
    const image = await decodeImage('a.png', png([['IHDR', header(10, 2, 1, 0)], ['IDAT', rows], end]));
    expect([image.width, image.height, image.channels]).toEqual([10, 2, 1]);
    expect([...image.data].map((v) => v / 255).join('')).toBe('10100000010000000110');
  });

  it('with a palette become colours', async () => {
    const palette = Uint8Array.of(255, 0, 0, 0, 0, 255);
    const rows = zlibSync(Uint8Array.of(0, 0b01000000));
    const chunks = [['IHDR', header(2, 1, 1, 3)], ['PLTE', palette], ['IDAT', rows], end] as const;
    const image = await decodeImage('a.png', png(chunks));
    expect([...image.data]).toEqual([255, 0, 0, 0, 0, 255]);
  });

  it('keep their transparency and their 16 bits', async () => {
    const clear = encode({ width: 2, height: 1, channels: 2, depth: 8, data: Uint8Array.of(10, 0, 10, 255) });
    const image = await decodeImage('a.png', clear);
    expect([[...image.data], [...(image.alpha ?? [])]]).toEqual([
      [10, 10],
      [0, 255],
    ]);
    const deep = encode({
      width: 2,
      height: 1,
      channels: 1,
      depth: 16,
      data: Uint16Array.of(0x1234, 0xff00),
    });
    expect([...(await decodeImage('a.png', deep)).data]).toEqual([0x1234, 0xff00]);
  });

  it('are read whatever their texts, profiles and further frames are', async () => {
    const rows = zlibSync(Uint8Array.of(0, 7));
    const chunks = [
      ['IHDR', header(1, 1, 8, 0)],
      ['iCCP', Uint8Array.of(120, 0, 0, 1, 2, 3)],
      ['tEXt', Uint8Array.of(0)],
      ['acTL', Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0)],
      ['IDAT', rows],
      ['fdAT', Uint8Array.of(0, 0, 0, 1, 9, 9)],
      end,
    ] as const;
    expect([...(await decodeImage('a.png', png(chunks))).data]).toEqual([7]);
  });

  it('of less than eight bits, interlaced, are refused rather than misread', async () => {
    const interlaced = header(4, 4, 1, 0);
    interlaced[12] = 1;
    const image = png([['IHDR', interlaced], ['IDAT', zlibSync(new Uint8Array(12))], end]);
    await expect(decodeImage('a.png', image)).rejects.toThrow(/^a\.png: it is an interlaced PNG of 1 bits/);
  });

  it('that lie about their size, or are cut, are refused by name', async () => {
    const huge = png([['IHDR', header(100_000, 100_000, 8, 0)], end]);
    await expect(decodeImage('a.png', huge)).rejects.toThrow(
      /^a\.png: the PNG file says 100000 × 100000 pixels/,
    );
    const bomb = png([['IHDR', header(2, 2, 8, 0)], ['IDAT', zlibSync(new Uint8Array(80_000_000))], end]);
    await expect(decodeImage('a.png', bomb)).rejects.toThrow(/^a\.png: the PNG file unpacks to more than/);
    await expect(decodeImage('a.png', bomb.slice(0, 20))).rejects.toThrow(
      /^a\.png: the PNG file is truncated/,
    );
  });
});

/** Little-endian bytes of values with their widths. */
function littleEndian(...fields: readonly (readonly [bytes: number, value: number])[]): number[] {
  return fields.flatMap(([bytes, value]) =>
    Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255),
  );
}

describe('other formats without a browser', () => {
  it('BMP: rows from below, blue first', async () => {
    const rows = [30, 20, 10, 60, 50, 40, 0, 0, 90, 80, 70, 120, 110, 100, 0, 0];
    const info = littleEndian(
      [4, 40],
      [4, 2],
      [4, 2],
      [2, 1],
      [2, 24],
      [4, 0],
      [4, 16],
      [4, 0],
      [4, 0],
      [4, 0],
      [4, 0],
    );
    const bytes = [0x42, 0x4d, ...littleEndian([4, 70], [4, 0], [4, 54]), ...info, ...rows];
    const image = await decodeImage('a.bmp', Uint8Array.from(bytes));
    expect([image.width, image.height, image.channels]).toEqual([2, 2, 3]);
    expect([...image.data]).toEqual([70, 80, 90, 100, 110, 120, 10, 20, 30, 40, 50, 60]);
  });

  it('GIF: the first frame in its colours', async () => {
    const { GifWriter } = await import('omggif');
    const out: number[] = [];
    const gif = new GifWriter(out, 2, 1, { palette: [0x102030, 0xf0e0d0] });
    gif.addFrame(0, 0, 2, 1, [1, 0]);
    gif.addFrame(0, 0, 2, 1, [0, 0]);
    const image = await decodeImage('a.gif', Uint8Array.from(out.slice(0, gif.end())));
    expect([...image.data]).toEqual([0xf0, 0xe0, 0xd0, 0x10, 0x20, 0x30]);
  });

  it.each([
    [1, [0, 200]],
    [0, [255, 55]],
  ])('TIFF: grey with photometric %i', async (photometric, want) => {
    const tags = [
      [256, 3, 1, 2],
      [257, 3, 1, 1],
      [258, 3, 1, 8],
      [259, 3, 1, 1],
      [262, 3, 1, photometric],
      [273, 4, 1, 8],
      [277, 3, 1, 1],
      [278, 3, 1, 1],
      [279, 4, 1, 2],
    ].flatMap(([tag, type, count, value]) => littleEndian([2, tag], [2, type], [4, count], [4, value]));
    const bytes = [
      0x49,
      0x49,
      42,
      0,
      ...littleEndian([4, 10]),
      0,
      200,
      ...littleEndian([2, 9]),
      ...tags,
      0,
      0,
      0,
      0,
    ];
    expect([...(await decodeImage('a.tif', Uint8Array.from(bytes))).data]).toEqual(want);
  });

  it('refuses cut files by name', async () => {
    for (const head of ['GIF89a', 'BM', 'II*\0'])
      await expect(decodeImage('cut', new TextEncoder().encode(head))).rejects.toThrow(
        /^cut: the image cannot be read/,
      );
  });
});
