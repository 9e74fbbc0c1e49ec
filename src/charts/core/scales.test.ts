// Domains, ticks and number formats of axes.
import { describe, expect, it } from 'vitest';
import { formatFixed, formatNumber, powerOfTen } from '../../ui/format.ts';
import { axisTitle, domainFor, extent, gentleDomain, makeAxis } from './scales.ts';

describe('number formats', () => {
  it.each([
    [0, '0'],
    [1284, '1,284'],
    [-0.5, '−0.5'],
    [0.000012, '1.2×10⁻⁵'],
    [1e-5, '10⁻⁵'],
    [3.25e9, '3.25×10⁹'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '−∞'],
    [0.123456789, '0.1235'],
    [9.99999e-5, '10⁻⁴'],
  ])('%f reads %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('keeps whole numbers whole and zero unsigned', () => {
    expect(formatNumber(123456)).toBe('123,456');
    expect(formatFixed(-0.001, 2)).toBe('0.00');
    expect(powerOfTen(-12)).toBe('10⁻¹²');
  });
});

describe('domains', () => {
  it('ignores what is not finite', () => {
    expect(extent([Number.NaN, 3, Number.POSITIVE_INFINITY, -2])).toEqual([-2, 3]);
    expect(extent([0, -1, 2], true)).toEqual([2, 2]);
    expect(extent([Number.NaN])).toBeNull();
  });

  it.each(['linear', 'log'] as const)('are never empty or non-finite (%s)', (kind) => {
    const ranges = [null, [0, 0], [5, 5], [-3, -3], [1e-320, 1e308], [0, 1e300], [Number.NaN, 1]] as const;
    for (const range of ranges) {
      const [low, high] = domainFor(kind, range);
      expect(low).toBeLessThan(high);
      expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true);
      if (kind === 'log') expect(low).toBeGreaterThan(0);
      const axis = makeAxis(kind, [low, high], [0, 100], 5);
      for (const tick of axis.ticks) expect(Number.isFinite(tick.position)).toBe(true);
    }
  });

  it('hold still for small changes, grow at once, and shrink late', () => {
    const first = gentleDomain(null, [-4, 4]);
    expect(gentleDomain(first, [-4.2, 4])).toEqual(first);
    expect(gentleDomain(first, [-4, 9])[1]).toBeGreaterThan(9);
    expect(gentleDomain(first, [-4, 9])[0]).toBe(first[0]);
    expect(gentleDomain(first, [-3, 3])).toEqual(first);
    expect(gentleDomain(first, [-1, 1])[1]).toBeLessThan(2);
  });
});

describe('axes', () => {
  it('invert positions', () => {
    for (const kind of ['linear', 'log'] as const) {
      const axis = makeAxis(kind, [0.01, 100], [400, 20], 5);
      expect(axis.invert(axis.position(3))).toBeCloseTo(3, 9);
      expect(axis.position(0.01)).toBeCloseTo(400);
    }
  });

  it('give NaN where nothing can be drawn', () => {
    const axis = makeAxis('log', [0.1, 10], [0, 1], 3);
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(axis.position(value)).toBeNaN();
  });

  it('label few decades with 1, 2, 5, many with powers of ten', () => {
    const labels = (low: number, high: number) =>
      makeAxis('log', [low, high], [300, 0], 6)
        .ticks.map((t) => t.label)
        .filter(Boolean);
    expect(labels(0.45, 8)).toEqual(['0.5', '1', '2', '5']);
    expect(labels(0.009, 20)).toEqual(['0.01', '0.1', '1', '10']);
    expect(labels(1e-9, 10)).toContain('10⁻⁸');
    expect(labels(1e-300, 1e300).length).toBeLessThan(12);
  });

  it('take a common factor out of long labels', () => {
    const axis = makeAxis('linear', [0, 4.2e9], [0, 400], 4);
    expect(axis.ticks.map((t) => t.label)).toEqual(['0', '1', '2', '3', '4']);
    expect(axisTitle('gradient entries', axis)).toBe('gradient entries, ×10⁹');
  });
});
