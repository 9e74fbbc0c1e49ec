// Computes reference cases with the engine, in Node and in the browser alike: a pure function of the case and
// of a way to create programs.

import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import { type Loss, type ModelSpec, parameterCount } from '../../learner/model.ts';
import type { InnerRule } from '../../learner/rule.ts';
import { baselineCombination, metropolis, mixingRate } from '../../math/graphs.ts';
import * as quadratics from '../../math/quadratics.ts';
import { projectToSimplex } from '../../math/simplex.ts';
import { combine, disagreement } from '../meta/diffusion.ts';
import { createOptimizer, descend } from '../meta/optimisers.ts';
import {
  ascendTaskWeights,
  minMaxRowWeights,
  minMaxWeightGradient,
  projectToBall,
} from '../meta/weighting.ts';
import { type CaseOfKind, type CaseTask, type ConformanceCase, caseModel, caseRule } from './cases.ts';
import { groupTasks } from './tasks.ts';

export type CreateProgram = (model: ModelSpec, loss: Loss) => Promise<MetaGradientProgram>;

/** A number, or numbers nested as in the case file's `expected`. */
export type CaseValue = number | readonly CaseValue[];
export type CaseResult = Readonly<Record<string, CaseValue>>;

interface TaskResults {
  readonly queryLoss: Float32Array;
  /** [agents, P]. */
  readonly gradient: Float32Array;
  readonly adapted: readonly number[][];
}

interface TaskRequest {
  readonly program: MetaGradientProgram;
  readonly rule: InnerRule;
  readonly launch: Float32Array;
  readonly agents: number;
  readonly tasks: readonly CaseTask[];
  /** Per task: its agent and the factor of its gradient. */
  readonly agentOf: Int32Array;
  readonly weights: Float32Array;
}

async function computeTasks(request: TaskRequest): Promise<TaskResults> {
  const { program, rule, launch, agents, tasks, agentOf, weights } = request;
  const queryLoss = new Float32Array(tasks.length);
  const gradient = new Float32Array(launch.length);
  const adapted: number[][] = [];
  const parameters = launch.length / agents;
  for (const { order, batch } of groupTasks(tasks, program.model)) {
    const result = await program.metaGradient({
      launch,
      agents,
      batch,
      rule,
      agentOfRow: Int32Array.from(order, (i) => agentOf[i]),
      weightOfRow: Float32Array.from(order, (i) => weights[i]),
      wantAdapted: true,
    });
    for (let i = 0; i < gradient.length; i++) gradient[i] += result.gradient[i];
    order.forEach((task, row) => {
      queryLoss[task] = result.queryLoss[row];
      adapted[task] = Array.from(result.adapted!.subarray(row * parameters, (row + 1) * parameters));
    });
  }
  return { queryLoss, gradient, adapted };
}

function launchOf(params: readonly number[], model: ModelSpec): Float32Array {
  const expected = parameterCount(model);
  if (params.length !== expected) {
    throw new Error(`params has ${params.length} numbers, but the model has ${expected} parameters`);
  }
  return Float32Array.from(params);
}

async function withProgram<T>(
  { model, loss }: { model: ModelSpec; loss: Loss },
  createProgram: CreateProgram,
  use: (program: MetaGradientProgram) => Promise<T>,
): Promise<T> {
  const program = await createProgram(model, loss);
  try {
    return await use(program);
  } finally {
    program.dispose();
  }
}

function metaGradientCase(
  input: CaseOfKind<'metaGradient'>,
  createProgram: CreateProgram,
): Promise<CaseResult> {
  const model = caseModel(input.model);
  const weights = input.weights ?? input.tasks.map(() => 1 / input.tasks.length);
  if (weights.length !== input.tasks.length) {
    throw new Error(`${weights.length} weights for ${input.tasks.length} tasks`);
  }
  return withProgram({ model, loss: input.loss }, createProgram, async (program) => {
    const result = await computeTasks({
      program,
      rule: caseRule(input.rule),
      launch: launchOf(input.params, model),
      agents: 1,
      tasks: input.tasks,
      agentOf: new Int32Array(input.tasks.length),
      weights: Float32Array.from(weights),
    });
    return {
      queryLoss: Array.from(result.queryLoss),
      metaGradient: Array.from(result.gradient),
      adapted: result.adapted,
    };
  });
}

