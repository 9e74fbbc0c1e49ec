// One meta-iteration of a lane taken apart on a copy: every number comes from the lane's own program, and the end
// is that of an ordinary step, bit for bit on the host.
import { cutBatch, type ExampleSet, type TaskBatch } from '../../learner/batch.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import { adaptedStart, type InnerRule, passesBack, proximalOf, solvesSystem } from '../../learner/rule.ts';
import { distance, norm } from '../../math/statistics.ts';
import type {
  AnatomyBackStep,
  AnatomyCurve,
  AnatomyDirection,
  AnatomyInnerStep,
  AnatomyRequest,
  AnatomyTask,
  AnatomyView,
  DirectionId,
} from '../../protocol/anatomy.ts';
import type { TaskSource } from '../../tasks/shared/types.ts';
import type { IterationApart } from '../run/lane/lane.ts';
import { addTrace, emptyTraceMetrics } from '../run/outputMetrics.ts';
import type { Trainer } from '../run/trainer.ts';
import { agentsApart } from './anatomyAgents.ts';
import { directionsInPlane } from './anatomyPlane.ts';

/** One task of an iteration, and the program that computes it. */
interface Followed {
  readonly program: MetaGradientProgram;
  readonly rule: InnerRule;
  readonly batch: TaskBatch;
  readonly launch: Float32Array;
}

/** Loss and gradient of a set at a model, without an inner step. */
async function lossAt({ program, rule, batch }: Followed, model: Float32Array, set: ExampleSet) {
  const plain: InnerRule = {
    ...rule,
    innerSteps: 0,
    curvature: 'none',
    direction: 'through-adaptation',
    proximal: 0,
  };
  const { hessian: _, ...rest } = batch;
  const request = { launch: model, agents: 1, batch: { ...rest, query: set }, rule: plain };
  const { queryLoss, gradient } = await program.metaGradient(request);
  return { loss: queryLoss[0], gradient: gradient.slice() };
}

/** The row's meta-gradient from a model by a rule. */
async function gradientBy({ program, batch }: Followed, launch: Float32Array, rule: InnerRule) {
  return (await program.metaGradient({ launch, agents: 1, batch, rule })).gradient.slice();
}

/** w_0 … w_N. */
async function modelsOf({ program, rule, batch, launch }: Followed): Promise<Float32Array[]> {
  const models = [launch];
  for (let m = 1; m <= rule.innerSteps; m++) {
    const { adapted } = await program.metaGradient({
      launch,
      agents: 1,
      batch,
      rule: { ...rule, innerSteps: m },
      wantGradient: false,
      wantAdapted: true,
    });
    models.push((adapted as Float32Array).slice());
  }
  return models;
}

/** Query losses (and accuracies) after 0 … N inner steps from a model. */
async function tracedLosses({ program, rule, batch }: Followed, launch: Float32Array) {
  const found = emptyTraceMetrics(program.loss, rule.innerSteps);
  const request = { launch, agents: 1, batch, rule, wantGradient: false, wantTrace: true };
  const { trace } = await program.metaGradient(request);
  addTrace(found, program.loss, trace as Float32Array, batch, Float32Array.of(1));
  return found;
}

/** What an inner step follows: the support gradient with its penalties, over the coordinates that adapt. */
function innerGradient(rule: InnerRule, start: number, at: Float32Array, w0: Float32Array, g: Float32Array) {
  const proximal = proximalOf(rule);
  return Float64Array.from(g, (value, i) =>
    i < start ? 0 : value + rule.l2 * at[i] + proximal * (at[i] - w0[i]),
  );
}

