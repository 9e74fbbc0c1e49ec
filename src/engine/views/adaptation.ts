// What the figures show of the lanes as they stand: the adaptation to one task step by step, and the mean test
// loss after each inner step. Both run every lane for ten inner steps, whatever N it trains with.

import { resolveLane } from '../../experiment/resolve.ts';
import { shownSteps } from '../../experiment/shownSteps.ts';
import { allocateBatch, type ExampleSet, type TaskBatch } from '../../learner/batch.ts';
import type { InnerRule } from '../../learner/rule.ts';
import { centroid, extremes } from '../../math/statistics.ts';
import type { AdaptationView, OwnTask, ProbeChoice, StepLossView } from '../../protocol/views.ts';
import type { ColumnUnits, DrawRequest, TaskSource, Units } from '../../tasks/shared/types.ts';

import { innerRuleOf } from '../run/lane/laneSettings.ts';
import { addTrace, emptyTraceMetrics, softmaxInPlace } from '../run/outputMetrics.ts';
import { rowWeights } from '../run/rowScores.ts';
import type { Trainer } from '../run/trainer.ts';

const GRID = { from: -5, to: 5, points: 201 };

interface Probe {
  readonly name: string;
  readonly index: number;
  /** One row; its query set is what the outputs are drawn for. */
  readonly batch: TaskBatch;
  /** Targets of the query set; empty where there is no truth. */
  readonly truth: Float32Array;
  /** The user's own images: so many queries, each answered in a row of its own. */
  readonly lone?: number;
}

function probeRequest(index: number): DrawRequest {
  return {
    purpose: 'probe',
    iteration: 0,
    agent: 0,
    agents: 1,
    tasks: index + 1,
    pairs: 1,
    distribution: 'uniform',
  };
}

/** Tasks that the first one is chosen from. */
const FIRST_OF = 9;
const firstSlots = new WeakMap<TaskSource, number>();

/**
 * Slot of the task that is shown first: of the first few curves the one with the middle range, since a nearly flat
 * one shows little of what adaptation does. 0 where tasks are not curves.
 */
function firstSlot(source: TaskSource): number {
  let slot = firstSlots.get(source);
  if (slot === undefined) {
    const ranges: { readonly slot: number; readonly range: number }[] = [];
    for (let i = 0; i < FIRST_OF; i++) {
      const { truth } = source.describe(probeRequest(i), i);
      if (!truth) continue;
      const [least, most] = extremes(truth.y);
      ranges.push({ slot: i, range: most - least });
    }
    ranges.sort((a, b) => a.range - b.range);
    slot = ranges[ranges.length >> 1]?.slot ?? 0;
    firstSlots.set(source, slot);
  }
  return slot;
}

/** Slot of the index-th probe task: as drawn, with a telling one in the first place. */
function slotOf(source: TaskSource, index: number): number {
  const first = firstSlot(source);
  return index === 0 ? first : index === first ? 0 : index;
}

/** The index-th probe task of the seed; curves of one input are drawn over a grid. */
function drawnProbe(source: TaskSource, index: number): Probe {
  return { ...probeAt(source, slotOf(source, index)), index };
}

function probeAt(source: TaskSource, index: number): Probe {
  const { inputs, outputs } = source.shape;
  const { support, query } = source.examples;
  const rows = index + 1;
  const all = allocateBatch({ rows, inputs, outputs, support, query, hessian: 0 });
  const request = probeRequest(index);
  source.draw(request, all, 0);
  const { name, truth } = source.describe(request, index);
  const row = (values: Float32Array) => values.slice((values.length / rows) * index);
  const querySet = truth
    ? { examples: truth.x.length, x: truth.x.slice(), y: truth.y.slice() }
    : { examples: query, x: row(all.query.x), y: row(all.query.y) };
  const batch: TaskBatch = {
    rows: 1,
    inputs,
    outputs,
    support: { examples: support, x: row(all.support.x), y: row(all.support.y) },
    query: querySet,
    taskIds: all.taskIds.slice(index),
  };
  return { name, index, batch, truth: querySet.y };
}

function gridOf(source: TaskSource): Float32Array {
  const { truth } = source.describe(probeRequest(0), 0);
  if (truth) return truth.x.slice();
  const step = (GRID.to - GRID.from) / (GRID.points - 1);
  return Float32Array.from({ length: GRID.points }, (_, i) => GRID.from + i * step);
}