/** One iteration of DA-MAML, equations (8)–(11) of Collins et al. 2022. */
function minMaxCase(input: CaseOfKind<'minMaxStep'>, createProgram: CreateProgram): Promise<CaseResult> {
  const model = caseModel(input.model);
  return withProgram({ model, loss: input.loss }, createProgram, async (program) => {
    const p = Float64Array.from(input.p);
    // (8) averages over the D pairs of each sample; samples of unequal D weigh their rows accordingly.
    const rowsOf = input.samples.map((sample) => sample.pairs.length);
    const tasks = input.samples.flatMap((sample) => sample.pairs);
    const taskIds = Int32Array.from(input.samples.flatMap((sample) => sample.pairs.map(() => sample.task)));
    const rows = { first: 0, count: tasks.length, tasks: p.length };
    const correction = input.samples.flatMap((sample, i) =>
      sample.pairs.map(() => tasks.length / (input.samples.length * rowsOf[i])),
    );
    const weights = new Float32Array(tasks.length);
    minMaxRowWeights(p, taskIds, rows, weights);
    const launch = launchOf(input.params, model);
    const result = await computeTasks({
      program,
      rule: caseRule(input.rule),
      launch,
      agents: 1,
      tasks,
      agentOf: new Int32Array(tasks.length),
      weights: weights.map((weight, r) => weight * correction[r]),
    });
    const gradP = new Float64Array(p.length);
    minMaxWeightGradient(
      result.queryLoss.map((value, r) => value * correction[r]),
      taskIds,
      rows,
      gradP,
    );
    descend(createOptimizer('sgd', 1, launch.length), launch, result.gradient, input.etaW);
    projectToBall(launch, input.radius ?? null);
    ascendTaskWeights(p, gradP, input.etaP);
    return {
      gradW: Array.from(result.gradient),
      gradP: Array.from(gradP),
      params: Array.from(launch),
      p: Array.from(p),
    };
  });
}

function toRows(values: ArrayLike<number>, rows: number): number[][] {
  const width = values.length / rows;
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: width }, (_, i) => values[r * width + i]),
  );
}

function flatAdjacency(adjacency: readonly (readonly number[])[]): number[] {
  return adjacency.flatMap((row) => [...row]);
}

function combinationOf(input: CaseOfKind<'diffusion'>): Float64Array {
  const agents = input.params.length;
  if (input.strategy !== 'diffusion') return baselineCombination(input.strategy, agents);
  if (input.adjacency?.length !== agents) {
    throw new Error(`strategy diffusion needs the adjacency of its ${agents} agents`);
  }
  return metropolis(flatAdjacency(input.adjacency), agents);
}

/** Dif-MAML, adapt then combine (Kayaalp et al. 2020), for all rounds. */
function diffusionCase(input: CaseOfKind<'diffusion'>, createProgram: CreateProgram): Promise<CaseResult> {
  const model = caseModel(input.model);
  const agents = input.params.length;
  const weights = combinationOf(input);
  return withProgram({ model, loss: input.loss }, createProgram, async (program) => {
    let launch = Float32Array.from(input.params.flatMap((row) => Array.from(launchOf(row, model))));
    let next = new Float32Array(launch.length);
    const optimizer = createOptimizer(input.optimizer, agents, launch.length / agents);
    for (const round of input.rounds) {
      if (round.length !== agents) throw new Error(`a round has ${round.length} agents instead of ${agents}`);
      const result = await computeTasks({
        program,
        rule: caseRule(input.rule),
        launch,
        agents,
        tasks: round.flat(),
        agentOf: Int32Array.from(round.flatMap((tasks, agent) => tasks.map(() => agent))),
        weights: Float32Array.from(round.flatMap((tasks) => tasks.map(() => 1 / tasks.length))),
      });
      descend(optimizer, launch, result.gradient, input.mu);
      combine(weights, launch, agents, next);
      [launch, next] = [next, launch];
    }
    return { params: toRows(launch, agents), disagreement: disagreement(launch, agents) };
  });
}

