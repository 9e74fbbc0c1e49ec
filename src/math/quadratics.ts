// Everything in closed form for tasks f_i(w) = ½ (w − c_i)ᵀ A_i (w − c_i), A_i symmetric: the meta-loss after
// N inner steps, its gradient and minimiser, and where every direction of an outer step stands still. An inner step
// w − αD(A(w − c) + λw + λ_p(w − w_0)) is affine, so the adapted model is w_N = M w + q; F has no ridge
// (Fallah et al. 2020: F is eq. (2), ∇F eq. (6), for N = 1 and λ = 0).
import {
  addScaled,
  addScaledMatrix,
  dot,
  identity,
  type Matrix,
  matMul,
  matVec,
  solve,
  transpose,
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

/** The inner loop of a lane. */
export interface QuadraticInnerLoop {
  readonly alpha: number;
  /** N; default 1. */
  readonly innerSteps?: number;
  /** λ of the ridge λ/2‖Dw‖² in the inner objective; default 0. */
  readonly l2?: number;
  /** λ_p of the proximal term λ_p/2‖D(w′ − w)‖² (iMAML); default 0. */
  readonly proximal?: number;
  /** D: 1 for each coordinate that adapts, else 0 [d]; default all 1. */
  readonly adapted?: ArrayLike<number>;
}

export interface QuadraticSetting extends QuadraticInnerLoop {
  readonly tasks: readonly QuadraticTask[];
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

/** Rows outside of D become 0. */
function masked(matrix: Matrix, adapted: ArrayLike<number> | undefined): Matrix {
  return adapted ? matrix.map((row, i) => row.map((value) => adapted[i] * value)) : matrix;
}

interface AffineMap {
  /** M [d, d]; symmetric only where every coordinate adapts. */
  readonly matrix: Matrix;
  /** q [d]. */
  readonly offset: Vector;
}

/** M and q of w_N = M w + q. */
export function adaptation(task: QuadraticTask, loop: QuadraticInnerLoop): AffineMap {
  const { alpha, innerSteps = 1, l2 = 0, proximal = 0, adapted } = loop;
  const A = matrixA(task);
  const one = identity(A.length);
  const own = masked(one, adapted);
  const step = addScaledMatrix(one, -alpha, masked(addScaledMatrix(A, l2 + proximal, one), adapted));
  const pull = matVec(masked(A, adapted), optimum(task)).map((value) => alpha * value);
  let matrix: Matrix = one;
  let offset: Vector = pull.map(() => 0);
  for (let m = 0; m < innerSteps; m++) {
    matrix = addScaledMatrix(matMul(step, matrix), alpha * proximal, own);
    offset = addScaled(matVec(step, offset), 1, pull);
  }
  return { matrix, offset };
}

/** w_N after N inner steps from w. */
export function adapt(task: QuadraticTask, loop: QuadraticInnerLoop, w: Vector): number[] {
  const { matrix, offset } = adaptation(task, loop);
  return addScaled(matVec(matrix, w), 1, offset);
}

/** What one task contributes to an outer direction: `matrix`·w − `side`. */
interface LinearDirection {
  readonly matrix: Matrix;
  readonly side: Vector;
}

/** R ∇f_i(w_N) = R A (M w + q − c) for a matrix R. */
function carriedBack(task: QuadraticTask, { matrix, offset }: AffineMap, R: Matrix): LinearDirection {
  const RA = matMul(R, matrixA(task));
  return { matrix: matMul(RA, matrix), side: matVec(RA, addScaled(optimum(task), -1, offset)) };
}

/** (I + D(A + λI)D/λ_p)⁻¹, column by column: what the implicit gradient multiplies ∇f_i(w_N) by. */
function implicitFactor(task: QuadraticTask, { l2 = 0, proximal = 0, adapted }: QuadraticInnerLoop): Matrix {
  const one = identity(task.c.length);
  const curved = masked(addScaledMatrix(matrixA(task), l2, one), adapted);
  const both = transpose(masked(transpose(curved), adapted));
  const system = addScaledMatrix(one, 1 / proximal, both);
  return transpose(one.map((column) => solve(system, column)));
}

/** Directions of an outer step, by what is known of their closed form. */
export type QuadraticDirection = 'exact' | 'first-order' | 'implicit' | 'reptile' | 'joint';

const DIRECTIONS: Readonly<
  Record<QuadraticDirection, (task: QuadraticTask, loop: QuadraticInnerLoop) => LinearDirection>
> = {
  /** Mᵀ A (w_N − c): ∇f_i(w_N) through the inner loop; central differences are exact on quadratics. */
  exact(task, loop) {
    const map = adaptation(task, loop);
    return carriedBack(task, map, transpose(map.matrix));
  },
  /** A (w_N − c). */
  'first-order': (task, loop) => carriedBack(task, adaptation(task, loop), identity(task.c.length)),
  /** With enough conjugate gradient steps. */
  implicit: (task, loop) => carriedBack(task, adaptation(task, loop), implicitFactor(task, loop)),
  /** (w − w_N)/α. */
  reptile(task, loop) {
    const { matrix, offset } = adaptation(task, loop);
    const scale = 1 / loop.alpha;
    const moved = addScaledMatrix(identity(offset.length), -1, matrix);
    return {
      matrix: moved.map((row) => row.map((value) => scale * value)),
      side: offset.map((value) => scale * value),
    };
  },
  /** A (w − c): no inner loop. */
  joint: (task) => ({ matrix: matrixA(task), side: matVec(matrixA(task), optimum(task)) }),
};

function weightOf({ weights, tasks }: QuadraticSetting, i: number): number {
  return weights ? weights[i] : 1 / tasks.length;
}

/** Σ p_i of the tasks' directions. @throws without a task */
function outerSystem(setting: QuadraticSetting, direction: QuadraticDirection): LinearDirection {
  const { tasks } = setting;
  if (tasks.length === 0) throw new Error('A quadratic setting needs at least one task, got none.');
  const d = tasks[0].c.length;
  let matrix = identity(d).map((row) => row.map(() => 0));
  let side = new Array<number>(d).fill(0);
  tasks.forEach((task, i) => {
    const one = DIRECTIONS[direction](task, setting);
    const p = weightOf(setting, i);
    matrix = addScaledMatrix(matrix, p, one.matrix);
    side = addScaled(side, p, one.side);
  });
  return { matrix, side };
}

/** What the outer step follows at w, averaged over the tasks. */
export function outerDirection(
  setting: QuadraticSetting,
  direction: QuadraticDirection,
  w: Vector,
): number[] {
  const { matrix, side } = outerSystem(setting, direction);
  return addScaled(matVec(matrix, w), -1, side);
}

/**
 * Where the direction is zero, and whether small steps against it lead there (decided in the plane: both eigenvalues
 * of its matrix have a positive real part). @throws where the point is not unique
 */
export function restingPoint(setting: QuadraticSetting, direction: QuadraticDirection) {
  const { matrix, side } = outerSystem(setting, direction);
  const point = solve(matrix, side);
  if (matrix.length !== 2) return { point, attracts: true };
  const [[a, b], [c, d]] = matrix;
  return { point, attracts: a + d > 0 && a * d - b * c > 0 };
}

/** f_i(w_N(w)): one task's loss after adaptation. */
export function adaptedLoss(task: QuadraticTask, loop: QuadraticInnerLoop, w: Vector): number {
  return taskLoss(task, adapt(task, loop, w));
}

/** F(w) = Σ p_i f_i(w_N). */
export function metaLoss(setting: QuadraticSetting, w: Vector): number {
  return setting.tasks.reduce(
    (sum, task, i) => sum + weightOf(setting, i) * adaptedLoss(task, setting, w),
    0,
  );
}

/** ∇²F = Σ p_i M_iᵀ A_i M_i, constant in w. */
export function metaHessian(setting: QuadraticSetting): Matrix {
  return outerSystem(setting, 'exact').matrix;
}

/** ∇F(w) = Σ p_i M_iᵀ A_i (M_i w + q_i − c_i). */
export function metaGradient(setting: QuadraticSetting, w: Vector): number[] {
  return outerDirection(setting, 'exact', w);
}

export interface QuadraticSummary {
  readonly mamlMinimizer: number[];
  readonly firstOrderFixedPoint: number[];
  readonly ermMinimizer: number[];
  /** ‖∇F‖ where FO-MAML stops: the floor that it cannot get below. */
  readonly metaGradientNormAtFirstOrderFixedPoint: number;
}

/**
 * The minimiser of F, where FO-MAML stops (in general no stationary point of F), the minimiser of the plain average,
 * and FO-MAML's gradient floor. @throws where one is not unique
 */
export function summarize(setting: QuadraticSetting): QuadraticSummary {
  const stop = restingPoint(setting, 'first-order').point;
  return {
    mamlMinimizer: restingPoint(setting, 'exact').point,
    firstOrderFixedPoint: stop,
    ermMinimizer: restingPoint(setting, 'joint').point,
    metaGradientNormAtFirstOrderFixedPoint: norm(metaGradient(setting, stop)),
  };
}
