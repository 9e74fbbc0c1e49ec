// Closed forms against finite differences, stepping, and reference cases.
import { describe, expect, it } from 'vitest';
import { goldenCase, goldenMissing } from './golden.ts';
import { matMul } from './linear.ts';
import {
  adapt,
  adaptedLoss,
  metaGradient,
  metaHessian,
  metaLoss,
  outerDirection,
  type QuadraticDirection,
  type QuadraticSetting,
  type QuadraticTask,
  restingPoint,
  summarize,
  taskGradient,
  taskLoss,
} from './quadratics.ts';
import { createStream } from './rng.ts';
import { distance, norm, relativeError } from './statistics.ts';

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
    [
      `N = ${innerSteps}, a ridge and a proximal term on part of the coordinates`,
      {
        tasks: randomTasks(3, 4, 20 + innerSteps),
        alpha: 0.1,
        innerSteps,
        l2: 0.4,
        proximal: 0.7,
        adapted: [0, 1, 1],
      },
    ],
  ],
);

describe.each(SETTINGS)('closed forms with %s', (_, setting) => {
  const w = [0.3, -1.2, 0.8];

  it('adapt as the steps do', () => {
    const { alpha, innerSteps = 1, l2 = 0, proximal = 0, adapted = [1, 1, 1] } = setting;
    for (const task of setting.tasks) {
      let stepped = w;
      for (let n = 0; n < innerSteps; n++) {
        const gradient = taskGradient(task, stepped);
        stepped = stepped.map(
          (x, i) => x - alpha * adapted[i] * (gradient[i] + l2 * x + proximal * (x - w[i])),
        );
      }
      const direct = adapt(task, setting, w);
      expect(relativeError(direct, stepped)).toBeLessThan(1e-13);
      expect(adaptedLoss(task, setting, w)).toBeCloseTo(taskLoss(task, stepped), 12);
      const reptile = outerDirection({ ...setting, tasks: [task], weights: undefined }, 'reptile', w);
      expect(
        relativeError(
          reptile,
          w.map((x, i) => (x - stepped[i]) / alpha),
        ),
      ).toBeLessThan(1e-12);
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
    for (const direction of ['exact', 'first-order', 'joint'] as const)
      expect(norm(outerDirection(setting, direction, restingPoint(setting, direction).point))).toBeLessThan(
        1e-12,
      );
    const average = { ...setting, innerSteps: 0 };
    expect(norm(metaGradient(average, restingPoint(setting, 'joint').point))).toBeLessThan(1e-12);
    const { metaGradientNormAtFirstOrderFixedPoint } = summarize(setting);
    expect(metaGradientNormAtFirstOrderFixedPoint).toBeGreaterThan(1e-3);
  });
});

describe('the tasks of Fallah et al. 2020, Figure 1', () => {
  const diagonal = (a: number, b: number) => [
    [a, 0],
    [0, b],
  ];
  const tasks: QuadraticTask[] = [
    { A: diagonal(1, 0.9), c: [-2, 0] },
    { A: diagonal(0.1, 1), c: [2.5, 1] },
    { A: diagonal(0.4, 0.8), c: [-0.5, -2] },
  ];
  // Independent float64 values: α, N, λ; the minimiser of F, where FO-MAML and Reptile stop, the floor, least F.
  it.each([
    [0.8, 2, 0, [0.838571, -1.228745], [0.126357, -0.78118], [-1.093023, -0.283721], 0.037816, 0.064696],
    [0.8, 2, 0.1, [1.102796, -3.22669], [-0.403564, -1.637907], [-0.875, -0.258929], 0.051251, 0.074141],
    [0.8, 1, 0, [0.126357, -0.78118], [-0.542553, -0.508108], [-1.3, -0.222222], 0.071733, 0.175713],
    [0.8, 1, 0.1, [0.277778, -1.213579], [-0.689189, -0.717557], [-1.083333, -0.2], 0.076132, 0.167616],
    [0.8, 3, 0.1, [1.888193, -9.926351], [-0.409991, -4.398647], [-0.739653, -0.280034], 0.041219, 0.045312],
    [0.8, 2, 1, [-3.765441, 0.204349], [-3.475163, -0.457058], [-0.213235, -0.182353], 0.051252, 0.391748],
    [0.05, 1, 0, [-1.262626, -0.232488], [-1.281478, -0.227352], [-1.3, -0.222222], 0.009673, 0.972395],
    [0.05, 2, 0, [-1.223946, -0.242776], [-1.262626, -0.232488], [-1.290923, -0.224728], 0.018225, 0.907232],
  ] as const)('with α = %f, N = %i, λ = %f', (alpha, innerSteps, l2, exact, first, reptile, floor, least) => {
    const setting = { tasks, alpha, innerSteps, l2 };
    const at = (direction: QuadraticDirection) => restingPoint(setting, direction).point;
    for (const [direction, point] of [
      ['exact', exact],
      ['first-order', first],
      ['reptile', reptile],
      ['joint', [-1.3, -0.222222]],
    ] as const)
      expect(distance(at(direction), point)).toBeLessThan(1e-6);
    expect(norm(metaGradient(setting, at('first-order')))).toBeCloseTo(floor, 6);
    expect(metaLoss(setting, at('exact'))).toBeCloseTo(least, 6);
  });

  it('say where first-order steps lead away from the zero of their direction', () => {
    // One task, α A > 1, one step: A(I − αA) is negative.
    const alone = { tasks: [{ A: diagonal(2, 2), c: [1, 1] }], alpha: 0.8 };
    expect(restingPoint(alone, 'first-order').attracts).toBe(false);
    expect(restingPoint(alone, 'exact').attracts).toBe(true);
  });

  it('put the implicit gradient at rest where the model itself solves the tasks’ proximal problems', () => {
    // Steps in the limit: w_N minimises f + λ_p/2‖w′ − w‖², so F is the average Moreau envelope's loss.
    const setting = { tasks, alpha: 0.2, innerSteps: 400, proximal: 2 };
    const { point } = restingPoint(setting, 'implicit');
    expect(distance(point, restingPoint(setting, 'exact').point)).toBeLessThan(1e-9);
    const few = { ...setting, innerSteps: 1 };
    expect(distance(restingPoint(few, 'implicit').point, restingPoint(few, 'exact').point)).toBeGreaterThan(
      1e-3,
    );
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
    expect(() => restingPoint({ tasks: [], alpha: 0.1 }, 'exact')).toThrow('at least one task');
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
