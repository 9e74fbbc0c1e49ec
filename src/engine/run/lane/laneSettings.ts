// What a lane's settings mean for the engine: its inner rule, its agents and their combination matrix, and
// what it draws each iteration. Pure functions of the settings.

import type { LaneSettings } from '../../../experiment/types.ts';
import { type ModelSpec, parameterCount } from '../../../learner/model.ts';
import type { InnerRule } from '../../../learner/rule.ts';
import { baselineCombination, metropolis, mixingRate, parseGraph } from '../../../math/graphs.ts';
import type { LaneInfo } from '../../../protocol/payloads.ts';
import type { TaskSource } from '../../../tasks/shared/types.ts';
import type { DrawNeed } from './batchPool.ts';

/** K: 1 unless the lane has a network. */
export function agentsOf(settings: LaneSettings): number {
  return settings.network === 'single' ? 1 : settings.agents;
}

/** The inner rule that test tasks are adapted with. */
export function innerRuleOf(settings: LaneSettings): InnerRule {
  const { alpha, innerSteps, curvature, delta, deltaRho, adapted, l2 } = settings;
  const direction = settings.baseline === 'reptile' ? 'reptile' : 'through-adaptation';
  return { alpha, innerSteps, curvature, delta, deltaRho, adapted, l2, direction };
}

/** The rule of the training gradient: joint training does not adapt (N = 0). */
export function trainingRuleOf(settings: LaneSettings): InnerRule {
  const rule = innerRuleOf(settings);
  return settings.baseline === 'joint' ? { ...rule, innerSteps: 0, curvature: 'none' } : rule;
}

export interface Combination {
  /** Undirected edges; empty for `single` and `non-cooperative`. */
  readonly edges: readonly (readonly [number, number])[];
  /** a_lk [K, K], row l, column k: w_k = Σ_l a_lk φ_l. */
  readonly matrix: Float64Array;
}

/**
 * The combination matrix of the lane's network (Kayaalp et al. 2020): Metropolis weights for `diffusion`,
 * 11ᵀ/K for `centralized`, the identity for `non-cooperative`.
 * @throws where the graph cannot be used, with the reason
 */
export function combinationOf(settings: LaneSettings, seed: number): Combination {
  const agents = agentsOf(settings);
  if (settings.network === 'diffusion') {
    const graph = parseGraph(settings.graph, agents, seed);
    if ('error' in graph) throw new Error(`The graph "${settings.graph}" cannot be used: ${graph.error}`);
    return { edges: graph.edges, matrix: metropolis(graph.adjacency, agents) };
  }
  if (settings.network === 'centralized') {
    const edges: [number, number][] = [];
    for (let a = 0; a < agents; a++) for (let b = a + 1; b < agents; b++) edges.push([a, b]);
    return { edges, matrix: baselineCombination('centralized', agents) };
  }
  return { edges: [], matrix: baselineCombination('non-cooperative', agents) };
}

/** Examples of the separate Hessian batch per row; 0 where the support set serves. */
function hessianExamples({ hessianShots }: LaneSettings, source: TaskSource): number {
  return hessianShots === 0 ? 0 : source.examplesOf(hessianShots);
}

/** What the lane draws each iteration. Min-max lanes sample uniformly, D pairs per task (Collins et al. 2022). */
export function drawNeedOf(settings: LaneSettings, source: TaskSource): DrawNeed {
  const minMax = settings.weighting === 'min-max';
  const joined = settings.baseline === 'joint';
  return {
    purpose: 'train',
    agents: agentsOf(settings),
    tasks: settings.batch,
    pairs: minMax ? settings.pairs : 1,
    distribution: minMax ? 'uniform' : 'ambient',
    hessian: joined || settings.curvature === 'none' ? 0 : hessianExamples(settings, source),
    joined,
  };
}

/** The batch B' of the adaptive stepsize; null for other optimisers. */
export function stepNeedOf(settings: LaneSettings): DrawNeed | null {
  if (settings.optimizer !== 'adaptive') return null;
  const agents = agentsOf(settings);
  const distribution = settings.weighting === 'min-max' ? 'uniform' : 'ambient';
  return {
    purpose: 'step-size',
    agents,
    tasks: settings.stepTasks,
    pairs: 1,
    distribution,
    hessian: 0,
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
  const agents = agentsOf(settings);
  const { edges, matrix } = combinationOf(settings, seed);
  return {
    parameters: parameterCount(model),
    agents,
    edges,
    combination: Float32Array.from(matrix),
    mixingRate: agents > 1 ? mixingRate(matrix, agents) : 0,
    agentNames: Array.from({ length: agents }, (_, agent) => agentName(agent, agents)),
  };
}
