// Starts runs: a new experiment from its beginning, or the current one on from its last checkpoint.
import type { Experiment, Notice } from '../experiment/types.ts';
import { BACKEND_INFO, type BackendName } from '../learner/backends.ts';
import type { AnatomyRequest } from '../protocol/anatomy.ts';
import type { AssetLocations } from '../protocol/assets.ts';
import type { Checkpoint, Measure, RunState } from '../protocol/payloads.ts';
import type { LandscapeRequest, ViewName } from '../protocol/views.ts';
import type { BackendLadder } from './backendLadder.ts';
import type { Connection } from './connection.ts';
import type { Curves } from './curves.ts';
import type { Settings } from './settings.ts';
import { EMPTY, type Snapshots } from './snapshots.ts';
import type { SavedRun } from './types.ts';

/** What the client keeps between messages. */
export interface Lab {
  readonly assets: AssetLocations;
  readonly connection: Connection;
  readonly snapshots: Snapshots;
  readonly curves: Curves;
  readonly settings: Settings;
  readonly backends: BackendLadder;
  checkpoint: Checkpoint | null;
  /** Wishes of the page that outlive a run. */
  speed: number | null;
  landscape: LandscapeRequest | null;
  anatomy: AnatomyRequest | null;
  views: { readonly names: readonly ViewName[]; readonly measures: readonly Measure[] };
  /** A state that the user asked for; older status messages do not overrule it. */
  awaited: RunState | null;
}

const wantsRunning = ({ awaited, snapshots }: Lab) =>
  awaited === 'running' || (snapshots.now.state === 'running' && awaited !== 'paused');

interface Start {
  readonly resume: Checkpoint | null;
  /** Iteration to replay to; 0: none. */
  readonly iter: number;
  readonly running: boolean;
  /** The backend that the run goes on with, whatever would be chosen for a new one. */
  readonly held?: BackendName | null;
}

/** Starts the worker's run for the confirmed experiment, from a checkpoint or from the beginning. */
function startRun(lab: Lab, { resume, iter, running, held = null }: Start): void {
  const { connection, settings, backends, assets, speed, landscape, anatomy, views } = lab;
  const { probe } = lab.snapshots.now;
  const experiment = { ...settings.confirmed, iter };
  connection.openRun();
  const backend = backends.start(held ?? experiment.backend);
  connection.send({ kind: 'start', experiment, backend, assets, resume });
  connection.send({ kind: 'views', ...views });
  if (speed !== null) connection.send({ kind: 'speed', iterationsPerSecond: speed });
  if (probe.kind !== 'drawn' || probe.index !== 0) connection.send({ kind: 'probe', choice: probe });
  if (anatomy) connection.send({ kind: 'anatomy', request: anatomy });
  if (landscape) connection.send({ kind: 'landscape', request: landscape });
  for (const change of settings.unconfirmed) connection.send({ kind: 'edit', ...change });
  if (running) connection.send({ kind: 'run' });
}

/** Goes on from the last checkpoint (or the beginning) with the curves up to there. */
export function resumeRun(lab: Lab): void {
  const { checkpoint, curves, settings, snapshots } = lab;
  const { lanes } = settings.confirmed;
  const { replayTarget } = snapshots.now;
  const running = wantsRunning(lab);
  const iteration = checkpoint?.iteration ?? 0;
  if (checkpoint) curves.truncateTo(iteration);
  else curves.clear(lanes.length);
  lab.awaited = null;
  snapshots.update({
    state: 'loading',
    iteration,
    iterationsPerSecond: 0,
    evaluating: null,
    ...curves.show(),
    stops: lanes.map((_, lane) => checkpoint?.lanes[lane]?.stopped ?? null),
    error: null,
    // The kept models went with the worker.
    snapshotIterations: [],
    scrub: null,
  });
  // Edits beyond the checkpoint are part of the experiment and are made again on the way.
  startRun(lab, { resume: checkpoint, iter: replayTarget ?? 0, running });
}

export function showError(lab: Lab, error: string): void {
  lab.awaited = null;
  lab.snapshots.updateNow({ state: 'error', error, progress: null });
}

/** The device or the worker was lost: the next backend takes over; after the last one, a fresh worker. */
export function recoverRun(lab: Lab, reason: string): void {
  lab.connection.close();
  const next = lab.backends.stepDown(lab.snapshots.now.experiment.backend);
  if (!next) {
    showError(lab, reason);
    return;
  }
  const again = next.afresh ? ' afresh' : '';
  const name = BACKEND_INFO[next.backend].inSentence;
  const from = lab.checkpoint?.iteration ?? 0;
  lab.snapshots.notice('backend', `${reason} Training goes on${again} with ${name} from iteration ${from}.`);
  resumeRun(lab);
}

export interface LoadOptions {
  /** Absent: what the page showed stays, without what was said about the last run's data. */
  readonly notices?: readonly Notice[] | undefined;
  /** Whether training that was under way goes on. */
  readonly keepRunning: boolean;
}

export function loadExperiment(lab: Lab, experiment: Experiment, options: LoadOptions): void {
  const { curves, settings, snapshots } = lab;
  const running = options.keepRunning && wantsRunning(lab);
  if (experiment.backend !== settings.confirmed.backend) lab.backends.reset();
  settings.load(experiment);
  lab.checkpoint = null;
  lab.awaited = null;
  curves.clear(experiment.lanes.length);
  const { backend, probe, notices } = snapshots.now;
  snapshots.updateNow({
    ...EMPTY,
    experiment,
    // Before the first run there is nothing to keep; afterwards the backend stays known while it reloads.
    backend,
    probe,
    ...curves.show(),
    stops: experiment.lanes.map(() => null),
    notices: options.notices ?? notices.filter(({ field }) => field !== 'task'),
  });
  startRun(lab, { resume: null, iter: experiment.iter, running: running && experiment.iter === 0 });
}

/** Takes up a run where it stood, with its curves; it goes on where training was under way. */
export function restoreRun(lab: Lab, run: SavedRun): void {
  const { curves, settings, snapshots } = lab;
  const { checkpoint, iteration } = run;
  const running = wantsRunning(lab) && run.experiment.iter <= iteration;
  const experiment = { ...run.experiment, iter: running && checkpoint ? 0 : run.experiment.iter };
  if (experiment.backend !== settings.confirmed.backend) lab.backends.reset();
  settings.load(experiment);
  lab.checkpoint = checkpoint;
  lab.awaited = null;
  const from = checkpoint?.iteration ?? 0;
  curves.load(checkpoint ? run.series : experiment.lanes.map(() => null));
  curves.truncateTo(from);
  const { backend, probe, notices } = snapshots.now;
  snapshots.updateNow({
    ...EMPTY,
    experiment,
    iteration: from,
    backend,
    probe,
    ...curves.show(),
    stops: experiment.lanes.map((_, lane) => checkpoint?.lanes[lane]?.stopped ?? null),
    notices: notices.filter(({ field }) => field !== 'task'),
  });
  startRun(lab, { resume: checkpoint, iter: experiment.iter, running, held: run.backend });
}
