// WGSL text for small matrix products done by one workgroup: every thread accumulates a tile of the result
// in registers. All sizes are constants of the shader; only base offsets are computed at run time.

/** A matrix read in place: element (outer, depth) lies at base + outer·outerStride + depth·depthStride. */
export interface Operand {
  /** Name of a WGSL array of f32. */
  readonly array: string;
  /** WGSL expression (i32) of the first element. */
  readonly base: string;
  readonly outerStride: number;
  readonly depthStride: number;
  /** Elements from this outer index on are `value` (the bias counts as one more input, always 1). */
  readonly beyond?: { readonly from: number; readonly value: string };
  /** Adds `factor`·array[base + …] to each element read: a point w + δu without a copy of it. */
  readonly plus?: { readonly array: string; readonly base: string; readonly factor: string };
}

export interface Term {
  /** Rows of the result by depth. */
  readonly left: Operand;
  /** Columns of the result by depth. */
  readonly right: Operand;
  /** Subtract this term instead of adding it. */
  readonly negative?: boolean;
}

export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly terms: readonly Term[];
  /** Statements that use the finished sum; `r`, `c` and `sum` are WGSL expressions. */
  readonly store: (r: string, c: string, sum: string) => string;
}

// Larger tiles read less but double the time to compile; on a software GPU they did not run faster.
const TILES = [1, 2] as const;

/**
 * Tile (rows × columns per thread): as large as keeps the threads busy, since a tile of a × b costs a + b reads
 * for a·b products; equal in that, the one that divides the result without remainder.
 */
export function chooseTile(rows: number, columns: number, threads: number): readonly [number, number] {
  let best: readonly [number, number] = [1, 1];
  let bestCost = Number.POSITIVE_INFINITY;
  for (const tileRows of TILES) {
    for (const tileColumns of TILES) {
      if (tileRows > rows || tileColumns > columns) continue;
      const items = Math.ceil(rows / tileRows) * Math.ceil(columns / tileColumns);
      const rounds = Math.ceil(items / threads);
      // Reads dominate; a round with idle threads costs as much as a full one.
      const cost = rounds * (tileRows + tileColumns + 0.3 * tileRows * tileColumns + 2);
      if (cost < bestCost) {
        bestCost = cost;
        best = [tileRows, tileColumns];
      }
    }
  }
  return best;
}

function element(operand: Operand, first: string, second: string): string {
  const value = `${operand.array}[${first}]`;
  return operand.plus ? `(${value} + ${operand.plus.factor} * ${operand.plus.array}[${second}])` : value;
}

function times(expression: string, stride: number): string {
  return stride === 1 ? expression : `${expression} * ${stride}`;
}

/**
 * One phase's product, shared by all threads of the workgroup; no barrier inside. Thread index: `lane`.
 * Neighbouring threads take neighbouring columns, so that reads along a row coalesce.
 */
export function emitProduct(product: Product, threads: number): string {
  const { rows, columns, depth, terms, store } = product;
  const [tileRows, tileColumns] = chooseTile(rows, columns, threads);
  const rowTiles = Math.ceil(rows / tileRows);
  const columnTiles = Math.ceil(columns / tileColumns);
  const exactRows = rowTiles * tileRows === rows;
  const exactColumns = columnTiles * tileColumns === columns;
  const head: string[] = [];
  const index = (name: string, n: number, tiles: number, exact: boolean, size: number): string => {
    const value = n === 0 ? name : `${name} + ${n * tiles}`;
    return exact || n === 0 ? value : `min(${value}, ${size - 1})`;
  };
  for (let a = 0; a < tileRows; a++)
    head.push(`let r${a} = ${index('tileRow', a, rowTiles, exactRows, rows)};`);
  for (let b = 0; b < tileColumns; b++)
    head.push(`let c${b} = ${index('tileColumn', b, columnTiles, exactColumns, columns)};`);
  const inner: string[] = [];
  terms.forEach((term, n) => {
    const read = (operand: Operand, letter: string, axis: string, count: number) => {
      for (let i = 0; i < count; i++) {
        const outer = times(`${axis}${i}`, operand.outerStride);
        head.push(`let ${letter}p${n}_${i} = ${operand.base} + ${outer};`);
        const along = times('q', operand.depthStride);
        let second = '';
        if (operand.plus) {
          head.push(`let ${letter}s${n}_${i} = ${operand.plus.base} + ${outer};`);
          second = `${letter}s${n}_${i} + ${along}`;
        }
        const value = element(operand, `${letter}p${n}_${i} + ${along}`, second);
        const { beyond } = operand;
        inner.push(
          `let ${letter}${n}_${i} = ${beyond ? `select(${value}, ${beyond.value}, ${axis}${i} >= ${beyond.from})` : value};`,
        );
      }
    };
    read(term.left, 'x', 'r', tileRows);
    read(term.right, 'y', 'c', tileColumns);
    for (let a = 0; a < tileRows; a++)
      for (let b = 0; b < tileColumns; b++)
        inner.push(`s${a}_${b} ${term.negative ? '-' : '+'}= x${n}_${a} * y${n}_${b};`);
  });
  const tail: string[] = [];
  for (let a = 0; a < tileRows; a++) {
    for (let b = 0; b < tileColumns; b++) {
      head.push(`var s${a}_${b} = 0.0;`);
      const guards: string[] = [];
      if (!exactRows && a > 0) guards.push(`tileRow + ${a * rowTiles} < ${rows}`);
      if (!exactColumns && b > 0) guards.push(`tileColumn + ${b * columnTiles} < ${columns}`);
      const body = store(`r${a}`, `c${b}`, `s${a}_${b}`);
      tail.push(guards.length ? `if (${guards.join(' && ')}) { ${body} }` : `{ ${body} }`);
    }
  }
  return `
  for (var t = lane; t < ${rowTiles * columnTiles}; t += ${threads}) {
    let tileRow = t / ${columnTiles};
    let tileColumn = t - tileRow * ${columnTiles};
    ${head.join('\n    ')}
    for (var q = 0; q < ${depth}; q++) {
      ${inner.join('\n      ')}
    }
    ${tail.join('\n    ')}
  }`;
}

/** A loop over `count` items shared by the workgroup's threads. */
export function emitEach(name: string, count: number, body: string, threads: number): string {
  return `
  for (var ${name} = lane; ${name} < ${count}; ${name} += ${threads}) {
    ${body}
  }`;
}

/** All threads see what the others wrote before. */
export const BARRIER = '\n  storageBarrier(); workgroupBarrier();';
