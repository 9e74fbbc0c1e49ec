// Decimation keeps every extreme, whatever the length.
import { describe, expect, it } from 'vitest';
import { MinMaxDecimator, Smoother } from './decimate.ts';

function wave(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i / 900) + Math.sin(i * 1.7) * 0.2);
}

function kept(decimator: MinMaxDecimator, values: ArrayLike<number>): number[] {
  const indices: number[] = [];
  decimator.forEach(values, (i) => indices.push(i));
  return indices;
}

describe('min–max decimation', () => {
  it('keeps everything while there is room', () => {
    const values = wave(700);
    const decimator = new MinMaxDecimator(1024);
    decimator.update(values, 700);
    expect(kept(decimator, values)).toEqual(Array.from({ length: 700 }, (_, i) => i));
  });

  it('never loses an extreme, the first or the last of 10⁶ points', () => {
    const values = wave(1_000_000);
    values[123_457] = 50;
    values[876_543] = -60;
    const decimator = new MinMaxDecimator();
    decimator.update(values, values.length);
    const indices = kept(decimator, values);
    expect(indices).toEqual(expect.arrayContaining([0, 123_457, 876_543, 999_999]));
    expect(indices.length).toBeLessThanOrEqual(2 * 1024 + 2);
    expect(indices).toEqual([...indices].sort((a, b) => a - b));
  });

  it('gives the same whether points come one by one or at once', () => {
    const values = wave(10_007);
    const once = new MinMaxDecimator(64);
    once.update(values, values.length);
    const grown = new MinMaxDecimator(64);
    for (let n = 0; n <= values.length; n += 13) grown.update(values, n);
    grown.update(values, values.length);
    expect(kept(grown, values)).toEqual(kept(once, values));
  });

  it('leaves gaps where a whole bucket is not finite and survives all-NaN', () => {
    const values = Float32Array.from({ length: 4000 }, (_, i) => (i > 1000 && i < 3000 ? Number.NaN : i));
    const decimator = new MinMaxDecimator(100);
    decimator.update(values, values.length);
    expect(kept(decimator, values)).toContain(-1);
    const nothing = new Float32Array(5000).fill(Number.NaN);
    decimator.update(nothing, 5000);
    expect(new Set(kept(decimator, nothing))).toEqual(new Set([-1]));
  });

  it('starts afresh for another series', () => {
    const decimator = new MinMaxDecimator(16);
    decimator.update(wave(500), 500);
    const other = Float32Array.of(3, 1, 2);
    decimator.update(other, 3);
    expect(kept(decimator, other)).toEqual([0, 1, 2]);
  });
});

describe('smoothing', () => {
  it('is the bias-corrected moving average, also when grown', () => {
    const values = Float64Array.of(4, 2, Number.NaN, 1, 0);
    const smooth = new Smoother();
    smooth.update(values, 2, 0.5);
    const result = smooth.update(values, 5, 0.5);
    expect(result[0]).toBe(4);
    expect(result[1]).toBeCloseTo((0.25 * 4 + 0.5 * 2) / 0.75);
    expect(result[2]).toBeNaN();
    expect(result[3]).toBeCloseTo((0.125 * 4 + 0.25 * 2 + 0.5 * 1) / 0.875);
  });

  it('starts afresh with another factor', () => {
    const values = Float64Array.of(1, 3);
    const smooth = new Smoother();
    smooth.update(values, 2, 0.9);
    expect(smooth.update(values, 2, 0.5)[1]).toBeCloseTo((0.25 + 1.5) / 0.75);
  });
});
