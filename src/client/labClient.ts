// The page's handle on training: owns the worker and the run's id, drops stale messages, keeps the curves, and
// restarts on the next backend from the last checkpoint when the device or the worker is lost.

import { defaultExperiment } from '../experiment/defaults.ts';
import { type FieldChange, foldEdits, withEdit } from '../experiment/edits.ts';
import type { BackendChoice, Experiment, Notice } from '../experiment/types.ts';
import type { AssetLocations } from '../protocol/assets.ts';
import type { FromWorker, ToWorker } from '../protocol/messages.ts';
import type { Checkpoint, RunState } from '../protocol/payloads.ts';
import type { LandscapeRequest } from '../protocol/views.ts';
import { createFrameBatch } from './frameBatch.ts';
import { createSeriesStore, type SeriesStore } from './seriesStore.ts';
import type { LabClient, LabSnapshot } from './types.ts';

/** The part of a Worker that the client uses. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

export interface LabClientOptions {
  readonly createWorker: () => WorkerLike;
  readonly assets: AssetLocations;
  /** Calls back before the next paint; injected in tests. */
  readonly requestFrame?: (callback: () => void) => void;
}

type ConcreteBackend = Exclude<BackendChoice, 'auto'>;

const NEXT_BACKEND: Readonly<Record<ConcreteBackend, ConcreteBackend | null>> = {
  webgpu: 'wasm',
  wasm: 'cpu',
  cpu: null,
};
/** A worker that keeps dying on the last backend is started afresh this often, then the error is shown. */
const MOST_FRESH_STARTS = 3;
const BACKEND_NAMES: Readonly<Record<ConcreteBackend, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  cpu: 'the plain CPU backend',
};

const EMPTY: LabSnapshot = {
  experiment: defaultExperiment,
  state: 'loading',
  iteration: 0,
  iterationsPerSecond: 0,
  replayTarget: null,
  replaySecondsLeft: null,
  backend: null,
  laneInfo: [],
  taskNames: [],
  seriesVersion: 0,
  series: [],
  adaptation: null,
  stepLoss: null,
  landscape: null,
  stops: [],
  progress: null,
  notices: [],
  error: null,
  probe: { kind: 'drawn', index: 0 },
  snapshotIterations: [],
  scrub: null,
};

const isTraining = (state: RunState) => state === 'running' || state === 'replaying';

