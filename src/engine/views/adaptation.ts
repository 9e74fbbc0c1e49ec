// What the figures show of the lanes as they stand: the adaptation to one task step by step, and the mean test
// loss after each inner step. Both run every lane for ten inner steps, whatever N it trains with.

import { resolveLane } from '../../experiment/resolve.ts';
import { allocateBatch, type TaskBatch } from '../../learner/batch.ts';
import type { InnerRule } from '../../learner/rule.ts';
import { centroid, extremes } from '../../math/statistics.ts';
import {
  type AdaptationView,
  type OwnTask,
  type ProbeChoice,
  SHOWN_STEPS,
  type StepLossView,
} from '../../protocol/views.ts';
import type { ColumnUnits, DrawRequest, TaskSource, Units } from '../../tasks/shared/types.ts';

import { innerRuleOf } from '../run/lane/laneSettings.ts';
import { softmaxInPlace, traceMetrics } from '../run/outputMetrics.ts';
import type { Trainer } from '../run/trainer.ts';

const GRID = { from: -5, to: 5, points: 201 };

interface Probe {
  readonly name: string;
  readonly index: number;
  /** One row; its query set is what the outputs are drawn for. */
  readonly batch: TaskBatch;
  /** Targets of the query set; empty where there is no truth. */
  readonly truth: Float32Array;
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
  const batch: TaskBatch = {
    ...common,
    support: { examples: support, x: supportX.slice(), y: oneHot(supportClass, outputs) },
    query: { examples: query, x: queryX.slice(), y: new Float32Array(query * outputs) },
  };
  return { name: 'Your task', index: 0, batch, truth: none };
}

function shownRule(rule: InnerRule): InnerRule {
  return { ...rule, innerSteps: SHOWN_STEPS, direction: 'through-adaptation' };
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
 * Every lane's outputs on a probe task before and after each of ten inner steps. Stopped lanes included.
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
  let { iteration } = trainer;
  for (const [lane, { program }] of trainer.lanes.entries()) {
    const launch = launchOf(trainer, lane, at);
    iteration = launch.iteration;
    const { trace } = await program.metaGradient({
      launch: launch.model,
      agents: 1,
      batch,
      rule: shownRule(launch.rule),
      wantGradient: false,
      wantTrace: true,
    });
    const outputs = (trace as Float32Array).slice();
    if (program.loss === 'softmaxCrossEntropy') softmaxInPlace(outputs, batch.outputs);
    lanes.push({ lane, outputs });
  }
  const view: AdaptationView = {
    iteration,
    choice: choice.kind,
    index: probe.index,
    name: probe.name,
    steps: SHOWN_STEPS,
    inputs: batch.inputs,
    outputs: batch.outputs,
    supportX: batch.support.x,
    supportY: batch.support.y,
    queryX: batch.query.x,
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

/** Mean loss and accuracy on the fixed test tasks after 0…10 inner steps, every lane with its own α. */
export async function stepLossView(trainer: Trainer): Promise<StepLossView> {
  const batch = trainer.testBatch;
  const lanes: { lane: number; loss: Float32Array; accuracy: Float32Array }[] = [];
  for (const [lane, { group, program }] of trainer.lanes.entries()) {
    const { params, agents, rule } = group.runs[0].evaluated();
    const { trace } = await program.metaGradient({
      launch: centroid(params, agents),
      agents: 1,
      batch,
      rule: shownRule(rule),
      wantGradient: false,
      wantTrace: true,
    });
    lanes.push({ lane, ...traceMetrics(program.loss, trace as Float32Array, batch, SHOWN_STEPS) });
  }
  return { iteration: trainer.iteration, lanes };
}
