// Closed forms against finite differences, stepping, and reference cases.
import { describe, expect, it } from 'vitest';
import { goldenCase, goldenMissing } from './golden.ts';
import { matMul } from './linear.ts';
import {
  adapt,
  adaptedLoss,
  ermMinimizer,
  firstOrderFixedPoint,
  firstOrderGradient,
  mamlMinimizer,
  metaGradient,
  metaHessian,
  metaLoss,
  type QuadraticSetting,
  type QuadraticTask,
  summarize,
  taskGradient,
  taskLoss,
} from './quadratics.ts';
import { createStream } from './rng.ts';
import { norm, relativeError } from './statistics.ts';

function randomTasks(d: number, m: number, seed: number): QuadraticTask[] {
  const s = createStream(seed, 'quadratics');
  return Array.from({ length: m }, () => {
    const root = Array.from({ length: d }, () => Array.from({ length: d }, () => s.normal() / Math.sqrt(d)));
    const A = matMul(
      root,
      root[0].map((_, j) => root.map((row) => row[j])),
    );
    return {
      A: A.map((row, i) => row.map((x, j) => x + (i === j ? 0.2 : 0))),
      c: root.map(() => 2 * s.normal()),
    };
  });
}

const SETTINGS: [string, QuadraticSetting][] = [1, 2, 5].flatMap(
  (innerSteps): [string, QuadraticSetting][] => [
    [`N = ${innerSteps}`, { tasks: randomTasks(3, 4, innerSteps), alpha: 0.2, innerSteps }],
    [
      `N = ${innerSteps}, weighted`,
      { tasks: randomTasks(3, 3, 9 + innerSteps), alpha: 0.15, innerSteps, weights: [0.7, 0.1, 0.2] },
    ],
  ],
);

describe.each(SETTINGS)('closed forms with %s', (_, setting) => {
  const w = [0.3, -1.2, 0.8];

  it('adapt as the steps do', () => {
    for (const task of setting.tasks) {
      let stepped = w;
      for (let n = 0; n < (setting.innerSteps ?? 1); n++) {
        const gradient = taskGradient(task, stepped);
        stepped = stepped.map((x, i) => x - setting.alpha * gradient[i]);
      }
      const direct = adapt(task, setting.alpha, setting.innerSteps ?? 1, w);
      expect(relativeError(direct, stepped)).toBeLessThan(1e-13);
      expect(adaptedLoss(task, setting, w)).toBeCloseTo(taskLoss(task, stepped), 12);
    }
  });

  it('give the gradient and Hessian of F by finite differences', () => {
    const shifted = (i: number, by: number) => w.map((x, j) => (j === i ? x + by : x));
    const e = 1e-4;
    const gradient = w.map(
      (_, i) => (metaLoss(setting, shifted(i, e)) - metaLoss(setting, shifted(i, -e))) / (2 * e),
    );
    expect(relativeError(metaGradient(setting, w), gradient)).toBeLessThan(1e-8);
    const hessian = w.flatMap((_, i) => {
      const up = metaGradient(setting, shifted(i, e));
      const down = metaGradient(setting, shifted(i, -e));
      return up.map((x, j) => (x - down[j]) / (2 * e));
    });
    expect(relativeError(metaHessian(setting).flat(), hessian)).toBeLessThan(1e-8);
  });

  it('put the resting points where the directions vanish', () => {
    expect(norm(metaGradient(setting, mamlMinimizer(setting)))).toBeLessThan(1e-12);
    expect(norm(firstOrderGradient(setting, firstOrderFixedPoint(setting)))).toBeLessThan(1e-12);
    const average = { ...setting, innerSteps: 0 };
    expect(norm(metaGradient(average, ermMinimizer(setting)))).toBeLessThan(1e-12);
    const { metaGradientNormAtFirstOrderFixedPoint } = summarize(setting);
    expect(metaGradientNormAtFirstOrderFixedPoint).toBeGreaterThan(1e-3);
  });
});

describe('inputs', () => {
  it('may be flat arrays', () => {
    const tasks = randomTasks(3, 2, 5);
    const flat = tasks.map(({ A, c }) => ({
      A: Float64Array.from((A as number[][]).flat()),
      c: Float64Array.from(c),
    }));
    expect(summarize({ tasks: flat, alpha: 0.1 })).toEqual(summarize({ tasks, alpha: 0.1 }));
  });

  it('must hold a task', () => {
    expect(() => mamlMinimizer({ tasks: [], alpha: 0.1 })).toThrow('at least one task');
  });
});

interface GoldenQuadratic {
  readonly alpha: number;
  readonly tasks: QuadraticTask[];
  readonly params: number[];
  readonly expected: { metaLoss: number; metaGradient: number[] } & ReturnType<typeof summarize>;
}

describe('reference cases', () => {
  it.for(['quadratics', 'quadratics-6d'])('%s', (name, ctx) => {
    if (goldenMissing) ctx.skip(goldenMissing);
    const { alpha, tasks, params, expected } = goldenCase<GoldenQuadratic>(name);
    const found = summarize({ tasks, alpha });
    expect(metaLoss({ tasks, alpha }, params)).toBeCloseTo(expected.metaLoss, 12);
    expect(relativeError(metaGradient({ tasks, alpha }, params), expected.metaGradient)).toBeLessThan(1e-12);
    expect(relativeError(found.mamlMinimizer, expected.mamlMinimizer)).toBeLessThan(1e-11);
    expect(relativeError(found.firstOrderFixedPoint, expected.firstOrderFixedPoint)).toBeLessThan(1e-11);
    expect(relativeError(found.ermMinimizer, expected.ermMinimizer)).toBeLessThan(1e-11);
    expect(found.metaGradientNormAtFirstOrderFixedPoint).toBeCloseTo(
      expected.metaGradientNormAtFirstOrderFixedPoint,
      12,
    );
  });
});
