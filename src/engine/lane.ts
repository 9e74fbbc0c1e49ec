// One lane's training state and its meta-iteration: sample → meta-gradient → weighting → optimiser of each
// agent → combine over the graph → project. The state is plain arrays, so that a lane resumes exactly.
import type { LaneCheckpoint, LaneStop } from '../experiment/records.ts';
import type { Init, LaneSettings } from '../experiment/types.ts';
import type { TaskBatch } from '../math/batch.ts';
import { evaluationCounts } from '../math/costs.ts';
import type {
  MetaGradientProgram,
  MetaGradientRequest,
  MetaGradientResult,
  SyncMetaGradientProgram,
} from '../math/meta.ts';
import { type ModelSpec, parameterCount } from '../math/model.ts';
import type { TaskSource } from '../tasks/types.ts';
import type { BatchPool, DrawPlan } from './batchPool.ts';
import { allFinite, divergenceOf } from './divergence.ts';
import type { Evaluated } from './evaluation.ts';
import { createIterates } from './iterates.ts';
import {
  agentsOf,
  combinationOf,
  drawNeedOf,
  innerRuleOf,
  stepNeedOf,
  trainingRuleOf,
} from './laneSettings.ts';
import { createLaneUpdate, type LaneUpdate } from './laneUpdate.ts';
import { initialParameters } from './models/init.ts';

/** What a lane shares with the other lanes of its seed. */
export interface LaneContext {
  readonly model: ModelSpec;
  readonly init: Init;
  readonly seed: number;
  readonly shots: number;
  readonly source: TaskSource;
  readonly pool: BatchPool;
}

/** One iteration's outcome. */
export interface LaneStep {
  /** Mean query loss of the iteration's batch at w before the update. */
  readonly loss: number;
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
  /** Mean query loss of an iteration's batch at the current parameters, without an update. */
  lossAt(program: MetaGradientProgram, iteration: number): Promise<number>;
  evaluated(): Evaluated;
  save(): Omit<LaneCheckpoint, 'stopped'>;
  restore(saved: Omit<LaneCheckpoint, 'stopped'>): void;
}

export function isSync(program: MetaGradientProgram): program is SyncMetaGradientProgram {
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
  const need = drawNeedOf(settings, context.source, context.shots);
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
    costs: evaluationCounts({ ...settings, model: context.model, rows }),
  };
}

export function createLane(context: LaneContext, settings: LaneSettings): Lane {
  const agents = agentsOf(settings);
  const width = parameterCount(context.model);
  const params = launchModels(context, agents, settings.agentStart);
  const combination = combinationOf(settings, context.seed);
  const tasks = context.source.finite?.names.length ?? 0;
  const minMax = settings.weighting === 'min-max';
  if (minMax && tasks === 0)
    throw new Error('Min-max weighting needs a finite set of tasks; set the number of tasks m.');
  const update: LaneUpdate = createLaneUpdate({
    agents,
    width,
    tasks: minMax ? tasks : 0,
    combination: agents > 1 && settings.network !== 'non-cooperative' ? combination.matrix : null,
  });
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
    if (Number.isNaN(firstLoss)) firstLoss = loss;
    const early = divergenceOf(iteration, loss, firstLoss, true, prepared.settings);
    if (early) return { loss, stop: early };
    iterates?.include(iteration, params);
    update.apply(prepared.settings, params, result, batch);
    gradientEntries += prepared.costs.gradientEntries;
    secondOrderEntries += prepared.costs.secondOrderEntries;
    return { loss, stop: divergenceOf(iteration, loss, firstLoss, allFinite(params), prepared.settings) };
  }

  /** Everything up to the call: the batch, its min-max factors. */
  function begin(iteration: number): TaskBatch {
    const batch = prepared.plan.at(iteration);
    if (prepared.weightOfRow) update.fillRowWeights(batch, prepared.weightOfRow);
    return batch;
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
      prepared = prepare(next, context);
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
      params.set(saved.params);
      update.restoreOptimizer(prepared.settings.optimizer, saved.optimizer);
      [firstLoss, gradientEntries, secondOrderEntries] = saved.extra;
      // p in double precision, so that the run goes on exactly as it would have.
      const { taskWeights } = update;
      taskWeights.set(saved.extra.subarray(3, 3 + taskWeights.length));
      iterates?.restore(saved.extra.subarray(3 + taskWeights.length));
    },
  };
}
