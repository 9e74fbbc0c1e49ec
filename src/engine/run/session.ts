// Opens a run: task source, model, backend and programs for an experiment, and a trainer on top of them.

import type { ImageSets } from '../../data/images.ts';
import { resolveModel } from '../../experiment/resolve.ts';
import { shownSteps } from '../../experiment/shownSteps.ts';
import { taskSetup } from '../../experiment/taskSetup.ts';
import type { BackendChoice, Experiment, LaneSettings } from '../../experiment/types.ts';
import type { BatchShape } from '../../learner/batch.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import type { ModelSpec } from '../../learner/model.ts';
import type { EngineAssets } from '../../protocol/assets.ts';
import type { BackendReport } from '../../protocol/payloads.ts';
import type { TaskSource } from '../../tasks/shared/types.ts';
import { createTaskSource } from '../../tasks/sources.ts';
import type { LaneDemand, ProgramRequest } from '../programs/lanePrograms.ts';
import { startPrograms } from '../programs/programs.ts';
import { drawNeedOf, innerRuleOf } from './lane/laneSettings.ts';
import { runnableLane } from './refusals.ts';
import { testChunkRows, testSets } from './testTasks.ts';
import { createTrainer, type Trainer } from './trainer.ts';
import { testConditions } from './worlds.ts';

export interface SessionOptions {
  readonly experiment: Experiment;
  readonly backend: BackendChoice;
  readonly assets: EngineAssets;
  /** Image sets named by `dataOf`; null for the embedded families. */
  readonly data: ImageSets | null;
  readonly now: () => number;
  readonly code?: ProgramRequest['code'];
  readonly threads?: number;
  /** Lets others work between two chunks of an evaluation. */
  readonly rest?: () => Promise<void>;
}

export interface Session {
  readonly trainer: Trainer;
  readonly report: BackendReport;
  readonly taskNames: readonly string[];
  /** Names of the tasks that test losses are told apart by. */
  readonly testTaskNames: readonly string[];
  /** What the user should know about the data as it is used. */
  readonly notes: readonly string[];
  readonly deviceLost: Promise<string> | null;
  dispose(): void;
}

/** The largest batches a lane will ask for, with the most inner steps that the figures show. */
function demandOf(
  experiment: Experiment,
  settings: LaneSettings,
  source: TaskSource,
  model: ModelSpec,
): LaneDemand {
  const need = drawNeedOf(settings, source);
  const { inputs, outputs } = source.shape;
  const { support, query } = source.examples;
  const train: BatchShape = {
    rows: need.agents * need.tasks * need.pairs,
    inputs,
    outputs,
    support,
    query: need.joined ? support + query : query,
    hessian: need.hessian,
  };
  const rule = { ...innerRuleOf(settings), innerSteps: shownSteps(experiment) };
  const test = { inputs, outputs, ...testSets(source, testConditions(experiment)) };
  const rows = Math.min(
    experiment.evalTasks,
    testChunkRows(model, test, rule.innerSteps, Number.POSITIVE_INFINITY),
  );
  return {
    rule,
    agents: need.agents,
    shapes: [train, { ...test, rows }],
  };
}

/** Measured iterations, unless one alone takes this many milliseconds. */
const MEASURED = 8;
const SLOW = 40;

/** Milliseconds per iteration of all lanes on a scratch trainer, after a warm-up. */
async function timeTrainer(trainer: Trainer, now: () => number): Promise<number> {
  await trainer.advance(1);
  const started = now();
  await trainer.advance(1);
  const first = now() - started;
  if (first > SLOW) return first;
  const again = now();
  await trainer.advance(MEASURED);
  return (now() - again) / MEASURED;
}

/** @throws where the data cannot be used, with the reason; a lane that cannot run is stopped at its place. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { experiment, backend, assets, data, now, code, threads, rest } = options;
  const sources = new Map<number, TaskSource>();
  const sourceFor = (seedOffset: number): TaskSource => {
    let source = sources.get(seedOffset);
    if (!source) {
      const setup = taskSetup({ ...experiment, seed: experiment.seed + seedOffset });
      source = createTaskSource(experiment.task, setup, data);
      sources.set(seedOffset, source);
    }
    return source;
  };
  const source = sourceFor(0);
  const model = resolveModel(experiment, source.shape);
  const { loss } = source.shape;
  const lanes = experiment.lanes.map((_, i) =>
    demandOf(experiment, runnableLane(experiment, i, 0), source, model),
  );
  // Trial iterations need no evaluation; the trainer that runs begins afresh, so they leave no trace.
  const trial = { ...experiment, evalEvery: Number.MAX_SAFE_INTEGER, evalTasks: 1 };
  const measure = async (programs: readonly MetaGradientProgram[]) => {
    const trainer = createTrainer({ experiment: trial, sourceFor, programs, now });
    try {
      return await timeTrainer(trainer, now);
    } finally {
      trainer.dispose();
    }
  };
  const started = await startPrograms({ model, loss, lanes, backend, assets, code, threads, measure });
  const { programs, helpers } = started;
  const trainer = createTrainer({ experiment, sourceFor, programs, helpers, now, rest });
  return {
    trainer,
    report: started.report,
    taskNames: source.finite?.names ?? [],
    testTaskNames: source.testTasks?.names ?? [],
    notes: source.notes ?? [],
    deviceLost: started.deviceLost,
    dispose() {
      trainer.dispose();
      started.dispose();
    },
  };
}
