// Everything in closed form for tasks f_i(w) = ½ (w − c_i)ᵀ A_i (w − c_i), A_i symmetric: the meta-loss after
// N inner steps, its gradient and minimiser, the plain average's minimiser and where first-order MAML stops.
// With M_i = (I − αA_i)^N the adapted model is w_N = c_i + M_i (w − c_i) (Fallah et al. 2020, Sec. 2 for N = 1).
import {
  addScaled,
  addScaledMatrix,
  dot,
  identity,
  type Matrix,
  matMul,
  matPower,
  matVec,
  solve,
  type Vector,
} from './linear.ts';
import { norm } from './statistics.ts';

export interface QuadraticTask {
  /** Symmetric [d, d]: nested rows, or flat row-major. */
  readonly A: Matrix | Float64Array;
  /** The task's optimum [d]. */
  readonly c: Vector | Float64Array;
}

function matrixA(task: QuadraticTask): Matrix {
  const { A, c } = task;
  if (!(A instanceof Float64Array)) return A;
  return Array.from(c, (_, i) => Array.from(A.subarray(i * c.length, (i + 1) * c.length)));
}

function optimum(task: QuadraticTask): Vector {
  return task.c instanceof Float64Array ? Array.from(task.c) : task.c;
}

export interface QuadraticSetting {
  readonly tasks: readonly QuadraticTask[];
  readonly alpha: number;
  /** N; default 1. */
  readonly innerSteps?: number;
  /** p_i; default uniform. */
  readonly weights?: ArrayLike<number>;
}

/** f_i(w). */
export function taskLoss(task: QuadraticTask, w: Vector): number {
  const step = addScaled(w, -1, optimum(task));
  return 0.5 * dot(step, matVec(matrixA(task), step));
}

/** ∇f_i(w) = A_i (w − c_i). */
export function taskGradient(task: QuadraticTask, w: Vector): number[] {
  return matVec(matrixA(task), addScaled(w, -1, optimum(task)));
}

/** M = (I − αA)^N: what is left of w − c after N inner steps. */
export function contraction(task: QuadraticTask, alpha: number, innerSteps: number): number[][] {
  return matPower(addScaledMatrix(identity(task.c.length), -alpha, matrixA(task)), innerSteps);
}

/** w_N after N inner steps from w. */
export function adapt(task: QuadraticTask, alpha: number, innerSteps: number, w: Vector): number[] {
  const left = matVec(contraction(task, alpha, innerSteps), addScaled(w, -1, optimum(task)));
  return addScaled(optimum(task), 1, left);
}

/** Σ p_i S_i (w − c_i) for symmetric S_i is an affine map; this is Σ p_i S_i and Σ p_i S_i c_i. */
function weightedSystem(setting: QuadraticSetting, matrixOf: (task: QuadraticTask) => Matrix) {
  const { tasks, weights } = setting;
  if (tasks.length === 0) throw new Error('A quadratic setting needs at least one task, got none.');
  const d = tasks[0].c.length;
  let matrix = identity(d).map((row) => row.map(() => 0));
  let side = new Array<number>(d).fill(0);
  tasks.forEach((task, i) => {
    const p = weights ? weights[i] : 1 / tasks.length;
    const s = matrixOf(task);
    matrix = addScaledMatrix(matrix, p, s);
    side = addScaled(side, p, matVec(s, optimum(task)));
  });
  return { matrix, side };
}

/** M A M: the Hessian of one task's loss after adaptation. */
function adaptedHessian(task: QuadraticTask, setting: QuadraticSetting): number[][] {
  const m = contraction(task, setting.alpha, setting.innerSteps ?? 1);
  return matMul(matMul(m, matrixA(task)), m);
}

/** f_i(w_N(w)): one task's loss after adaptation. */
export function adaptedLoss(task: QuadraticTask, setting: QuadraticSetting, w: Vector): number {
  return taskLoss(task, adapt(task, setting.alpha, setting.innerSteps ?? 1, w));
}

/** F(w) = Σ p_i f_i(w_N). */
export function metaLoss(setting: QuadraticSetting, w: Vector): number {
  const { tasks, weights } = setting;
  return tasks.reduce((sum, task, i) => {
    const p = weights ? weights[i] : 1 / tasks.length;
    return sum + p * adaptedLoss(task, setting, w);
  }, 0);
}

/** ∇²F = Σ p_i M_i A_i M_i, constant in w. */
export function metaHessian(setting: QuadraticSetting): number[][] {
  return weightedSystem(setting, (task) => adaptedHessian(task, setting)).matrix;
}

/** ∇F(w) = Σ p_i M_i A_i M_i (w − c_i). */
export function metaGradient(setting: QuadraticSetting, w: Vector): number[] {
  const { matrix, side } = weightedSystem(setting, (task) => adaptedHessian(task, setting));
  return addScaled(matVec(matrix, w), -1, side);
}

/** What FO-MAML takes for the gradient: Σ p_i ∇f_i(w_N) = Σ p_i A_i M_i (w − c_i). */
export function firstOrderGradient(setting: QuadraticSetting, w: Vector): number[] {
  const { matrix, side } = firstOrderSystem(setting);
  return addScaled(matVec(matrix, w), -1, side);
}

function firstOrderSystem(setting: QuadraticSetting) {
  return weightedSystem(setting, (task) =>
    matMul(matrixA(task), contraction(task, setting.alpha, setting.innerSteps ?? 1)),
  );
}

/** The minimiser of F. Throws where it is not unique. */
export function mamlMinimizer(setting: QuadraticSetting): number[] {
  const { matrix, side } = weightedSystem(setting, (task) => adaptedHessian(task, setting));
  return solve(matrix, side);
}

/** Where FO-MAML stops: the zero of its direction, which in general is no stationary point of F. */
export function firstOrderFixedPoint(setting: QuadraticSetting): number[] {
  const { matrix, side } = firstOrderSystem(setting);
  return solve(matrix, side);
}

/** The minimiser of the plain average Σ p_i f_i (joint training). */
export function ermMinimizer(setting: QuadraticSetting): number[] {
  const { matrix, side } = weightedSystem(setting, (task) => matrixA(task));
  return solve(matrix, side);
}

export interface QuadraticSummary {
  readonly mamlMinimizer: number[];
  readonly firstOrderFixedPoint: number[];
  readonly ermMinimizer: number[];
  /** ‖∇F‖ where FO-MAML stops: the floor that it cannot get below. */
  readonly metaGradientNormAtFirstOrderFixedPoint: number;
}

/** The three resting points and FO-MAML's gradient floor, for charts and tests. */
export function summarize(setting: QuadraticSetting): QuadraticSummary {
  const stop = firstOrderFixedPoint(setting);
  return {
    mamlMinimizer: mamlMinimizer(setting),
    firstOrderFixedPoint: stop,
    ermMinimizer: ermMinimizer(setting),
    metaGradientNormAtFirstOrderFixedPoint: norm(metaGradient(setting, stop)),
  };
}
