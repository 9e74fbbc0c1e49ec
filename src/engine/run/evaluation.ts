// Metrics of one lane on the fixed test tasks: losses and accuracies after adaptation, ‖∇F‖ by the exact rule, the
// error of an inexact curvature, and what agents and min-max weighting add. Chunk by chunk, so that memory is bounded.
import type { TaskBatch } from '../../learner/batch.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import type { InnerRule } from '../../learner/rule.ts';
import { centroid, disagreement, meanInterval95, norm } from '../../math/statistics.ts';
import {
  EVALUATION_METRICS,
  type EvaluationMetric,
  type EvaluationVectors,
  type Measure,
} from '../../protocol/payloads.ts';
import { CURVATURE_TASKS, curvatureMetrics, exactRule } from './curvatureMetrics.ts';
import {
  averageRows,
  emptyScores,
  keepScores,
  perTask,
  type RowScores,
  rowWeights,
  scoreChunk,
  taskMean,
} from './rowScores.ts';
import type { TestTasks } from './testTasks.ts';

/** What is evaluated: the launch models [agents, P], and the rule that the lane trains with. */
export interface Evaluated {
  readonly params: Float32Array;
  readonly agents: number;
  readonly rule: InnerRule;
  readonly taskWeights: Float32Array;
  /** Outputs T1 and T2 of Collins et al. 2022 for min-max lanes. */
  readonly averagedIterate?: Output;
  readonly randomIterate?: Output;
}

/** Launch models [agents, P] and task weights [agents, m] that training puts out. */
export interface Output {
  readonly params: Float32Array;
  readonly taskWeights: Float32Array;
}

export interface Evaluation extends EvaluationVectors {
  readonly metrics: Record<EvaluationMetric, number>;
}

export interface EvaluationSetting {
  readonly tests: TestTasks;
  /** Tasks of the finite set that is tested on; 0: a continuum. */
  readonly finiteTasks: number;
  /** That set is trained on as well, so that a lane's task weights are weights of its tasks. */
  readonly ofTraining: boolean;
  /** Inner steps on test tasks. */
  readonly testSteps: number;
  /** What is measured beside losses and accuracies. */
  readonly measures: ReadonlySet<Measure>;
  /** Rows at once. */
  readonly chunkRows: number;
  /** Lets others work between two calls; `share` of them are done. What it throws ends the evaluation. */
  readonly rest?: (share: number) => Promise<void>;
}

/** What is scored beside the centroid: each agent's launch model where there are several, T1 and T2. */
interface Scored {
  readonly launch: Float32Array;
  readonly scores: RowScores;
}

interface Measured {
  /** Null where it was not asked for. */
  readonly gradient: Float64Array | null;
  readonly middle: RowScores;
  readonly agents: readonly Scored[];
  readonly averaged: Scored | null;
  readonly random: Scored | null;
  readonly curvature: Partial<Record<EvaluationMetric, number>>;
}

function agentModels({ params, agents }: Evaluated, rows: number): Scored[] {
  const width = params.length / agents;
  if (agents === 1) return [];
  return Array.from({ length: agents }, (_, k) => ({
    launch: params.subarray(k * width, (k + 1) * width),
    scores: emptyScores(rows),
  }));
}

/** The centroid's scores, and ∇F's share of a chunk where it is asked for: one call where test tasks are adapted as in training. */
async function measureMiddle(
  into: Pick<Measured, 'gradient' | 'middle'>,
  program: MetaGradientProgram,
  launch: Float32Array,
  chunk: { readonly first: number; readonly batch: TaskBatch; readonly weightOfRow: Float32Array },
  rules: { readonly gradient: InnerRule; readonly test: InnerRule },
): Promise<void> {
  const { first, batch, weightOfRow } = chunk;
  const { gradient } = into;
  if (!gradient) {
    await scoreChunk(into.middle, first, program, launch, batch, rules.test);
    return;
  }
  const alike = rules.gradient.innerSteps === rules.test.innerSteps;
  const wantTrace = alike && program.loss === 'softmaxCrossEntropy';
  const request = { launch, agents: 1, batch, rule: rules.gradient, weightOfRow, wantTrace };
  const result = await program.metaGradient(request);
  for (let i = 0; i < gradient.length; i++) gradient[i] += result.gradient[i];
  if (alike) keepScores(into.middle, first, result, program, batch, rules.test.innerSteps);
  else await scoreChunk(into.middle, first, program, launch, batch, rules.test);
}

