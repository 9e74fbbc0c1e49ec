// iMAML: the implicit gradient against closed forms on quadratics and a dense solve, and the proximal inner loop.
import { beforeAll, describe, expect, it } from 'vitest';
import type { SyncMetaGradientProgram } from '../../learner/metaGradient.ts';
import { type MlpSpec, parameterCount } from '../../learner/model.ts';
import { adaptedStart, type InnerRule } from '../../learner/rule.ts';
import { matVec, solve } from '../../math/linear.ts';
import { relativeError } from '../../math/statistics.ts';
import { normals, randomBatch, startNodeBackend } from '../programs/testing.ts';
import { createOpsProgram } from './opsProgram.ts';

const LINEAR: MlpSpec = { kind: 'mlp', sizes: [3, 1], activation: 'identity', bias: false };
const TANH: MlpSpec = { kind: 'mlp', sizes: [2, 4, 2], activation: 'tanh', bias: true };
const RULE: InnerRule = {
  alpha: 0.1,
  innerSteps: 3,
  curvature: 'implicit',
  delta: 1e-3,
  adapted: 'all',
  l2: 0,
  proximal: 1.5,
  cgSteps: 8,
};

const programOf = (model: MlpSpec) => createOpsProgram('ops-cpu', model, 'mse') as SyncMetaGradientProgram;
const launchOf = (model: MlpSpec) => normals(parameterCount(model), 'launch', 0.5);

/** A = 2/n Σ x xᵀ and b = 2/n Σ y x of ½wᵀAw − bᵀw, the mean squared error of a linear model, in float64. */
function quadratic(set: { examples: number; x: Float32Array; y: Float32Array }) {
  const A = [0, 1, 2].map(() => [0, 0, 0]);
  const b = [0, 0, 0];
  for (let e = 0; e < set.examples; e++) {
    const x = set.x.subarray(3 * e, 3 * e + 3);
    for (let i = 0; i < 3; i++) {
      b[i] += (2 / set.examples) * set.y[e] * x[i];
      for (let j = 0; j < 3; j++) A[i][j] += (2 / set.examples) * x[i] * x[j];
    }
  }
  return { A, b };
}

