// Step sizes of the outer step beyond one β: of body and head apart, and what the adaptive one is estimated from.
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultFor } from '../../experiment/defaults.ts';
import { resolveLane } from '../../experiment/resolve.ts';
import { taskSetup } from '../../experiment/taskSetup.ts';
import { refusalOf } from '../../experiment/validity.ts';
import { distance } from '../../math/statistics.ts';
import { quadraticTasks } from '../../tasks/quadratics/source.ts';
import type { WasmKernel } from '../kernels/wasm/program.ts';
import { lane, loadTestKernel, smallExperiment, trainerFor } from './testing.ts';

let kernel: WasmKernel;
beforeAll(async () => {
  kernel = await loadTestKernel();
});

describe('outer steps of their own', () => {
  it('move body and head by β_φ and β (Ji et al. 2022, Algorithm 1)', async () => {
    const sgd = { optimizer: 'sgd', beta: 0.01 } as const;
    const lanes = [lane('anil', sgd), lane('anil', { ...sgd, betaPhi: 0.03 })];
    const trainer = trainerFor(kernel, smallExperiment(lanes));
    const start = trainer.lanes[0].group.runs[0].params.slice();
    await trainer.advance(1);
    const [together, apart] = trainer.lanes.map(({ group }) => group.runs[0].params);
    // 1-8-1: the head is the last 9 of 25.
    together.forEach((value, i) => {
      const moved = (value - start[i]) * (i < 16 ? 3 : 1);
      expect(apart[i] - start[i]).toBeCloseTo(moved, 6);
    });
    expect(distance(apart.subarray(0, 16), together.subarray(0, 16))).toBeGreaterThan(1e-4);
  });

  it('are estimated from D_β examples of each task, whose noise is that of so many', async () => {
    const adaptive = { optimizer: 'adaptive', stepTasks: 3, stepShots: 7 } as const;
    const trainer = trainerFor(kernel, smallExperiment([lane('maml', adaptive)]));
    const [, plan] = trainer.lanes[0].group.runs[0].plans;
    expect(plan.at(0).query.examples).toBe(7);
    const base = defaultFor('quadratics');
    const gradientSpread = async (stepShots: number) => {
      const noisy = { ...base, options: { ...base.options, noise: 1 } };
      const lanes = [lane('maml', { ...adaptive, stepTasks: 100, stepShots })];
      const [, drawn] = trainerFor(kernel, { ...noisy, lanes }).lanes[0].group.runs[0].plans;
      const { query, taskIds } = drawn.at(0);
      const first = [...taskIds.keys()].filter((row) => taskIds[row] === 0);
      const values = first.map((row) => query.y[2 * row]);
      const mean = values.reduce((a, b) => a + b) / values.length;
      return Math.sqrt(values.reduce((sum, y) => sum + (y - mean) ** 2, 0) / values.length);
    };
    expect((await gradientSpread(1)) / (await gradientSpread(100))).toBeCloseTo(10, 5);
  });

  it('take L and ρ of quadratics from the tasks', () => {
    const own = { ...defaultFor('quadratics'), lanes: [lane('maml', { constants: 'task' })] };
    const text = '1,0,30,2.5,0.1;0,1,0,0.5,0.7';
    for (const [optima, most] of [
      ['', 1],
      [text, 2.5],
    ] as const) {
      const experiment = { ...own, options: { ...own.options, optima } };
      const curvatures = quadraticTasks(taskSetup(experiment)).map(({ A }) => {
        const [a, b, , d] = A as Float64Array;
        return (a + d) / 2 + Math.hypot((a - d) / 2, b);
      });
      expect(Math.max(...curvatures)).toBeCloseTo(most, 9);
      expect(resolveLane(experiment, 0)).toMatchObject({ smoothness: most, hessianLipschitz: 0 });
    }
    const elsewhere = {
      ...defaultFor('sinusoid'),
      lanes: [lane('maml', { constants: 'task', optimizer: 'adaptive' })],
    };
    expect(refusalOf(elsewhere, 0)).toMatch(/L and ρ are not known of these tasks/);
  });
});
