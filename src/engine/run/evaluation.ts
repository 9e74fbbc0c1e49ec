// Metrics of one lane on the fixed test tasks: losses and accuracies after adaptation, ‖∇F‖ by the exact
// rule, the error of the Hessian-free product, and what agents and min-max weighting add.

import { cutBatch, type TaskBatch } from '../../learner/batch.ts';
import type { MetaGradientProgram, MetaGradientResult } from '../../learner/metaGradient.ts';
import { type Curvature, type InnerRule, passesBack } from '../../learner/rule.ts';
import { centroid, disagreement, distance, mean, meanInterval95, norm } from '../../math/statistics.ts';
import { EVALUATION_METRICS, type EvaluationMetric } from '../../protocol/payloads.ts';
import type { FiniteTasks } from '../../tasks/shared/types.ts';
import { outputAccuracy } from './outputMetrics.ts';

/** What is evaluated: the launch models [agents, P], and the rule that the lane trains with. */
export interface Evaluated {
  readonly params: Float32Array;
  readonly agents: number;
  readonly rule: InnerRule;
  readonly taskWeights: Float32Array;
  /** Outputs T1 and T2 of Collins et al. 2022 for min-max lanes [agents, P]. */
  readonly averagedIterate?: Float32Array;
  readonly randomIterate?: Float32Array;
}

export interface Evaluation {
  readonly metrics: Record<EvaluationMetric, number>;
  readonly taskWeights: Float32Array;
  readonly taskTestLoss: Float32Array;
  readonly taskTestAccuracy: Float32Array;
  readonly agentTestLoss: Float32Array;
}

/** Post-adaptation loss and accuracy of every test row. */
interface RowScores {
  readonly loss: Float32Array;
  /** Null for regression. */
  readonly accuracy: Float32Array | null;
}

function rowAccuracies(trace: Float32Array, batch: TaskBatch, steps: number): Float32Array {
  const { examples, y } = batch.query;
  const block = examples * batch.outputs;
  return Float32Array.from({ length: batch.rows }, (_, row) =>
    outputAccuracy(trace, (row * (steps + 1) + steps) * block, y, row * block, examples, batch.outputs),
  );
}

function scoresOf(
  result: MetaGradientResult,
  program: MetaGradientProgram,
  batch: TaskBatch,
  rule: InnerRule,
): RowScores {
  return {
    loss: result.queryLoss.slice(),
    accuracy:
      program.loss === 'softmaxCrossEntropy' && result.trace
        ? rowAccuracies(result.trace, batch, rule.innerSteps)
        : null,
  };
}

async function score(
  program: MetaGradientProgram,
  launch: Float32Array,
  batch: TaskBatch,
  rule: InnerRule,
): Promise<RowScores> {
  const wantTrace = program.loss === 'softmaxCrossEntropy';
  const result = await program.metaGradient({
    launch,
    agents: 1,
    batch,
    rule,
    wantGradient: false,
    wantTrace,
  });
  return scoresOf(result, program, batch, rule);
}

async function gradientBy(
  program: MetaGradientProgram,
  launch: Float32Array,
  batch: TaskBatch,
  rule: InnerRule,
): Promise<Float32Array> {
  return (await program.metaGradient({ launch, agents: 1, batch, rule })).gradient.slice();
}

/** Test tasks that the Hessian-free error is measured on: three gradients on few of them cost little. */
const HESSIAN_TASKS = 20;

/**
 * Relative error of the Hessian-free second-order term against the exact one:
 * ‖(g_fo − g_hf) − (g_fo − g)‖ / ‖g_fo − g‖ = ‖g_hf − g‖ / ‖g_fo − g‖.
 */
async function hessianErrorOf(
  program: MetaGradientProgram,
  launch: Float32Array,
  all: TaskBatch,
  rule: InnerRule,
): Promise<number> {
  const batch = cutBatch(all, 0, Math.min(all.rows, HESSIAN_TASKS));
  const exact = await gradientBy(program, launch, batch, exactRule(rule));
  const finiteDifference = await gradientBy(program, launch, batch, rule);
  const firstOrder = await gradientBy(program, launch, batch, { ...rule, curvature: 'none' });
  return distance(finiteDifference, exact) / distance(firstOrder, exact);
}

/** How well the systems of the implicit gradient are solved: the mean of ‖b − A x‖ / ‖b‖. */
async function solveResidualOf(
  program: MetaGradientProgram,
  launch: Float32Array,
  all: TaskBatch,
  rule: InnerRule,
): Promise<number> {
  const batch = cutBatch(all, 0, Math.min(all.rows, HESSIAN_TASKS));
  const { residual } = await program.metaGradient({ launch, agents: 1, batch, rule });
  return residual ? mean(residual) : Number.NaN;
}

type CurvatureMetrics = (
  ...of: Parameters<typeof hessianErrorOf>
) => Promise<Partial<Record<EvaluationMetric, number>>>;

/** What is measured of an inexact curvature; null: nothing. */
const CURVATURE_METRICS: Readonly<Record<Curvature, CurvatureMetrics | null>> = {
  exact: null,
  none: null,
  'finite-difference': async (...of) => ({ hessianError: await hessianErrorOf(...of) }),
  implicit: async (...of) => ({ solveResidual: await solveResidualOf(...of) }),
};

