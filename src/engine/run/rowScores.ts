// Post-adaptation losses and accuracies of test rows, and how rows of a finite set are averaged.
import type { TaskBatch } from '../../learner/batch.ts';
import type { MetaGradientProgram, MetaGradientResult } from '../../learner/metaGradient.ts';
import type { InnerRule } from '../../learner/rule.ts';
import { mean } from '../../math/statistics.ts';
import { outputAccuracy } from './outputMetrics.ts';

/** Post-adaptation loss and accuracy of every test row. */
export interface RowScores {
  readonly loss: Float32Array;
  /** NaN for regression. */
  readonly accuracy: Float32Array;
}

export function emptyScores(rows: number): RowScores {
  return { loss: new Float32Array(rows), accuracy: new Float32Array(rows).fill(Number.NaN) };
}

/** Writes a chunk's scores behind row `first`. */
export function keepScores(
  into: RowScores,
  first: number,
  { queryLoss, trace }: MetaGradientResult,
  program: MetaGradientProgram,
  batch: TaskBatch,
  steps: number,
): void {
  into.loss.set(queryLoss.subarray(0, batch.rows), first);
  if (program.loss !== 'softmaxCrossEntropy' || !trace) return;
  const { examples, y } = batch.query;
  const block = examples * batch.outputs;
  for (let row = 0; row < batch.rows; row++) {
    const at = (row * (steps + 1) + steps) * block;
    into.accuracy[first + row] = outputAccuracy(trace, at, y, row * block, examples, batch.outputs);
  }
}

/** Scores of one launch model [P] on a chunk. */
export async function scoreChunk(
  into: RowScores,
  first: number,
  program: MetaGradientProgram,
  launch: Float32Array,
  batch: TaskBatch,
  rule: InnerRule,
): Promise<void> {
  const wantTrace = program.loss === 'softmaxCrossEntropy';
  const result = await program.metaGradient({
    launch,
    agents: 1,
    batch,
    rule,
    wantGradient: false,
    wantTrace,
  });
  keepScores(into, first, result, program, batch, rule.innerSteps);
}

/** Mean over agents, row by row. */
export function averageRows(scores: readonly Float32Array[]): Float32Array {
  if (scores.length === 1) return scores[0];
  return scores[0].map((_, row) => scores.reduce((sum, one) => sum + one[row], 0) / scores.length);
}

/** Mean of each task's rows in a finite set [m]; NaN for tasks without a row. */
export function perTask(values: Float32Array, taskIds: Int32Array, tasks: number): Float32Array {
  const sums = new Float64Array(tasks);
  const counts = new Int32Array(tasks);
  for (const [row, task] of taskIds.entries()) {
    if (task < 0 || task >= tasks) continue;
    sums[task] += values[row];
    counts[task]++;
  }
  return Float32Array.from(sums, (sum, i) => (counts[i] ? sum / counts[i] : Number.NaN));
}

/**
 * Mean over test tasks: over rows, or, of a finite set, over its tasks with equal shares, however often each
 * occurs, so that F is the mean that the closed forms speak of.
 */
export function taskMean(values: Float32Array, taskIds: Int32Array, tasks: number): number {
  const counted = tasks > 0 ? perTask(values, taskIds, tasks).filter((value) => !Number.isNaN(value)) : [];
  return mean(counted.length > 0 ? counted : values);
}

/**
 * What every row counts in ∇F: each task of a finite set has an equal share, or, in a min-max lane, its weight p_i
 * (the mean over agents), so that ∇_w φ(w, p) = Σ p_i ∇F_i(w) of Collins et al. 2022, eq. (6), is measured. Tasks
 * without a row have no part; without a finite set (or with test tasks that are none of it) all rows count alike.
 */
export function rowWeights(
  taskIds: Int32Array,
  tasks: number,
  taskWeights: Float32Array,
  agents: number,
): Float32Array {
  const rows = taskIds.length;
  if (tasks === 0 || taskIds.some((task) => task < 0 || task >= tasks))
    return new Float32Array(rows).fill(1 / rows);
  const shares = new Float64Array(tasks).fill(taskWeights.length > 0 ? 0 : 1);
  taskWeights.forEach((p, i) => {
    shares[i % tasks] += p / agents;
  });
  const counts = new Int32Array(tasks);
  for (const task of taskIds) counts[task]++;
  const total = shares.reduce((sum, share, task) => sum + (counts[task] > 0 ? share : 0), 0);
  return Float32Array.from(taskIds, (task) => shares[task] / (counts[task] * total));
}
