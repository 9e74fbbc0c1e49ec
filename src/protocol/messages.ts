// Everything that crosses the worker boundary: discriminated unions, payload tied to kind.
// Every message carries the run it belongs to; both sides drop messages of another run.

import type { BackendChoice, Experiment, LaneField } from '../experiment/types.ts';
import type {
  AdaptationView,
  BackendReport,
  Checkpoint,
  LandscapeRequest,
  LandscapeView,
  LaneInfo,
  LanePoints,
  LaneStop,
  ProbeChoice,
  RunState,
  StepLossView,
} from './payloads.ts';

export type {
  AdaptationView,
  BackendReport,
  Checkpoint,
  EvaluationColumns,
  EvaluationMetric,
  LandscapeRequest,
  LandscapeView,
  LaneAdaptation,
  LaneCheckpoint,
  LaneInfo,
  LanePoints,
  LaneStop,
  OwnImageTask,
  OwnRegressionTask,
  OwnTask,
  PlanePoints,
  ProbeChoice,
  RunState,
  StepLossView,
  TrainColumns,
} from './payloads.ts';
export { EVALUATION_METRICS } from './payloads.ts';

/** Where the training worker finds files that it loads itself. Absolute URLs in the page, paths in Node. */
export interface AssetLocations {
  /** Folder with TensorFlow.js' own wasm files, with a trailing slash. */
  readonly tfWasm: string;
  /** The fused kernel, single-threaded and with shared memory. */
  readonly kernel: string;
  readonly kernelThreads: string;
  /** Folder with data sets put there by `npm run datasets`, with a trailing slash. */
  readonly datasets: string;
}

export type ToWorker =
  | {
      readonly kind: 'start';
      readonly runId: number;
      readonly experiment: Experiment;
      readonly backend: BackendChoice;
      readonly assets: AssetLocations;
      readonly resume: Checkpoint | null;
      readonly userData: UserDataRef | null;
    }
  | { readonly kind: 'run'; readonly runId: number }
  | { readonly kind: 'pause'; readonly runId: number }
  | { readonly kind: 'step'; readonly runId: number }
  | {
      readonly kind: 'edit';
      readonly runId: number;
      readonly lane: number | null;
      readonly field: LaneField;
      readonly value: number | string;
    }
  | { readonly kind: 'speed'; readonly runId: number; readonly iterationsPerSecond: number | null }
  | {
      readonly kind: 'probe';
      readonly runId: number;
      readonly choice: ProbeChoice;
      /** Shows the launch models kept nearest to this iteration; null or absent: as they are, live. */
      readonly atIteration?: number | null;
    }
  | { readonly kind: 'cancel-replay'; readonly runId: number }
  /** What is looked at from now on, kept up to date as the run goes on; null: nothing. */
  | { readonly kind: 'landscape'; readonly runId: number; readonly request: LandscapeRequest | null };

/** Name under which the page stored an image set (OPFS/IndexedDB) that the worker opens itself. */
export interface UserDataRef {
  readonly name: string;
}

export type FromWorker =
  | {
      readonly kind: 'ready';
      readonly runId: number;
      readonly report: BackendReport;
      readonly laneInfo: readonly LaneInfo[];
      readonly taskNames: readonly string[];
    }
  | {
      readonly kind: 'status';
      readonly runId: number;
      readonly state: RunState;
      readonly iteration: number;
      readonly iterationsPerSecond: number;
      readonly replayTarget: number | null;
      readonly replaySecondsLeft: number | null;
    }
  | { readonly kind: 'points'; readonly runId: number; readonly lanes: readonly LanePoints[] }
  | { readonly kind: 'adaptation'; readonly runId: number; readonly view: AdaptationView }
  /** Iterations whose launch models are kept to look back at; sent when they have changed. */
  | { readonly kind: 'snapshots'; readonly runId: number; readonly iterations: readonly number[] }
  | { readonly kind: 'step-loss'; readonly runId: number; readonly view: StepLossView }
  | { readonly kind: 'landscape'; readonly runId: number; readonly view: LandscapeView }
  | { readonly kind: 'lane-stopped'; readonly runId: number; readonly lane: number; readonly stop: LaneStop }
  | {
      readonly kind: 'edited';
      readonly runId: number;
      readonly iteration: number;
      readonly lane: number | null;
      readonly field: LaneField;
      readonly value: number | string;
    }
  | { readonly kind: 'checkpoint'; readonly runId: number; readonly checkpoint: Checkpoint }
  | { readonly kind: 'progress'; readonly runId: number; readonly label: string; readonly fraction: number }
  | { readonly kind: 'notice'; readonly runId: number; readonly message: string }
  | { readonly kind: 'device-lost'; readonly runId: number; readonly message: string }
  | { readonly kind: 'failed'; readonly runId: number; readonly message: string };
