// An experiment from iteration 0 to N in Node, and its result as the plain object that is written to a file.
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { ImageSets } from '../../data/images.ts';
import { NODE_ASSETS } from '../../engine/programs/nodeAssets.ts';
import { openSession } from '../../engine/run/session.ts';
import type { Trainer } from '../../engine/run/trainer.ts';
import { laneNames } from '../../experiment/resolve.ts';
import type { BackendChoice, Experiment } from '../../experiment/types.ts';
import { refusalOf } from '../../experiment/validity.ts';
import { COUNTS } from '../../learner/costs.ts';
import { EVALUATION_METRICS, type LanePoints, type LaneStop } from '../../protocol/payloads.ts';

export interface RunOptions {
  readonly experiment: Experiment;
  readonly iterations: number;
  readonly backend: BackendChoice;
  readonly code: 'kernels' | 'ops';
  readonly data: ImageSets | null;
  /** Threads of the fused kernel; absent: every core. */
  readonly threads?: number;
  readonly log: (line: string) => void;
  /** Launch models that the run begins with in the place of its own, by a name for people. */
  readonly start?: { readonly name: string; readonly apply: (trainer: Trainer) => void };
  /** Sees the run where it ends. */
  readonly end?: (trainer: Trainer) => void;
}

type Numbers = (number | null)[];

export interface LaneResult {
  readonly preset: string;
  readonly label: string;
  /** Which code computed the lane. */
  readonly path: string;
  /** One entry per evaluation. */
  readonly series: Readonly<Record<string, Numbers>>;
  /** Vectors per evaluation: p, the loss of each agent, of each task. */
  readonly vectors: Readonly<Record<string, Numbers[]>>;
  /** Last value of every series and vector. */
  readonly final: Readonly<Record<string, number | null | Numbers>>;
  readonly diverged: boolean;
  readonly divergedAt?: number;
  readonly reason?: string;
  /** Why the lane never began. */
  readonly refused?: string;
}

export interface RunResult {
  readonly experiment: Experiment;
  /** The file that the launch models began with; absent: they began as the experiment says. */
  readonly start?: string;
  readonly iterations: number;
  readonly seconds: number;
  readonly backend: string;
  readonly reason: string;
  readonly lanes: readonly LaneResult[];
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Splits a flat [evaluations, width] column into its rows; empty columns give no rows. */
function rowsOf(flat: readonly number[], evaluations: number): Numbers[] {
  const width = flat.length / evaluations;
  if (!Number.isInteger(width) || width === 0) return [];
  return Array.from({ length: evaluations }, (_, i) => flat.slice(i * width, (i + 1) * width).map(finite));
}

interface Collected {
  readonly columns: Map<string, number[]>;
  readonly vectors: Map<string, number[]>;
  /** Training loss by iteration. */
  readonly trainLoss: Map<number, number>;
}

function extend(into: Map<string, number[]>, name: string, values: Iterable<number>): void {
  const column = into.get(name) ?? [];
  for (const value of values) column.push(value);
  into.set(name, column);
}

/** Columns with one number per evaluation; the others are vectors. */
const SCALARS: ReadonlySet<string> = new Set(['iteration', 'seconds', ...COUNTS]);

/** Adds what a lane has sent since the last call. */
function collect(into: Collected, { train, evaluation }: LanePoints): void {
  train.iteration.forEach((iteration, i) => {
    into.trainLoss.set(iteration, train.trainLoss[i]);
  });
  const { metrics, ...columns } = evaluation;
  for (const [name, values] of Object.entries(columns))
    extend(SCALARS.has(name) ? into.columns : into.vectors, name, values);
  for (const name of EVALUATION_METRICS) extend(into.columns, name, metrics[name]);
}

function laneResult(
  experiment: Experiment,
  lane: number,
  path: string,
  stop: LaneStop | null,
  { columns, vectors, trainLoss }: Collected,
): LaneResult {
  const iterations = columns.get('iteration') ?? [];
  const series: Record<string, Numbers> = { iteration: iterations };
  series.seconds = (columns.get('seconds') ?? []).map(finite);
  series.trainLoss = iterations.map((iteration) => finite(trainLoss.get(iteration) ?? Number.NaN));
  for (const [name, values] of columns) {
    // A metric that does not apply is NaN throughout and left out.
    if (!(name in series) && !values.every(Number.isNaN)) series[name] = values.map(finite);
  }
  const vectorRows = Object.fromEntries(
    [...vectors]
      .filter(([, flat]) => flat.length > 0)
      .map(([name, flat]) => [name, rowsOf(flat, iterations.length)]),
  );
  const last = (values: readonly (number | null | Numbers)[]) => values[values.length - 1] ?? null;
  return {
    preset: experiment.lanes[lane].preset,
    label: laneNames(experiment)[lane],
    path,
    series,
    vectors: vectorRows,
    final: Object.fromEntries(
      [...Object.entries(series), ...Object.entries(vectorRows)].map(([name, values]) => [
        name,
        last(values),
      ]),
    ),
    diverged: stop !== null && !stop.refused,
    ...(stop &&
      (stop.refused ? { refused: stop.reason } : { divergedAt: stop.iteration, reason: stop.reason })),
  };
}

/** Why no lane can run. */
function refusals(experiment: Experiment): string[] {
  return laneNames(experiment).map((name, i) => `${name} cannot run. ${refusalOf(experiment, i)}`);
}

/** Runs and collects. Progress and stops go to `log`, a line each. */
export async function runExperiment(options: RunOptions): Promise<RunResult> {
  const { experiment, iterations, backend, code, data, log } = options;
  const now = () => performance.now();
  const threads = options.threads ?? availableParallelism();
  const names = laneNames(experiment);
  const session = await openSession({
    experiment,
    backend,
    assets: NODE_ASSETS,
    data,
    now,
    code,
    threads,
  });
  try {
    const { trainer, report } = session;
    const collected: Collected[] = experiment.lanes.map(() => ({
      columns: new Map(),
      vectors: new Map(),
      trainLoss: new Map(),
    }));
    const take = () => {
      for (const points of trainer.takePoints()) collect(collected[points.lane], points);
    };
    log(`${report.backend}: ${report.reason}`);
    for (const note of session.notes) log(note);
    if (trainer.allStopped) throw new Error(refusals(experiment).join(' '));
    options.start?.apply(trainer);
    const started = now();
    await trainer.begin();
    while (trainer.iteration < iterations && !trainer.allStopped) {
      await trainer.advance(Math.min(100, iterations - trainer.iteration));
      take();
    }
    const seconds = (now() - started) / 1000;
    await trainer.evaluateNow();
    const pending = await trainer.pendingTrainLoss();
    take();
    for (const { lane, stop } of trainer.takeStops()) log(`${names[lane]}: ${stop.reason}`);
    pending.forEach((loss, lane) => {
      if (!trainer.lanes[lane].stop) collected[lane].trainLoss.set(trainer.iteration, loss);
    });
    options.end?.(trainer);
    return {
      experiment,
      ...(options.start && { start: options.start.name }),
      iterations: trainer.iteration,
      seconds,
      backend: report.backend,
      reason: report.reason,
      lanes: collected.map((one, lane) =>
        laneResult(experiment, lane, report.paths[lane], trainer.lanes[lane].stop, one),
      ),
    };
  } finally {
    session.dispose();
  }
}
