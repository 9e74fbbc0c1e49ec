// The projection lands on the simplex, at its nearest point, and meets the reference cases.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goldenCase, goldenMissing } from './golden.ts';
import { createStream } from './rng.ts';
import { projectToSimplex } from './simplex.ts';
import { distance, relativeError } from './statistics.ts';

const vectors = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 40 });

describe('projection onto the simplex', () => {
  it('lands on the simplex and stays there', () => {
    fc.assert(
      fc.property(vectors, (v) => {
        const p = projectToSimplex(v);
        expect(Math.min(...p)).toBeGreaterThanOrEqual(0);
        expect(Math.abs(p.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12);
        expect(distance(projectToSimplex(p), p)).toBeLessThan(1e-12);
      }),
      { seed: 1 },
    );
  });

  it('is the nearest of 1,000 random points of the simplex', () => {
    fc.assert(
      fc.property(vectors, fc.nat(1e6), (v, seed) => {
        const best = distance(projectToSimplex(v), v);
        const s = createStream(seed, 'simplex');
        for (let i = 0; i < 1000; i++) {
          // Exponential draws, normalised: uniform on the simplex; the power favours its corners.
          const draws = v.map(() => (-Math.log(1 - s.uniform())) ** (1 + (i % 4)));
          const total = draws.reduce((a, b) => a + b, 0);
          const point = draws.map((x) => x / total);
          expect(distance(point, v)).toBeGreaterThanOrEqual(best - 1e-9);
        }
      }),
      { numRuns: 30, seed: 2 },
    );
  });

  it('meets the reference cases', (ctx) => {
    if (goldenMissing) ctx.skip(goldenMissing);
    const { inputs, expected } = goldenCase<{ inputs: number[][]; expected: { outputs: number[][] } }>(
      'simplex-projection',
    );
    inputs.forEach((v, i) => {
      expect(relativeError(projectToSimplex(v), expected.outputs[i])).toBeLessThan(1e-12);
    });
  });

  it('bears huge entries and one entry', () => {
    expect([...projectToSimplex([1e300, -1e300])]).toEqual([1, 0]);
    expect([...projectToSimplex([1e17, 1e17])]).toEqual([0.5, 0.5]);
    expect([...projectToSimplex(Float32Array.of(-3))]).toEqual([1]);
  });

  it('refuses NaN, infinity and nothing, with the value', () => {
    expect(() => projectToSimplex([0, Number.NaN])).toThrow('entry 1 is NaN');
    expect(() => projectToSimplex([Number.POSITIVE_INFINITY])).toThrow('Infinity');
    expect(() => projectToSimplex([])).toThrow('empty');
  });
});
