// Summaries of samples and of agents’ parameters.
import { describe, expect, it } from 'vitest';
import {
  centroid,
  disagreement,
  distance,
  extremes,
  interval95Factor,
  mean,
  meanInterval95,
  norm,
  quantile,
  relativeError,
  standardDeviation,
} from './statistics.ts';

describe('intervals and extremes', () => {
  it('are wider by Student’s t over few samples', () => {
    const t = [2, 3, 5, 10].map((n) => interval95Factor(n) * Math.sqrt(n));
    for (const [i, value] of [12.706, 4.303, 2.776, 2.262].entries()) expect(t[i]).toBeCloseTo(value, 9);
    expect(interval95Factor(100)).toBeCloseTo(0.195996, 6);
    expect(interval95Factor(1)).toBeNaN();
  });

  it('are found among more values than a call can take', () => {
    expect(extremes(Float32Array.from({ length: 300_000 }, (_, i) => i % 1000))).toEqual([0, 999]);
    expect(extremes([])).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  });
});

describe('samples', () => {
  it('have mean, spread and quantiles', () => {
    const x = Float32Array.of(4, 1, 3, 2);
    expect(mean(x)).toBe(2.5);
    expect(standardDeviation(x)).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect([0, 0.5, 1].map((q) => quantile(x, q))).toEqual([1, 2.5, 4]);
    expect(meanInterval95(x)).toBeCloseTo((1.95996 * Math.sqrt(5 / 3)) / 2, 5);
    expect([...x]).toEqual([4, 1, 3, 2]);
  });

  it('may be empty or single', () => {
    expect([mean([]), standardDeviation([]), quantile([], 0.5), meanInterval95([])]).toEqual(
      new Array(4).fill(Number.NaN),
    );
    expect([standardDeviation([3]), quantile([3], 0.9), meanInterval95([3])]).toEqual([
      Number.NaN,
      3,
      Number.NaN,
    ]);
    expect(() => quantile([1], 2)).toThrow('2');
  });
});

describe('vectors', () => {
  it('have norms and relative errors', () => {
    expect(norm([3, 4])).toBe(5);
    expect(distance([1, 1], [4, 5])).toBe(5);
    expect(relativeError([3, 5], [3, 4])).toBeCloseTo(0.2, 12);
    expect(relativeError([3, 4], [0, 0])).toBe(5);
    expect(() => distance([1], [1, 2])).toThrow('1 and 2');
  });

  it('of agents have a centroid and a disagreement', () => {
    const params = Float32Array.of(1, 2, 3, 6);
    expect([...centroid(params, 2)]).toEqual([2, 4]);
    expect(disagreement(params, 2)).toBe((5 + 5) / 2);
    expect(disagreement(Float32Array.of(7, 7, 7), 3)).toBe(0);
    expect(() => centroid(params, 3)).toThrow('3 agents');
  });
});
