// Quadratics against their closed forms, and their gradient noise.
import { describe, expect, it } from 'vitest';
import { type Changes, drawn, setupWith, sourceOf } from '../shared/testing.ts';
import { ownQuadraticOf } from './own.ts';
import { quadraticTasks } from './source.ts';

const random = (changes: Changes = {}) =>
  setupWith({
    task: 'quadratics',
    ...changes,
    options: { quadratic: 'random', dimensions: 5, taskCount: 4, condition: 50, ...changes.options },
  });

/** mean_r (x_r·w − y_r)² of a row, and its gradient. */
function leastSquares(x: Float32Array, y: Float32Array, row: number, w: readonly number[]) {
  const d = w.length;
  let loss = 0;
  const gradient = new Array<number>(d).fill(0);
  for (let r = 0; r < d; r++) {
    const at = row * d + r;
    let error = -y[at];
    for (let k = 0; k < d; k++) error += x[at * d + k] * w[k];
    loss += error ** 2 / d;
    for (let k = 0; k < d; k++) gradient[k] += (2 / d) * error * x[at * d + k];
  }
  return { loss, gradient };
}

/** ½ (w − c)ᵀA(w − c) and A(w − c). */
function closedForm(A: Float64Array, c: Float64Array, w: readonly number[]) {
  const d = w.length;
  const gradient = w.map((_, r) => w.reduce((sum, __, k) => sum + A[r * d + k] * (w[k] - c[k]), 0));
  return { loss: gradient.reduce((sum, g, r) => sum + 0.5 * g * (w[r] - c[r]), 0), gradient };
}

const W = [0.3, -1.2, 2, 0.5, -0.7];

describe('quadratic tasks', () => {
  it('as least squares have the loss and gradient of the closed form', () => {
    const experiment = random();
    const source = sourceOf(experiment);
    const tasks = quadraticTasks(experiment);
    const batch = drawn(source, { purpose: 'test', tasks: 4 });
    expect([...batch.taskIds]).toEqual([0, 1, 2, 3]);
    for (const [row, { A, c, name }] of tasks.entries()) {
      expect(name).toBe(source.finite?.names[row]);
      const exact = closedForm(A, c, W);
      for (const set of [batch.support, batch.query]) {
        const { loss, gradient } = leastSquares(set.x, set.y, row, W);
        expect(loss).toBeCloseTo(exact.loss, 4);
        for (const [k, g] of gradient.entries()) expect(g).toBeCloseTo(exact.gradient[k], 4);
      }
    }
  });

  it('have condition numbers up to the chosen one, largest curvature 1', () => {
    for (const { A } of quadraticTasks(random({ options: { dimensions: 2, taskCount: 1 } }))) {
      const trace = A[0] + A[3];
      const determinant = A[0] * A[3] - A[1] * A[2];
      const root = Math.sqrt(trace ** 2 / 4 - determinant);
      expect(trace / 2 + root).toBeCloseTo(1, 9);
      expect((trace / 2 + root) / (trace / 2 - root)).toBeCloseTo(50, 6);
    }
  });

  it('have gradient noise with E‖n‖² = σ̃²/K in training, none on test queries', () => {
    const experiment = random({ shots: 4, queries: 4, options: { noise: 0.8 } });
    const source = sourceOf(experiment);
    const tasks = quadraticTasks(experiment);
    const batch = drawn(source, { tasks: 4000 });
    let square = 0;
    for (let row = 0; row < batch.rows; row++) {
      const { A, c } = tasks[batch.taskIds[row]];
      const exact = closedForm(A, c, W).gradient;
      const { gradient } = leastSquares(batch.support.x, batch.support.y, row, W);
      for (const [k, g] of gradient.entries()) square += (g - exact[k]) ** 2;
    }
    expect(Math.sqrt(square / batch.rows)).toBeCloseTo(0.8 / 2, 1);
    const test = drawn(source, { purpose: 'test', tasks: 1 });
    expect(leastSquares(test.query.x, test.query.y, 0, W).loss).toBeCloseTo(
      closedForm(tasks[0].A, tasks[0].c, W).loss,
      4,
    );
  });

  it("are the user's own where the experiment gives some", () => {
    const own = setupWith({ task: 'quadratics', options: { optima: '1,-2,30,2,0.5;0,0,0,1,1' } });
    const [first, second] = quadraticTasks(own);
    expect(quadraticTasks(own)).toHaveLength(2);
    expect(Array.from(first.c)).toEqual([1, -2]);
    const read = ownQuadraticOf(first.A, first.c);
    expect(read.angle).toBeCloseTo(30, 9);
    expect(read.curvatures[0]).toBeCloseTo(2, 9);
    expect(Array.from(second.A)).toEqual([1, 0, 0, 1]);
    expect(sourceOf(own).finite?.names).toHaveLength(2);
  });
  it('in the setting of Figure 1 the meta-loss prefers another point than the average loss', () => {
    const tasks = quadraticTasks(setupWith({ task: 'quadratics', options: { quadratic: 'figure-1' } }));
    expect(tasks).toHaveLength(3);
    // All curvatures lie along the axes, so the minimisers are weighted means per coordinate.
    const [alpha, steps] = [0.8, 2];
    const point = (weight: (curvature: number) => number) =>
      [0, 1].map((k) => {
        const weights = tasks.map(({ A }) => weight(A[3 * k]));
        const total = weights.reduce((a, b) => a + b);
        return tasks.reduce((sum, { c }, i) => sum + weights[i] * c[k], 0) / total;
      });
    const average = point((a) => a);
    const meta = point((a) => a * (1 - alpha * a) ** (2 * steps));
    const lossAfter = (w: number[], i: number) =>
      [0, 1].reduce((sum, k) => {
        const a = tasks[i].A[3 * k];
        return sum + 0.5 * a * (1 - alpha * a) ** (2 * steps) * (w[k] - tasks[i].c[k]) ** 2;
      }, 0);
    // Task 1 is nearly solved from both, task 2 gains most, task 3 changes little.
    expect(Math.max(lossAfter(average, 0), lossAfter(meta, 0))).toBeLessThan(0.02);
    expect(lossAfter(average, 1) / lossAfter(meta, 1)).toBeGreaterThan(4);
    expect(Math.abs(lossAfter(average, 2) - lossAfter(meta, 2))).toBeLessThan(0.05);
  });
});
