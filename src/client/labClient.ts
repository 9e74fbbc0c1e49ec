// The page's handle on training: what the user asks for, as messages to the worker and changes of the snapshot.
import { type FieldChange, foldEdits, withEdit } from '../experiment/edits.ts';
import type { Experiment } from '../experiment/types.ts';
import type { AssetLocations } from '../protocol/assets.ts';
import { isTraining } from '../protocol/payloads.ts';
import { createBackendLadder } from './backendLadder.ts';
import { createConnection, type WorkerLike } from './connection.ts';
import { createCurves } from './curves.ts';
import { receive } from './receive.ts';
import { type Lab, loadExperiment, recoverRun, restoreRun, resumeRun, showError } from './runs.ts';
import { saveRun } from './savedRun.ts';
import { createSettings } from './settings.ts';
import { createSnapshots } from './snapshots.ts';
import type { LabClient } from './types.ts';

export interface LabClientOptions {
  readonly createWorker: () => WorkerLike;
  readonly assets: AssetLocations;
  /** Calls back before the next paint; injected in tests. */
  readonly requestFrame?: (callback: () => void) => void;
}

const fromStart = (experiment: Experiment): Experiment => ({ ...foldEdits(experiment), iter: 0 });

function createLab({ createWorker, assets, requestFrame }: LabClientOptions): Lab {
  const lab: Lab = {
    assets,
    connection: createConnection(createWorker, {
      receive: (message) => receive(lab, message),
      lost: (reason) => recoverRun(lab, reason),
      unavailable: (reason) => showError(lab, reason),
    }),
    snapshots: createSnapshots(requestFrame),
    curves: createCurves(),
    settings: createSettings(),
    backends: createBackendLadder(),
    checkpoint: null,
    speed: null,
    landscape: null,
    anatomy: null,
    views: { names: [], measures: [] },
    awaited: null,
  };
  return lab;
}

function run(lab: Lab): void {
  const { state, stops } = lab.snapshots.now;
  if (isTraining(state) || state === 'error') return;
  if (stops.length > 0 && stops.every((stop) => stop !== null)) return;
  lab.awaited = 'running';
  if (state !== 'loading') lab.snapshots.updateNow({ state: 'running' });
  lab.connection.send({ kind: 'run' });
}

function pause(lab: Lab): void {
  const { state } = lab.snapshots.now;
  if (state === 'loading' && lab.awaited === 'running') lab.awaited = null;
  else if (!isTraining(state)) return;
  // Shown when the worker confirms it, so that the iteration shown beside it is the last one.
  else lab.awaited = 'paused';
  lab.connection.send({ kind: 'pause' });
}

function edit(lab: Lab, change: FieldChange): void {
  const { settings, snapshots, connection } = lab;
  const { experiment, iteration, stops } = snapshots.now;
  // A lane that never began can only begin with the others, from the start.
  if (stops.some((stop, i) => stop?.refused && (change.lane === null || change.lane === i))) {
    const next = fromStart(withEdit(experiment, iteration, change));
    loadExperiment(lab, next, { keepRunning: true });
    return;
  }
  settings.change(change);
  snapshots.updateNow({ experiment: settings.at(iteration) });
  connection.send({ kind: 'edit', ...change });
}

type Viewing = 'setProbe' | 'setScrub' | 'requestLandscape' | 'requestAnatomy' | 'setViews' | 'dismissNotice';

/** What is looked at: nothing of it changes the run. */
function viewing(lab: Lab): Pick<LabClient, Viewing> {
  const { connection, snapshots } = lab;
  const show = () => {
    const { probe, scrub } = snapshots.now;
    connection.send({ kind: 'probe', choice: probe, atIteration: scrub });
  };
  return {
    setProbe(choice) {
      snapshots.updateNow({ probe: choice });
      show();
    },
    setScrub(iteration) {
      if (iteration === snapshots.now.scrub) return;
      snapshots.updateNow({ scrub: iteration });
      show();
    },
    requestLandscape(request) {
      lab.landscape = request;
      connection.send({ kind: 'landscape', request });
    },
    requestAnatomy(request) {
      lab.anatomy = request;
      connection.send({ kind: 'anatomy', request });
    },
    setViews(names, measures) {
      if (names.join() === lab.views.names.join() && measures.join() === lab.views.measures.join()) return;
      lab.views = { names, measures };
      connection.send({ kind: 'views', ...lab.views });
    },
    dismissNotice(index) {
      snapshots.updateNow({ notices: snapshots.now.notices.filter((_, i) => i !== index) });
    },
  };
}

export function createLabClient(options: LabClientOptions): LabClient {
  const lab = createLab(options);
  const { connection, settings, snapshots } = lab;
  return {
    ...viewing(lab),
    getSnapshot: () => snapshots.now,
    subscribe: snapshots.subscribe,
    run: () => run(lab),
    pause: () => pause(lab),
    step() {
      if (!isTraining(snapshots.now.state)) connection.send({ kind: 'step' });
    },
    reset: () => loadExperiment(lab, fromStart(snapshots.now.experiment), { keepRunning: false }),
    load: (experiment, notices) => loadExperiment(lab, experiment, { notices, keepRunning: true }),
    save: () => saveRun(snapshots.now, lab.checkpoint),
    restore: (run) => restoreRun(lab, run),
    edit: (lane, field, value) => edit(lab, { lane, field, value }),
    setSpeed(iterationsPerSecond) {
      lab.speed = iterationsPerSecond;
      connection.send({ kind: 'speed', iterationsPerSecond });
    },
    cancelReplay() {
      if (snapshots.now.state !== 'replaying') return;
      lab.awaited = 'paused';
      connection.send({ kind: 'cancel-replay' });
    },
    setBackend(backend) {
      lab.backends.reset();
      const { confirmed, unconfirmed } = settings;
      settings.load({ ...confirmed, backend });
      for (const change of unconfirmed) settings.change(change);
      snapshots.update({ experiment: { ...snapshots.now.experiment, backend } });
      connection.close();
      resumeRun(lab);
    },
    dispose() {
      connection.close();
      snapshots.dispose();
    },
  };
}
