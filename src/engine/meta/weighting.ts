// Min-max task weights of DA-MAML (Collins et al. 2022): the estimators (8) and (9), the projected steps (10)
// and (11), and the outputs of cases T1 (average iterate) and T2 (uniformly random iterate).
// Plain arrays, allocation-free where it runs every iteration.
import { projectToSimplex } from '../../math/simplex.ts';

/** C · D rows of one agent, of m tasks in the finite set; `first` is the agent's first row in the batch. */
export interface DrawnRows {
  readonly first: number;
  readonly count: number;
  readonly tasks: number;
}

function taskOf(taskIds: Int32Array, row: number, tasks: number): number {
  const task = taskIds[row];
  if (task < 0 || task >= tasks) {
    throw new Error(`row ${row} has task ${task}, but min-max weights need a task of 0…${tasks - 1}`);
  }
  return task;
}

/** Factors of the rows' meta-gradients in ĝ_w, equation (8): m p_i / (C D). */
export function minMaxRowWeights(
  p: ArrayLike<number>,
  taskIds: Int32Array,
  rows: DrawnRows,
  into: Float32Array,
): void {
  const factor = rows.tasks / rows.count;
  for (let r = rows.first; r < rows.first + rows.count; r++) {
    into[r] = factor * p[taskOf(taskIds, r, rows.tasks)];
  }
}

/** ĝ_p, equation (9): m / (C D) times the query losses after adaptation, summed by task, into [m]. */
export function minMaxWeightGradient(
  queryLoss: ArrayLike<number>,
  taskIds: Int32Array,
  rows: DrawnRows,
  into: Float64Array,
): void {
  const factor = rows.tasks / rows.count;
  into.fill(0);
  for (let r = rows.first; r < rows.first + rows.count; r++) {
    into[taskOf(taskIds, r, rows.tasks)] += factor * queryLoss[r];
  }
}

/** p ← Π_Δ(p + η_p ĝ_p), equation (11), in place. */
export function ascendTaskWeights(p: Float64Array, gradient: Float64Array, etaP: number): void {
  for (let i = 0; i < p.length; i++) p[i] += etaP * gradient[i];
  p.set(projectToSimplex(p));
}

/** Π_W of equation (10) for the ball W of this radius around 0, in place on one row; radius 0 or null: no ball. */
export function projectToBall(row: Float32Array, radius: number | null): void {
  if (!radius) return;
  let squares = 0;
  for (let i = 0; i < row.length; i++) squares += row[i] * row[i];
  const norm = Math.sqrt(squares);
  if (norm <= radius) return;
  const scale = radius / norm;
  for (let i = 0; i < row.length; i++) row[i] *= scale;
}

/** Case T1: the running average of the iterates w^1 … w^t (double precision, so that it stays exact). */
export interface AverageIterate {
  readonly mean: Float64Array;
  count: number;
}

export function createAverageIterate(length: number): AverageIterate {
  return { mean: new Float64Array(length), count: 0 };
}

export function addToAverage(average: AverageIterate, iterate: ArrayLike<number>): void {
  average.count++;
  const share = 1 / average.count;
  const { mean } = average;
  for (let i = 0; i < mean.length; i++) mean[i] += share * (iterate[i] - mean[i]);
}

/**
 * Case T2: whether the t-th iterate takes the place of the one that is kept, so that after T of them τ is uniform on
 * 1 … T although T is not known beforehand; `uniform` is a fresh number in [0, 1).
 */
export function takesIterate(t: number, uniform: number): boolean {
  return uniform * t < 1;
}