function oneHot(classes: Int32Array, ways: number): Float32Array {
  const y = new Float32Array(classes.length * ways);
  classes.forEach((label, i) => {
    y[i * ways + label] = 1;
  });
  return y;
}

/** The user's own task. Throws where it does not fit the model's inputs and outputs, or is empty. */
function ownProbe(source: TaskSource, task: OwnTask): Probe {
  const { inputs, outputs, loss } = source.shape;
  const taskIds = Int32Array.of(-1);
  const none = new Float32Array(0);
  const common = { rows: 1, inputs, outputs, taskIds };
  if (task.kind === 'regression') {
    if (inputs !== 1 || loss !== 'mse')
      throw new Error('Support points can be placed for one-input regression only.');
    if (task.x.length === 0) throw new Error('Your own task has no support points yet; add one.');
    const x = gridOf(source);
    const batch: TaskBatch = {
      ...common,
      support: { examples: task.x.length, ...standardised(task, source.units) },
      query: { examples: x.length, x, y: new Float32Array(x.length) },
    };
    return { name: 'Your task', index: 0, batch, truth: none };
  }
  const { supportX, supportClass, queryX, ways } = task;
  // Fewer classes than outputs will do: the others get no examples.
  if (ways > outputs) throw new Error(`Your own task has ${ways} classes, the model ${outputs} outputs.`);
  const support = supportX.length / inputs;
  const query = queryX.length / inputs;
  if (!Number.isInteger(support) || !Number.isInteger(query) || support === 0 || query === 0)
    throw new Error(`Your own images do not have the model's ${inputs} inputs, or there are none.`);
  const own = { examples: support, x: supportX, y: oneHot(supportClass, outputs) };
  return { name: 'Your task', index: 0, batch: loneQueries(common, own, queryX), truth: none, lone: query };
}

/**
 * A row for each query: its query set is the support images and the one query behind them, since batch norm takes its
 * statistics from the images that are answered together, and one image alone says nothing about them.
 */
function loneQueries(
  { inputs, outputs }: { readonly inputs: number; readonly outputs: number },
  support: ExampleSet,
  queryX: Float32Array,
): TaskBatch {
  const rows = queryX.length / inputs;
  const beside = support.examples + 1;
  const batch = allocateBatch({
    rows,
    inputs,
    outputs,
    support: support.examples,
    query: beside,
    hessian: 0,
  });
  for (let row = 0; row < rows; row++) {
    batch.support.x.set(support.x, row * support.x.length);
    batch.support.y.set(support.y, row * support.y.length);
    batch.query.x.set(support.x, row * beside * inputs);
    batch.query.x.set(queryX.subarray(row * inputs, (row + 1) * inputs), ((row + 1) * beside - 1) * inputs);
  }
  return batch;
}

/** The answers [steps + 1, queries, outputs]; of lone queries the last of each row. */
function answersOf(trace: Float32Array, { batch, lone }: Probe, steps: number): Float32Array {
  if (lone === undefined) return trace.slice();
  const { outputs, query } = batch;
  const answers = new Float32Array((steps + 1) * lone * outputs);
  for (let row = 0; row < lone; row++) {
    for (let step = 0; step <= steps; step++) {
      const from = (((row * (steps + 1) + step) * query.examples + query.examples - 1) * outputs) | 0;
      answers.set(trace.subarray(from, from + outputs), (step * lone + row) * outputs);
    }
  }
  return answers;
}

/** The images and labels that the page shows of a probe: of lone queries the support set once, and the queries. */
function shownSets({ batch, lone }: Probe) {
  const { support, query, inputs } = batch;
  if (lone === undefined) return { supportX: support.x, supportY: support.y, queryX: query.x };
  const queryX = new Float32Array(lone * inputs);
  for (let row = 0; row < lone; row++) {
    const end = (row + 1) * query.examples * inputs;
    queryX.set(query.x.subarray(end - inputs, end), row * inputs);
  }
  return {
    supportX: support.x.subarray(0, support.x.length / lone),
    supportY: support.y.subarray(0, support.y.length / lone),
    queryX,
  };
}

function shownRule(rule: InnerRule, steps: number): InnerRule {
  return { ...rule, innerSteps: steps, direction: 'through-adaptation' };
}

/** A lane's launch model and inner rule now, or as they stood at a kept snapshot. */
function launchOf(trainer: Trainer, lane: number, at: number | null) {
  const { group, path } = trainer.lanes[lane];
  const snapshot = at === null ? null : path.nearest(at);
  if (snapshot) {
    const { iteration, model } = snapshot;
    return { iteration, model, rule: innerRuleOf(resolveLane(trainer.experiment, lane, iteration)) };
  }
  const { params, agents, rule } = group.runs[0].evaluated();
  return { iteration: trainer.iteration, model: centroid(params, agents), rule };
}

