// One run as the dispatcher keeps it: what was asked for, what has been sent, and the session that computes.

import type { Trainer } from '../engine/run/trainer.ts';
import type { LandscapeProgress, Refinement } from '../engine/views/landscape.ts';
import type {
  AdaptationView,
  BackendReport,
  LandscapeRequest,
  ProbeChoice,
  RunState,
  StepLossView,
  ToWorker,
} from '../protocol/messages.ts';
import { createLandscapeDuty, type LandscapeDuty, type LandscapeDutyDeps } from './landscapeDuty.ts';

export type StartMessage = Extract<ToWorker, { kind: 'start' }>;
export type EditMessage = Extract<ToWorker, { kind: 'edit' }>;

/** A run ready to train: engine, report, and the views of its figures. */
export interface WorkerSession {
  readonly trainer: Trainer;
  readonly report: BackendReport;
  readonly taskNames: readonly string[];
  /** What the user should know about the data as it is used. */
  readonly notes: readonly string[];
  /** Resolves with a sentence when the device is lost; never otherwise. */
  readonly deviceLost: Promise<string> | null;
  /** `at` as in the `probe` message. */
  adaptation(choice: ProbeChoice, at: number | null): Promise<AdaptationView>;
  stepLoss(): Promise<StepLossView>;
  /** In short pieces, so that nothing waits long; ended by letting it go. */
  landscape(request: LandscapeRequest, refine: Refinement): AsyncGenerator<LandscapeProgress, void>;
  dispose(): void;
}

/** Everything about the current run; replaced as a whole by the next `start`. */
export interface Run {
  readonly id: number;
  readonly start: StartMessage;
  session: WorkerSession | null;
  state: RunState;
  /** The state that the page was told last. */
  postedState: RunState | null;
  steps: number;
  replayTarget: number | null;
  speed: number | null;
  /** Iterations that the speed limit has allowed so far, and when it was last counted. */
  allowance: number;
  allowanceAt: number;
  edits: EditMessage[];
  /** Iterations queued on the device between two read-backs. */
  chunk: number;
  probe: ProbeChoice;
  /** Iteration that the adaptation is held at; null: live. */
  probeAt: number | null;
  probeChanged: boolean;
  viewsIteration: number;
  nextViews: number;
  readonly landscape: LandscapeDuty;
  lastPoints: number;
  lastStatus: number;
  lastAdaptation: number;
  lastCheckpoint: number;
  /** Iterations of kept models as the page was told last, as text, and when. */
  postedSnapshots: string;
  lastSnapshots: number;
  checkpointIteration: number;
  pumping: boolean;
  dead: boolean;
}

/** A run at its beginning; `now` in milliseconds. */
export function createRun(message: StartMessage, now: number, landscape: LandscapeDutyDeps): Run {
  return {
    id: message.runId,
    start: message,
    session: null,
    state: 'loading',
    postedState: null,
    steps: 0,
    replayTarget: null,
    speed: null,
    allowance: 1,
    allowanceAt: now,
    edits: [],
    chunk: 1,
    probe: { kind: 'drawn', index: 0 },
    probeAt: null,
    probeChanged: false,
    viewsIteration: -1,
    nextViews: 0,
    landscape: createLandscapeDuty(landscape),
    lastPoints: now,
    lastStatus: now,
    lastAdaptation: 0,
    lastCheckpoint: now,
    postedSnapshots: '',
    lastSnapshots: now,
    checkpointIteration: 0,
    pumping: false,
    dead: false,
  };
}
