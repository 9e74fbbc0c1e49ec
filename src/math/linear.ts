// Small dense linear algebra on nested arrays (dimension up to a few dozen): solve, products and
// eigenvalues of symmetric matrices. Plain and exact to rounding rather than fast.

export type Vector = readonly number[];
/** Rows of a matrix. */
export type Matrix = readonly Vector[];

export function identity(n: number): number[][] {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
}

export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export function matVec(a: Matrix, x: Vector): number[] {
  return a.map((row) => dot(row, x));
}

export function matMul(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));
}

export function transpose(a: Matrix): number[][] {
  return a[0].map((_, j) => a.map((row) => row[j]));
}

/** x + factor·y. */
export function addScaled(x: Vector, factor: number, y: Vector): number[] {
  return x.map((value, i) => value + factor * y[i]);
}

/** A + factor·B. */
export function addScaledMatrix(a: Matrix, factor: number, b: Matrix): number[][] {
  return a.map((row, i) => addScaled(row, factor, b[i]));
}

/** x with A x = b, by Gaussian elimination with partial pivoting. Throws where A is singular. */
export function solve(a: Matrix, b: Vector): number[] {
  const n = b.length;
  const rows = a.map((row, i) => [...row, b[i]]);
  const scale = Math.max(...rows.flatMap((row) => row.slice(0, n).map(Math.abs)), 0);
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
    if (!(Math.abs(rows[pivot][k]) > scale * 1e-14)) {
      throw new Error(`The ${n}×${n} system has no unique solution: pivot ${k} is ${rows[pivot][k]}.`);
    }
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= n; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let k = n - 1; k >= 0; k--) {
    let sum = rows[k][n];
    for (let j = k + 1; j < n; j++) sum -= rows[k][j] * x[j];
    x[k] = sum / rows[k][k];
  }
  return x;
}

export interface SymmetricEigen {
  /** Ascending. */
  readonly values: number[];
  /** vectors[k] is the unit eigenvector of values[k]. */
  readonly vectors: number[][];
}

/** Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations. */
export function symmetricEigen(matrix: Matrix): SymmetricEigen {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = identity(n);
  const size = Math.sqrt(a.flat().reduce((sum, x) => sum + x * x, 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) off += a[i][j] * a[i][j];
    if (!(Math.sqrt(off) > 1e-16 * size)) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  }
  const order = a.map((_, i) => i).sort((i, j) => a[i][i] - a[j][j]);
  return { values: order.map((i) => a[i][i]), vectors: order.map((i) => v.map((row) => row[i])) };
}

/** One Jacobi rotation in the (p, q) plane that zeroes a[p][q]; `v` collects the rotations. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  if (a[p][q] === 0) return;
  const theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cos = 1 / Math.sqrt(t * t + 1);
  const sin = t * cos;
  for (let k = 0; k < a.length; k++) {
    const akp = a[k][p];
    const akq = a[k][q];
    a[k][p] = cos * akp - sin * akq;
    a[k][q] = sin * akp + cos * akq;
  }
  for (let k = 0; k < a.length; k++) {
    const apk = a[p][k];
    const aqk = a[q][k];
    a[p][k] = cos * apk - sin * aqk;
    a[q][k] = sin * apk + cos * aqk;
    const vkp = v[k][p];
    v[k][p] = cos * vkp - sin * v[k][q];
    v[k][q] = sin * vkp + cos * v[k][q];
  }
}
