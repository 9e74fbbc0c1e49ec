// One lane's training state and its meta-iteration: sample → meta-gradient → weighting → optimiser of each
// agent → combine over the graph → project. The state is plain arrays, so that a lane resumes exactly.

import type { Init, LaneSettings } from '../../../experiment/types.ts';
import type { TaskBatch } from '../../../learner/batch.ts';
import { evaluationCounts } from '../../../learner/costs.ts';
import type {
  MetaGradientProgram,
  MetaGradientRequest,
  MetaGradientResult,
  SyncMetaGradientProgram,
} from '../../../learner/metaGradient.ts';
import { type ModelSpec, parameterCount } from '../../../learner/model.ts';
import type { LaneCheckpoint, LaneStop } from '../../../protocol/payloads.ts';
import type { TaskSource } from '../../../tasks/shared/types.ts';
import { initialParameters } from '../../models/init.ts';
import type { Evaluated } from '../evaluation.ts';
import type { BatchPool, DrawPlan } from './batchPool.ts';
import { allFinite, divergenceOf } from './divergence.ts';
import { createIterates } from './iterates.ts';
import { canQueue, createLaneQueue, type LaneQueue } from './laneQueue.ts';
import {
  agentsOf,
  combinationOf,
  drawNeedOf,
  innerRuleOf,
  stepNeedOf,
  trainingRuleOf,
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

export interface Lane {
  readonly settings: LaneSettings;
  readonly agents: number;
  /** Launch models [agents, P], updated in place. */
  readonly params: Float32Array;
  readonly gradientEntries: number;
  readonly secondOrderEntries: number;
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
  evaluated(): Evaluated;
  save(): Omit<LaneCheckpoint, 'stopped'>;
  restore(saved: Omit<LaneCheckpoint, 'stopped'>): void;
  /** Frees what the lane holds on a device. */
  dispose(): void;
}

function isSync(program: MetaGradientProgram): program is SyncMetaGradientProgram {
  return 'metaGradientSync' in program;
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
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
    weightOfRow: settings.weighting === 'min-max' ? new Float32Array(rows) : undefined,
    rows,
    costs: evaluationCounts({ ...settings, model: context.model, rows }),
  };
}

/** Iterations queued at most before the ring on the device exists. */
const FIRST_CHUNK = 16;

