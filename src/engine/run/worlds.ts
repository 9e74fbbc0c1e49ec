// What the lanes of one seed share: its task source, its batches and its fixed test tasks.
import { resolveModel } from '../../experiment/resolve.ts';
import type { Experiment } from '../../experiment/types.ts';
import type { TaskSource } from '../../tasks/shared/types.ts';
import { createBatchPool, type DrawPlan } from './lane/batchPool.ts';
import type { LaneContext } from './lane/lane.ts';
import { type TestConditions, TestTasks } from './testTasks.ts';

export interface SeedWorld {
  readonly context: LaneContext;
  readonly tests: TestTasks;
}

export interface Worlds {
  /** The world of the experiment's seed + offset, made when first asked for. */
  at(seedOffset: number): SeedWorld;
  /** Forgets batches that no lane draws any more. */
  keepOnly(plans: ReadonlySet<DrawPlan>): void;
}

/** How test tasks differ from those of training. */
export function testConditions({ evalTasks, testShots, shots, testWays }: Experiment): TestConditions {
  return { tasks: evalTasks, shots: testShots || shots, ...(testWays > 0 && { ways: testWays }) };
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
        world = { context, tests: new TestTasks(source, testConditions(experiment)) };
        worlds.set(seedOffset, world);
      }
      return world;
    },
    keepOnly(plans) {
      for (const { context } of worlds.values()) context.pool.keepOnly(plans);
    },
  };
}
