// What the lanes of one seed share: its task source, its batches and its fixed test tasks.
import { resolveModel } from '../../experiment/resolve.ts';
import type { Experiment } from '../../experiment/types.ts';
import { allocateBatch, type TaskBatch } from '../../learner/batch.ts';
import type { TaskSource } from '../../tasks/shared/types.ts';
import { createBatchPool, type DrawPlan } from './lane/batchPool.ts';
import type { LaneContext } from './lane/lane.ts';

export interface SeedWorld {
  readonly context: LaneContext;
  /** The fixed test tasks. */
  readonly test: TaskBatch;
}

export interface Worlds {
  /** The world of the experiment's seed + offset, made when first asked for. */
  at(seedOffset: number): SeedWorld;
  /** Forgets batches that no lane draws any more. */
  keepOnly(plans: ReadonlySet<DrawPlan>): void;
}

/** The test tasks: fixed by the seed, the same for all lanes; finite sets are walked through in turn. */
function drawTestBatch(source: TaskSource, tasks: number): TaskBatch {
  const { inputs, outputs } = source.shape;
  const { support, query } = source.examples;
  const batch = allocateBatch({ rows: tasks, inputs, outputs, support, query, hessian: 0 });
  source.draw(
    { purpose: 'test', iteration: 0, agent: 0, agents: 1, tasks, pairs: 1, distribution: 'uniform' },
    batch,
    0,
  );
  return batch;
}

/** @param sourceFor the task source of seed + offset; called once per offset in use */
export function createWorlds(experiment: Experiment, sourceFor: (seedOffset: number) => TaskSource): Worlds {
  const worlds = new Map<number, SeedWorld>();
  return {
    at(seedOffset) {
      let world = worlds.get(seedOffset);
      if (!world) {
        const source = sourceFor(seedOffset);
        const { init, shots } = experiment;
        const seed = experiment.seed + seedOffset;
        const model = resolveModel(experiment, source.shape);
        const context = { model, init, seed, shots, source, pool: createBatchPool(source) };
        world = { context, test: drawTestBatch(source, experiment.evalTasks) };
        worlds.set(seedOffset, world);
      }
      return world;
    },
    keepOnly(plans) {
      for (const { context } of worlds.values()) context.pool.keepOnly(plans);
    },
  };
}
