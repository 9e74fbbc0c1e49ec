// The outer step of one lane: min-max weights, each agent's optimiser, combination over the graph, projection.
// Works in place on the lane's launch models; composed from the plain modules of engine/meta.
import { optimizerEntries } from '../../../experiment/axes/optimizer.ts';
import type { LaneSettings } from '../../../experiment/types.ts';
import type { TaskBatch } from '../../../learner/batch.ts';
import type { MetaGradientResult } from '../../../learner/metaGradient.ts';
import type { Optimizer, OptimizerRates } from '../../../learner/optimizer.ts';
import type { OptimizerCheckpoint } from '../../../protocol/payloads.ts';
import { combine } from '../../meta/diffusion.ts';
import {
  adaptiveStepSize,
  agentRows,
  type BodyStep,
  OPTIMISERS,
  type OptimizerState,
} from '../../meta/optimisers.ts';
import {
  ascendTaskWeights,
  minMaxRowWeights,
  minMaxWeightGradient,
  projectToBall,
} from '../../meta/weighting.ts';

export interface UpdateShape {
  readonly agents: number;
  /** P: floats of one launch model. */
  readonly width: number;
  /** m of the finite set for min-max weighting, else 0. */
  readonly tasks: number;
  /** Probabilities of a finite set's tasks, which count where all are taken and none is weighed. */
  readonly ambient?: Float64Array;
}

/** The settings that the outer step reads. */
export type OuterSettings = Pick<LaneSettings, 'optimizer' | 'beta' | 'etaP' | 'ballRadius'> &
  OptimizerRates & {
    /** Layers that are not adapted, where they step apart; absent: all step by β. */
    readonly body?: BodyStep;
    /** a_lk [K, K], which a live edit of the graph changes; null where nothing is combined. */
    readonly combination: Float64Array | null;
  };
export type StepSizeSettings = Pick<LaneSettings, 'smoothness' | 'hessianLipschitz' | 'alpha' | 'stepScale'>;

/** What `apply` reads of a batch: its rows, agent-major, and their tasks. */
export type UpdateRows = Pick<TaskBatch, 'rows' | 'taskIds'>;

export interface LaneUpdate {
  /** p of each agent over its tasks [agents, m]; uniform at first. Empty without min-max weighting. */
  readonly taskWeights: Float64Array;
  /** ĝ_p of the last update [agents, m], equation (9). */
  readonly taskWeightGradient: Float64Array;
  /** Row factors m p_i / (C D) of equation (8) for the coming call; p is the ambient distribution without weights. */
  fillRowWeights(rows: UpdateRows, into: Float32Array): void;
  /** Sets every agent's β_k = c β̃(w) from the row gradients of the batch B' (Fallah et al. 2020, eq. 17). */
  chooseSteps(settings: StepSizeSettings, rowGradients: Float32Array): void;
  /** β of an agent's coming step: the setting, or what was chosen for it. */
  stepOf(settings: OuterSettings, agent: number): number;
  /** Each agent's step, and the ascent in p: params [agents, P] in place. */
  descend(
    settings: OuterSettings,
    params: Float32Array,
    result: Pick<MetaGradientResult, 'gradient' | 'queryLoss'>,
    rows: UpdateRows,
  ): void;
  /** Combines over the graph and projects: params [agents, P] in place. */
  share(settings: OuterSettings, params: Float32Array): void;
  /** The whole outer step: descends, then shares. */
  apply(
    settings: OuterSettings,
    params: Float32Array,
    result: Pick<MetaGradientResult, 'gradient' | 'queryLoss'>,
    rows: UpdateRows,
  ): void;
  /** This optimiser's state; a fresh one where another has stepped last. */
  saveOptimizer(kind: Optimizer): OptimizerCheckpoint;
  /** Takes a saved state over where it is this optimiser's; begins afresh where it is another's. */
  restoreOptimizer(kind: Optimizer, saved: OptimizerCheckpoint): void;
}

