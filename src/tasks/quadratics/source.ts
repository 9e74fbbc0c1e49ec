// Quadratic tasks f_i(w) = ½ (w − c_i)ᵀ A_i (w − c_i), written as least squares of the linear model x·w (MLP [d, 1],
// identity, no bias): d examples with rows x_r = √(d/2)·S_i[r], S_i = A_i^½, y_r = x_r·c_i, so that
// mean_r (x_r·w − y_r)² = f_i(w). Noise moves y so that the gradient error n has E‖n‖² = σ̃²/K (K shots).

import type { ExampleSet, TaskBatch } from '../../learner/batch.ts';
import { createStream, type Stream } from '../../math/rng.ts';
import { checkRoom, pickTask, uniformTasks } from '../shared/finite.ts';
import type { OptionsOf } from '../shared/spec.ts';
import { isOwnDraw, pairStream, sideStream, slotStream, slotsOf } from '../shared/streams.ts';
import type { DrawRequest, TaskSetup, TaskSource } from '../shared/types.ts';
import { parseOwnQuadratics } from './own.ts';
import type { quadratics } from './spec.ts';

type Setup = TaskSetup<OptionsOf<typeof quadratics>>;

/** A task in closed form: A is [d, d] row-major, symmetric positive definite, c the optimum. */
export interface QuadraticTask {
  readonly A: Float64Array;
  readonly c: Float64Array;
  readonly name: string;
}

interface Factored extends QuadraticTask {
  /** A^½ and A^−½, [d, d] row-major. */
  readonly root: Float64Array;
  readonly inverseRoot: Float64Array;
}

/** d random orthonormal columns, [d, d] row-major (Gram–Schmidt of normal vectors, twice for accuracy). */
function randomRotation(d: number, stream: Stream): Float64Array {
  const q = new Float64Array(d * d);
  for (let j = 0; j < d; j++) {
    for (let r = 0; r < d; r++) q[r * d + j] = stream.normal();
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < j; k++) {
        let dot = 0;
        for (let r = 0; r < d; r++) dot += q[r * d + j] * q[r * d + k];
        for (let r = 0; r < d; r++) q[r * d + j] -= dot * q[r * d + k];
      }
    }
    let norm = 0;
    for (let r = 0; r < d; r++) norm += q[r * d + j] ** 2;
    for (let r = 0; r < d; r++) q[r * d + j] /= Math.sqrt(norm);
  }
  return q;
}

/** Q diag(values) Qᵀ, [d, d] row-major. */
function compose(q: Float64Array, values: readonly number[]): Float64Array {
  const d = values.length;
  const out = new Float64Array(d * d);
  for (let r = 0; r < d; r++)
    for (let s = 0; s < d; s++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += q[r * d + k] * values[k] * q[s * d + k];
      out[r * d + s] = sum;
    }
  return out;
}

function factored(q: Float64Array, eigenvalues: readonly number[], c: Float64Array, name: string): Factored {
  return {
    A: compose(q, eigenvalues),
    root: compose(q, eigenvalues.map(Math.sqrt)),
    inverseRoot: compose(
      q,
      eigenvalues.map((value) => 1 / Math.sqrt(value)),
    ),
    c,
    name,
  };
}

/** Eigenvalues from 1 down to 1/κ, evenly spaced on a log scale. */
function spectrum(d: number, condition: number): number[] {
  return Array.from({ length: d }, (_, k) => condition ** (-k / Math.max(1, d - 1)));
}

/**
 * The setting of Fallah et al. 2020, Figure 1: three equally likely tasks in the plane. The paper draws it without
 * numbers; these follow its words with α = 0.8 and two inner steps. Task 1 is easy: nearly solved from the minimiser w
 * of the average loss and from the minimiser ŵ of the meta-loss alike. Task 2 is hard (a long valley): from ŵ it ends
 * five times lower than from w. Task 3 ends almost the same from both. The largest curvature is 1.
 */
function figureOne(): Factored[] {
  const axes = Float64Array.of(1, 0, 0, 1);
  return [
    factored(axes, [1, 0.9], Float64Array.of(-2, 0), 'task 1 (easy, κ = 1.11)'),
    factored(axes, [0.1, 1], Float64Array.of(2.5, 1), 'task 2 (hard, κ = 10)'),
    factored(axes, [0.4, 0.8], Float64Array.of(-0.5, -2), 'task 3 (between, κ = 2)'),
  ];
}

function randomTasks({ options, seed, taskCount: m }: Setup): Factored[] {
  const { dimensions: d, condition, spread } = options;
  return Array.from({ length: m }, (_, i) => {
    const stream = createStream(seed, 'quadratic', i);
    const rotation = randomRotation(d, stream);
    const kappa = condition ** ((i + 1) / m);
    const c = Float64Array.from({ length: d }, () => spread * stream.normal());
    return factored(rotation, spectrum(d, kappa), c, `task ${i + 1} (κ = ${Number(kappa.toPrecision(3))})`);
  });
}

