// One lane's training state and its meta-iteration: sample → meta-gradient → weighting → optimiser of each
// agent → combine over the graph → project. The state is plain arrays, so that a lane resumes exactly.

import { stepsApart } from '../../../experiment/axes/adapted.ts';
import type { Init, LaneSettings } from '../../../experiment/types.ts';
import type { TaskBatch } from '../../../learner/batch.ts';
import { type Counts, eachCount, iterationCounts } from '../../../learner/costs.ts';
import type {
  MetaGradientProgram,
  MetaGradientRequest,
  MetaGradientResult,
  SyncMetaGradientProgram,
} from '../../../learner/metaGradient.ts';
import { type ModelSpec, parameterCount } from '../../../learner/model.ts';
import type { InnerRule } from '../../../learner/rule.ts';
import { mean } from '../../../math/statistics.ts';
import type { LaneStop, RunCheckpoint } from '../../../protocol/payloads.ts';
import type { TaskSource } from '../../../tasks/shared/types.ts';
import { initialParameters } from '../../models/init.ts';
import type { Evaluated } from '../evaluation.ts';
import type { BatchPool, DrawNeed, DrawPlan } from './batchPool.ts';
import { allFinite, divergenceOf } from './divergence.ts';
import { createIterates, type Iterates } from './iterates.ts';
import { canQueue, createLaneQueue, type LaneQueue } from './laneQueue.ts';
import {
  agentsOf,
  bodyStepOf,
  drawNeedOf,
  innerRuleOf,
  sharedMatrix,
  stepNeedOf,
  trainingRuleOf,
  weighsTasks,
} from './laneSettings.ts';
import { createLaneUpdate, type LaneUpdate } from './laneUpdate.ts';

/** What a lane shares with the other lanes of its seed. */
export interface LaneContext {
  readonly model: ModelSpec;
  readonly init: Init;
  readonly seed: number;
  readonly source: TaskSource;
  readonly pool: BatchPool;
}

/** One iteration's outcome. */
export interface LaneStep {
  /** Mean query loss of the iteration's batch at w before the update. */
  readonly loss: number;
  /** Standard deviation of the loss over seeds, where a lane has several. */
  readonly spread?: number;
  readonly stop: LaneStop | null;
}

/** One iteration of a lane in its parts. */
export interface IterationApart {
  readonly need: DrawNeed;
  /** With the launch models before the iteration. */
  readonly request: MetaGradientRequest;
  readonly result: Pick<MetaGradientResult, 'queryLoss' | 'gradient'>;
  /** β of each agent. */
  readonly steps: readonly number[];
  /** φ_k [agents, P]: after each agent's own step. */
  readonly moved: Float32Array;
  /** Launch models after the iteration [agents, P]. */
  readonly params: Float32Array;
  /** p of each agent [agents, m]; empty without min-max weighting. */
  readonly taskWeights: { readonly before: Float64Array; readonly after: Float64Array };
}

export interface Lane {
  readonly settings: LaneSettings;
  readonly agents: number;
  /** Launch models [agents, P], updated in place. */
  readonly params: Float32Array;
  /** What training has evaluated so far. */
  readonly counts: Counts;
  readonly plans: readonly DrawPlan[];
  /** New settings from the next step on; agents, network and model never change within a run. */
  configure(settings: LaneSettings): void;
  step(program: MetaGradientProgram, iteration: number): LaneStep | Promise<LaneStep>;
  /** How many further iterations can be queued on the device now; 0 where this lane steps on the host. */
  queueRoom(program: MetaGradientProgram): number;
  /** Queues an iteration on the device; its outcome comes with `settle`. */
  enqueue(program: MetaGradientProgram, iteration: number): void;
  /** Waits for the queued iterations and reports each in order; ends at the first that diverged. */
  settle(report: (iteration: number, step: LaneStep) => void): Promise<void>;
  /** Mean query loss of an iteration's batch at the current parameters, without an update. */
  lossAt(program: MetaGradientProgram, iteration: number): Promise<number>;
  /** What an iteration's step would do, part by part, on a copy: nothing of the lane changes. */
  apart(program: MetaGradientProgram, iteration: number): Promise<IterationApart>;
  evaluated(): Evaluated;
  save(): RunCheckpoint;
  restore(saved: RunCheckpoint): void;
  /** Frees what the lane holds on a device. */
  dispose(): void;
}

