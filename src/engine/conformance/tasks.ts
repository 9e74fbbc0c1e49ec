// Tasks of a reference case as batches. Tasks of unequal sizes go into separate batches, since all rows of a
// batch have the same number of examples.
import { allocateBatch, type ExampleSet, type TaskBatch } from '../../learner/batch.ts';
import { inputCount, type ModelSpec, outputCount } from '../../learner/model.ts';
import type { CaseTask } from './cases.ts';

export interface TaskGroup {
  /** Position of each batch row in the list of tasks. */
  readonly order: readonly number[];
  readonly batch: TaskBatch;
}

function fill(into: ExampleSet, row: number, set: CaseTask['support'], model: ModelSpec, task: number): void {
  const [inputs, outputs] = [inputCount(model), outputCount(model)];
  if (set.y.length !== set.x.length) {
    throw new Error(`task ${task}: ${set.x.length} inputs but ${set.y.length} targets`);
  }
  set.x.forEach((x, i) => {
    if (x.length !== inputs)
      throw new Error(`task ${task}: input of ${x.length} numbers, model has ${inputs}`);
    into.x.set(x, (row * into.examples + i) * inputs);
  });
  set.y.forEach((y, i) => {
    if (y.length !== outputs) throw new Error(`task ${task}: target of ${y.length}, model has ${outputs}`);
    into.y.set(y, (row * into.examples + i) * outputs);
  });
}

/** Batches of tasks with equal numbers of examples. */
export function groupTasks(tasks: readonly CaseTask[], model: ModelSpec): TaskGroup[] {
  const groups = new Map<string, number[]>();
  tasks.forEach(({ support, query, hessian }, index) => {
    const key = [support.x.length, query.x.length, hessian?.x.length ?? 0].join();
    const members = groups.get(key);
    if (members) members.push(index);
    else groups.set(key, [index]);
  });
  return [...groups].map(([key, order]) => {
    const [support, query, hessian] = key.split(',').map(Number);
    const shape = { inputs: inputCount(model), outputs: outputCount(model), support, query, hessian };
    const batch = allocateBatch({ rows: order.length, ...shape });
    order.forEach((index, row) => {
      const task = tasks[index];
      fill(batch.support, row, task.support, model, index);
      fill(batch.query, row, task.query, model, index);
      if (batch.hessian && task.hessian) fill(batch.hessian, row, task.hessian, model, index);
    });
    return { order, batch };
  });
}
