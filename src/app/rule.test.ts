import katex from 'katex';
import { describe, expect, it } from 'vitest';
import type { LaneSettings } from '../experiment/types.ts';
import { ruleLines, ruleRemark, texNumber } from './rule.ts';

const maml: LaneSettings = {
  alpha: 0.01,
  innerSteps: 1,
  beta: 0.001,
  optimizer: 'sgd',
  batch: 25,
  curvature: 'exact',
  delta: 0.001,
  deltaRho: 0,
  hessianShots: 0,
  adapted: 'all',
  l2: 0,
  weighting: 'uniform',
  etaP: 0.01,
  pairs: 1,
  ballRadius: 0,
  network: 'single',
  graph: 'ring',
  agents: 6,
  agentStart: 'same',
  baseline: 'none',
  smoothness: 1,
  hessianLipschitz: 1,
  stepScale: 1,
  stepTasks: 1,
  seeds: 1,
};

const all = (settings: LaneSettings, values = false) =>
  ruleLines(settings, { values })
    .map((line) => line.tex)
    .join('\n');

describe('ruleLines', () => {
  it('keeps the Hessian for MAML and strikes it through for FO-MAML', () => {
    expect(all(maml)).toContain('\\nabla^2 f_i(w)');
    expect(all(maml)).not.toContain('\\cancel');
    expect(all({ ...maml, curvature: 'none' })).toMatch(/\\cancel\{.*\\nabla\^2/);
  });
  it('writes a product for several inner steps', () => {
    expect(all({ ...maml, innerSteps: 3 })).toContain('\\prod');
    expect(all(maml)).not.toContain('\\prod');
  });
  it('shows each switch', () => {
    expect(all({ ...maml, curvature: 'finite-difference' })).toContain('2\\htmlData{field=delta}');
    expect(all({ ...maml, adapted: 'last-layer' })).toContain('\\,D');
    expect(all({ ...maml, weighting: 'min-max' })).toContain('\\Pi_\\Delta');
    expect(all({ ...maml, network: 'diffusion' })).toContain('a_{lk}');
    expect(all({ ...maml, network: 'non-cooperative' })).toContain('\\cancel');
    expect(all({ ...maml, optimizer: 'adam' })).toContain('Adam');
    expect(all({ ...maml, baseline: 'reptile' })).toContain('w - w_');
    expect(all({ ...maml, baseline: 'joint' })).toMatch(/^\\cancel/);
  });
  it('plugs values in', () => {
    expect(all(maml, true)).toContain('\\htmlData{field=alpha}{0.01}');
    expect(all(maml, true)).toContain('\\tfrac{1}{\\htmlData{field=batch}{25}}');
  });
  it('is valid KaTeX for every combination of switches', () => {
    for (const curvature of ['exact', 'none', 'finite-difference'] as const)
      for (const adapted of ['all', 'last-layer', 'last-two-layers'] as const)
        for (const weighting of ['uniform', 'min-max'] as const)
          for (const network of ['single', 'diffusion', 'centralized', 'non-cooperative'] as const)
            for (const baseline of ['none', 'reptile', 'joint'] as const) {
              const settings = {
                ...maml,
                curvature,
                adapted,
                weighting,
                network,
                baseline,
                l2: 0.1,
                deltaRho: 2,
                ballRadius: 3,
                pairs: 2,
                beta: 2e-7,
              };
              expect(ruleRemark(settings)).toMatch(/\.$/);
              for (const values of [false, true])
                for (const line of ruleLines(settings, { values }))
                  expect(() =>
                    katex.renderToString(line.tex, { trust: true, strict: false, throwOnError: true }),
                  ).not.toThrow();
            }
  });
});

describe('texNumber', () => {
  it('writes powers of ten', () => {
    expect(texNumber(2e-7)).toBe('2\\cdot 10^{-7}');
    expect(texNumber(1e-7)).toBe('10^{-7}');
    expect(texNumber(0.02)).toBe('0.02');
  });
});
