// All lanes in lock-step on common random numbers: advances iterations, evaluates on schedule, applies edits
// at their iteration, stops diverged lanes and lets the others go on, and saves and restores the whole run.

import { withEdit } from '../../experiment/edits.ts';
import { effectiveTaskCount } from '../../experiment/taskSetup.ts';
import type { Experiment, LaneField } from '../../experiment/types.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import type { ModelSpec } from '../../learner/model.ts';
import {
  ALL_MEASURES,
  type Checkpoint,
  type LaneInfo,
  type LanePoints,
  type LaneStop,
  type Measure,
} from '../../protocol/payloads.ts';
import { FAMILIES } from '../../tasks/families.ts';
import type { TaskSource } from '../../tasks/shared/types.ts';
import { createThreadChoice } from '../kernels/wasm/threadChoice.ts';
import { type Allowance, createAllowance } from './allowance.ts';
import type { Evaluation } from './evaluation.ts';
import { laneInfoOf } from './lane/laneSettings.ts';
import { spread } from './lanePool.ts';
import type { TestTasks } from './testTasks.ts';
import { TrainerLane } from './trainerLane.ts';
import { createWorlds, type Worlds } from './worlds.ts';

export interface TrainerOptions {
  readonly experiment: Experiment;
  /** The task source of seed + offset; called once per offset in use (more than 0 with several seeds). */
  readonly sourceFor: (seedOffset: number) => TaskSource;
  /** What computes each lane's meta-gradients. */
  readonly programs: readonly MetaGradientProgram[];
  /** Programs that compute beside this thread, for lanes on the same path as they. */
  readonly helpers?: readonly MetaGradientProgram[];
  /** Milliseconds, for the seconds counted per lane. */
  readonly now: () => number;
  /** Lets others work between two pieces of an evaluation; what it throws gives the evaluation up. */
  readonly rest?: () => Promise<void>;
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
  readonly tests: TestTasks;
  readonly allStopped: boolean;
  laneInfo(): LaneInfo[];
  /** Evaluates at iteration 0; call once before training unless restored from a checkpoint. */
  begin(): Promise<void>;
  /** Does at most this many iterations; less when every lane stops. Evaluates whenever due. */
  advance(iterations: number): Promise<void>;
  /** Whether the models as they stand have not been evaluated yet. */
  readonly evaluationDue: boolean;
  /** Evaluates now unless this iteration is evaluated already. An evaluation that is given up leaves no trace. */
  evaluateNow(): Promise<void>;
  /**
   * While training, evaluations measure these alone, and as often as the allowance lets them; at rest, everything. Null
   * (where nothing is said): everything at every evaluation.
   */
  measure(wanted: ReadonlySet<Measure> | null): void;
  /** What may be computed for figures beside the training. */
  readonly allowance: Allowance;
  /** The share of the evaluation under way that is done; null: none is under way. */
  readonly evaluating: number | null;
  /** Between two pieces of a long computation: lets others work, unless they did a moment ago. */
  rest(): Promise<void>;
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

const NO_MEASURES: ReadonlySet<Measure> = new Set();

/** Milliseconds of computation after which others work. */
const REST_EVERY = 40;

class LockstepTrainer implements Trainer {
  experiment: Experiment;
  iteration = 0;
  readonly lanes: readonly TrainerLane[];
  evaluating: number | null = null;
  readonly allowance = createAllowance();
  private measures: ReadonlySet<Measure> | null = null;
  private evaluatedAt = -1;
  private restedAt = Number.NEGATIVE_INFINITY;
  private readonly worlds: Worlds;
  private readonly reportedStops = new Set<number>();
  private helpers: readonly MetaGradientProgram[];
  /** Whether lanes are spread over the helpers, by the measured times of iterations. */
  private readonly spreading = createThreadChoice();
  private readonly now: () => number;
  private readonly letOthersWork: (() => Promise<void>) | undefined;

  constructor({ experiment, sourceFor, programs, helpers, now, rest }: TrainerOptions) {
    this.experiment = experiment;
    this.now = now;
    this.helpers = helpers ?? [];
    this.letOthersWork = rest;
    this.worlds = createWorlds(experiment, sourceFor);
    this.lanes = experiment.lanes.map(
      (_, index) => new TrainerLane(experiment, index, programs[index], this.worlds),
    );
  }

  get model() {
    return this.worlds.at(0).context.model;
  }

  get source() {
    return this.worlds.at(0).context.source;
  }

  get tests() {
    return this.worlds.at(0).tests;
  }

  get snapshotIterations() {
    return this.lanes[0].path.iterations;
  }

