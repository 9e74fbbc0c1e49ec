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
