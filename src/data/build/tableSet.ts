// A set of regression tasks from tables: its classes are the tasks, and it has no pixels.

import { crc32 } from '../containers/inflate.ts';
import type { ReadTasks, TaskTable } from '../formats/taskTable.ts';
import type { ImageSet } from '../images.ts';
import { hashOf } from './contentHash.ts';

export function buildTableSet(name: string, table: ReadTasks, exclude: readonly string[]): ImageSet {
  const tasks = table.tasks.filter((task) => !exclude.includes(task.name));
  const classes = tasks.map((task) => ({
    name: task.name,
    group: task.name,
    train: Uint32Array.from(task.y, (_, i) => i),
    test: new Uint32Array(0),
  }));
  const { inputs, output } = table;
  const notes = [
    ...table.notes,
    `${inputs.length === 1 ? 'Input' : 'Inputs'} ${inputs.join(', ')}; output ${output}. Tasks are split by the seed; ` +
      'numbers are standardised for training, and shown in their own units.',
  ];
  const bytes = (values: Float64Array) =>
    crc32(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  const lines = tasks.map((task) => `${task.name}\t${bytes(task.x)}\t${bytes(task.y)}`);
  const shape = { height: 1, width: inputs.length, channels: 1, pixels: new Uint8Array(0) };
  return { name, ...shape, classes, notes, hash: hashOf(lines), table: { inputs, output, tasks } };
}

/** Different rows of all tasks. */
export function distinctRows({ inputs, tasks }: TaskTable): number {
  const d = inputs.length;
  const rows = tasks.flatMap(({ x, y }) =>
    Array.from(y, (v, i) => `${x.slice(i * d, (i + 1) * d).join()},${v}`),
  );
  return new Set(rows).size;
}
