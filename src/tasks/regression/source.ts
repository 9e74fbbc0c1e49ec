// Tasks from tables: support and query rows of one task, without repetition as far as its rows reach. Tasks are split by
// the seed, one in five to test on; inputs and output are standardised by the training tasks' rows.

import type { ImageSets, TaskTable } from '../../data/images.ts';
import type { ExampleSet, TaskBatch } from '../../learner/batch.ts';
import { createStream, type Stream } from '../../math/rng.ts';
import { quoted } from '../../text/sentences.ts';
import { checkRoom, pickTask, uniformTasks } from '../shared/finite.ts';
import type { OptionsOf } from '../shared/spec.ts';
import { isOwnDraw, pairStream, sideStream, slotStream, slotsOf } from '../shared/streams.ts';
import type { ColumnUnits, DrawRequest, FiniteTasks, TaskSetup, TaskSource, Units } from '../shared/types.ts';
import type { regression } from './spec.ts';

const TEST_SHARE = 0.2;
const GRID_POINTS = 201;

type Task = TaskTable['tasks'][number];

function unitsOf(name: string, values: readonly number[]): ColumnUnits {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { name, mean, sd: Math.sqrt(variance) || 1 };
}

function unitsFrom(table: TaskTable, tasks: readonly Task[]): Units {
  const d = table.inputs.length;
  const column = (c: number) => tasks.flatMap(({ x }) => Array.from(x).filter((_, i) => i % d === c));
  return {
    inputs: table.inputs.map((name, c) => unitsOf(name, column(c))),
    output: unitsOf(
      table.output,
      tasks.flatMap(({ y }) => Array.from(y)),
    ),
  };
}

/** The task with standardised numbers. */
function standardised({ name, x, y }: Task, { inputs, output }: Units): Task {
  const d = inputs.length;
  return {
    name,
    x: x.map((v, i) => (v - inputs[i % d].mean) / inputs[i % d].sd),
    y: y.map((v) => (v - output.mean) / output.sd),
  };
}

function tableOf(data: ImageSets | null, name: string): TaskTable {
  if (name === '')
    throw new Error(
      'No table is chosen yet: drop a CSV file of tasks, paste one, or use one that is kept here.',
    );
  const set = data?.get(name);
  if (!set) throw new Error(`the data set ${quoted(name)} is not loaded: drop its file into the page`);
  if (!set.table)
    throw new Error(`${quoted(name)} is a set of images: choose the task family “Your images”.`);
  return set.table;
}

function split(tasks: readonly Task[], seed: number): { train: readonly Task[]; test: readonly Task[] } {
  const order = tasks.map((_, i) => i);
  createStream(seed, 'task split').shuffle(order);
  const held = Math.max(1, Math.round(TEST_SHARE * tasks.length));
  const pick = (chosen: readonly number[]) => [...chosen].sort((a, b) => a - b).map((i) => tasks[i]);
  return { train: pick(order.slice(held)), test: pick(order.slice(0, held)) };
}

function copyRow(into: ExampleSet, at: number, task: Task, row: number, d: number): void {
  for (let c = 0; c < d; c++) into.x[at * d + c] = task.x[row * d + c];
  into.y[at] = task.y[row];
}

/** Rows of a task for support and query: different ones, and the rest over again where there are too few. */
function fill(batch: TaskBatch, row: number, task: Task, stream: Stream): void {
  const d = batch.inputs;
  const order = Array.from(task.y, (_, i) => i);
  stream.shuffle(order);
  const support = Math.min(batch.support.examples, order.length - 1);
  for (let i = 0; i < batch.support.examples; i++)
    copyRow(batch.support, row * batch.support.examples + i, task, order[i % support], d);
  const rest = order.slice(support);
  for (let i = 0; i < batch.query.examples; i++)
    copyRow(batch.query, row * batch.query.examples + i, task, rest[i % rest.length], d);
}