  get queues() {
    return this.lanes.some((lane) => lane.queueRoom > 0);
  }

  get evaluationDue() {
    return this.evaluatedAt !== this.iteration && !this.allStopped;
  }

  get allStopped() {
    return this.lanes.every((lane) => lane.stop !== null);
  }

  laneInfo(): LaneInfo[] {
    const { experiment, model } = this;
    return this.lanes.map(({ group }) =>
      laneInfoOf(group.settings, model, experiment.seed, (agent, agents) =>
        agentName(experiment, agent, agents),
      ),
    );
  }

  /** Settings of every lane as they stand at the current iteration. */
  private configureLanes(): void {
    for (const lane of this.lanes) lane.configure(this.experiment, this.iteration);
    this.worlds.keepOnly(new Set(this.lanes.flatMap(({ group }) => group.runs.flatMap((run) => run.plans))));
  }

  async rest(): Promise<void> {
    if (this.now() - this.restedAt < REST_EVERY) return;
    await this.letOthersWork?.();
    this.restedAt = this.now();
  }

  /** All lanes as they stand, whatever is edited meanwhile; kept only once all of it is there. */
  private async evaluate(measures: ReadonlySet<Measure> = ALL_MEASURES): Promise<void> {
    const { iteration, experiment } = this;
    const lanes = this.lanes.filter(({ stop }) => !stop);
    const asked = lanes.map((lane) => lane.evaluations(experiment.testSteps, measures));
    const all = asked.flat();
    const found: Evaluation[] = [];
    try {
      for (const evaluation of all) {
        const rest = (share: number) => {
          this.evaluating = (found.length + share) / all.length;
          return this.rest();
        };
        if (found.length > 0) await rest(0);
        found.push(await evaluation(rest));
      }
    } finally {
      this.evaluating = null;
    }
    for (const [i, lane] of lanes.entries())
      lane.keepEvaluations(iteration, found.splice(0, asked[i].length));
    // One that measured less is made again where the run comes to rest.
    if ([...ALL_MEASURES].every((measure) => measures.has(measure))) this.evaluatedAt = iteration;
  }

  measure(wanted: ReadonlySet<Measure> | null): void {
    this.measures = wanted;
  }

  /** The evaluation that the schedule asks for while training, with what is wanted where there is time for it. */
  private async evaluateScheduled(): Promise<void> {
    if (this.measures === null) return this.evaluate();
    const started = this.now();
    const measures = this.allowance.allows('measures') ? this.measures : NO_MEASURES;
    await this.evaluate(measures);
    const took = this.now() - started;
    if (measures.size === 0) this.allowance.scheduled(took);
    else this.allowance.spend('measures', took);
  }

  async begin(): Promise<void> {
    if (this.evaluatedAt < 0) await this.evaluate();
  }

  async evaluateNow(): Promise<void> {
    if (this.evaluationDue) await this.evaluate();
  }

  /** Iterations in one go: to the next evaluation or recorded edit, and as many as the queues hold. */
  private chunkLength(wanted: number): number {
    const { iteration, experiment } = this;
    let length = Math.min(wanted, experiment.evalEvery - (iteration % experiment.evalEvery));
    for (const edit of experiment.edits) {
      if (edit.iteration > iteration) length = Math.min(length, edit.iteration - iteration);
    }
    for (const { queueRoom } of this.lanes) if (queueRoom > 0) length = Math.min(length, queueRoom);
    return length;
  }

  /** Waits for the queued lanes. The device's time is shared out equally among them. */
  private async settle(queued: readonly TrainerLane[], count: number, started: number): Promise<void> {
    const settled: Awaited<ReturnType<TrainerLane['settle']>>[] = [];
    for (const lane of queued) settled.push(await lane.settle());
    const seconds = (this.now() - started) / 1000 / queued.length;
    for (const [i, lane] of queued.entries())
      lane.recordSettled(settled[i], this.iteration - count, count, seconds);
  }

  /** One iteration of these lanes, one after another; the milliseconds that it took. */
  private async stepInTurn(lanes: readonly TrainerLane[]): Promise<number> {
    const started = this.now();
    for (const lane of lanes) if (!lane.stop) await lane.stepOnHost(this.iteration, this.now);
    return this.now() - started;
  }