function isSync(program: MetaGradientProgram): program is SyncMetaGradientProgram {
  return 'metaGradientSync' in program;
}

/** Launch models: all agents from the same initialisation or each from its own. */
function launchModels(context: LaneContext, agents: number, start: LaneSettings['agentStart']): Float32Array {
  const { model, init, seed } = context;
  const width = parameterCount(model);
  const params = new Float32Array(agents * width);
  for (let k = 0; k < agents; k++) {
    params.set(initialParameters(model, init, seed, start === 'different' ? k : 0), k * width);
  }
  return params;
}

/** What depends on the settings alone; rebuilt when an edit changes them. */
function prepare(settings: LaneSettings, context: LaneContext) {
  const need = drawNeedOf(settings, context.source);
  const stepNeed = stepNeedOf(settings);
  const plan = context.pool.plan(need);
  const stepPlan = stepNeed && context.pool.plan(stepNeed);
  const rows = need.agents * need.tasks * need.pairs;
  return {
    settings,
    plan,
    stepPlan,
    rule: trainingRuleOf(settings),
    outer: {
      ...settings,
      body: bodyStepOf(settings, context.model),
      combination: sharedMatrix(settings, context.seed),
    },
    weightOfRow: weighsRows(settings, context) ? new Float32Array(rows) : undefined,
    rows,
    costs: iterationCounts({
      ...settings,
      model: context.model,
      rows,
      stepRows: stepNeed ? stepNeed.agents * stepNeed.tasks : 0,
    }),
  };
}

/** Whether rows count differently: task weights, or all tasks of a set that is not drawn from evenly. */
function weighsRows(settings: LaneSettings, { source }: LaneContext): boolean {
  if (weighsTasks(settings)) return true;
  const ambient = source.finite?.ambient ?? [];
  return settings.sampling === 'all' && ambient.some((p) => p !== ambient[0]);
}

/** What a step-size batch asks for: ∇f_j(w), the gradient of a row's query loss, which is that of N = 0. */
function plainGradientRule(rule: InnerRule): InnerRule {
  return { ...rule, innerSteps: 0, curvature: 'none', direction: 'through-adaptation' };
}

/** m of the finite set that a min-max lane weighs, else 0. @throws where it has no finite set. */
function weighedTasks(context: LaneContext, settings: LaneSettings): number {
  if (!weighsTasks(settings)) return 0;
  const tasks = context.source.finite?.names.length ?? 0;
  if (tasks === 0)
    throw new Error('Min-max weighting needs a finite set of tasks; set the number of tasks m.');
  return tasks;
}

/** Iterations queued at most before the ring on the device exists. */
const FIRST_CHUNK = 16;

class SeedRun implements Lane {
  readonly agents: number;
  readonly params: Float32Array;
  counts: Counts = eachCount(() => 0);
  private readonly context: LaneContext;
  private readonly update: LaneUpdate;
  /** Iterates behind T1 and T2 of a min-max lane. */
  private readonly iterates: Iterates | null;
  private prepared: ReturnType<typeof prepare>;
  private firstLoss = Number.NaN;
  /** The device's copy of the state, while iterations are queued there. */
  private queue: LaneQueue | null = null;

  constructor(context: LaneContext, settings: LaneSettings) {
    const { model, seed } = context;
    this.context = context;
    this.agents = agentsOf(settings);
    this.params = launchModels(context, this.agents, settings.agentStart);
    const tasks = weighedTasks(context, settings);
    const width = parameterCount(model);
    const ambient = Float64Array.from(context.source.finite?.ambient ?? []);
    this.update = createLaneUpdate({ agents: this.agents, width, tasks, ambient });
    const { taskWeights } = this.update;
    this.iterates = tasks > 0 ? createIterates(this.params.length, taskWeights.length, seed) : null;
    this.prepared = prepare(settings, context);
  }