export function createLane(context: LaneContext, settings: LaneSettings): Lane {
  const agents = agentsOf(settings);
  const width = parameterCount(context.model);
  const params = launchModels(context, agents, settings.agentStart);
  const combination = combinationOf(settings, context.seed);
  const tasks = context.source.finite?.names.length ?? 0;
  const minMax = settings.weighting === 'min-max';
  if (minMax && tasks === 0)
    throw new Error('Min-max weighting needs a finite set of tasks; set the number of tasks m.');
  const matrix = agents > 1 && settings.network !== 'non-cooperative' ? combination.matrix : null;
  const update: LaneUpdate = createLaneUpdate({
    agents,
    width,
    tasks: minMax ? tasks : 0,
    combination: matrix,
  });
  let queue: LaneQueue | null = null;
  const iterates = minMax ? createIterates(params.length, context.seed) : null;
  let prepared = prepare(settings, context);
  let firstLoss = Number.NaN;
  let gradientEntries = 0;
  let secondOrderEntries = 0;

  function requestOf(batch: TaskBatch): MetaGradientRequest {
    const { rule, weightOfRow, plan } = prepared;
    return { launch: params, agents, batch, rule, agentOfRow: plan.agentOfRow, weightOfRow };
  }

  /** ∇f_j(w) of the step-size batch: N = 0, so that a row's gradient is that of its query loss. */
  function stepRequest(batch: TaskBatch, plan: DrawPlan): MetaGradientRequest {
    const rule = {
      ...prepared.rule,
      innerSteps: 0,
      curvature: 'none',
      direction: 'through-adaptation',
    } as const;
    return { launch: params, agents, batch, rule, agentOfRow: plan.agentOfRow, wantRowGradients: true };
  }

  function chooseSteps(result: MetaGradientResult): void {
    if (result.rowGradients) update.chooseSteps(prepared.settings, result.rowGradients);
  }

  function finish(iteration: number, batch: TaskBatch, result: MetaGradientResult): LaneStep {
    const loss = meanOf(result.queryLoss);
    const early = judge(iteration, loss, true);
    if (early) return { loss, stop: early };
    iterates?.include(iteration, params);
    update.apply(prepared.settings, params, result, batch);
    count();
    return { loss, stop: judge(iteration, loss, allFinite(params)) };
  }

  /** Everything up to the call: the batch, its min-max factors. */
  function begin(iteration: number): TaskBatch {
    const batch = prepared.plan.at(iteration);
    if (prepared.weightOfRow) update.fillRowWeights(batch, prepared.weightOfRow);
    return batch;
  }

  /** The device's copy of the state goes; the next iteration takes the host's. */
  function dropQueue(): void {
    queue?.dispose();
    queue = null;
  }

  function count(): void {
    gradientEntries += prepared.costs.gradientEntries;
    secondOrderEntries += prepared.costs.secondOrderEntries;
  }

  function judge(iteration: number, loss: number, paramsFinite: boolean): LaneStop | null {
    if (Number.isNaN(firstLoss)) firstLoss = loss;
    return divergenceOf(iteration, loss, firstLoss, paramsFinite, prepared.settings);
  }

  async function stepAsync(program: MetaGradientProgram, iteration: number): Promise<LaneStep> {
    const batch = begin(iteration);
    if (prepared.stepPlan) {
      const request = stepRequest(prepared.stepPlan.at(iteration), prepared.stepPlan);
      chooseSteps(await program.metaGradient(request));
    }
    return finish(iteration, batch, await program.metaGradient(requestOf(batch)));
  }

  return {
    get settings() {
      return prepared.settings;
    },
    agents,
    params,
    get gradientEntries() {
      return gradientEntries;
    },
    get secondOrderEntries() {
      return secondOrderEntries;
    },
    get plans() {
      return prepared.stepPlan ? [prepared.plan, prepared.stepPlan] : [prepared.plan];
    },
    configure(next) {
      // Moments belong to one optimiser; another begins from the host's state.
      if (next.optimizer !== prepared.settings.optimizer) dropQueue();
      prepared = prepare(next, context);
    },
    queueRoom(program) {
      if (!canQueue(program, prepared.settings)) return 0;
      return queue ? queue.room(prepared.rows) : FIRST_CHUNK;
    },
    enqueue(program, iteration) {
      const { rule, plan, settings: now } = prepared;
      const optimizer = now.optimizer === 'adam' ? 'adam' : 'sgd';
      queue ??= createLaneQueue(program, agents, optimizer, matrix, {
        params,
        optimizer: update.saveOptimizer(),
      });
      queue.push(iteration, now, rule, plan.at(iteration), plan.agentOfRow);
    },
    async settle(report) {
      if (!queue || queue.isEmpty) return;
      const { iterations, state } = await queue.settle();
      params.set(state.params);
      update.restoreOptimizer(prepared.settings.optimizer, state.optimizer);
      for (const [i, { iteration, loss }] of iterations.entries()) {
        const last = i === iterations.length - 1;
        const stop = judge(iteration, loss, !last || allFinite(params));
        report(iteration, { loss, stop });
        if (stop) return;
        count();
      }
    },
    step(program, iteration) {
      if (!isSync(program)) return stepAsync(program, iteration);
      const batch = begin(iteration);
      if (prepared.stepPlan) {
        const request = stepRequest(prepared.stepPlan.at(iteration), prepared.stepPlan);
        chooseSteps(program.metaGradientSync(request));
      }
      return finish(iteration, batch, program.metaGradientSync(requestOf(batch)));
    },
    async lossAt(program, iteration) {
      const batch = begin(iteration);
      return meanOf((await program.metaGradient({ ...requestOf(batch), wantGradient: false })).queryLoss);
    },
    evaluated: () => ({
      params,
      agents,
      rule: innerRuleOf(prepared.settings),
      taskWeights: Float32Array.from(update.taskWeights),
      averagedIterate: iterates?.averaged(params),
      randomIterate: iterates?.random(params),
    }),
    save() {
      const own = iterates?.save() ?? new Float64Array(0);
      const { taskWeights } = update;
      const extra = new Float64Array(3 + taskWeights.length + own.length);
      extra.set([firstLoss, gradientEntries, secondOrderEntries]);
      extra.set(taskWeights, 3);
      extra.set(own, 3 + taskWeights.length);
      return {
        params: params.slice(),
        optimizer: update.saveOptimizer(),
        taskWeights: Float32Array.from(taskWeights),
        extra,
      };
    },
    restore(saved) {
      if (saved.params.length !== params.length)
        throw new Error(`The checkpoint has ${saved.params.length} parameters, the lane ${params.length}.`);
      dropQueue();
      params.set(saved.params);
      update.restoreOptimizer(prepared.settings.optimizer, saved.optimizer);
      [firstLoss, gradientEntries, secondOrderEntries] = saved.extra;
      // p in double precision, so that the run goes on exactly as it would have.
      const { taskWeights } = update;
      taskWeights.set(saved.extra.subarray(3, 3 + taskWeights.length));
      iterates?.restore(saved.extra.subarray(3 + taskWeights.length));
    },
    dispose: dropQueue,
  };
}