async function measure(
  program: MetaGradientProgram,
  lane: Evaluated,
  { tests, finiteTasks, ofTraining, testSteps, measures, chunkRows, rest }: EvaluationSetting,
): Promise<Measured> {
  const { agents, params, averagedIterate, randomIterate } = lane;
  const { rows } = tests;
  const launch = centroid(params, agents);
  const rule = exactRule(lane.rule);
  const rules = { gradient: rule, test: { ...rule, innerSteps: testSteps } };
  const weights = rowWeights(
    tests.taskIds,
    finiteTasks,
    ofTraining ? lane.taskWeights : new Float32Array(0),
    agents,
  );
  const scored = (output: Output | undefined) =>
    output && measures.has('outputs')
      ? { launch: centroid(output.params, agents), scores: emptyScores(rows) }
      : null;
  const found = {
    gradient: measures.has('gradient') ? new Float64Array(launch.length) : null,
    middle: emptyScores(rows),
    agents: agentModels(lane, rows),
    averaged: scored(averagedIterate),
    random: scored(randomIterate),
  };
  const others = [...found.agents, found.averaged, found.random].filter((one) => one !== null);
  const calls = Math.ceil(rows / chunkRows) * (1 + others.length);
  let done = 0;
  const between = async () => {
    if (done > 0) await rest?.(done / calls);
    done++;
  };
  for (const { first, batch } of tests.chunks(chunkRows)) {
    await between();
    const weightOfRow = weights.subarray(first, first + batch.rows);
    await measureMiddle(found, program, launch, { first, batch, weightOfRow }, rules);
    for (const one of others) {
      await between();
      await scoreChunk(one.scores, first, program, one.launch, batch, rules.test);
    }
  }
  const few = () => tests.chunks(chunkRows, CURVATURE_TASKS);
  const curvature = measures.has('curvature') ? await curvatureMetrics(program, launch, few, lane.rule) : {};
  return { ...found, curvature };
}

function extreme(values: Float32Array, pick: (a: number, b: number) => number): number {
  return values.reduce((a, b) => (Number.isNaN(b) ? a : Number.isNaN(a) ? b : pick(a, b)), Number.NaN);
}

function metricsOf(
  { agents, params }: Evaluated,
  { tests: { taskIds }, finiteTasks }: EvaluationSetting,
  found: Measured,
  rows: RowScores,
): Record<EvaluationMetric, number> {
  const none = Object.fromEntries(EVALUATION_METRICS.map((name) => [name, Number.NaN]));
  const average = (values: Float32Array) => taskMean(values, taskIds, finiteTasks);
  const byTask = (values: Float32Array) => (finiteTasks ? perTask(values, taskIds, finiteTasks) : values);
  const worst = (loss: Float32Array) => extreme(byTask(loss), Math.max);
  const lossOf = (one: Scored | null, of = average) => (one ? of(one.scores.loss) : Number.NaN);
  return {
    ...(none as Record<EvaluationMetric, number>),
    testLoss: average(rows.loss),
    worstTestLoss: worst(rows.loss),
    gradientNorm: found.gradient ? norm(found.gradient) : Number.NaN,
    testAccuracy: average(rows.accuracy),
    worstTestAccuracy: extreme(byTask(rows.accuracy), Math.min),
    testAccuracyInterval: meanInterval95(rows.accuracy),
    ...found.curvature,
    ...(agents > 1 && {
      disagreement: disagreement(params, agents),
      centroidTestLoss: average(found.middle.loss),
    }),
    averagedIterateTestLoss: lossOf(found.averaged),
    averagedIterateWorstTestLoss: lossOf(found.averaged, worst),
    randomIterateTestLoss: lossOf(found.random),
    randomIterateWorstTestLoss: lossOf(found.random, worst),
  };
}

/**
 * Evaluates one lane on the fixed test tasks. With one agent a single exact call a chunk gives losses, accuracies
 * and, where it is asked for, ∇F at once (the losses do not depend on the curvature); other agents take one loss-only
 * call each.
 */
export async function evaluateLane(
  program: MetaGradientProgram,
  lane: Evaluated,
  setting: EvaluationSetting,
): Promise<Evaluation> {
  const found = await measure(program, lane, setting);
  const scores = found.agents.length > 0 ? found.agents.map((one) => one.scores) : [found.middle];
  const rows: RowScores = {
    loss: averageRows(scores.map((one) => one.loss)),
    accuracy: averageRows(scores.map((one) => one.accuracy)),
  };
  const { tests, finiteTasks } = setting;
  const classifies = program.loss === 'softmaxCrossEntropy';
  return {
    metrics: metricsOf(lane, setting, found, rows),
    taskWeights: lane.taskWeights.slice(),
    averagedTaskWeights: lane.averagedIterate?.taskWeights.slice() ?? new Float32Array(0),
    randomTaskWeights: lane.randomIterate?.taskWeights.slice() ?? new Float32Array(0),
    taskTestLoss: perTask(rows.loss, tests.taskIds, finiteTasks),
    taskTestAccuracy: perTask(rows.accuracy, tests.taskIds, classifies ? finiteTasks : 0),
    agentTestLoss: Float32Array.from(found.agents, ({ scores: { loss } }) =>
      taskMean(loss, tests.taskIds, finiteTasks),
    ),
  };
}