/** Mean of each task's rows in a finite set [m]; NaN for tasks without a row. */
function perTask(values: Float32Array, batch: TaskBatch, tasks: number): Float32Array {
  const sums = new Float64Array(tasks);
  const counts = new Int32Array(tasks);
  for (let row = 0; row < batch.rows; row++) {
    const task = batch.taskIds[row];
    if (task >= 0 && task < tasks) {
      sums[task] += values[row];
      counts[task]++;
    }
  }
  return Float32Array.from(sums, (sum, i) => (counts[i] ? sum / counts[i] : Number.NaN));
}

function extreme(values: Float32Array, pick: (a: number, b: number) => number): number {
  return values.reduce((a, b) => (Number.isNaN(b) ? a : Number.isNaN(a) ? b : pick(a, b)), Number.NaN);
}

/** Mean over agents, row by row. */
function averageRows(scores: readonly Float32Array[]): Float32Array {
  if (scores.length === 1) return scores[0];
  return scores[0].map((_, row) => scores.reduce((sum, one) => sum + one[row], 0) / scores.length);
}

/** The rule of ‖∇F‖: exact curvature through the lane's own inner loop. */
function exactRule(rule: InnerRule): InnerRule {
  return { ...rule, curvature: 'exact', direction: 'through-adaptation' };
}

/**
 * What every row counts in ∇F: each task of a finite set has an equal share, or, in a min-max lane, its weight p_i
 * (the mean over agents), so that ∇_w φ(w, p) = Σ p_i ∇F_i(w) of Collins et al. 2022, eq. (6), is measured. Tasks
 * without a row have no part.
 */
function rowWeights(
  batch: TaskBatch,
  finite: FiniteTasks,
  { taskWeights, agents }: Evaluated,
): Float32Array | undefined {
  const tasks = finite.names.length;
  const ids = batch.taskIds.subarray(0, batch.rows);
  // Test tasks that are none of the set's.
  if (ids.some((task) => task < 0 || task >= tasks)) return undefined;
  const shares = new Float64Array(tasks).fill(taskWeights.length > 0 ? 0 : 1);
  taskWeights.forEach((p, i) => {
    shares[i % tasks] += p / agents;
  });
  const rows = new Int32Array(tasks);
  for (const task of ids) rows[task]++;
  const total = shares.reduce((sum, share, task) => sum + (rows[task] > 0 ? share : 0), 0);
  return Float32Array.from({ length: batch.rows }, (_, row) => {
    const task = ids[row];
    return shares[task] / (rows[task] * total);
  });
}

/**
 * Evaluates one lane on the fixed test tasks. With one agent a single exact call gives losses, accuracies
 * and ∇F at once (the losses do not depend on the curvature); other agents take one loss-only call each.
 */
export async function evaluateLane(
  program: MetaGradientProgram,
  lane: Evaluated,
  batch: TaskBatch,
  finite: FiniteTasks | null,
): Promise<Evaluation> {
  const { agents, params } = lane;
  const rule = exactRule(lane.rule);
  const width = params.length / agents;
  const middle = centroid(params, agents);
  const wantTrace = program.loss === 'softmaxCrossEntropy';
  const weightOfRow = finite ? rowWeights(batch, finite, lane) : undefined;
  const result = await program.metaGradient({
    launch: middle,
    agents: 1,
    batch,
    rule,
    wantTrace,
    weightOfRow,
  });
  const gradient = result.gradient.slice();
  const middleScores = scoresOf(result, program, batch, rule);
  const scores: RowScores[] = [];
  if (agents === 1) scores.push(middleScores);
  else {
    for (let k = 0; k < agents; k++) {
      scores.push(await score(program, params.subarray(k * width, (k + 1) * width), batch, rule));
    }
  }
  const agentLosses = scores.map((one) => mean(one.loss));
  const losses = averageRows(scores.map((one) => one.loss));
  const accuracies = scores[0].accuracy
    ? averageRows(scores.map((one) => one.accuracy as Float32Array))
    : null;
  const taskLoss = finite ? perTask(losses, batch, finite.names.length) : new Float32Array(0);
  const taskAccuracy =
    finite && accuracies ? perTask(accuracies, batch, finite.names.length) : new Float32Array(0);

  const metrics = Object.fromEntries(EVALUATION_METRICS.map((name) => [name, Number.NaN])) as Record<
    EvaluationMetric,
    number
  >;
  metrics.testLoss = mean(losses);
  metrics.worstTestLoss = extreme(finite ? taskLoss : losses, Math.max);
  metrics.gradientNorm = norm(gradient);
  if (accuracies) {
    metrics.testAccuracy = mean(accuracies);
    metrics.worstTestAccuracy = extreme(finite ? taskAccuracy : accuracies, Math.min);
    metrics.testAccuracyInterval = meanInterval95(accuracies);
  }
  if (passesBack(lane.rule)) {
    const trained: InnerRule = { ...lane.rule, direction: 'through-adaptation' };
    const measure = CURVATURE_METRICS[trained.curvature];
    Object.assign(metrics, await measure?.(program, middle, batch, trained));
  }
  if (agents > 1) {
    metrics.disagreement = disagreement(params, agents);
    metrics.centroidTestLoss = mean(middleScores.loss);
  }
  for (const [name, iterate] of [
    ['averagedIterateTestLoss', lane.averagedIterate],
    ['randomIterateTestLoss', lane.randomIterate],
  ] as const) {
    if (iterate) metrics[name] = mean((await score(program, centroid(iterate, agents), batch, rule)).loss);
  }
  return {
    metrics,
    taskWeights: lane.taskWeights.slice(),
    taskTestLoss: taskLoss,
    taskTestAccuracy: taskAccuracy,
    agentTestLoss: agents > 1 ? Float32Array.from(agentLosses) : new Float32Array(0),
  };
}
