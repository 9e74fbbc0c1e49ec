// Computes reference cases with the engine, in Node and in the browser alike: a pure function of the case and
// of a way to create programs.

import { defaultExperiment } from '../../experiment/defaults.ts';
import type { LaneSettings } from '../../experiment/types.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import { type Loss, type ModelSpec, parameterCount } from '../../learner/model.ts';
import type { InnerRule } from '../../learner/rule.ts';
import { completeEdges, formatEdges, metropolis, mixingRate } from '../../math/graphs.ts';
import * as quadratics from '../../math/quadratics.ts';
import { projectToSimplex } from '../../math/simplex.ts';
import { disagreement } from '../../math/statistics.ts';
import { sharedMatrix } from '../run/lane/laneSettings.ts';
import { createLaneUpdate } from '../run/lane/laneUpdate.ts';
import { type CaseOfKind, type CaseTask, type ConformanceCase, caseModel, caseRule } from './cases.ts';
import { groupTasks } from './tasks.ts';

/** A program that computes this rule; it serves one case. */
export type CreateProgram = (model: ModelSpec, loss: Loss, rule: InnerRule) => Promise<MetaGradientProgram>;

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
  { model, loss, rule }: Pick<CaseOfKind<'metaGradient'>, 'model' | 'loss' | 'rule'>,
  createProgram: CreateProgram,
  use: (program: MetaGradientProgram) => Promise<T>,
): Promise<T> {
  const program = await createProgram(caseModel(model), loss, caseRule(rule));
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
  return withProgram(input, createProgram, async (program) => {
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

/** Settings of the outer step alone, in the terms of a lane. */
function outerSettings(change: Partial<LaneSettings>) {
  return { ...defaultExperiment.shared, ballRadius: 0, combination: null, ...change };
}

/** One iteration of DA-MAML, equations (8)–(11) of Collins et al. 2022, by the lanes' own outer step. */
function minMaxCase(input: CaseOfKind<'minMaxStep'>, createProgram: CreateProgram): Promise<CaseResult> {
  const model = caseModel(input.model);
  const { etaW: beta, etaP, radius } = input;
  const settings = outerSettings({ optimizer: 'sgd', beta, etaP, ballRadius: radius ?? 0 });
  return withProgram(input, createProgram, async (program) => {
    const launch = launchOf(input.params, model);
    const shape = { agents: 1, width: launch.length, tasks: input.p.length };
    const update = createLaneUpdate(shape);
    update.taskWeights.set(input.p);
    // (8) averages over the D pairs of each sample; samples of unequal D weigh their rows accordingly.
    const tasks = input.samples.flatMap((sample) => sample.pairs);
    const taskIds = Int32Array.from(input.samples.flatMap((sample) => sample.pairs.map(() => sample.task)));
    const correction = input.samples.flatMap(({ pairs }) =>
      pairs.map(() => tasks.length / (input.samples.length * pairs.length)),
    );
    const rows = { rows: tasks.length, taskIds };
    const weights = new Float32Array(tasks.length);
    update.fillRowWeights(rows, weights);
    const { gradient, queryLoss } = await computeTasks({
      program,
      rule: caseRule(input.rule),
      launch,
      agents: 1,
      tasks,
      agentOf: new Int32Array(tasks.length),
      weights: weights.map((weight, r) => weight * correction[r]),
    });
    const weighted = queryLoss.map((value, r) => value * correction[r]);
    update.apply(settings, launch, { gradient, queryLoss: weighted }, rows);
    return {
      gradW: Array.from(gradient),
      gradP: Array.from(update.taskWeightGradient),
      params: Array.from(launch),
      p: Array.from(update.taskWeights),
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

/** A lane with the case's network, its graph as a list of edges. */
function networkSettings(input: CaseOfKind<'diffusion'>): LaneSettings {
  const { optimizer, mu: beta, strategy: network, adjacency, params } = input;
  const agents = params.length;
  if (network === 'diffusion' && adjacency?.length !== agents) {
    throw new Error(`strategy diffusion needs the adjacency of its ${agents} agents`);
  }
  const edges = completeEdges(agents).filter(([i, j]) => adjacency?.[i]?.[j]);
  return outerSettings({ optimizer, beta, network, agents, graph: formatEdges(edges) });
}

/** Dif-MAML, adapt then combine (Kayaalp et al. 2020), for all rounds, by the lanes' own outer step. */
function diffusionCase(input: CaseOfKind<'diffusion'>, createProgram: CreateProgram): Promise<CaseResult> {
  const model = caseModel(input.model);
  const agents = input.params.length;
  const settings = networkSettings(input);
  return withProgram(input, createProgram, async (program) => {
    const launch = Float32Array.from(input.params.flatMap((row) => Array.from(launchOf(row, model))));
    const width = launch.length / agents;
    const update = createLaneUpdate({ agents, width, tasks: 0 });
    const outer = { ...settings, combination: sharedMatrix(settings, 0) };
    for (const round of input.rounds) {
      if (round.length !== agents) throw new Error(`a round has ${round.length} agents instead of ${agents}`);
      const tasks = round.flat();
      const result = await computeTasks({
        program,
        rule: caseRule(input.rule),
        launch,
        agents,
        tasks,
        agentOf: Int32Array.from(round.flatMap((own, agent) => own.map(() => agent))),
        weights: Float32Array.from(round.flatMap((own) => own.map(() => 1 / own.length))),
      });
      const taskIds = new Int32Array(tasks.length).fill(-1);
      update.apply(outer, launch, result, { rows: tasks.length, taskIds });
    }
    return { params: toRows(launch, agents), disagreement: disagreement(launch, agents) };
  });
}

function quadraticCase(input: CaseOfKind<'quadratic'>): CaseResult {
  const setting = { tasks: input.tasks, alpha: input.alpha };
  return {
    metaLoss: quadratics.metaLoss(setting, input.params),
    metaGradient: quadratics.metaGradient(setting, input.params),
    ...quadratics.summarize(setting),
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
