// What the families share: how a slot picks one task of a finite set, and room in a batch.
import { isOwnDraw } from './streams.ts';
import type { DrawRequest, FiniteTasks } from './types.ts';

/** Equal probabilities for m named tasks. */
export function uniformTasks(names: readonly string[]): FiniteTasks {
  return { names, ambient: names.map(() => 1 / names.length) };
}

/**
 * The task id of a slot: training draws invert the distribution's cumulative sum at u ∈ [0, 1);
 * test and probe draws, and those of all tasks, walk through the set in turn.
 */
export function pickTask(finite: FiniteTasks, request: DrawRequest, slot: number, u: number): number {
  const m = finite.names.length;
  if (!isOwnDraw(request) || request.distribution === 'all') return slot % m;
  if (request.distribution === 'uniform') return Math.floor(u * m);
  let rest = u;
  for (let i = 0; i < m; i++) {
    rest -= finite.ambient[i];
    if (rest < 0) return i;
  }
  // Rounding of the sum: the last task that can be drawn at all.
  for (let i = m - 1; i > 0; i--) if (finite.ambient[i] > 0) return i;
  return 0;
}

/** Throws unless `tasks · pairs` rows fit into the batch from `firstRow` on and its width is the family's. */
export function checkRoom(
  request: DrawRequest,
  into: { readonly rows: number; readonly inputs: number; readonly outputs: number },
  firstRow: number,
  shape: { readonly inputs: number; readonly outputs: number },
): void {
  const rows = request.tasks * request.pairs;
  if (firstRow < 0 || firstRow + rows > into.rows)
    throw new RangeError(
      `${request.tasks} tasks × ${request.pairs} pairs from row ${firstRow} do not fit into a batch of ${into.rows} rows`,
    );
  if (into.inputs !== shape.inputs || into.outputs !== shape.outputs)
    throw new RangeError(
      `the batch has ${into.inputs} inputs and ${into.outputs} outputs, the tasks ${shape.inputs} and ${shape.outputs}`,
    );
}
