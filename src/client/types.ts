// What the page knows about the current run: one immutable snapshot for React, and growing column
// stores that charts read in place.
import type { Experiment, LaneField, Notice } from '../experiment/types.ts';
import type { BackendName } from '../learner/backends.ts';
import type { AnatomyRequest } from '../protocol/anatomy.ts';
import type {
  BackendReport,
  Checkpoint,
  EvaluationColumns,
  LaneInfo,
  LaneStop,
  Measure,
  RunState,
  TrainColumns,
} from '../protocol/payloads.ts';
import type { LandscapeRequest, ProbeChoice, ViewName, Views } from '../protocol/views.ts';

/** Growing columns of one lane; typed-array views are valid up to the current length and never mutated. */
export interface LaneSeries {
  readonly trainLength: number;
  readonly train: TrainColumns;
  readonly evaluationLength: number;
  readonly evaluation: EvaluationColumns;
}

export interface LabSnapshot {
  readonly experiment: Experiment;
  readonly state: RunState;
  readonly iteration: number;
  readonly iterationsPerSecond: number;
  readonly replayTarget: number | null;
  readonly replaySecondsLeft: number | null;
  /** The share of the evaluation under way that is done, where it takes a while; null: none is. */
  readonly evaluating: number | null;
  readonly backend: BackendReport | null;
  readonly laneInfo: readonly LaneInfo[];
  readonly taskNames: readonly string[];
  /** Of the tasks that test losses are told apart by. */
  readonly testTaskNames: readonly string[];
  /** Bumped whenever series have new points. */
  readonly seriesVersion: number;
  readonly series: readonly LaneSeries[];
  /** The latest of each view; null before its first. */
  readonly views: { readonly [Name in ViewName]: Views[Name] | null };
  readonly stops: readonly (LaneStop | null)[];
  /** Loading of data and code: what, and 0…1. */
  readonly progress: { readonly label: string; readonly fraction: number } | null;
  /** Notices for the whole page (backend changes, link repairs); newest last. */
  readonly notices: readonly Notice[];
  readonly error: string | null;
  readonly probe: ProbeChoice;
  /** Iterations whose launch models can be looked back at: at most 200, ascending, evenly spaced. */
  readonly snapshotIterations: readonly number[];
  /** Iteration that the adaptation view is held at; null: it follows the training. */
  readonly scrub: number | null;
}

/** A run as it stands: its settings with all edits, its curves and its last checkpoint. */
export interface SavedRun {
  /** With every edit made so far, `iter` where the run stood or a replay was going. */
  readonly experiment: Experiment;
  /** Iteration that was reached; the checkpoint may be a little behind it while training. */
  readonly iteration: number;
  /** Null: the run is taken up by replaying it from its beginning. */
  readonly checkpoint: Checkpoint | null;
  /** Where it ran, so that it goes on bit for bit; null before that was known. */
  readonly backend: BackendName | null;
  readonly series: readonly LaneSeries[];
}

/** The page's only handle on training. Snapshots are stable between changes (useSyncExternalStore). */
export interface LabClient {
  getSnapshot(): LabSnapshot;
  subscribe(listener: () => void): () => void;
  run(): void;
  pause(): void;
  step(): void;
  /** Back to iteration 0 with the same seed; edits are forgotten, their values kept as settings. */
  reset(): void;
  /** A structural change: new experiment from iteration 0. Keeps running if it was running. */
  load(experiment: Experiment, notices?: readonly Notice[]): void;
  /** The run as it stands, to be taken up again by `restore`. */
  save(): SavedRun;
  /** Another run in the place of this one, from where it stood and with its curves. Keeps running if it was running. */
  restore(run: SavedRun): void;
  /** A live field: recorded as an edit once training has begun, else just set. `lane` null: shared. */
  edit(lane: number | null, field: LaneField, value: number | string): void;
  setSpeed(iterationsPerSecond: number | null): void;
  setProbe(choice: ProbeChoice): void;
  /**
   * Holds the adaptation view at the launch models kept nearest to an iteration (`adaptation.iteration` says
   * which); null: it follows the training again. A new run or backend follows again.
   */
  setScrub(iteration: number | null): void;
  /** The landscape that is looked at, kept up to date until another one or null is asked for, also by later runs. */
  requestLandscape(request: LandscapeRequest | null): void;
  /** The iteration that is taken apart whenever training rests, also in later runs; null: none. */
  requestAnatomy(request: AnatomyRequest | null): void;
  /** The views and measures that the shown figures need, also in later runs: no other is computed while training. */
  setViews(names: readonly ViewName[], measures: readonly Measure[]): void;
  cancelReplay(): void;
  /** Backend chosen by the user; restarts the worker from the last checkpoint with the curves kept. */
  setBackend(backend: Experiment['backend']): void;
  dismissNotice(index: number): void;
  dispose(): void;
}
