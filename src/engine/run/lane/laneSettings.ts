// What a lane's settings mean for the engine: its inner rule, its agents and how they combine, and
// what it draws each iteration. Pure functions of the settings.

import { stepsApart } from '../../../experiment/axes/adapted.ts';
import { baselineEntries } from '../../../experiment/axes/baseline.ts';
import { laneReads } from '../../../experiment/axes/laneFields.ts';
import { networkEntries } from '../../../experiment/axes/network.ts';
import { optimizerEntries } from '../../../experiment/axes/optimizer.ts';
import { weightingEntries } from '../../../experiment/axes/weighting.ts';
import { type NetworkState, networkState } from '../../../experiment/networkState.ts';
import type { LaneSettings } from '../../../experiment/types.ts';
import { type ModelSpec, parameterCount } from '../../../learner/model.ts';
import { adaptedStart, type InnerRule } from '../../../learner/rule.ts';
import type { LaneInfo } from '../../../protocol/payloads.ts';
import type { TaskSource } from '../../../tasks/shared/types.ts';
import type { BodyStep } from '../../meta/optimisers.ts';
import type { DrawNeed } from './batchPool.ts';

/** Whether the lane weighs the tasks of a finite set. */
export function weighsTasks(settings: LaneSettings): boolean {
  return weightingEntries[settings.weighting].weighted;
}

function adaptsInTraining(settings: LaneSettings): boolean {
  return baselineEntries[settings.baseline].adapts;
}

/** The inner rule that test tasks are adapted with. */
export function innerRuleOf(settings: LaneSettings): InnerRule {
  const { alpha, innerSteps, curvature, delta, deltaRho, adapted, l2, cgSteps } = settings;
  const { direction, differentiates } = baselineEntries[settings.baseline];
  const proximal = laneReads('proximal', settings) ? settings.proximal : 0;
  return {
    alpha,
    innerSteps,
    curvature: differentiates ? curvature : 'exact',
    delta,
    deltaRho,
    adapted,
    l2,
    proximal,
    cgSteps,
    direction,
  };
}

/** The rule of the training gradient: joint training does not adapt (N = 0). */
export function trainingRuleOf(settings: LaneSettings): InnerRule {
  const rule = innerRuleOf(settings);
  return adaptsInTraining(settings) ? rule : { ...rule, innerSteps: 0, curvature: 'none' };
}

/**
 * The outer step of the layers that the inner loop does not move (Ji et al. 2022, Algorithm 1), where it is their own;
 * an estimated step size is that of all layers.
 */
export function bodyStepOf(settings: LaneSettings, model: ModelSpec): BodyStep | undefined {
  if (!stepsApart(settings) || optimizerEntries[settings.optimizer].estimatesRate) return undefined;
  return { floats: adaptedStart(model, settings.adapted), stepSize: settings.betaPhi };
}

/** The network of the lane. @throws where its graph cannot be used, with the reason */
function networkOf(settings: LaneSettings, seed: number): NetworkState {
  const state = networkState(settings, seed);
  if ('error' in state) throw new Error(`The graph "${settings.graph}" cannot be used: ${state.error}`);
  return state;
}

/** Launch models: 1 unless the agents of a network have their own. */
export function agentsOf(settings: LaneSettings): number {
  return networkEntries[settings.network].models === 'one' ? 1 : settings.agents;
}

/** Agents whose tasks are drawn. */
function drawingAgents(settings: LaneSettings): number {
  return networkEntries[settings.network].agents === 'one' ? 1 : settings.agents;
}

/** All m tasks of a finite set, or B drawn ones. @throws where all are asked for of a continuum */
function tasksPerAgent(settings: LaneSettings, source: TaskSource): number {
  switch (settings.sampling) {
    case 'draw':
      return settings.batch;
    case 'all':
      if (!source.finite)
        throw new Error('All tasks in every iteration need a finite set; set the number of tasks m.');
      return source.finite.names.length;
    default:
      throw new Error(`Unknown sampling ${settings.sampling satisfies never}.`);
  }
}

function distributionOf(settings: LaneSettings): DrawNeed['distribution'] {
  if (settings.sampling === 'all') return 'all';
  return weighsTasks(settings) ? 'uniform' : 'ambient';
}

/** a_lk [K, K] that launch models are combined with (Kayaalp et al. 2020); null where nothing is shared. */
export function sharedMatrix(settings: LaneSettings, seed: number): Float64Array | null {
  const { edges, combination } = networkOf(settings, seed);
  return edges.length > 0 ? combination : null;
}

/** Examples of the separate Hessian batch per row; 0 where the support set serves. */
function hessianExamples(settings: LaneSettings, source: TaskSource): number {
  if (settings.hessianShots === 0 || !laneReads('hessianShots', settings)) return 0;
  return source.examplesOf(settings.hessianShots);
}

/** What the lane draws each iteration. Min-max lanes sample uniformly, D pairs per task (Collins et al. 2022). */
export function drawNeedOf(settings: LaneSettings, source: TaskSource): DrawNeed {
  const minMax = weighsTasks(settings);
  const joined = !adaptsInTraining(settings);
  return {
    purpose: 'train',
    agents: drawingAgents(settings),
    models: agentsOf(settings),
    tasks: tasksPerAgent(settings, source),
    pairs: minMax ? settings.pairs : 1,
    distribution: distributionOf(settings),
    hessian: joined || settings.curvature === 'none' ? 0 : hessianExamples(settings, source),
    queries: 0,
    joined,
  };
}

/** The batch B', of D_β examples a task, of the adaptive stepsize; null for other optimisers. */
export function stepNeedOf(settings: LaneSettings): DrawNeed | null {
  if (!optimizerEntries[settings.optimizer].estimatesRate) return null;
  const distribution = weighsTasks(settings) ? 'uniform' : 'ambient';
  return {
    purpose: 'step-size',
    agents: drawingAgents(settings),
    models: agentsOf(settings),
    tasks: settings.stepTasks,
    pairs: 1,
    distribution,
    hessian: 0,
    queries: settings.stepShots,
    joined: false,
  };
}

/** What the page shows of a lane that only the engine knows. */
export function laneInfoOf(
  settings: LaneSettings,
  model: ModelSpec,
  seed: number,
  agentName: (agent: number, agents: number) => string,
): LaneInfo {
  const { agents } = networkOf(settings, seed);
  return {
    parameters: parameterCount(model),
    agents,
    agentNames: Array.from({ length: agents }, (_, agent) => agentName(agent, agents)),
  };
}
