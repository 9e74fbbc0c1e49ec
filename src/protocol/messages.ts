// Everything that crosses the worker boundary: one type per message, and a union for each direction.
// Every message carries the run it belongs to; both sides drop messages of another run.

import type { FieldChange } from '../experiment/edits.ts';
import type { BackendChoice, Experiment } from '../experiment/types.ts';
import type { AssetLocations } from './assets.ts';
import type { BackendReport, Checkpoint, LaneInfo, LanePoints, LaneStop, RunState } from './payloads.ts';
import type { LandscapeRequest, ProbeChoice, ViewName, Views } from './views.ts';

interface OfRun {
  readonly runId: number;
}

export interface StartMessage extends OfRun {
  readonly kind: 'start';
  readonly experiment: Experiment;
  readonly backend: BackendChoice;
  readonly assets: AssetLocations;
  readonly resume: Checkpoint | null;
}

/** A message that says no more than what is to happen. */
interface Signal<Kind extends string> extends OfRun {
  readonly kind: Kind;
}
export type RunMessage = Signal<'run'>;
export type PauseMessage = Signal<'pause'>;
export type StepMessage = Signal<'step'>;
export type CancelReplayMessage = Signal<'cancel-replay'>;

export interface EditMessage extends OfRun, FieldChange {
  readonly kind: 'edit';
}

export interface SpeedMessage extends OfRun {
  readonly kind: 'speed';
  /** Null: as fast as it goes. */
  readonly iterationsPerSecond: number | null;
}

export interface ProbeMessage extends OfRun {
  readonly kind: 'probe';
  readonly choice: ProbeChoice;
  /** Shows the launch models kept nearest to this iteration; null or absent: as they are, live. */
  readonly atIteration?: number | null;
}

export interface LandscapeMessage extends OfRun {
  readonly kind: 'landscape';
  /** What is looked at from now on, kept up to date as the run goes on; null: nothing. */
  readonly request: LandscapeRequest | null;
}

export type ToWorker =
  | StartMessage
  | RunMessage
  | PauseMessage
  | StepMessage
  | CancelReplayMessage
  | EditMessage
  | SpeedMessage
  | ProbeMessage
  | LandscapeMessage;

export interface ReadyMessage extends OfRun {
  readonly kind: 'ready';
  readonly report: BackendReport;
  readonly laneInfo: readonly LaneInfo[];
  readonly taskNames: readonly string[];
}

export interface StatusMessage extends OfRun {
  readonly kind: 'status';
  readonly state: RunState;
  readonly iteration: number;
  readonly iterationsPerSecond: number;
  readonly replayTarget: number | null;
  readonly replaySecondsLeft: number | null;
}

export interface PointsMessage extends OfRun {
  readonly kind: 'points';
  readonly lanes: readonly LanePoints[];
}

/** Iterations whose launch models are kept to look back at; sent when they have changed. */
export interface SnapshotsMessage extends OfRun {
  readonly kind: 'snapshots';
  readonly iterations: readonly number[];
}

/** A view as it is now. */
export type ViewMessage = {
  readonly [Name in ViewName]: OfRun & { readonly kind: Name; readonly view: Views[Name] };
}[ViewName];

export interface LaneStoppedMessage extends OfRun {
  readonly kind: 'lane-stopped';
  readonly lane: number;
  readonly stop: LaneStop;
}

/** An edit is in force from this iteration on. */
export interface EditedMessage extends OfRun, FieldChange {
  readonly kind: 'edited';
  readonly iteration: number;
}

export interface CheckpointMessage extends OfRun {
  readonly kind: 'checkpoint';
  readonly checkpoint: Checkpoint;
}

export interface ProgressMessage extends OfRun {
  readonly kind: 'progress';
  readonly label: string;
  /** 0…1. */
  readonly fraction: number;
}

/** A sentence for people; nothing is decided by its words. */
interface Sentence<Kind extends string> extends OfRun {
  readonly kind: Kind;
  readonly message: string;
}
export type NoticeMessage = Sentence<'notice'>;
export type DeviceLostMessage = Sentence<'device-lost'>;
export type FailedMessage = Sentence<'failed'>;

export type FromWorker =
  | ReadyMessage
  | StatusMessage
  | PointsMessage
  | SnapshotsMessage
  | ViewMessage
  | LaneStoppedMessage
  | EditedMessage
  | CheckpointMessage
  | ProgressMessage
  | NoticeMessage
  | DeviceLostMessage
  | FailedMessage;

/** The message of a kind. */
export type MessageOf<Union extends { readonly kind: string }, Kind extends Union['kind']> = Extract<
  Union,
  { readonly kind: Kind }
>;

/** A message before it is known which run it belongs to. */
export type Unsent<Union extends OfRun> = Union extends OfRun ? Omit<Union, 'runId'> : never;
