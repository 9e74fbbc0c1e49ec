// Support and query sets of many tasks as flat arrays: row r is one (task, pair) that adapts on its own.

/** Examples of one kind for all rows: x is [rows, examples, inputs], y is [rows, examples, outputs]. */
export interface ExampleSet {
  readonly examples: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** Everything a batched program needs to adapt `rows` tasks together. */
export interface TaskBatch {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly support: ExampleSet;
  readonly query: ExampleSet;
  /** Separate batch for the second-order term (D_h); the support set serves where it is absent. */
  readonly hessian?: ExampleSet;
  /** Index of each row's task in a finite set, or −1. */
  readonly taskIds: Int32Array;
}

export interface BatchShape {
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Examples per row. `hessian` 0: no separate batch. */
  readonly support: number;
  readonly query: number;
  readonly hessian: number;
}

function examples(shape: BatchShape, count: number): ExampleSet {
  return {
    examples: count,
    x: new Float32Array(shape.rows * count * shape.inputs),
    y: new Float32Array(shape.rows * count * shape.outputs),
  };
}

/** An all-zero batch of the given shape, to be filled by a task source. */
export function allocateBatch(shape: BatchShape): TaskBatch {
  const batch = {
    rows: shape.rows,
    inputs: shape.inputs,
    outputs: shape.outputs,
    support: examples(shape, shape.support),
    query: examples(shape, shape.query),
    taskIds: new Int32Array(shape.rows).fill(-1),
  };
  return shape.hessian > 0 ? { ...batch, hessian: examples(shape, shape.hessian) } : batch;
}

function cutSet(set: ExampleSet, inputs: number, outputs: number, from: number, to: number): ExampleSet {
  const { examples, x, y } = set;
  const part = (values: Float32Array, width: number) =>
    values.subarray(from * examples * width, to * examples * width);
  return { examples, x: part(x, inputs), y: part(y, outputs) };
}

/** Rows `from` … `to` − 1 of a batch, as views. */
export function cutBatch(batch: TaskBatch, from: number, to: number): TaskBatch {
  const { inputs, outputs } = batch;
  const cut = (set: ExampleSet) => cutSet(set, inputs, outputs, from, to);
  return {
    ...batch,
    rows: to - from,
    support: cut(batch.support),
    query: cut(batch.query),
    ...(batch.hessian && { hessian: cut(batch.hessian) }),
    taskIds: batch.taskIds.subarray(from, to),
  };
}