async function innerSteps(followed: Followed, models: readonly Float32Array[]): Promise<AnatomyInnerStep[]> {
  const { program, rule, batch, launch } = followed;
  const start = adaptedStart(program.model, rule.adapted);
  const traced = await tracedLosses(followed, launch);
  const steps: AnatomyInnerStep[] = [];
  for (const [m, model] of models.entries()) {
    const { loss, gradient } = await lossAt(followed, model, batch.support);
    steps.push({
      supportLoss: loss,
      gradientNorm: norm(innerGradient(rule, start, model, launch, gradient)),
      queryLoss: traced.loss[m],
      accuracy: traced.accuracy[m],
      distance: distance(model, launch),
    });
  }
  return steps;
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** Whether v_m is the meta-gradient of the inner loop's rest from w_m: nothing ties its steps to the launch model. */
const stepsBack = (rule: InnerRule) =>
  passesBack(rule) && !solvesSystem(rule) && proximalOf(rule) === 0 && rule.direction !== 'reptile';

/** v_N … v_0 of the lane's rule; only the ends where there is nothing in between. */
async function wayBack(followed: Followed, models: readonly Float32Array[], own: Float32Array) {
  const { rule, batch } = followed;
  const { innerSteps: n } = rule;
  const last = (await lossAt(followed, models[n], batch.query)).gradient;
  const vectors: { readonly step: number; readonly vector: Float32Array }[] = [{ step: n, vector: last }];
  if (stepsBack(rule)) {
    for (let m = n - 1; m > 0; m--) {
      const rest = { ...rule, innerSteps: n - m };
      vectors.push({ step: m, vector: await gradientBy(followed, models[m], rest) });
    }
  }
  if (n > 0) vectors.push({ step: 0, vector: own });
  return vectors.map(({ step, vector }, i): AnatomyBackStep => {
    const length = norm(vector);
    return {
      step,
      norm: length,
      removed: i === 0 ? 0 : distance(vector, vectors[i - 1].vector),
      cosine: dot(vector, last) / (length * norm(last)),
    };
  });
}

/** The lane's own meta-gradient of the task beside those of MAML, FO-MAML and HF-MAML. */
async function directions(followed: Followed, own: Float32Array): Promise<AnatomyDirection[]> {
  const { rule, launch } = followed;
  const vectors = new Map<DirectionId, Float32Array>([['own', own]]);
  if (rule.innerSteps > 0)
    for (const curvature of ['exact', 'none', 'finite-difference'] as const)
      vectors.set(
        curvature,
        await gradientBy(followed, launch, { ...rule, curvature, direction: 'through-adaptation' }),
      );
  return directionsInPlane(vectors);
}

/** The fit over the task's grid after 0 … N steps, from the launch model before the iteration and after. */
async function curveOf(
  { program, rule, batch, launch }: Followed,
  after: Float32Array,
  truth: { readonly x: Float32Array; readonly y: Float32Array },
): Promise<AnatomyCurve> {
  const query = { examples: truth.x.length, x: truth.x.slice(), y: truth.y.slice() };
  const fits = async (from: Float32Array) => {
    const request = { launch: from, agents: 1, batch: { ...batch, query }, rule };
    const { trace } = await program.metaGradient({ ...request, wantGradient: false, wantTrace: true });
    return (trace as Float32Array).slice();
  };
  return {
    x: query.x,
    truth: query.y,
    supportX: batch.support.x.slice(),
    supportY: batch.support.y.slice(),
    before: await fits(launch),
    after: await fits(after),
  };
}

/** How a task of the batch was drawn: by which agent, in which slot. */
function drawOf({ need }: IterationApart, iteration: number, row: number) {
  const { purpose, agents, tasks, pairs, distribution } = need;
  const agent = Math.floor(row / (tasks * pairs));
  const slot = Math.floor((row % (tasks * pairs)) / pairs);
  return { request: { purpose, iteration, agent, agents, tasks, pairs, distribution }, slot, agent };
}

async function tasksOf(
  parts: IterationApart,
  program: MetaGradientProgram,
  source: TaskSource,
  iteration: number,
): Promise<AnatomyTask[]> {
  const { request, result, need } = parts;
  const { batch, weightOfRow, rule } = request;
  const before = (
    await program.metaGradient({ ...request, rule: { ...rule, innerSteps: 0 }, wantGradient: false })
  ).queryLoss.slice();
  const share = request.agents / batch.rows;
  return Array.from({ length: batch.rows }, (_, row) => {
    const id = batch.taskIds[row];
    const { agent, slot, request: drawn } = drawOf(parts, iteration, row);
    const name = id >= 0 && source.finite ? source.finite.names[id] : source.describe(drawn, slot).name;
    return {
      name: need.agents > 1 ? `agent ${agent + 1}: ${name}` : name,
      agent,
      before: before[row],
      after: result.queryLoss[row],
      weight: weightOfRow?.[row] ?? share,
    };
  });
}

/** Copies what later draws or calls would overwrite. */
function keptBatch(batch: TaskBatch, row: number): TaskBatch {
  const cut = cutBatch(batch, row, row + 1);
  const copy = ({ examples, x, y }: ExampleSet) => ({ examples, x: x.slice(), y: y.slice() });
  return {
    ...cut,
    support: copy(cut.support),
    query: copy(cut.query),
    ...(cut.hessian && { hessian: copy(cut.hessian) }),
    taskIds: cut.taskIds.slice(),
  };
}

/**
 * Takes the coming iteration of a lane apart, following one task of its batch; the lane's first seed where it has
 * several. Nothing of the run changes. @throws for a lane that has stopped
 */
export async function anatomyView(trainer: Trainer, request: AnatomyRequest): Promise<AnatomyView> {
  const { iteration, source } = trainer;
  const { group, program, stop } = trainer.lanes[request.lane];
  if (stop) throw new Error(`This algorithm has stopped at iteration ${stop.iteration}; it has no next one.`);
  const parts = await group.runs[0].apart(program, iteration);
  const { launch, agents, batch, rule, agentOfRow } = parts.request;
  const row = Math.min(request.row, batch.rows - 1);
  const width = launch.length / agents;
  const model = agentOfRow?.[row] ?? 0;
  const ofAgent = (values: Float32Array) => values.slice(model * width, (model + 1) * width);
  const followed = { program, rule, batch: keptBatch(batch, row), launch: ofAgent(launch) };
  const tasks = await tasksOf(parts, program, source, iteration);
  const models = await modelsOf(followed);
  const own = await gradientBy(followed, followed.launch, rule);
  const after = ofAgent(parts.params);
  const drawn = drawOf(parts, iteration, row);
  const { truth } = source.describe(drawn.request, drawn.slot);
  const { before: p, after: pAfter } = parts.taskWeights;
  const weights = (all: Float64Array) => {
    const m = all.length / agents;
    return Float32Array.from(all.subarray(model * m, (model + 1) * m));
  };
  return {
    request,
    iteration,
    tasks,
    row,
    inner: await innerSteps(followed, models),
    back: await wayBack(followed, models, own),
    directions: await directions(followed, own),
    agents: agentsApart(parts),
    weightsBefore: weights(p),
    weightsAfter: weights(pAfter),
    next: Float32Array.from((await tracedLosses(followed, after)).loss),
    curve: truth && !source.units ? await curveOf(followed, after, truth) : null,
  };
}