  /** The same with lanes spread over this thread and the helpers; their time is shared out equally. */
  private async stepTogether(lanes: readonly TrainerLane[]): Promise<number> {
    const started = this.now();
    const running = lanes.filter(({ stop }) => !stop);
    const places = spread(
      running.map(({ cost }) => cost),
      1 + this.helpers.length,
    );
    const byHelper = running.map((lane, i) => {
      const helper = this.helpers[places[i] - 1];
      if (!helper || helper.path !== lane.program.path) return null;
      return lane.stepBy(helper, this.iteration)?.catch(() => {
        // A helper that has ended has changed nothing: from here on this thread does all.
        this.helpers = [];
        return lane.stepBy(lane.program, this.iteration);
      });
    });
    for (const [i, lane] of running.entries())
      if (byHelper[i] === null) await lane.stepBy(lane.program, this.iteration);
    await Promise.all(byHelper);
    const took = this.now() - started;
    for (const lane of running) lane.seconds += took / 1000 / running.length;
    return took;
  }

  /** One iteration of the lanes that step on the host, in the way that is measured to be faster. */
  private async stepOnHost(lanes: readonly TrainerLane[]): Promise<number> {
    const running = lanes.filter(({ stop }) => !stop);
    // What lanes cost has to be known before they are spread.
    const known = running.length > 1 && running.every(({ cost }) => cost > 0);
    if (this.helpers.length === 0 || !known) return this.stepInTurn(lanes);
    const together = this.spreading.next();
    const took = await (together ? this.stepTogether(lanes) : this.stepInTurn(lanes));
    this.spreading.record(together, took);
    return took;
  }

  /** `count` iterations of all lanes in lock-step; device lanes are queued beside those on the host. */
  private async stepAll(count: number): Promise<void> {
    const { lanes, now } = this;
    const queued = lanes.filter((lane) => lane.queueRoom > 0);
    const hosted = lanes.filter((lane) => !queued.includes(lane));
    for (const lane of lanes) lane.visit(this.iteration);
    let started = now();
    for (let i = 0; i < count; i++) {
      for (const lane of queued) if (!lane.stop) lane.enqueue(this.iteration);
      started += await this.stepOnHost(hosted);
      this.iteration++;
    }
    if (queued.length > 0) await this.settle(queued, count, started);
  }

  async advance(iterations: number): Promise<void> {
    const end = this.iteration + iterations;
    while (this.iteration < end && !this.allStopped) {
      const started = this.now();
      await this.stepAll(this.queues ? this.chunkLength(end - this.iteration) : 1);
      this.allowance.trained(this.now() - started);
      // An edit that is already recorded takes effect at this iteration (replays).
      if (this.experiment.edits.some((edit) => edit.iteration === this.iteration)) this.configureLanes();
      if (this.iteration % this.experiment.evalEvery === 0) await this.evaluateScheduled();
    }
  }

  async pendingTrainLoss(): Promise<number[]> {
    const losses: number[] = [];
    for (const lane of this.lanes) losses.push(await lane.pendingLoss(this.iteration));
    return losses;
  }

  edit(lane: number | null, field: LaneField, value: number | string): void {
    this.experiment = withEdit(this.experiment, this.iteration, { lane, field, value });
    this.configureLanes();
    if (this.iteration === 0) this.evaluatedAt = -1;
  }

  takePoints(): LanePoints[] {
    return this.lanes.flatMap(({ points }, index) => (points.isEmpty ? [] : [points.take(index)]));
  }

  takeStops() {
    return this.lanes.flatMap(({ stop }, lane) => {
      if (!stop || this.reportedStops.has(lane)) return [];
      this.reportedStops.add(lane);
      return [{ lane, stop }];
    });
  }

  save(): Checkpoint {
    return { iteration: this.iteration, lanes: this.lanes.map((lane) => lane.save()) };
  }

  restore(checkpoint: Checkpoint): void {
    const { lanes } = this;
    if (checkpoint.lanes.length !== lanes.length)
      throw new Error(`The checkpoint has ${checkpoint.lanes.length} lanes, the experiment ${lanes.length}.`);
    this.iteration = checkpoint.iteration;
    this.evaluatedAt = this.iteration % this.experiment.evalEvery === 0 ? this.iteration : -1;
    this.configureLanes();
    for (const [i, lane] of lanes.entries()) lane.restore(checkpoint.lanes[i]);
  }

  dispose(): void {
    for (const { group } of this.lanes) group.dispose();
  }
}

export function createTrainer(options: TrainerOptions): Trainer {
  return new LockstepTrainer(options);
}

/** An agent's task distribution in words. */
function agentName(experiment: Experiment, agent: number, agents: number): string {
  if (agents === 1) return 'all tasks';
  return FAMILIES[experiment.task].agentName(
    experiment.options,
    agent,
    agents,
    effectiveTaskCount(experiment),
  );
}
