// All lanes in lock-step on common random numbers: advances iterations, evaluates on schedule, applies edits
// at their iteration, stops diverged lanes and lets the others go on, and saves and restores the whole run.

import { withEdit } from '../../experiment/edits.ts';
import { resolveLane, resolveModel } from '../../experiment/resolve.ts';
import type { Experiment, LaneField } from '../../experiment/types.ts';
import { allocateBatch, type TaskBatch } from '../../learner/batch.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import { type ModelSpec, parameterCount } from '../../learner/model.ts';
import type { Checkpoint, LaneCheckpoint, LaneInfo, LanePoints, LaneStop } from '../../protocol/payloads.ts';
import { FAMILIES } from '../../tasks/families.ts';
import type { TaskSource } from '../../tasks/shared/types.ts';
import { centroid, type Evaluation, evaluateLane } from './evaluation.ts';
import { createBatchPool } from './lane/batchPool.ts';
import type { LaneContext, LaneStep } from './lane/lane.ts';
import { createLaneGroup, type LaneGroup } from './lane/laneGroup.ts';
import { createPointBuffer, type LaneCounters, type PointBuffer } from './lane/lanePoints.ts';
import { laneInfoOf } from './lane/laneSettings.ts';
import { createPathHistory, type PathHistory } from './pathHistory.ts';
import { refusalStop, runnableLane } from './refusals.ts';

export interface TrainerOptions {
  readonly experiment: Experiment;
  /** The task source of seed + offset; called once per offset in use (more than 0 with several seeds). */
  readonly sourceFor: (seedOffset: number) => TaskSource;
  /** What computes each lane's meta-gradients. */
  readonly programs: readonly MetaGradientProgram[];
  /** Milliseconds, for the seconds counted per lane. */
  readonly now: () => number;
}

export interface TrainerLane {
  readonly group: LaneGroup;
  readonly program: MetaGradientProgram;
  readonly points: PointBuffer;
  /** Launch models so far (the agents' centroid), to look back at and for the landscape. */
  readonly path: PathHistory;
  seconds: number;
  stop: LaneStop | null;
}

export interface Trainer {
  /** Grows by edits made while training. */
  readonly experiment: Experiment;
  readonly model: ModelSpec;
  readonly source: TaskSource;
  /** Iterations done; the parameters are w at this iteration. */
  readonly iteration: number;
  readonly lanes: readonly TrainerLane[];
  /** Iterations whose launch models are kept, the same for every lane; at most 200, evenly spaced. */
  readonly snapshotIterations: readonly number[];
  /** The fixed test tasks of the experiment's own seed. */
  readonly testBatch: TaskBatch;
  readonly allStopped: boolean;
  laneInfo(): LaneInfo[];
  /** Evaluates at iteration 0; call once before training unless restored from a checkpoint. */
  begin(): Promise<void>;
  /** Does at most this many iterations; less when every lane stops. Evaluates whenever due. */
  advance(iterations: number): Promise<void>;
  /** Evaluates now unless this iteration is evaluated already. */
  evaluateNow(): Promise<void>;
  /** Training loss of each lane on the coming iteration's batch, without an update; NaN for stopped lanes. */
  pendingTrainLoss(): Promise<number[]>;
  /**
   * A live change, from the coming iteration on; recorded as an edit, or at iteration 0 set as the value it
   * begins with (the evaluation at 0 is then due again).
   */
  edit(lane: number | null, field: LaneField, value: number | string): void;
  /** Whether iterations can be queued on the device, so that longer advances save time. */
  readonly queues: boolean;
  /** Points since the last call; lanes without new points are left out. */
  takePoints(): LanePoints[];
  /** Lanes that stopped since the last call. */
  takeStops(): { readonly lane: number; readonly stop: LaneStop }[];
  save(): Checkpoint;
  restore(checkpoint: Checkpoint): void;
  /** Frees what lanes hold on a device. */
  dispose(): void;
}