/** The lane's optimiser with its state; a live change of optimiser starts with fresh moments. */
function createOptimizerSlot(agents: number, width: number) {
  let kind: Optimizer = 'sgd';
  let state: OptimizerState = OPTIMISERS[kind].init(agents, width);
  const use = (wanted: Optimizer) => {
    if (wanted === kind) return;
    kind = wanted;
    state = OPTIMISERS[kind].init(agents, width);
  };
  const rows = agentRows(agents, width);
  return {
    descend(
      settings: OuterSettings,
      agent: number,
      params: Float32Array,
      gradient: Float32Array,
      step: number,
    ) {
      use(settings.optimizer);
      OPTIMISERS[kind].update(state, rows[agent], params, gradient, step, settings, settings.body);
    },
    save(wanted: Optimizer): OptimizerCheckpoint {
      use(wanted);
      return { kind, state: OPTIMISERS[kind].save(state) };
    },
    restore(wanted: Optimizer, saved: OptimizerCheckpoint) {
      kind = wanted;
      state = OPTIMISERS[kind].init(agents, width);
      if (saved.kind === kind) OPTIMISERS[kind].restore(state, saved.state);
    },
  };
}

export function createLaneUpdate(shape: UpdateShape): LaneUpdate {
  const { agents, width, tasks, ambient = new Float64Array(0) } = shape;
  const optimizer = createOptimizerSlot(agents, width);
  const steps = new Float64Array(agents);
  const taskWeights = new Float64Array(agents * tasks).fill(tasks ? 1 / tasks : 0);
  const taskWeightGradient = new Float64Array(agents * tasks);
  const combined = new Float32Array(agents > 1 ? agents * width : 0);

  const rowsOf = ({ rows }: UpdateRows, agent: number) => {
    const count = rows / agents;
    return { first: agent * count, count, tasks };
  };
  const ofAgent = (values: Float64Array, agent: number) =>
    values.subarray(agent * tasks, (agent + 1) * tasks);

  const stepOf = (settings: OuterSettings, agent: number) =>
    optimizerEntries[settings.optimizer].estimatesRate ? steps[agent] : settings.beta;
  const weightsOf = (agent: number) => (tasks > 0 ? ofAgent(taskWeights, agent) : ambient);

  const descend: LaneUpdate['descend'] = (settings, params, result, rows) => {
    for (let k = 0; k < agents; k++) {
      optimizer.descend(settings, k, params, result.gradient, stepOf(settings, k));
      if (tasks === 0) continue;
      const gradient = ofAgent(taskWeightGradient, k);
      minMaxWeightGradient(result.queryLoss, rows.taskIds, rowsOf(rows, k), gradient);
      ascendTaskWeights(ofAgent(taskWeights, k), gradient, settings.etaP);
    }
  };
  const share: LaneUpdate['share'] = (settings, params) => {
    if (settings.combination) {
      combine(settings.combination, params, agents, combined);
      params.set(combined);
    }
    if (settings.ballRadius === 0 || tasks === 0) return;
    for (let k = 0; k < agents; k++)
      projectToBall(params.subarray(k * width, (k + 1) * width), settings.ballRadius);
  };

  return {
    taskWeights,
    taskWeightGradient,
    fillRowWeights(rows, into) {
      for (let k = 0; k < agents; k++)
        minMaxRowWeights(
          weightsOf(k),
          rows.taskIds,
          { ...rowsOf(rows, k), tasks: tasks || ambient.length },
          into,
        );
    },
    chooseSteps(settings, rowGradients) {
      const count = rowGradients.length / width / agents;
      const rule = { ...settings, scale: settings.stepScale };
      for (let k = 0; k < agents; k++)
        steps[k] = adaptiveStepSize(rule, rowGradients, width, k * count, count);
    },
    stepOf,
    descend,
    share,
    apply(settings, params, result, rows) {
      descend(settings, params, result, rows);
      share(settings, params);
    },
    saveOptimizer: optimizer.save,
    restoreOptimizer: optimizer.restore,
  };
}
