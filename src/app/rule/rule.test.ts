// The typeset update of every switch and preset against its paper.
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { type LaneSettings, laneDefaults } from '../../experiment/axes/laneFields.ts';
import { PRESETS } from '../../experiment/axes/presets.ts';
import { defaultFor } from '../../experiment/defaults.ts';
import { FIELDS } from '../../experiment/fieldTable.ts';
import { resolveLane } from '../../experiment/resolve.ts';
import { PRESET_IDS, type PresetId } from '../../experiment/types.ts';
import { ruleFields, ruleLines, ruleRemark, texNumber } from './rule.ts';

const maml: LaneSettings = { ...laneDefaults, optimizer: 'sgd' };

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
    const ball = ruleLines({ ...maml, optimizer: 'momentum', network: 'diffusion' });
    expect(ball.map(({ name }) => name).join(' ')).toContain('Momentum Outer step');
    expect(ball.map(({ tex }) => tex).join(' ')).toContain(
      '\\phi_k = w_k - \\htmlData{field=beta}{\\beta}\\,v_k',
    );
    expect(all({ ...maml, baseline: 'reptile' })).toContain('w - w_');
    expect(all({ ...maml, baseline: 'joint' })).toMatch(/^\\cancel/);
  });
  it('plugs values in', () => {
    expect(all(maml, true)).toContain('\\htmlData{field=alpha}{0.01}');
    expect(all(maml, true)).toContain('\\tfrac{1}{\\htmlData{field=batch}{25}}');
  });
  it('names the fields of its symbols once each, in reading order', () => {
    const settings = { ...maml, innerSteps: 3 };
    expect(ruleFields(ruleLines(settings))).toEqual(['alpha', 'innerSteps', 'beta', 'batch']);
    expect(ruleFields(ruleLines(settings, { values: true }))).toEqual([
      'alpha',
      'innerSteps',
      'beta',
      'batch',
    ]);
    expect(ruleFields([])).toEqual([]);
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

/** A preset's rule on plain SGD, without the marks that link symbols to sliders. */
function rule(preset: PresetId, overrides: Partial<LaneSettings> = {}): string[] {
  const lane = { preset, overrides: { optimizer: 'sgd', ...overrides } } as const;
  const settings = resolveLane({ ...defaultFor('sinusoid'), lanes: [lane] }, 0);
  return ruleLines(settings).map(({ tex }) => tex.replace(/\\htmlData\{field=\w+\}\{([^{}]*)\}/g, '$1'));
}

describe('every preset runs the update of its paper', () => {
  const adapt = String.raw`w_{n+1} = w_n - \alpha\,\nabla f_i(w_n),\quad w_0 = w,\; n < N`;
  const exact = String.raw`d_i = \big(I - \alpha\nabla^2 f_i(w)\big)\,\nabla g_i(w_{N})`;
  const outer = String.raw`w \leftarrow w - \beta\,\tfrac{1}{B}\sum_{i} d_i`;
  const agents = String.raw`\phi_k = w_k - \beta\,\tfrac{1}{B}\sum_{i} d_i`;
  const combined = (sum: string) => String.raw`w_k \leftarrow ${sum},\quad k = 1,\dots,K_a`;
  const expected: Record<PresetId, string[]> = {
    // Fallah et al. 2020, Algorithm 1, eq. (5): (I − α∇²f̃(w, D_h)) ∇f̃(w − α∇f̃(w, D_in), D_o).
    maml: [adapt, exact, outer],
    'fo-maml': [
      adapt,
      String.raw`d_i = \cancel{\big(I - \alpha\nabla^2 f_i(w)\big)}\,\nabla g_i(w_{N})`,
      outer,
    ],
    // Algorithm 3, eqs. (9) to (11): the Hessian-vector product as a central difference.
    'hf-maml': [
      adapt,
      String.raw`v_{N} = \nabla g_i(w_{N}),\quad v_n = v_{n+1} - \alpha\,\frac{\nabla f_i(w_n + \deltav_{n+1}) - \nabla f_i(w_n - \deltav_{n+1})}{2\delta}`,
      'd_i = v_0',
      outer,
    ],
    // Rajeswaran et al. 2019, eq. (6), and the proximal inner objective (4).
    imaml: [
      adapt,
      String.raw`-\,\alpha\,\lambda_p\,(w_n - w)\ \text{ besides, in every inner step}`,
      String.raw`d_i \approx \big(I + \tfrac{1}{\lambda_p}\nabla^2 f_i(w_{N})\big)^{-1}\,\nabla g_i(w_{N})`,
      String.raw`\text{by } J \text{ conjugate gradient steps}`,
      outer,
    ],
    // Ji et al. 2022, Proposition 1, with the ridge of the strongly convex case.
    anil: [
      String.raw`h_i(w) = f_i(w) + \tfrac{\lambda}{2}\lVert Dw\rVert^2`,
      adapt.replace(String.raw`\,\nabla f_i`, String.raw`\,D\,\nabla h_i`),
      String.raw`d_i = \big(I - \alpha\nabla^2 h_i(w)\,D\big)\,\nabla g_i(w_{N})`,
      outer,
    ],
    'anil-nonconvex': [
      adapt.replace(String.raw`\,\nabla f_i`, String.raw`\,D\,\nabla f_i`),
      String.raw`d_i = \big(I - \alpha\nabla^2 f_i(w)\,D\big)\,\nabla g_i(w_{N})`,
      outer,
    ],
    // Collins et al. 2022, eqs. (8) to (11), D = 1 pair.
    'da-maml': [
      adapt,
      exact,
      String.raw`w \leftarrow w - \beta\,\tfrac{m}{B}\sum_{i} p_i\, d_i`,
      String.raw`p \leftarrow \Pi_\Delta\big(p + \eta_p\,\tfrac{m}{B}\sum_i g_i(w_{N})\,e_i\big)`,
    ],
    // Kayaalp et al. 2020, eqs. (6a) and (6b).
    'dif-maml': [
      adapt,
      exact,
      agents,
      combined(String.raw`\textstyle\sum_{l \in \mathcal N_k} a_{lk}\,\phi_l`),
    ],
    centralized: [adapt, exact, agents, combined(String.raw`\tfrac{1}{K_a}\textstyle\sum_{l} \phi_l`)],
    'one-processor': [adapt, exact, String.raw`w \leftarrow w - \beta\,\tfrac{1}{K_a\,B}\sum_{i} d_i`],
    'non-cooperative': [adapt, exact, agents, combined(String.raw`\cancel{\textstyle\sum_l a_{lk}}\,\phi_k`)],
    // Nichol et al. 2018: (φ − φ̃)/α, batched.
    reptile: [adapt, String.raw`d_i = \tfrac{1}{\alpha}\,(w - w_{N})`, outer],
    joint: [
      String.raw`\cancel{w_{n+1} = w_n - \alpha\,\nabla f_i(w_n)}`,
      String.raw`d_i = \nabla \bar f_i(w),\quad \bar f_i = \text{mean over support and query}`,
      outer,
    ],
  };
  it.each(PRESET_IDS)('%s', (preset) => {
    expect(rule(preset)).toEqual(expected[preset]);
  });
  it('with its further settings: several steps, pairs, the ball, a Hessian batch', () => {
    expect(rule('maml', { innerSteps: 3 })[1]).toContain(String.raw`\prod_{n=0}^{N-1}`);
    expect(rule('da-maml', { pairs: 4 })[2]).toContain(String.raw`\tfrac{m}{B\,D_p}`);
    expect(rule('da-maml', { ballRadius: 2 })[2]).toMatch(/\\Pi_W\\big\(w - /);
    expect(rule('dif-maml', { ballRadius: 2 })[3]).toMatch(/\\Pi_W\\big\(\\textstyle\\sum/);
    expect(rule('maml', { hessianShots: 5 })[1]).toContain(String.raw`\nabla^2 f_i^{\mathrm{hess}}`);
    expect(rule('hf-maml', { adapted: 'last-layer' }).join()).toContain('Dv_{n+1}');
  });
  it('with δ from ρ: no fixed δ, and the norm of what the Hessian multiplies (Theorem 4.17)', () => {
    const lines = rule('hf-maml', { adapted: 'last-layer', deltaRho: 2 });
    expect(all({ ...maml, curvature: 'finite-difference', deltaRho: 2 })).not.toContain('field=delta}');
    expect(lines).toContain(
      String.raw`\delta_n = 1 \big/ \big(6\,\rho_\delta\,\alpha\,\lVert Dv_{n+1}\rVert\big)`,
    );
    expect(all({ ...maml, curvature: 'finite-difference', deltaRho: 2 }, true)).toContain(
      '{field=deltaRho}{2}',
    );
  });
  it('with β̃(w) written out (eq. (17))', () => {
    const lines = rule('maml', { optimizer: 'adaptive' });
    expect(lines[2]).toBe(
      String.raw`\tilde\beta(w) = 1 \big/ \big(4L + \tfrac{2\rho\alpha}{B'}\textstyle\sum_{j} \lVert \nabla g_j(w)\rVert\big),\quad j \text{ over } B' \text{ fresh tasks}`,
    );
    expect(lines[3]).toBe(String.raw`w \leftarrow w - c\,\tilde\beta(w)\,\tfrac{1}{B}\sum_{i} d_i`);
  });
});

describe('outer steps of their own', () => {
  it('are β_w and β_φ of Ji et al. 2022, Algorithm 1', () => {
    const lines = rule('anil', { optimizer: 'sgd', betaPhi: 0.03 });
    expect(lines.at(-1)).toContain(String.raw`w - \big(\beta\,D + \beta_\phi\,(I - D)\big)\,`);
    expect(rule('maml', { optimizer: 'sgd', betaPhi: 0.03 }).join()).not.toContain('beta_');
  });
  it('say how many examples β̃(w) is estimated from, where they are its own', () => {
    expect(rule('maml', { optimizer: 'adaptive', stepShots: 40 }).join()).toContain(
      String.raw`\text{ fresh tasks}\text{ with } D_\beta \text{ examples}`,
    );
  });
});

describe('what is cited', () => {
  it.each([
    ['maml', 'Algorithm 1, eq. (5)'],
    ['fo-maml', 'Section 2, Algorithm 2, eq. (8)'],
    ['hf-maml', 'Section 3, Algorithm 3, eqs. (10) and (11)'],
    ['reptile', 'Algorithm 2, the batched version'],
  ] as const)('%s: %s', (preset, equation) => {
    expect(PRESETS[preset].source.equation).toBe(equation);
  });
  it('is Theorem 4.17 of the AISTATS text for δ from ρ', () => {
    expect(FIELDS.deltaRho.help).toContain('Theorem 4.17 (4.21 in the long text)');
  });
  it('claims convergence with δ of Lipschitz Hessians alone', () => {
    const remark = ruleRemark({ ...maml, curvature: 'finite-difference' });
    expect(remark).toMatch(/Lipschitz.*with ReLU it need not/);
    expect(remark).not.toContain('rounding');
  });
});

describe('texNumber', () => {
  it('writes powers of ten', () => {
    expect(texNumber(2e-7)).toBe('2\\cdot 10^{-7}');
    expect(texNumber(1e-7)).toBe('10^{-7}');
    expect(texNumber(0.02)).toBe('0.02');
  });
});