/** One-input tasks over a grid: the measured values, joined by straight lines; equal inputs are averaged. */
function joined({ x, y }: Task): { x: Float32Array; y: Float32Array } {
  const sums = new Map<number, { sum: number; count: number }>();
  for (let i = 0; i < y.length; i++) {
    const held = sums.get(x[i]) ?? { sum: 0, count: 0 };
    sums.set(x[i], { sum: held.sum + y[i], count: held.count + 1 });
  }
  const xs = [...sums.keys()].sort((a, b) => a - b);
  const ys = xs.map((at) => (sums.get(at)?.sum ?? 0) / (sums.get(at)?.count ?? 1));
  const grid = Float32Array.from(
    { length: GRID_POINTS },
    (_, i) => xs[0] + ((xs[xs.length - 1] - xs[0]) * i) / (GRID_POINTS - 1),
  );
  let k = 0;
  const values = grid.map((at) => {
    while (k < xs.length - 2 && xs[k + 1] < at) k++;
    if (xs.length === 1) return ys[0];
    return ys[k] + ((ys[k + 1] - ys[k]) * (at - xs[k])) / (xs[k + 1] - xs[k]);
  });
  return { x: grid, y: values };
}

/** @throws where the table is missing */
export function createTableTasks(
  setup: TaskSetup<OptionsOf<typeof regression>>,
  data: ImageSets | null,
): TaskSource {
  const { options, seed, shots, queries, taskCount, hessianShots } = setup;
  const table = tableOf(data, options.dataset);
  const usable = table.tasks.filter(({ y }) => y.length > shots);
  const enough = usable.length >= 2 ? usable : table.tasks;
  const parts = split(enough, seed);
  const units = unitsFrom(table, parts.train);
  const train = parts.train.map((task) => standardised(task, units));
  const test = parts.test.map((task) => standardised(task, units));
  const shape = { inputs: table.inputs.length, outputs: 1, loss: 'mse' } as const;
  const m = Math.min(taskCount, train.length);
  const finite: FiniteTasks | null = m > 0 ? uniformTasks(train.slice(0, m).map(({ name }) => name)) : null;

  function taskOf(request: DrawRequest, slot: number, stream: Stream): { task: Task; id: number } {
    const u = stream.uniform();
    if (finite) {
      const id = pickTask(finite, request, slot, u);
      return { task: train[id], id };
    }
    if (isOwnDraw(request)) return { task: train[Math.floor(u * train.length)], id: -1 };
    return { task: test[slot % test.length], id: -1 };
  }

  function draw(request: DrawRequest, into: TaskBatch, firstRow: number): void {
    checkRoom(request, into, firstRow, shape);
    let row = firstRow;
    for (const slot of slotsOf(request)) {
      let stream = slotStream(seed, request, slot);
      const { task, id } = taskOf(request, slot, stream);
      for (let pair = 0; pair < request.pairs; pair++, row++) {
        if (pair > 0) stream = pairStream(seed, request, slot, pair);
        fill(into, row, task, stream);
        if (into.hessian) {
          const side = sideStream(seed, request, slot, pair, 'hessian');
          for (let i = 0; i < into.hessian.examples; i++)
            copyRow(
              into.hessian,
              row * into.hessian.examples + i,
              task,
              side.integer(task.y.length),
              shape.inputs,
            );
        }
        into.taskIds[row] = id;
      }
    }
  }

  const left = table.tasks.length - enough.length;
  const scale = `mean ${units.output.mean.toPrecision(4)}, standard deviation ${units.output.sd.toPrecision(4)}`;
  return {
    shape,
    finite,
    testTasks: finite,
    units,
    examples: { support: shots, query: queries, hessian: hessianShots },
    examplesOf: (count) => count,
    notes: [
      `${train.length} tasks to train on, ${test.length} to test on. Losses are of the standardised output ${units.output.name} (${scale}).`,
      ...(left > 0 ? [`${left} tasks with no more than ${shots} rows left out: they leave no query.`] : []),
    ],
    draw,
    describe(request, slot) {
      const { task } = taskOf(request, slot, slotStream(seed, request, slot));
      return shape.inputs === 1 ? { name: task.name, truth: joined(task) } : { name: task.name };
    },
  };
}