/** The user's own tasks in the plane. */
function ownTasks(text: string): Factored[] {
  return parseOwnQuadratics(text).map(({ x, y, angle, curvatures }, i) => {
    const turn = (angle * Math.PI) / 180;
    const axes = Float64Array.of(Math.cos(turn), -Math.sin(turn), Math.sin(turn), Math.cos(turn));
    const kappa = Math.max(...curvatures) / Math.min(...curvatures);
    return factored(
      axes,
      curvatures,
      Float64Array.of(x, y),
      `task ${i + 1} (κ = ${Number(kappa.toPrecision(3))})`,
    );
  });
}

function factoredTasks(setup: Setup): Factored[] {
  const { optima, quadratic } = setup.options;
  if (optima) return ownTasks(optima);
  switch (quadratic) {
    case 'figure-1':
      return figureOne();
    case 'random':
      return randomTasks(setup);
    default:
      throw new Error(`Unknown quadratics ${quadratic satisfies never}.`);
  }
}

/** The tasks for closed forms and charts. Condition numbers grow from κ^(1/m) to κ over the m tasks. */
export function quadraticTasks(setup: Setup): QuadraticTask[] {
  return factoredTasks(setup).map(({ A, c, name }) => ({ A, c, name }));
}

/** Writes the d examples of a task: x = √(d/2)·S, y = x·c. */
function fill(set: ExampleSet, row: number, task: Factored): void {
  const d = task.c.length;
  const scale = Math.sqrt(d / 2);
  for (let r = 0; r < d; r++) {
    let y = 0;
    const at = row * d + r;
    for (let k = 0; k < d; k++) {
      const x = scale * task.root[r * d + k];
      set.x[at * d + k] = x;
      y += x * task.c[k];
    }
    set.y[at] = y;
  }
}

/** y += e with e = −√(d/2)·A^−½ n, n ~ N(0, sd²/d·I): the gradient −(2/d)·xᵀe of the shift is n itself. */
function addNoise(set: ExampleSet, row: number, task: Factored, sd: number, stream: Stream): void {
  const d = task.c.length;
  const scale = -Math.sqrt(d / 2);
  const n = Float64Array.from({ length: d }, () => (sd / Math.sqrt(d)) * stream.normal());
  for (let r = 0; r < d; r++) {
    let e = 0;
    for (let k = 0; k < d; k++) e += task.inverseRoot[r * d + k] * n[k];
    set.y[row * d + r] += scale * e;
  }
}

/** The family's source: always a finite set, ambient distribution uniform. Test queries are noiseless. */
export function createQuadratics(setup: Setup): TaskSource {
  const { seed, options } = setup;
  const tasks = factoredTasks(setup);
  const d = tasks[0].c.length;
  const finite = uniformTasks(tasks.map((task) => task.name));
  const shape = { inputs: d, outputs: 1, loss: 'mse' } as const;
  const supportSd = options.noise / Math.sqrt(Math.max(1, setup.shots));
  const querySd = ({ queries = setup.queries }: DrawRequest) =>
    options.noise / Math.sqrt(Math.max(1, queries));

  const taskOf = (request: DrawRequest, slot: number, stream: Stream) =>
    pickTask(finite, request, slot, stream.uniform());

  function draw(request: DrawRequest, into: TaskBatch, firstRow: number): void {
    checkRoom(request, into, firstRow, shape);
    for (const set of [into.support, into.query, into.hessian])
      if (set && set.examples !== d)
        throw new RangeError(`quadratics of ${d} dimensions need ${d} examples, not ${set.examples}`);
    let row = firstRow;
    for (const slot of slotsOf(request)) {
      let stream = slotStream(seed, request, slot);
      const id = taskOf(request, slot, stream);
      for (let pair = 0; pair < request.pairs; pair++, row++) {
        if (pair > 0) stream = pairStream(seed, request, slot, pair);
        fill(into.support, row, tasks[id]);
        fill(into.query, row, tasks[id]);
        if (supportSd > 0) {
          addNoise(into.support, row, tasks[id], supportSd, stream);
          if (isOwnDraw(request))
            addNoise(
              into.query,
              row,
              tasks[id],
              querySd(request),
              sideStream(seed, request, slot, pair, 'noise'),
            );
        }
        if (into.hessian) fill(into.hessian, row, tasks[id]);
        into.taskIds[row] = id;
      }
    }
  }

  return {
    shape,
    finite,
    testTasks: finite,
    examples: { support: d, query: d, hessian: setup.hessianShots > 0 ? d : 0 },
    // A quadratic is always its d rows: more shots make their noise smaller, not their number larger.
    examplesOf: () => d,
    draw,
    describe: (request, slot) => ({
      name: tasks[taskOf(request, slot, slotStream(seed, request, slot))].name,
    }),
  };
}