  get settings() {
    return this.prepared.settings;
  }

  get plans() {
    const { plan, stepPlan } = this.prepared;
    return stepPlan ? [plan, stepPlan] : [plan];
  }

  configure(next: LaneSettings): void {
    // Moments belong to one optimiser, and the device has one step size and one combination matrix: another begins
    // from the host's state.
    const { optimizer, graph } = this.settings;
    const same = next.optimizer === optimizer && next.graph === graph;
    if (!same || stepsApart(next) !== stepsApart(this.settings)) this.dispose();
    this.prepared = prepare(next, this.context);
  }

  /** Everything up to the call: the batch, its min-max factors. */
  private begin(iteration: number): TaskBatch {
    const { plan, weightOfRow } = this.prepared;
    const batch = plan.at(iteration);
    if (weightOfRow) this.update.fillRowWeights(batch, weightOfRow);
    return batch;
  }

  private request(batch: TaskBatch): MetaGradientRequest {
    const { params: launch, agents } = this;
    const { rule, weightOfRow, plan } = this.prepared;
    return { launch, agents, batch, rule, agentOfRow: plan.agentOfRow, weightOfRow };
  }

  /** The call that chooses the step sizes of this iteration; null where β is given. */
  private stepRequest(iteration: number): MetaGradientRequest | null {
    const { stepPlan: plan, rule } = this.prepared;
    if (!plan) return null;
    const { params: launch, agents } = this;
    const batch = plan.at(iteration);
    const { agentOfRow } = plan;
    return { launch, agents, batch, rule: plainGradientRule(rule), agentOfRow, wantRowGradients: true };
  }

  private chooseSteps({ rowGradients }: MetaGradientResult): void {
    if (rowGradients) this.update.chooseSteps(this.settings, rowGradients);
  }

  private judge(iteration: number, loss: number, paramsFinite: boolean): LaneStop | null {
    if (Number.isNaN(this.firstLoss)) this.firstLoss = loss;
    return divergenceOf(iteration, loss, this.firstLoss, paramsFinite, this.settings);
  }

  private count(): void {
    const { costs } = this.prepared;
    this.counts = eachCount((count) => this.counts[count] + costs[count]);
  }

  private finish(iteration: number, batch: TaskBatch, result: MetaGradientResult): LaneStep {
    const loss = mean(result.queryLoss);
    const early = this.judge(iteration, loss, true);
    if (early) return { loss, stop: early };
    this.iterates?.include(iteration, this.params, this.update.taskWeights);
    this.update.apply(this.prepared.outer, this.params, result, batch);
    this.count();
    return { loss, stop: this.judge(iteration, loss, allFinite(this.params)) };
  }

  step(program: MetaGradientProgram, iteration: number): LaneStep | Promise<LaneStep> {
    if (!isSync(program)) return this.stepAsync(program, iteration);
    const batch = this.begin(iteration);
    const choosing = this.stepRequest(iteration);
    if (choosing) this.chooseSteps(program.metaGradientSync(choosing));
    return this.finish(iteration, batch, program.metaGradientSync(this.request(batch)));
  }

  private async stepAsync(program: MetaGradientProgram, iteration: number): Promise<LaneStep> {
    const batch = this.begin(iteration);
    const choosing = this.stepRequest(iteration);
    if (choosing) this.chooseSteps(await program.metaGradient(choosing));
    return this.finish(iteration, batch, await program.metaGradient(this.request(batch)));
  }

  async lossAt(program: MetaGradientProgram, iteration: number): Promise<number> {
    const request = this.request(this.begin(iteration));
    return mean((await program.metaGradient({ ...request, wantGradient: false })).queryLoss);
  }

