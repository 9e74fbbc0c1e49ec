// Ranges of a sweep: what is taken, which values it stands for, and that a wrong one is answered with what is right.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Range, rangeValues, readRange } from './range.ts';

const finite = fc.double({ noNaN: true, min: -1e6, max: 1e6 });
const ranges = fc
  .record({
    ends: fc.tuple(finite, finite).map(([a, b]) => [Math.min(a, b) + 0, Math.max(a, b) + 0] as const),
    log: fc.boolean(),
    count: fc.integer({ min: 2, max: 40 }),
    logFirst: fc.boolean(),
  })
  .map(({ ends: [low, high], log, count, logFirst }) => {
    const [from, to] = log ? [Math.abs(low) + 1e-6, Math.abs(low) + Math.abs(high) + 1e-6] : [low, high];
    const options = [...(log ? ['log'] : []), String(count)];
    const text = `alpha=${from}..${to},${(logFirst ? options : options.reverse()).join()}`;
    return { text, range: { key: 'alpha', from, to, log, count } satisfies Range };
  });

describe('ranges', () => {
  it('are read as they are written, options in any order', () => {
    fc.assert(
      fc.property(ranges, ({ text, range }) => {
        expect(readRange(text)).toEqual(range);
      }),
    );
  });

  it('go upwards from one end to the other, and have no more values than asked for', () => {
    fc.assert(
      fc.property(ranges, fc.boolean(), ({ range }, integer) => {
        const whole = integer
          ? { ...range, from: Math.floor(range.from) || 1, to: Math.max(1, Math.ceil(range.to)) }
          : range;
        if (whole.from > whole.to || (whole.log && whole.from <= 0)) return;
        const values = rangeValues(whole, integer);
        expect(values[0]).toBe(whole.from);
        expect(values.at(-1)).toBe(whole.to);
        expect(values.length).toBeLessThanOrEqual(range.count);
        for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThan(values[i - 1]);
        if (integer) expect(values.every(Number.isInteger)).toBe(true);
      }),
    );
  });

  it('never throw anything but a sentence', () => {
    const pieces = fc.constantFrom('alpha', '=', '..', '.', ',', 'log', '1', '-', 'e', '16', ' ');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        try {
          const { from, to } = readRange(parts.join(''));
          expect(from).toBeLessThanOrEqual(to);
        } catch (error) {
          expect((error as Error).message).toMatch(/range|number|value|large/);
        }
      }),
    );
  });

  it.each([
    ['alpha=1e-4..1,log,5', false, [0.0001, 0.001, 0.01, 0.1, 1]],
    ['alpha=1e-4..1,5,log', false, [0.0001, 0.001, 0.01, 0.1, 1]],
    ['beta=0..0.5,3', false, [0, 0.25, 0.5]],
    ['n=1..4', true, [1, 2, 3, 4]],
    ['N = 1 .. 10 , 4', true, [1, 4, 7, 10]],
    ['batch=1..100,log,5', true, [1, 3, 10, 32, 100]],
    ['n=1..3,9', true, [1, 2, 3]],
    ['alpha=0.1..0.1,1', false, [0.1]],
  ])('%s', (text, integer, values) => {
    expect(rangeValues(readRange(text), integer)).toEqual(values);
  });

  it.each([
    ['alpha', 'a range is such as alpha=1e-4..1,log,16 or n=1..10, not "alpha"'],
    ['alpha=0.1', 'not "alpha=0.1"'],
    ['alpha=x..1,3', '"x" is not a number'],
    ['alpha=1..1e999,3', '"1e999" is too large'],
    ['alpha=1..0.1,3', 'a range goes upwards, not from 1 to 0.1'],
    ['alpha=0..1,log,3', 'a log range begins above 0, not at 0'],
    ['alpha=0..1,3,4', 'one number of values'],
    ['alpha=0..1,log,log,4', 'at most one "log"'],
    ['alpha=0..1,1.5', 'whole number from 1 on, not "1.5"'],
    ['alpha=0..1,linear', '"linear" is not a number'],
    ['alpha=0..1,1', '1 value cannot be both 0 and 1'],
  ])('%s is refused', (text, message) => {
    expect(() => readRange(text)).toThrow(message);
  });

  it.each([
    ['alpha=0..1', false, 'say how many values alpha takes, as in alpha=0..1,16'],
    ['batch=1..64,log', true, 'as in batch=1..64,log,16'],
    ['n=1..2.5', true, 'n takes whole numbers, not 1 to 2.5'],
  ])('%s says what is missing', (text, integer, message) => {
    expect(() => rangeValues(readRange(text), integer)).toThrow(message);
  });
});