/**
 * Every lane's outputs on a probe task before and after each shown inner step. Stopped lanes included.
 * With `at`, from the launch models kept nearest to that iteration, with the settings of that time; the
 * view's iteration says which. Without any kept (or null): from the models as they are.
 */
export async function adaptationView(
  trainer: Trainer,
  choice: ProbeChoice,
  at: number | null = null,
): Promise<AdaptationView> {
  const { source } = trainer;
  const probe = choice.kind === 'drawn' ? drawnProbe(source, choice.index) : ownProbe(source, choice.task);
  const { batch } = probe;
  const lanes: { lane: number; outputs: Float32Array }[] = [];
  const steps = shownSteps(trainer.experiment);
  let { iteration } = trainer;
  for (const [lane, { program }] of trainer.lanes.entries()) {
    const launch = launchOf(trainer, lane, at);
    iteration = launch.iteration;
    const { trace } = await program.metaGradient({
      launch: launch.model,
      agents: 1,
      batch,
      rule: shownRule(launch.rule, steps),
      wantGradient: false,
      wantTrace: true,
    });
    const outputs = answersOf(trace as Float32Array, probe, steps);
    if (program.loss === 'softmaxCrossEntropy') softmaxInPlace(outputs, batch.outputs);
    lanes.push({ lane, outputs });
  }
  const view: AdaptationView = {
    iteration,
    choice: choice.kind,
    index: probe.index,
    name: probe.name,
    steps,
    inputs: batch.inputs,
    outputs: batch.outputs,
    ...shownSets(probe),
    queryY: probe.truth,
    lanes,
  };
  return source.units ? inUnits(view, source.units) : view;
}

/** The user's own points in the numbers that the model takes. */
function standardised(task: { x: Float32Array; y: Float32Array }, units: Units | undefined) {
  if (!units) return { x: task.x.slice(), y: task.y.slice() };
  const [input] = units.inputs;
  const of = (values: Float32Array, { mean, sd }: ColumnUnits) => values.map((v) => (v - mean) / sd);
  return { x: of(task.x, input), y: of(task.y, units.output) };
}

/** A view of standardised numbers in the units of their table. */
function inUnits(view: AdaptationView, { inputs, output }: Units): AdaptationView {
  const x = (values: Float32Array) =>
    values.map((v, i) => v * inputs[i % inputs.length].sd + inputs[i % inputs.length].mean);
  const y = (values: Float32Array) => values.map((v) => v * output.sd + output.mean);
  return {
    ...view,
    supportX: x(view.supportX),
    supportY: y(view.supportY),
    queryX: x(view.queryX),
    queryY: y(view.queryY),
    lanes: view.lanes.map((lane) => ({ ...lane, outputs: y(lane.outputs) })),
    axes: { input: inputs[0].name, output: output.name },
  };
}

/**
 * Mean loss and accuracy on the fixed test tasks before and after each shown step, every lane with its own α.
 * @throws what the trainer's `rest` throws, where it is given up
 */
export async function stepLossView(trainer: Trainer): Promise<StepLossView> {
  const { tests, source, experiment } = trainer;
  const steps = shownSteps(experiment);
  const weights = rowWeights(tests.taskIds, source.testTasks?.names.length ?? 0, new Float32Array(0), 1);
  const lanes: { lane: number; loss: Float32Array; accuracy: Float32Array }[] = [];
  for (const [lane, { group, program }] of trainer.lanes.entries()) {
    const { params, agents, rule } = group.runs[0].evaluated();
    const launch = centroid(params, agents);
    const found = emptyTraceMetrics(program.loss, steps);
    for (const { first, batch } of tests.chunks(tests.chunkRows(program, steps))) {
      await trainer.rest();
      const { trace } = await program.metaGradient({
        launch,
        agents: 1,
        batch,
        rule: shownRule(rule, steps),
        wantGradient: false,
        wantTrace: true,
      });
      addTrace(
        found,
        program.loss,
        trace as Float32Array,
        batch,
        weights.subarray(first, first + batch.rows),
      );
    }
    lanes.push({ lane, loss: Float32Array.from(found.loss), accuracy: Float32Array.from(found.accuracy) });
  }
  return { iteration: trainer.iteration, lanes };
}
