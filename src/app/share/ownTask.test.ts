// Own tasks in links: what is packed reads back, usual drawings are short, and garbage is no task.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rasterise } from '../../charts/images/strokes.ts';
import { VIEW_FIELDS } from '../../experiment/viewFields.ts';
import type { OwnImageTask, OwnTask } from '../../protocol/views.ts';
import { fitsLink, packTask, unpackTask } from './ownTask.ts';

const numbers = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });
const points: fc.Arbitrary<OwnTask> = fc
  .array(fc.tuple(numbers, numbers), { minLength: 1, maxLength: 40 })
  .map((all) => ({
    kind: 'regression' as const,
    x: Float32Array.from(all, ([x]) => x),
    y: Float32Array.from(all, ([, y]) => y),
  }));

const images: fc.Arbitrary<OwnTask> = fc
  .tuple(
    fc.integer({ min: 2, max: 5 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 3 }),
    fc.nat(1e6),
  )
  .map(([ways, side, queries, seed]) => {
    const support = ways + 2;
    const pixel = (_: unknown, i: number) => Math.abs(Math.sin(seed + i));
    return {
      kind: 'images' as const,
      ways,
      supportX: Float32Array.from({ length: support * side * side }, pixel),
      supportClass: Int32Array.from({ length: support }, (_, i) => i % ways),
      queryX: Float32Array.from({ length: queries * side * side }, pixel),
    };
  });

/** Greatest difference of two arrays of one length, as a share of the larger number. */
function apart(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length);
  return Math.max(0, ...Array.from(one, (v, i) => Math.abs(v - other[i]) / Math.max(1, Math.abs(v))));
}

describe('own tasks in links', () => {
  it('read back: points to four digits, images to a grey value, and the same text again', () => {
    fc.assert(
      fc.property(fc.oneof(points, images), (task) => {
        const text = packTask(task);
        const field = VIEW_FIELDS.ownTask;
        expect(field.kind === 'text' && field.pattern.test(text)).toBe(true);
        const read = unpackTask(text);
        if (task.kind === 'regression') {
          if (read?.kind !== 'regression') throw new Error(`no points in ${text}`);
          expect(apart(task.x, read.x)).toBeLessThan(1e-3);
          expect(apart(task.y, read.y)).toBeLessThan(1e-3);
        } else {
          if (read?.kind !== 'images') throw new Error(`no images in ${text}`);
          expect([read.ways, [...read.supportClass]]).toEqual([task.ways, [...task.supportClass]]);
          expect(apart(task.supportX, read.supportX)).toBeLessThan(1 / 500);
          expect(apart(task.queryX, read.queryX)).toBeLessThan(1 / 500);
        }
        // Not by remembering it.
        expect(packTask({ ...read } as OwnTask)).toBe(text);
      }),
    );
  });

  it('of five drawn characters and a query take less than 4,000 characters', () => {
    const size = 28 * 28;
    const drawing = (seed: number) => {
      const at = (i: number) => 0.5 + 0.4 * Math.sin(seed * 3 + i * (1.1 + seed / 7));
      const stroke = (from: number) => Array.from({ length: 24 }, (_, i) => at(from + i));
      return rasterise([stroke(0), stroke(40), stroke(90)]);
    };
    const supportX = new Float32Array(5 * size);
    for (let i = 0; i < 5; i++) supportX.set(drawing(i), i * size);
    const task: OwnImageTask = {
      kind: 'images',
      ways: 5,
      supportX,
      supportClass: Int32Array.from([0, 1, 2, 3, 4]),
      queryX: drawing(9),
    };
    expect(packTask(task).length).toBeLessThan(4000);
    expect(fitsLink(task)).toBe(true);
  });

  it('are none where the text says none', () => {
    for (const text of [
      '',
      '1',
      '1,2;3',
      'i',
      'i2-01-1.',
      'i2-01-1.AAAA',
      'i9-88-1.AA',
      '1,x',
      'i2-05-1.Y2BgAAAAAP__',
    ])
      expect(unpackTask(text)).toBeNull();
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.,;~+-]{0,300}$/), (text) => {
        expect(() => unpackTask(text)).not.toThrow();
      }),
    );
  });
});