/** The test tasks: fixed by the seed, the same for all lanes; finite sets are walked through in turn. */
export function drawTestBatch(source: TaskSource, tasks: number): TaskBatch {
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

export function createTrainer(options: TrainerOptions): Trainer {
  const { sourceFor, programs, now } = options;
  let experiment = options.experiment;
  let iteration = 0;
  let evaluatedAt = -1;

  interface SeedWorld {
    readonly context: LaneContext;
    readonly test: TaskBatch;
  }
  const worlds = new Map<number, SeedWorld>();
  function worldFor(seedOffset: number): SeedWorld {
    let world = worlds.get(seedOffset);
    if (!world) {
      const source = sourceFor(seedOffset);
      const { init } = experiment;
      const seed = experiment.seed + seedOffset;
      const model = resolveModel(experiment, source.shape);
      const context = { model, init, seed, source, pool: createBatchPool(source) };
      world = { context, test: drawTestBatch(source, experiment.evalTasks) };
      worlds.set(seedOffset, world);
    }
    return world;
  }

  const main = worldFor(0);
  const lanes: TrainerLane[] = experiment.lanes.map((_, index) => {
    const settings = runnableLane(experiment, index, 0);
    const contexts = Array.from({ length: settings.seeds }, (_, s) => worldFor(s).context);
    return {
      group: createLaneGroup(contexts, settings),
      program: programs[index],
      points: createPointBuffer(),
      path: createPathHistory(parameterCount(main.context.model)),
      seconds: 0,
      stop: refusalStop(experiment, index, 0),
    };
  });
  const reportedStops = new Set<number>();

  function countersOf(lane: TrainerLane): LaneCounters {
    const { gradientEntries, secondOrderEntries } = lane.group;
    return { seconds: lane.seconds, gradientEntries, secondOrderEntries };
  }

  /** Settings of every lane as they stand at the current iteration. */
  function configureLanes(): void {
    lanes.forEach((lane, index) => {
      lane.stop ??= refusalStop(experiment, index, iteration);
      if (!lane.stop) lane.group.configure(resolveLane(experiment, index, iteration));
    });
    const used = new Set(lanes.flatMap((lane) => lane.group.runs.flatMap((run) => run.plans)));
    for (const world of worlds.values()) world.context.pool.keepOnly(used);
  }

  async function evaluate(): Promise<void> {
    evaluatedAt = iteration;
    for (const lane of lanes) {
      if (lane.stop) continue;
      const evaluations: Evaluation[] = [];
      for (const [s, run] of lane.group.runs.entries()) {
        const { test, context } = worldFor(s);
        evaluations.push(await evaluateLane(lane.program, run.evaluated(), test, context.source.finite));
      }
      lane.points.evaluation(iteration, lane.group.average(evaluations), countersOf(lane));
    }
  }

  /** What an iteration of a lane has yielded, with the counters as they stood before its update. */
  function record(
    lane: TrainerLane,
    at: number,
    { loss, spread, stop }: LaneStep,
    counters: LaneCounters,
  ): void {
    if (stop) lane.stop = stop;
    if (Number.isFinite(loss)) lane.points.train(at, loss, spread ?? Number.NaN, counters);
  }

  async function stepOnHost(lane: TrainerLane): Promise<void> {
    const started = now();
    const counters = countersOf(lane);
    const step = lane.group.step(lane.program, iteration);
    record(lane, iteration, step instanceof Promise ? await step : step, counters);
    lane.seconds += (now() - started) / 1000;
  }

  /** Iterations in one go: to the next evaluation or recorded edit, and as many as the queues hold. */
  function chunkLength(wanted: number): number {
    let length = Math.min(wanted, experiment.evalEvery - (iteration % experiment.evalEvery));
    for (const edit of experiment.edits) {
      if (edit.iteration > iteration) length = Math.min(length, edit.iteration - iteration);
    }
    for (const lane of lanes) {
      const room = lane.stop ? 0 : lane.group.queueRoom(lane.program);
      if (room > 0) length = Math.min(length, room);
    }
    return length;
  }

  /** Waits for the queued lanes. The device's time is shared out equally among them. */
  async function settle(queued: readonly TrainerLane[], count: number, started: number): Promise<void> {
    const steps: { lane: TrainerLane; at: number; step: LaneStep; counters: LaneCounters }[] = [];
    for (const lane of queued) {
      await lane.group.settle((at, step) => {
        steps.push({ lane, at, step, counters: countersOf(lane) });
      });
    }
    const seconds = (now() - started) / 1000 / queued.length;
    const first = iteration - count;
    for (const { lane, at, step, counters } of steps) {
      record(lane, at, step, { ...counters, seconds: lane.seconds + (seconds * (at - first)) / count });
    }
    for (const lane of queued) lane.seconds += seconds;
  }

  /** `count` iterations of all lanes in lock-step; host lanes one by one, device lanes queued meanwhile. */
  async function stepAll(count: number): Promise<void> {
    const queued = lanes.filter((lane) => !lane.stop && lane.group.queueRoom(lane.program) > 0);
    for (const { path, group } of lanes) {
      path.visit(iteration, () => centroid(group.runs[0].params, group.runs[0].agents));
    }
    let started = now();
    for (let i = 0; i < count; i++) {
      for (const lane of lanes) {
        if (lane.stop) continue;
        if (queued.includes(lane)) lane.group.enqueue(lane.program, iteration);
        else {
          const before = now();
          await stepOnHost(lane);
          started += now() - before;
        }
      }
      iteration++;
    }
    if (queued.length > 0) await settle(queued, count, started);
  }

  /** Whether an edit that is already recorded takes effect at the current iteration (replays). */
  const editDue = () => experiment.edits.some((edit) => edit.iteration === iteration);

  const trainer: Trainer = {
    get experiment() {
      return experiment;
    },
    model: main.context.model,
    source: main.context.source,
    get iteration() {
      return iteration;
    },
    lanes,
    get snapshotIterations() {
      return lanes[0].path.iterations;
    },
    testBatch: main.test,
    get queues() {
      return lanes.some((lane) => !lane.stop && lane.group.queueRoom(lane.program) > 0);
    },
    get allStopped() {
      return lanes.every((lane) => lane.stop !== null);
    },
    laneInfo: () =>
      lanes.map((lane) =>
        laneInfoOf(lane.group.settings, main.context.model, experiment.seed, (agent, agents) =>
          agentName(experiment, agent, agents),
        ),
      ),
    async begin() {
      if (evaluatedAt < 0) await evaluate();
    },
    async advance(iterations) {
      const end = iteration + iterations;
      while (iteration < end && !trainer.allStopped) {
        await stepAll(trainer.queues ? chunkLength(end - iteration) : 1);
        if (editDue()) configureLanes();
        if (iteration % experiment.evalEvery === 0) await evaluate();
      }
    },
    async evaluateNow() {
      if (evaluatedAt !== iteration) await evaluate();
    },
    async pendingTrainLoss() {
      const losses: number[] = [];
      for (const lane of lanes)
        losses.push(lane.stop ? Number.NaN : await lane.group.lossAt(lane.program, iteration));
      return losses;
    },
    edit(lane, field, value) {
      experiment = withEdit(experiment, iteration, { lane, field, value });
      configureLanes();
      if (iteration === 0) evaluatedAt = -1;
    },
    takePoints: () => lanes.flatMap((lane, index) => (lane.points.isEmpty ? [] : [lane.points.take(index)])),
    takeStops: () =>
      lanes.flatMap(({ stop }, lane) => {
        if (!stop || reportedStops.has(lane)) return [];
        reportedStops.add(lane);
        return [{ lane, stop }];
      }),
    save: () => ({
      iteration,
      lanes: lanes.map((lane): LaneCheckpoint => {
        const saved = lane.group.save();
        const extra = new Float64Array(1 + saved.extra.length);
        extra[0] = lane.seconds;
        extra.set(saved.extra, 1);
        return { ...saved, extra, stopped: lane.stop };
      }),
    }),
    restore(checkpoint) {
      if (checkpoint.lanes.length !== lanes.length)
        throw new Error(
          `The checkpoint has ${checkpoint.lanes.length} lanes, the experiment ${lanes.length}.`,
        );
      iteration = checkpoint.iteration;
      evaluatedAt = iteration % experiment.evalEvery === 0 ? iteration : -1;
      configureLanes();
      checkpoint.lanes.forEach((saved, index) => {
        const lane = lanes[index];
        lane.seconds = saved.extra[0];
        lane.stop = saved.stopped;
        lane.group.restore({ ...saved, extra: saved.extra.subarray(1) });
      });
    },
    dispose() {
      for (const { group } of lanes) group.dispose();
    },
  };
  return trainer;
}

/** An agent's task distribution in words. */
function agentName(experiment: Experiment, agent: number, agents: number): string {
  if (agents === 1) return 'all tasks';
  return FAMILIES[experiment.task].agentName(experiment.options, agent, agents);
}