describe('implicit gradient (Rajeswaran et al. 2019)', () => {
  beforeAll(() => startNodeBackend('cpu'));

  it('of quadratics is that of the exact proximal solution, for a long inner loop and l2', () => {
    const batch = randomBatch(LINEAR, 'mse', { rows: 1, support: 5, query: 6 });
    const launch = launchOf(LINEAR);
    const [f, g] = [quadratic(batch.support), quadratic(batch.query)];
    const [proximal, l2] = [1.5, 0.2];
    // φ = (A + (l2 + λ)I)⁻¹ (b + λw), and dφ/dw = λ (A + (l2 + λ)I)⁻¹.
    const system = f.A.map((row, i) => row.map((a, j) => a + (i === j ? l2 + proximal : 0)));
    const phi = solve(
      system,
      f.b.map((b, i) => b + proximal * launch[i]),
    );
    const slope = matVec(g.A, phi).map((a, i) => a - g.b[i]);
    const expected = solve(system, slope).map((x) => proximal * x);
    const rule = { ...RULE, innerSteps: 400, l2, proximal };
    const result = programOf(LINEAR).metaGradientSync({ launch, agents: 1, batch, rule, wantAdapted: true });
    expect(relativeError(result.adapted!, phi)).toBeLessThan(1e-5);
    expect(relativeError(result.gradient, expected)).toBeLessThan(1e-5);
    expect(result.residual![0]).toBeLessThan(1e-5);
  });

  it.each(['all', 'last-layer'] as const)('solves the dense system at the adapted model: %s', (adapted) => {
    const batch = randomBatch(TANH, 'mse', { rows: 1, support: 5, query: 4 });
    const launch = launchOf(TANH);
    const program = programOf(TANH);
    const rule = { ...RULE, adapted, l2: 0.1, cgSteps: 30 };
    const request = { launch, agents: 1, batch, rule, wantAdapted: true };
    const result = program.metaGradientSync(request);
    const [gradient, phi] = [Array.from(result.gradient), result.adapted!.slice()];
    // Central differences of the support gradient at φ are the columns of the Hessian.
    const plain = { ...rule, innerSteps: 0, curvature: 'none', proximal: 0, l2: 0 } as const;
    const at = (point: Float32Array, query: typeof batch.query) =>
      Array.from(
        program.metaGradientSync({ launch: point, agents: 1, batch: { ...batch, query }, rule: plain })
          .gradient,
      );
    const h = 1e-2;
    const n = launch.length;
    const columns = Array.from({ length: n }, (_, j) => {
      const moved = (sign: number) => phi.map((w, i) => (i === j ? w + sign * h : w));
      const behind = at(moved(-1), batch.support);
      return at(moved(1), batch.support).map((x, i) => (x - behind[i]) / (2 * h));
    });
    const start = adaptedStart(TANH, adapted);
    const { proximal } = RULE;
    const head = Array.from({ length: n - start }, (_, i) => i + start);
    const system = head.map((i) =>
      head.map((j) => columns[j][i] / proximal! + (i === j ? 1 + rule.l2 / proximal! : 0)),
    );
    const slope = at(phi, batch.query);
    const x = solve(
      system,
      head.map((i) => slope[i]),
    );
    const expected = slope.map((s, i) =>
      i >= start
        ? x[i - start]
        : s - head.reduce((sum, j) => sum + columns[j][i] * x[j - start], 0) / proximal!,
    );
    expect(relativeError(gradient, expected)).toBeLessThan(2e-3);
    expect(result.residual![0]).toBeLessThan(1e-4);
  });

  it('reports a residual that falls with the steps of the solve', () => {
    const batch = randomBatch(TANH, 'mse', { rows: 3, support: 5, query: 4 });
    const launch = launchOf(TANH);
    const residualAfter = (cgSteps: number) =>
      programOf(TANH)
        .metaGradientSync({ launch, agents: 1, batch, rule: { ...RULE, cgSteps } })
        .residual!.slice();
    const [two, eight] = [residualAfter(2), residualAfter(8)];
    expect(two).toHaveLength(3);
    two.forEach((residual, row) => {
      expect(residual).toBeGreaterThan(0);
      expect(eight[row]).toBeLessThan(residual / 2);
    });
  });

  it('differentiates the proximal inner loop exactly, too: the slope of the meta-loss', () => {
    const batch = randomBatch(TANH, 'mse', { rows: 2, support: 5, query: 4 });
    const launch = launchOf(TANH);
    const rule: InnerRule = { ...RULE, curvature: 'exact', adapted: 'last-layer', l2: 0.2 };
    const program = programOf(TANH);
    const gradient = program.metaGradientSync({ launch, agents: 1, batch, rule }).gradient.slice();
    const direction = normals(launch.length, 'direction');
    const lossAt = (step: number) => {
      const moved = launch.map((w, i) => w + step * direction[i]);
      const { queryLoss } = program.metaGradientSync({
        launch: moved,
        agents: 1,
        batch,
        rule,
        wantGradient: false,
      });
      return queryLoss.reduce((a, b) => a + b, 0) / batch.rows;
    };
    const predicted = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
    expect(Math.abs((lossAt(4e-3) - lossAt(-4e-3)) / 8e-3 - predicted)).toBeLessThan(2e-3);
  });

  it('refuses to divide by a proximal weight of zero', () => {
    const batch = randomBatch(TANH, 'mse', { rows: 1, support: 5, query: 4 });
    const rule = { ...RULE, proximal: 0 };
    expect(() =>
      programOf(TANH).metaGradientSync({ launch: launchOf(TANH), agents: 1, batch, rule }),
    ).toThrow(/above 0, got 0/);
  });
});