  queueRoom(program: MetaGradientProgram): number {
    if (this.prepared.weightOfRow || !canQueue(program, this.settings)) return 0;
    return this.queue ? this.queue.room(this.prepared.rows) : FIRST_CHUNK;
  }

  enqueue(program: MetaGradientProgram, iteration: number): void {
    const { rule, plan, settings, outer } = this.prepared;
    this.queue ??= createLaneQueue(program, this.agents, outer.combination, {
      params: this.params,
      optimizer: this.update.saveOptimizer(settings.optimizer),
    });
    this.queue.push(iteration, settings, rule, plan.at(iteration), plan.agentOfRow);
  }

  async settle(report: (iteration: number, step: LaneStep) => void): Promise<void> {
    if (!this.queue || this.queue.isEmpty) return;
    const { iterations, state } = await this.queue.settle();
    this.params.set(state.params);
    this.update.restoreOptimizer(this.settings.optimizer, state.optimizer);
    for (const [i, { iteration, loss }] of iterations.entries()) {
      const last = i === iterations.length - 1;
      const stop = this.judge(iteration, loss, !last || allFinite(this.params));
      report(iteration, { loss, stop });
      if (stop) return;
      this.count();
    }
  }

  async apart(program: MetaGradientProgram, iteration: number): Promise<IterationApart> {
    const copy = new SeedRun(this.context, this.settings);
    copy.restore(this.save());
    return copy.stepApart(program, iteration);
  }

  private async stepApart(program: MetaGradientProgram, iteration: number): Promise<IterationApart> {
    const { params, update, agents } = this;
    const { outer } = this.prepared;
    const batch = this.begin(iteration);
    const choosing = this.stepRequest(iteration);
    if (choosing) this.chooseSteps(await program.metaGradient(choosing));
    const request = { ...this.request(batch), launch: params.slice() };
    const { gradient, queryLoss } = await program.metaGradient(request);
    const result = { gradient: gradient.slice(), queryLoss: queryLoss.slice() };
    const steps = Array.from({ length: agents }, (_, agent) => update.stepOf(outer, agent));
    const before = update.taskWeights.slice();
    update.descend(outer, params, result, batch);
    const moved = params.slice();
    update.share(outer, params);
    const taskWeights = { before, after: update.taskWeights };
    return { need: this.prepared.plan.need, request, result, steps, moved, params, taskWeights };
  }

  evaluated(): Evaluated {
    const { params, agents, iterates } = this;
    const now = { params, taskWeights: Float32Array.from(this.update.taskWeights) };
    return {
      ...now,
      agents,
      rule: innerRuleOf(this.settings),
      averagedIterate: iterates?.averaged(now),
      randomIterate: iterates?.random(now),
    };
  }

  save(): RunCheckpoint {
    const { firstLoss, counts } = this;
    return {
      params: this.params.slice(),
      optimizer: this.update.saveOptimizer(this.settings.optimizer),
      taskWeights: this.update.taskWeights.slice(),
      iterates: this.iterates?.save() ?? null,
      firstLoss,
      counts,
    };
  }

  restore(saved: RunCheckpoint): void {
    const { params, update } = this;
    if (saved.params.length !== params.length)
      throw new Error(`The checkpoint has ${saved.params.length} parameters, the lane ${params.length}.`);
    this.dispose();
    params.set(saved.params);
    update.restoreOptimizer(this.settings.optimizer, saved.optimizer);
    update.taskWeights.set(saved.taskWeights);
    if (saved.iterates) this.iterates?.restore(saved.iterates);
    this.firstLoss = saved.firstLoss;
    this.counts = saved.counts;
  }

  dispose(): void {
    this.queue?.dispose();
    this.queue = null;
  }
}

/** One seed's training state for these settings. @throws where they cannot run, with the reason */
export function createLane(context: LaneContext, settings: LaneSettings): Lane {
  return new SeedRun(context, settings);
}