export function createLabClient(options: LabClientOptions): LabClient {
  const listeners = new Set<() => void>();
  let snapshot = EMPTY;
  let worker: WorkerLike | null = null;
  let runId = 0;
  let stores: SeriesStore[] = [];
  let checkpoint: Checkpoint | null = null;
  /** The experiment as the worker has confirmed it, and changes that it has not confirmed yet. */
  let confirmed: Experiment = defaultExperiment;
  let unconfirmed: FieldChange[] = [];
  let speed: number | null = null;
  let landscapeWish: LandscapeRequest | null = null;
  /** A state that the user asked for; older status messages do not overrule it. */
  let awaited: RunState | null = null;
  /** Backend of the run where it is not the experiment's own (after a failure). */
  let fallback: ConcreteBackend | null = null;
  /** Backend that the current run reported, once it is ready. */
  let reported: ConcreteBackend | null = null;
  let freshStarts = 0;
  let disposed = false;

  const batch = createFrameBatch(() => {
    for (const listener of listeners) listener();
  }, options.requestFrame);

  /** Publishes before the next paint. */
  function update(change: Partial<LabSnapshot>): void {
    snapshot = { ...snapshot, ...change };
    batch.schedule();
  }

  /** Publishes at once: what the user did shows without delay. */
  function updateNow(change: Partial<LabSnapshot>): void {
    snapshot = { ...snapshot, ...change };
    batch.flush();
  }

  function send(message: ToWorker): void {
    worker?.postMessage(message);
  }

  const isWantedRunning = () =>
    awaited === 'running' || (snapshot.state === 'running' && awaited !== 'paused');

  function currentExperiment(iteration: number): Experiment {
    return unconfirmed.reduce((experiment, change) => withEdit(experiment, iteration, change), confirmed);
  }

  /** Adds a notice unless the same one is shown already. */
  function addNotice(message: string, field: string): void {
    if (snapshot.notices.some((notice) => notice.message === message)) return;
    update({ notices: [...snapshot.notices, { field, message }] });
  }

  function connect(): void {
    if (worker) return;
    try {
      const created = options.createWorker();
      worker = created;
      created.onmessage = (event) => {
        if (worker === created) receive(event.data);
      };
      created.onerror = (event) => {
        event.preventDefault?.();
        if (worker === created)
          recover(`The training worker stopped${event.message ? `: ${event.message}` : ''}.`);
      };
      created.onmessageerror = () => {
        if (worker === created) recover('A message of the training worker could not be read.');
      };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      updateNow({ state: 'error', error: `The training worker could not be started: ${reason}` });
    }
  }

  function disconnect(): void {
    worker?.terminate();
    worker = null;
  }

  /** Starts the worker's run for the confirmed experiment, from a checkpoint or from the beginning. */
  function startRun(resume: Checkpoint | null, target: number, running: boolean): void {
    runId++;
    reported = null;
    connect();
    const experiment = { ...confirmed, iter: target };
    const backend = fallback ?? experiment.backend;
    send({ kind: 'start', runId, experiment, backend, assets: options.assets, resume });
    if (speed !== null) send({ kind: 'speed', runId, iterationsPerSecond: speed });
    if (snapshot.probe.kind !== 'drawn' || snapshot.probe.index !== 0) {
      send({ kind: 'probe', runId, choice: snapshot.probe });
    }
    if (landscapeWish) send({ kind: 'landscape', runId, request: landscapeWish });
    for (const change of unconfirmed) send({ kind: 'edit', runId, ...change });
    if (running) send({ kind: 'run', runId });
  }

  /** Goes on from the last checkpoint (or the beginning) with the curves up to there. */
  function resume(): void {
    const replaying = snapshot.replayTarget;
    const running = isWantedRunning();
    const iteration = checkpoint?.iteration ?? 0;
    for (const store of stores) store.truncateTo(iteration);
    if (!checkpoint) stores = confirmed.lanes.map(() => createSeriesStore());
    awaited = null;
    update({
      state: 'loading',
      iteration,
      iterationsPerSecond: 0,
      series: stores.map((store) => store.view()),
      seriesVersion: snapshot.seriesVersion + 1,
      stops: confirmed.lanes.map((_, lane) => checkpoint?.lanes[lane]?.stopped ?? null),
      error: null,
      // The kept models went with the worker.
      snapshotIterations: [],
      scrub: null,
    });
    // Edits beyond the checkpoint are part of the experiment and are made again on the way.
    startRun(checkpoint, replaying ?? 0, running);
  }

  /** The device or the worker was lost: the next backend takes over; after the last one, a fresh worker. */
  function recover(reason: string): void {
    const wanted = fallback ?? snapshot.experiment.backend;
    const failed: ConcreteBackend = reported ?? (wanted === 'auto' ? 'webgpu' : wanted);
    disconnect();
    const next = NEXT_BACKEND[failed];
    if (!next && freshStarts >= MOST_FRESH_STARTS) {
      awaited = null;
      updateNow({ state: 'error', error: reason, progress: null });
      return;
    }
    if (!next) freshStarts++;
    fallback = next ?? failed;
    const again = next ? '' : ' afresh';
    addNotice(
      `${reason} Training goes on${again} with ${BACKEND_NAMES[fallback]} from iteration ${checkpoint?.iteration ?? 0}.`,
      'backend',
    );
    resume();
  }

  /** Whether a refused lane is among those that a change of this lane (null: all) concerns. */
  const concernsRefused = (lane: number | null) =>
    snapshot.stops.some((stop, index) => stop?.refused && (lane === null || lane === index));

  function receiveStatus(message: Extract<FromWorker, { kind: 'status' }>): void {
    const { state, iteration, iterationsPerSecond, replayTarget, replaySecondsLeft } = message;
    if (awaited !== null && state !== awaited && state !== 'error') {
      update({ iteration });
      return;
    }
    awaited = null;
    update({ state, iteration, iterationsPerSecond, replayTarget, replaySecondsLeft });
  }

  function receive(message: FromWorker): void {
    if (message.runId !== runId || disposed) return;
    switch (message.kind) {
      case 'ready':
        reported = message.report.backend;
        update({
          backend: message.report,
          laneInfo: message.laneInfo,
          taskNames: message.taskNames,
          progress: null,
        });
        return;
      case 'status':
        receiveStatus(message);
        return;
      case 'points':
        for (const points of message.lanes) stores[points.lane]?.append(points);
        update({
          series: stores.map((store) => store.view()),
          seriesVersion: snapshot.seriesVersion + 1,
        });
        return;
      case 'adaptation':
        update({ adaptation: message.view });
        return;
      case 'snapshots':
        update({ snapshotIterations: message.iterations });
        return;
      case 'step-loss':
        update({ stepLoss: message.view });
        return;
      case 'landscape':
        update({ landscape: message.view });
        return;
      case 'lane-stopped':
        update({ stops: snapshot.stops.map((stop, lane) => (lane === message.lane ? message.stop : stop)) });
        return;
      case 'edited':
        confirmed = withEdit(confirmed, message.iteration, message);
        unconfirmed = unconfirmed.slice(1);
        update({ experiment: currentExperiment(Math.max(snapshot.iteration, message.iteration)) });
        return;
      case 'checkpoint':
        checkpoint = message.checkpoint;
        return;
      case 'progress':
        update({ progress: { label: message.label, fraction: message.fraction } });
        return;
      case 'notice':
        addNotice(message.message, 'task');
        return;
      case 'device-lost':
        recover(message.message);
        return;
      case 'failed':
        // An error on the GPU may be the GPU's; elsewhere it is the experiment's and is shown.
        if (reported === 'webgpu') recover(message.message);
        else {
          awaited = null;
          updateNow({ state: 'error', error: message.message, progress: null });
        }
        return;
      default:
        message satisfies never;
    }
  }

  function load(experiment: Experiment, notices?: readonly Notice[], keepRunning = true): void {
    const running = keepRunning && isWantedRunning();
    if (experiment.backend !== confirmed.backend) fallback = null;
    confirmed = experiment;
    unconfirmed = [];
    checkpoint = null;
    awaited = null;
    stores = experiment.lanes.map(() => createSeriesStore());
    // Before the first run there is nothing to keep; afterwards the backend stays known while it reloads.
    updateNow({
      ...EMPTY,
      experiment,
      backend: snapshot.backend,
      probe: snapshot.probe,
      series: stores.map((store) => store.view()),
      seriesVersion: snapshot.seriesVersion + 1,
      stops: experiment.lanes.map(() => null),
      // What was said about the last run's data does not hold for the next one, which says it again.
      notices: notices ?? snapshot.notices.filter((notice) => notice.field !== 'task'),
    });
    startRun(null, experiment.iter, running && experiment.iter === 0);
  }

  return {
    getSnapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    run() {
      if (isTraining(snapshot.state) || snapshot.state === 'error') return;
      if (snapshot.stops.length > 0 && snapshot.stops.every((stop) => stop !== null)) return;
      awaited = 'running';
      if (snapshot.state !== 'loading') updateNow({ state: 'running' });
      send({ kind: 'run', runId });
    },
    pause() {
      if (snapshot.state === 'loading' && awaited === 'running') awaited = null;
      else if (!isTraining(snapshot.state)) return;
      else {
        // Shown when the worker confirms it, so that the iteration shown beside it is the last one.
        awaited = 'paused';
      }
      send({ kind: 'pause', runId });
    },
    step() {
      if (!isTraining(snapshot.state)) send({ kind: 'step', runId });
    },
    reset: () => load({ ...foldEdits(snapshot.experiment), iter: 0 }, undefined, false),
    load: (experiment, notices) => load(experiment, notices),
    edit(lane, field, value) {
      const change = { lane, field, value };
      // A lane that never began can only begin with the others, from the start.
      if (concernsRefused(lane)) {
        load({ ...foldEdits(withEdit(snapshot.experiment, snapshot.iteration, change)), iter: 0 });
        return;
      }
      unconfirmed = [...unconfirmed, change];
      updateNow({ experiment: currentExperiment(snapshot.iteration) });
      send({ kind: 'edit', runId, ...change });
    },
    setSpeed(iterationsPerSecond) {
      speed = iterationsPerSecond;
      send({ kind: 'speed', runId, iterationsPerSecond });
    },
    setProbe(choice) {
      updateNow({ probe: choice });
      send({ kind: 'probe', runId, choice, atIteration: snapshot.scrub });
    },
    setScrub(iteration) {
      if (iteration === snapshot.scrub) return;
      updateNow({ scrub: iteration });
      send({ kind: 'probe', runId, choice: snapshot.probe, atIteration: iteration });
    },
    requestLandscape(request) {
      landscapeWish = request;
      send({ kind: 'landscape', runId, request });
    },
    cancelReplay() {
      if (snapshot.state !== 'replaying') return;
      awaited = 'paused';
      send({ kind: 'cancel-replay', runId });
    },
    setBackend(backend) {
      fallback = null;
      confirmed = { ...confirmed, backend };
      update({ experiment: { ...snapshot.experiment, backend } });
      disconnect();
      resume();
    },
    dismissNotice(index) {
      updateNow({ notices: snapshot.notices.filter((_, i) => i !== index) });
    },
    dispose() {
      disposed = true;
      disconnect();
      listeners.clear();
    },
  };
}
