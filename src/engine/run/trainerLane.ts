// One lane in the trainer: its seeds' runs, what they have yielded, the time they took and where they stopped.
import { resolveLane } from '../../experiment/resolve.ts';
import type { Experiment } from '../../experiment/types.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import { parameterCount } from '../../learner/model.ts';
import { centroid } from '../../math/statistics.ts';
import type { LaneCheckpoint, LaneStop, Measure } from '../../protocol/payloads.ts';
import { type Evaluation, type EvaluationSetting, evaluateLane } from './evaluation.ts';
import type { LaneStep } from './lane/lane.ts';
import { createLaneGroup, type LaneGroup } from './lane/laneGroup.ts';
import { createPointBuffer, type LaneCounters, type PointBuffer } from './lane/lanePoints.ts';
import { createPathHistory, type PathHistory } from './pathHistory.ts';
import { refusalStop, runnableLane } from './refusals.ts';
import type { Worlds } from './worlds.ts';

/** An iteration that was queued on the device, with the counters as they stood before its update. */
interface SettledStep {
  readonly at: number;
  readonly step: LaneStep;
  readonly counters: LaneCounters;
}

/** Evaluates one seed of a lane as it stood when this was asked for. */
type LaneEvaluation = (rest: EvaluationSetting['rest']) => Promise<Evaluation>;

export class TrainerLane {
  readonly group: LaneGroup;
  readonly points: PointBuffer = createPointBuffer();
  /** Launch models so far (the agents' centroid), to look back at and for the landscape. */
  readonly path: PathHistory;
  seconds = 0;
  /** Milliseconds that the last step took on this thread. */
  cost = 0;
  stop: LaneStop | null;

  constructor(
    experiment: Experiment,
    private readonly index: number,
    readonly program: MetaGradientProgram,
    private readonly worlds: Worlds,
  ) {
    const settings = runnableLane(experiment, index, 0);
    const contexts = Array.from({ length: settings.seeds }, (_, s) => worlds.at(s).context);
    this.group = createLaneGroup(contexts, settings);
    this.path = createPathHistory(parameterCount(contexts[0].model));
    this.stop = refusalStop(experiment, index, 0);
  }

  /** Per seed: seeds take their turns, so that each has its share of the seconds. */
  private counters(): LaneCounters {
    return { seconds: this.seconds / this.group.runs.length, ...this.group.counts };
  }

  /** The settings as they stand at an iteration; stops the lane where they have no meaning. */
  configure(experiment: Experiment, iteration: number): void {
    this.stop ??= refusalStop(experiment, this.index, iteration);
    if (!this.stop) this.group.configure(resolveLane(experiment, this.index, iteration));
  }

  /** Keeps the launch model where the iteration is due. */
  visit(iteration: number): void {
    const [{ params, agents }] = this.group.runs;
    this.path.visit(iteration, () => centroid(params, agents));
  }

  /** Iterations that can be queued on the device now; 0 where the lane steps on the host or has stopped. */
  get queueRoom(): number {
    return this.stop ? 0 : this.group.queueRoom(this.program);
  }

  private record(at: number, { loss, spread, stop }: LaneStep, counters: LaneCounters): void {
    if (stop) this.stop = stop;
    if (Number.isFinite(loss)) this.points.train(at, loss, spread ?? Number.NaN, counters);
  }

  async stepOnHost(iteration: number, now: () => number): Promise<void> {
    const started = now();
    const step = this.stepBy(this.program, iteration);
    if (step) await step;
    this.cost = now() - started;
    this.seconds += this.cost / 1000;
  }

  /** A step with this program, at once where it answers at once; its seconds are the caller's to count. */
  stepBy(program: MetaGradientProgram, iteration: number): Promise<void> | null {
    const counters = this.counters();
    const step = this.group.step(program, iteration);
    if (step instanceof Promise) return step.then((done) => this.record(iteration, done, counters));
    this.record(iteration, step, counters);
    return null;
  }

  enqueue(iteration: number): void {
    this.group.enqueue(this.program, iteration);
  }

  /** Waits for the queued iterations and collects what they yielded. */
  async settle(): Promise<SettledStep[]> {
    const steps: SettledStep[] = [];
    await this.group.settle((at, step) => {
      steps.push({ at, step, counters: this.counters() });
    });
    return steps;
  }

  /** Records settled iterations `first` … `first + count` − 1, which took `seconds` together. */
  recordSettled(steps: readonly SettledStep[], first: number, count: number, seconds: number): void {
    for (const { at, step, counters } of steps) {
      this.record(at, step, { ...counters, seconds: this.seconds + (seconds * (at - first)) / count });
    }
    this.seconds += seconds;
  }

  /** An evaluation of each seed's models as they stand now, to be made one after another. */
  evaluations(testSteps: number, measures: ReadonlySet<Measure>): LaneEvaluation[] {
    return this.group.runs.map((run, s) => {
      const { tests, context } = this.worlds.at(s);
      const { testTasks } = context.source;
      const evaluated = run.evaluated();
      const steps = testSteps < 0 ? evaluated.rule.innerSteps : testSteps;
      const setting = {
        tests,
        finiteTasks: testTasks?.names.length ?? 0,
        ofTraining: testTasks === context.source.finite,
        testSteps: steps,
        measures,
        chunkRows: tests.chunkRows(this.program, Math.max(steps, evaluated.rule.innerSteps)),
      };
      return (rest) => evaluateLane(this.program, evaluated, { ...setting, rest });
    });
  }

  /** Takes in what the evaluations of all seeds found. */
  keepEvaluations(iteration: number, found: readonly Evaluation[]): void {
    this.points.evaluation(iteration, this.group.average(found), this.counters());
  }

  /** Training loss of the coming iteration's batch, without an update; NaN for a stopped lane. */
  async pendingLoss(iteration: number): Promise<number> {
    return this.stop ? Number.NaN : this.group.lossAt(this.program, iteration);
  }

  save(): LaneCheckpoint {
    return { runs: this.group.save(), seconds: this.seconds, stopped: this.stop };
  }

  restore(saved: LaneCheckpoint): void {
    this.seconds = saved.seconds;
    this.stop = saved.stopped;
    this.group.restore(saved.runs);
  }
}
