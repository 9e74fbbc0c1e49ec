// Everything that crosses the worker boundary: what each message holds, and a union for each direction.
// Every message carries the run it belongs to; both sides drop messages of another run.

import type { FieldChange } from '../experiment/edits.ts';
import type { BackendChoice, Experiment } from '../experiment/types.ts';
import type { AnatomyRequest } from './anatomy.ts';
import type { AssetLocations } from './assets.ts';
import type {
  BackendReport,
  Checkpoint,
  LaneInfo,
  LanePoints,
  LaneStop,
  Measure,
  RunState,
} from './payloads.ts';
import type { LandscapeRequest, ProbeChoice, ViewName, Views } from './views.ts';

/** What the page asks for, by the kind of the message. */
interface Asked {
  readonly start: {
    readonly experiment: Experiment;
    readonly backend: BackendChoice;
    readonly assets: AssetLocations;
    readonly resume: Checkpoint | null;
  };
  readonly run: unknown;
  readonly pause: unknown;
  readonly step: unknown;
  readonly 'cancel-replay': unknown;
  readonly edit: FieldChange;
  /** Null: as fast as it goes. */
  readonly speed: { readonly iterationsPerSecond: number | null };
  /** Shows the launch models kept nearest to this iteration; null or absent: as they are, live. */
  readonly probe: { readonly choice: ProbeChoice; readonly atIteration?: number | null };
  /** What is looked at from now on, kept up to date as the run goes on; null: nothing. */
  readonly landscape: { readonly request: LandscapeRequest | null };
  /** The iteration that is taken apart while nothing trains; null: none. */
  readonly anatomy: { readonly request: AnatomyRequest | null };
  /** The views, and the measures of evaluations, that shown figures need; no other is computed while training. Sent at every start of a run, and when they change. */
  readonly views: { readonly names: readonly ViewName[]; readonly measures: readonly Measure[] };
}

/** A sentence for people; nothing is decided by its words. */
interface Sentence {
  readonly message: string;
}

/** What the worker tells, by the kind of the message; besides, each view as it is now. */
interface Told {
  readonly ready: {
    readonly report: BackendReport;
    readonly laneInfo: readonly LaneInfo[];
    readonly taskNames: readonly string[];
    readonly testTaskNames: readonly string[];
  };
  readonly status: {
    readonly state: RunState;
    readonly iteration: number;
    readonly iterationsPerSecond: number;
    readonly replayTarget: number | null;
    readonly replaySecondsLeft: number | null;
    /** The share of the evaluation under way that is done: the figures get its numbers at its end. Null: none is. */
    readonly evaluating: number | null;
  };
  readonly points: { readonly lanes: readonly LanePoints[] };
  /** Iterations whose launch models are kept to look back at; sent when they have changed. */
  readonly snapshots: { readonly iterations: readonly number[] };
  readonly 'lane-stopped': { readonly lane: number; readonly stop: LaneStop };
  /** An edit is in force from this iteration on. */
  readonly edited: FieldChange & { readonly iteration: number };
  readonly checkpoint: { readonly checkpoint: Checkpoint };
  /** Fraction 0…1. */
  readonly progress: { readonly label: string; readonly fraction: number };
  readonly notice: Sentence;
  readonly 'device-lost': Sentence;
  readonly failed: Sentence;
}

/** The messages with these contents: each names its kind and the run it belongs to. */
type Messages<Contents> = {
  readonly [Kind in keyof Contents]: { readonly runId: number; readonly kind: Kind } & Contents[Kind];
}[keyof Contents];

export type ToWorker = Messages<Asked>;
export type ViewMessage = Messages<{ readonly [Name in ViewName]: { readonly view: Views[Name] } }>;
export type FromWorker = Messages<Told> | ViewMessage;

/** The message of a kind. */
export type MessageOf<Union extends { readonly kind: string }, Kind extends Union['kind']> = Extract<
  Union,
  { readonly kind: Kind }
>;
export type StartMessage = MessageOf<ToWorker, 'start'>;
export type EditMessage = MessageOf<ToWorker, 'edit'>;
export type NoticeMessage = MessageOf<FromWorker, 'notice'>;

/** A message before it is known which run it belongs to. */
export type Unsent<Union> = Union extends unknown ? Omit<Union, 'runId'> : never;
