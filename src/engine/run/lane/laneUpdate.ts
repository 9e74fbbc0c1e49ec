// The outer step of one lane: min-max weights, each agent's optimiser, combination over the graph, projection.
// Works in place on the lane's launch models; composed from the plain modules of engine/meta.
import type { LaneSettings } from '../../../experiment/types.ts';
import type { TaskBatch } from '../../../learner/batch.ts';
import type { MetaGradientResult } from '../../../learner/metaGradient.ts';
import { combine } from '../../meta/diffusion.ts';
import { adaptiveStepSize, createOptimizer, descendAgent } from '../../meta/optimisers.ts';
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
  /** a_lk [K, K], or null where nothing is combined. */
  readonly combination: Float64Array | null;
}

export interface LaneUpdate {
  /** p of each agent over its tasks [agents, m]; uniform at first. Empty without min-max weighting. */
  readonly taskWeights: Float64Array;
  /** Row factors m p_i / (C D) of equation (8) for the coming call. */
  fillRowWeights(batch: TaskBatch, into: Float32Array): void;
  /** Sets every agent's β_k = c β̃(w) from the row gradients of the batch B' (Fallah et al. 2020, eq. 17). */
  chooseSteps(settings: LaneSettings, rowGradients: Float32Array): void;
  /** Descends, ascends in p, combines and projects: params [agents, P] in place. */
  apply(settings: LaneSettings, params: Float32Array, result: MetaGradientResult, batch: TaskBatch): void;
  saveOptimizer(): Float32Array;
  restoreOptimizer(kind: LaneSettings['optimizer'], saved: Float32Array): void;
}

export function createLaneUpdate(shape: UpdateShape): LaneUpdate {
  const { agents, width, tasks, combination } = shape;
  let optimizer = createOptimizer('sgd', agents, width);
  const steps = new Float64Array(agents);
  const taskWeights = new Float64Array(agents * tasks).fill(tasks ? 1 / tasks : 0);
  const weightGradient = new Float64Array(tasks);
  const combined = combination ? new Float32Array(agents * width) : null;

  const rowsOf = (batch: TaskBatch, agent: number) => {
    const count = batch.rows / agents;
    return { first: agent * count, count, tasks };
  };
  const weightsOf = (agent: number) => taskWeights.subarray(agent * tasks, (agent + 1) * tasks);

  return {
    taskWeights,
    fillRowWeights(batch, into) {
      for (let k = 0; k < agents; k++) minMaxRowWeights(weightsOf(k), batch.taskIds, rowsOf(batch, k), into);
    },
    chooseSteps(settings, rowGradients) {
      const { smoothness, hessianLipschitz, alpha, stepScale: scale } = settings;
      const count = rowGradients.length / width / agents;
      for (let k = 0; k < agents; k++) {
        const rule = { smoothness, hessianLipschitz, alpha, scale };
        steps[k] = adaptiveStepSize(rule, rowGradients, width, k * count, count);
      }
    },
    apply(settings, params, result, batch) {
      // A live change of optimiser starts with fresh moments.
      if (optimizer.kind !== settings.optimizer) {
        optimizer = createOptimizer(settings.optimizer, agents, width);
      }
      for (let k = 0; k < agents; k++) {
        const step = settings.optimizer === 'adaptive' ? steps[k] : settings.beta;
        descendAgent(optimizer, k, params, result.gradient, step);
        if (tasks > 0) {
          minMaxWeightGradient(result.queryLoss, batch.taskIds, rowsOf(batch, k), weightGradient);
          ascendTaskWeights(weightsOf(k), weightGradient, settings.etaP);
        }
      }
      if (combination && combined) {
        combine(combination, params, agents, combined);
        params.set(combined);
      }
      if (settings.ballRadius > 0 && tasks > 0) {
        for (let k = 0; k < agents; k++) {
          projectToBall(params.subarray(k * width, (k + 1) * width), settings.ballRadius);
        }
      }
    },
    saveOptimizer() {
      const { steps: taken, first, second } = optimizer;
      const saved = new Float32Array(taken.length + first.length + second.length);
      saved.set(taken);
      saved.set(first, taken.length);
      saved.set(second, taken.length + first.length);
      return saved;
    },
    restoreOptimizer(kind, saved) {
      optimizer = createOptimizer(kind, agents, width);
      const moments = (saved.length - agents) / 2;
      // Saved before the first step, or under another optimiser: begins afresh.
      if (moments !== optimizer.first.length) return;
      optimizer.steps.set(saved.subarray(0, agents));
      optimizer.first.set(saved.subarray(agents, agents + moments));
      optimizer.second.set(saved.subarray(agents + moments));
    },
  };
}
