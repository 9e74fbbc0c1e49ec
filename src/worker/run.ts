// One run as the worker keeps it: what was asked for, how far it is, and the session that computes.
import type { Trainer } from '../engine/run/trainer.ts';
import type { EditMessage, FromWorker, StartMessage, Unsent } from '../protocol/messages.ts';
import { isTraining as isTrainingState, type Measure, type RunState } from '../protocol/payloads.ts';
import { transferablesOf } from '../protocol/transfer.ts';
import type { ViewName } from '../protocol/views.ts';
import { createRateMeter, type RateMeter } from './rateMeter.ts';
import type { WorkerSession } from './session.ts';
import { createSpeedLimit, type SpeedLimit } from './speedLimit.ts';
import { createViewDuties, type ViewDuties } from './views/duties.ts';

/** What a run needs of the world. */
export interface WorkerDeps {
  post(message: FromWorker, transfer: ArrayBuffer[]): void;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Lets waiting messages in. */
  yieldToQueue(): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
  /** `rest` is called between two pieces of a long computation, and may throw to end it. */
  open(
    start: StartMessage,
    progress: (label: string, fraction: number) => void,
    rest: () => Promise<void>,
  ): Promise<WorkerSession>;
}

/** Everything about the current run; replaced as a whole by the next `start`. */
export interface Run {
  readonly start: StartMessage;
  readonly deps: WorkerDeps;
  /** Says something to the page; nothing more once the run is dead. */
  post(message: Unsent<FromWorker>): void;
  session: WorkerSession | null;
  state: RunState;
  /** Single iterations that were asked for and not made yet. */
  steps: number;
  replayTarget: number | null;
  /** Edits that the next iteration takes. */
  edits: EditMessage[];
  /** Iterations queued on the device between two read-backs. */
  chunk: number;
  rate: RateMeter;
  readonly limit: SpeedLimit;
  readonly views: ViewDuties;
  /** Views that the page shows figures of; no other is computed. */
  wantedViews: ReadonlySet<ViewName>;
  /** When a view was last worked on. */
  readonly workedAt: Map<ViewName, number>;
  /** What evaluations measure while training, for the figures that the page shows. */
  measures: ReadonlySet<Measure>;
  readonly sent: Sent;
  pumping: boolean;
  /** Whether the computation under way is still of use; asked between its pieces. */
  isWanted: () => boolean;
  /** Superseded, lost or failed: it neither computes nor speaks. */
  dead: boolean;
}

/** What the page was told last, and when, in milliseconds. */
export interface Sent {
  state: RunState | null;
  /** Whether the last status spoke of an evaluation under way. */
  evaluating: boolean;
  checkpointIteration: number;
  /** Iterations of kept models, as text. */
  snapshots: string;
  readonly at: Record<'points' | 'status' | 'checkpoint' | 'snapshots', number>;
}

export function createRun(start: StartMessage, deps: WorkerDeps): Run {
  const now = deps.now();
  const run: Run = {
    start,
    deps,
    post(unsent) {
      if (run.dead) return;
      const message = { ...unsent, runId: start.runId } as FromWorker;
      deps.post(message, transferablesOf(message));
    },
    session: null,
    state: 'loading',
    steps: 0,
    replayTarget: null,
    edits: [],
    chunk: 1,
    rate: createRateMeter(),
    limit: createSpeedLimit(deps.now),
    views: createViewDuties(deps.now, {
      session: () => run.session as WorkerSession,
      post: (message) => run.post(message),
    }),
    wantedViews: new Set(),
    workedAt: new Map(),
    measures: new Set(),
    sent: {
      state: null,
      evaluating: false,
      checkpointIteration: 0,
      snapshots: '',
      at: { points: now, status: now, checkpoint: now, snapshots: now },
    },
    pumping: false,
    isWanted: () => true,
    dead: false,
  };
  return run;
}

export const isTraining = ({ state }: Run): boolean => isTrainingState(state);

/** Measures rate and speed limit anew from here: what came before was not training. */
export function restartClocks(run: Run, { iteration }: Trainer): void {
  run.rate = createRateMeter();
  run.rate.add(run.deps.now(), iteration);
  run.limit.restart();
}

export function endRun(run: Run): void {
  run.dead = true;
  run.session?.dispose();
  run.session = null;
}
