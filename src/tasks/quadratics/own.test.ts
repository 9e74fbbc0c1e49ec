// The grammar of the user's own quadratic tasks.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOwnQuadratics, OWN_QUADRATICS, ownQuadraticOf, parseOwnQuadratics } from './own.ts';

const task = fc
  .tuple(
    fc.integer({ min: -1000, max: 1000 }),
    fc.integer({ min: -1000, max: 1000 }),
    fc.integer({ min: 0, max: 179 }),
    fc.integer({ min: 1, max: 99 }),
    fc.integer({ min: 1, max: 99 }),
  )
  .map(([x, y, angle, a, b]) => ({
    x: x / 100,
    y: y / 100,
    angle,
    curvatures: [a / 100, b / 100] as [number, number],
  }));

describe("the user's own quadratics", () => {
  it('read back what was written', () => {
    fc.assert(
      fc.property(fc.array(task, { maxLength: 20 }), (tasks) => {
        const text = formatOwnQuadratics(tasks);
        expect(text).toMatch(OWN_QUADRATICS);
        expect(parseOwnQuadratics(text)).toEqual(
          tasks.map((one) => ({ ...one, x: one.x === 0 ? 0 : one.x, y: one.y === 0 ? 0 : one.y })),
        );
      }),
    );
  });
  it('take no garbage and clamp what is out of range', () => {
    for (const text of ['', '1,2', '1,2,3,4,5;', 'a,b,c,d,e', '1,2,3,4,5,6'])
      expect(parseOwnQuadratics(text)).toEqual([]);
    expect(parseOwnQuadratics('200,-1,-90,0,99')[0]).toEqual({
      x: 100,
      y: -1,
      angle: 90,
      curvatures: [0.01, 10],
    });
  });
  it('find axes and curvatures of a matrix', () => {
    const [s, k1, k2] = [Math.PI / 6, 2, 0.5];
    const [cos, sin] = [Math.cos(s), Math.sin(s)];
    const a = k1 * cos * cos + k2 * sin * sin;
    const b = (k1 - k2) * sin * cos;
    const d = k1 * sin * sin + k2 * cos * cos;
    const own = ownQuadraticOf([a, b, b, d], [1, -2]);
    expect(own.angle).toBeCloseTo(30, 9);
    expect(own.curvatures[0]).toBeCloseTo(2, 9);
    expect(own.curvatures[1]).toBeCloseTo(0.5, 9);
    expect([own.x, own.y]).toEqual([1, -2]);
  });
});
