// Costs counted by hand on small models.
import { describe, expect, it } from 'vitest';
import { evaluationCounts, forwardMultiplyAdds } from './costs.ts';
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

describe('evaluationCounts (Ji et al. 2022, Table 2)', () => {
  const maml = {
    model: MLP,
    adapted: 'all',
    curvature: 'exact',
    baseline: 'none',
    innerSteps: 2,
    rows: 3,
  } as const;
  const n = 40 + 40 + 40 * 40 + 40 + 40 + 1;

  it('counts N·n inner, n outer and N·n² second-order entries of MAML', () => {
    expect(evaluationCounts(maml)).toEqual({
      gradientEntries: 3 * (2 * n + n),
      secondOrderEntries: 3 * 2 * n * n,
    });
  });

  it('counts the adapted block and its coupling of ANIL', () => {
    const head = 41;
    expect(evaluationCounts({ ...maml, adapted: 'last-layer' })).toEqual({
      gradientEntries: 3 * (2 * head + n),
      secondOrderEntries: 3 * 2 * (head * head + head * (n - head)),
    });
  });

  it('has no second-order entries without the Hessian', () => {
    expect(evaluationCounts({ ...maml, curvature: 'none' }).secondOrderEntries).toBe(0);
    expect(evaluationCounts({ ...maml, curvature: 'finite-difference' })).toEqual({
      gradientEntries: 3 * (2 * n + n + 4 * n),
      secondOrderEntries: 0,
    });
  });
});
