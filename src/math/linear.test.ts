// Dense linear algebra against the products that define it.
import { describe, expect, it } from 'vitest';
import { addScaledMatrix, dot, matVec, solve, symmetricEigen, transpose } from './linear.ts';
import { createStream } from './rng.ts';
import { distance, norm } from './statistics.ts';

function randomMatrix(n: number, seed: number): number[][] {
  const s = createStream(seed, 'matrix');
  return Array.from({ length: n }, () => Array.from({ length: n }, () => s.normal()));
}

describe('solve', () => {
  it('inverts the product', () => {
    for (const n of [1, 2, 5, 20]) {
      const a = randomMatrix(n, n);
      const x = Array.from({ length: n }, (_, i) => i - 1.5);
      expect(distance(solve(a, matVec(a, x)), x)).toBeLessThan(1e-9);
    }
  });

  it('needs pivoting and gets it', () => {
    expect(
      solve(
        [
          [0, 2],
          [1, 0],
        ],
        [4, 3],
      ),
    ).toEqual([3, 2]);
  });

  it('refuses singular and broken systems', () => {
    expect(() =>
      solve(
        [
          [1, 2],
          [2, 4],
        ],
        [1, 1],
      ),
    ).toThrow('no unique solution');
    expect(() => solve([[Number.NaN]], [1])).toThrow('NaN');
  });
});

describe('symmetric eigenvalues', () => {
  it('rebuild the matrix', () => {
    for (const n of [1, 2, 3, 8, 16]) {
      const r = randomMatrix(n, 40 + n);
      const a = addScaledMatrix(r, 1, transpose(r));
      const { values, vectors } = symmetricEigen(a);
      values.forEach((value, k) => {
        expect(
          distance(
            matVec(a, vectors[k]),
            vectors[k].map((x) => value * x),
          ),
        ).toBeLessThan(1e-11 * n);
        expect(norm(vectors[k])).toBeCloseTo(1, 12);
        if (k > 0) expect(values[k]).toBeGreaterThanOrEqual(values[k - 1]);
        for (let l = 0; l < k; l++) expect(Math.abs(dot(vectors[k], vectors[l]))).toBeLessThan(1e-12);
      });
    }
  });
});