function quadraticCase(input: CaseOfKind<'quadratic'>): CaseResult {
  const setting = { tasks: input.tasks, alpha: input.alpha };
  const stop = quadratics.firstOrderFixedPoint(setting);
  return {
    metaLoss: quadratics.metaLoss(setting, input.params),
    metaGradient: quadratics.metaGradient(setting, input.params),
    mamlMinimizer: quadratics.mamlMinimizer(setting),
    firstOrderFixedPoint: stop,
    ermMinimizer: quadratics.ermMinimizer(setting),
    metaGradientNormAtFirstOrderFixedPoint: Math.hypot(...quadratics.metaGradient(setting, stop)),
  };
}

/** The values that the case's `expected` holds, by the same keys. */
export async function computeCase(input: ConformanceCase, createProgram: CreateProgram): Promise<CaseResult> {
  switch (input.kind) {
    case 'metaGradient':
      return metaGradientCase(input, createProgram);
    case 'minMaxStep':
      return minMaxCase(input, createProgram);
    case 'diffusion':
      return diffusionCase(input, createProgram);
    case 'simplexProjection':
      return { outputs: input.inputs.map((v) => Array.from(projectToSimplex(v))) };
    case 'metropolis': {
      const matrices = input.graphs.map(({ adjacency }) =>
        metropolis(flatAdjacency(adjacency), adjacency.length),
      );
      return {
        matrices: matrices.map((a, i) => toRows(a, input.graphs[i].adjacency.length)),
        mixingRates: matrices.map((a, i) => mixingRate(a, input.graphs[i].adjacency.length)),
      };
    }
    case 'quadratic':
      return quadraticCase(input);
    default:
      throw new Error(`no computation for ${JSON.stringify(input satisfies never)}`);
  }
}

function flatten(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(flatten);
  throw new Error(`expected numbers, found ${JSON.stringify(value)?.slice(0, 40)}`);
}

/**
 * ‖x − x*‖ / ‖x*‖. `floor` takes the place of a smaller ‖x*‖: what is zero in exact arithmetic is then judged
 * against the size of the numbers it came from. Infinite where shapes differ or a value is not finite.
 */
export function relativeError(actual: unknown, expected: unknown, floor = 0): number {
  const [x, reference] = [flatten(actual), flatten(expected)];
  if (x.length !== reference.length) return Number.POSITIVE_INFINITY;
  const difference = Math.hypot(...x.map((value, i) => value - reference[i]));
  if (difference === 0) return 0;
  const error = difference / Math.max(Math.hypot(...reference), floor);
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}

/** Largest relative error allowed in 32-bit floats; a GPU gets ten times that. */
export function caseTolerance(input: ConformanceCase, gpu = false): number {
  const finiteDifference = 'rule' in input && input.rule.curvature === 'finite-difference';
  const rounds = input.kind === 'diffusion' && input.rounds.length > 1;
  return (finiteDifference ? 2e-4 : rounds ? 1e-4 : 2e-5) * (gpu ? 10 : 1);
}

/** Size below which a value counts as zero up to rounding of the numbers that it comes from. */
function roundingFloor(input: ConformanceCase, key: string): number {
  // Agents that agree exactly have disagreement zero; complete graphs have mixing rate zero.
  if (input.kind === 'diffusion' && key === 'disagreement')
    return Math.hypot(...flatten(input.params)) ** 2 * 1e-9;
  return input.kind === 'metropolis' && key === 'mixingRates' ? 1e-6 : 0;
}

/** Relative error of every expected value; empty where the case has none. */
export function caseErrors(input: ConformanceCase, result: CaseResult): Record<string, number> {
  const errors: Record<string, number> = {};
  for (const [key, expected] of Object.entries(input.expected ?? {})) {
    const floor = roundingFloor(input, key);
    errors[key] = key in result ? relativeError(result[key], expected, floor) : Number.POSITIVE_INFINITY;
  }
  return errors;
}
