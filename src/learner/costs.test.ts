// Costs counted by hand on small models.
import { describe, expect, it } from 'vitest';
import { type CostSetting, forwardMultiplyAdds, iterationCounts } from './costs.ts';
import type { ModelSpec } from './model.ts';

const MLP: ModelSpec = { kind: 'mlp', sizes: [1, 40, 40, 1], activation: 'relu', bias: true };

describe('forwardMultiplyAdds', () => {
  it('counts the products of dense layers', () => {
    expect(forwardMultiplyAdds(MLP)).toBe(40 + 40 * 40 + 40);
  });

  it('counts convolutions at the size of their block, and the head', () => {
    const cnn: ModelSpec = {
      kind: 'cnn',
      height: 6,
      width: 4,
      channels: 2,
      filters: [3, 5],
      hidden: [],
      outputs: 7,
    };
    const first = 6 * 4 * 9 * 2 * 3;
    const second = 3 * 2 * 9 * 3 * 5;
    expect(forwardMultiplyAdds(cnn)).toBe(first + second + 1 * 1 * 5 * 7);
  });
});

// n = 1,761 parameters in all, 41 in the last layer.
const n = 40 + 40 + 40 * 40 + 40 + 40 + 1;
const head = 41;
const maml = {
  model: MLP,
  adapted: 'all',
  curvature: 'exact',
  baseline: 'none',
  innerSteps: 1,
  rows: 25,
} as const;

/** Gradient evaluations and Hessian-vector products. */
function evaluations(change: Partial<CostSetting>): [number, number] {
  const { gradientEvaluations, hessianProducts } = iterationCounts({ ...maml, ...change });
  return [gradientEvaluations, hessianProducts];
}

/** Gradient entries and second-order entries. */
function entries(change: Partial<CostSetting>): [number, number] {
  const { gradientEntries, secondOrderEntries } = iterationCounts({ ...maml, ...change });
  return [gradientEntries, secondOrderEntries];
}

describe('evaluations of 25 tasks', () => {
  it.each<[string, Partial<CostSetting>, [number, number]]>([
    ['MAML', {}, [50, 25]],
    ['FO-MAML', { curvature: 'none' }, [50, 0]],
    ['HF-MAML', { curvature: 'finite-difference' }, [100, 0]],
    ['MAML, N = 3', { innerSteps: 3 }, [100, 75]],
    ['HF-MAML, N = 3', { innerSteps: 3, curvature: 'finite-difference' }, [250, 0]],
    ['ANIL', { adapted: 'last-layer' }, [50, 25]],
    ['iMAML, N = 10, J = 5', { innerSteps: 10, curvature: 'implicit', cgSteps: 5 }, [275, 150]],
    ['Reptile, N = 5', { baseline: 'reptile', innerSteps: 5 }, [125, 0]],
    ['joint training', { baseline: 'joint' }, [25, 0]],
    ['MAML, 20 step-size tasks', { stepRows: 20 }, [70, 25]],
  ])('%s', (_, change, expected) => {
    expect(evaluations(change)).toEqual(expected);
  });
});

describe('entries (Ji et al. 2022, Table 2)', () => {
  it('of MAML are N·n inside, n outside and N·n² second-order ones', () => {
    expect(entries({ innerSteps: 2, rows: 3 })).toEqual([3 * (2 * n + n), 3 * 2 * n * n]);
  });

  it('of ANIL are those of the adapted block and of its coupling', () => {
    expect(entries({ innerSteps: 2, rows: 3, adapted: 'last-layer' })).toEqual([
      3 * (2 * head + n),
      3 * 2 * (head * head + head * (n - head)),
    ]);
  });

  it('are of gradients alone without the Hessian', () => {
    const base = { innerSteps: 3, rows: 2 } as const;
    expect(entries({ ...base, curvature: 'none' })).toEqual([2 * 4 * n, 0]);
    expect(entries({ ...base, curvature: 'finite-difference' })).toEqual([2 * (4 * n + 6 * n), 0]);
    expect(entries({ ...base, baseline: 'reptile' })).toEqual([2 * 3 * n, 0]);
    expect(entries({ ...base, baseline: 'joint' })).toEqual([2 * n, 0]);
  });

  it('count the gradients that choose an adaptive step size', () => {
    expect(entries({ curvature: 'none', stepRows: 20 })[0] - entries({ curvature: 'none' })[0]).toBe(20 * n);
  });
});
