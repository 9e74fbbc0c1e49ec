// The worker's logic without a worker: takes messages, trains in short slices so that the queue is read in
// between, and posts new points, views and checkpoints. Everything outside (clock, queue, engine) is injected.
import type { Trainer } from '../engine/run/trainer.ts';
import type { FromWorker, RunState, ToWorker } from '../protocol/messages.ts';
import { transferablesOf } from '../protocol/transfer.ts';
import { createRateMeter } from './rateMeter.ts';
import { createRun, type Run, type StartMessage, type WorkerSession } from './run.ts';

export interface DispatcherDeps {
  post(message: FromWorker, transfer: ArrayBuffer[]): void;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Lets waiting messages in. */
  yieldToQueue(): Promise<void>;
  sleep(milliseconds: number): Promise<void>;
  open(start: StartMessage, progress: (label: string, fraction: number) => void): Promise<WorkerSession>;
}

export interface Dispatcher {
  handle(message: ToWorker): void;
}

/** Milliseconds of a slice of training between two looks at the queue. */
const SLICE = 15;
/** Iterations queued on the device at once, at most. */
const MOST_QUEUED = 64;
/** At most 30 messages a second: 11 of points, 5 of status, 2 × 4 views, 2 of snapshots, a checkpoint or two. */
const POINTS_EVERY = 90;
const STATUS_EVERY = 200;
const CHECKPOINT_EVERY = 800;
const VIEWS_EVERY = 250;
const SNAPSHOTS_EVERY = 500;
/** The user's own task follows faster than the rest while training. */
const PROBE_EVERY = 125;
/** Views may take a fifth of the time while training. */
const VIEW_SHARE = 5;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  let current: Run | null = null;
  let rate = createRateMeter();

  function post(run: Run, message: FromWorker): void {
    if (run === current && !run.dead) deps.post(message, transferablesOf(message));
  }

  const training = (run: Run) => run.state === 'running' || run.state === 'replaying';

  function postStatus(run: Run): void {
    const iteration = run.session?.trainer.iteration ?? run.start.resume?.iteration ?? 0;
    const perSecond = training(run) ? rate.perSecond(deps.now()) : 0;
    const left = run.replayTarget === null ? null : run.replayTarget - iteration;
    post(run, {
      kind: 'status',
      runId: run.id,
      state: run.state,
      iteration,
      iterationsPerSecond: perSecond,
      replayTarget: run.replayTarget,
      replaySecondsLeft: left !== null && perSecond > 0 ? left / perSecond : null,
    });
    run.lastStatus = deps.now();
    run.postedState = run.state;
  }

  /** A pause is confirmed once the slice under way has ended, with all its points and its last iteration. */
  function confirmPause(run: Run, trainer: Trainer): void {
    if (training(run) || run.postedState === run.state) return;
    postPoints(run, trainer);
    postStatus(run);
  }

  /** Lets messages in between two pieces of work, so that a pause is not kept waiting by both. */
  async function letIn(run: Run, trainer: Trainer): Promise<void> {
    if (!training(run)) return;
    await deps.yieldToQueue();
    confirmPause(run, trainer);
  }

  function postPoints(run: Run, trainer: Trainer): void {
    run.lastPoints = deps.now();
    const lanes = trainer.takePoints();
    if (lanes.length > 0) post(run, { kind: 'points', runId: run.id, lanes });
    for (const { lane, stop } of trainer.takeStops()) {
      post(run, { kind: 'lane-stopped', runId: run.id, lane, stop });
    }
  }

  function postCheckpoint(run: Run, trainer: Trainer): void {
    if (run.checkpointIteration === trainer.iteration) return;
    run.checkpointIteration = trainer.iteration;
    run.lastCheckpoint = deps.now();
    post(run, { kind: 'checkpoint', runId: run.id, checkpoint: trainer.save() });
  }

  /** Tells which launch models are kept, where that has changed. */
  function postSnapshots(run: Run, trainer: Trainer): void {
    run.lastSnapshots = deps.now();
    const iterations = trainer.snapshotIterations;
    const text = iterations.join();
    if (text === run.postedSnapshots) return;
    run.postedSnapshots = text;
    post(run, { kind: 'snapshots', runId: run.id, iterations });
  }

  function setState(run: Run, state: RunState): void {
    run.state = state;
    postStatus(run);
  }

  async function applyEdits(run: Run, trainer: Trainer): Promise<void> {
    if (run.edits.length === 0) return;
    const { iteration } = trainer;
    for (const { lane, field, value } of run.edits.splice(0)) {
      trainer.edit(lane, field, value);
      post(run, { kind: 'edited', runId: run.id, iteration, lane, field, value });
    }
    run.viewsIteration = -1;
    run.landscape.invalidate();
    // At iteration 0 the value is what the run begins with: its first evaluation is made again.
    if (iteration === 0) await trainer.begin();
  }

  /** Iterations that the speed limit allows now; at most one second's worth is saved up. */
  function allowed(run: Run): number {
    if (run.speed === null) return Number.POSITIVE_INFINITY;
    const now = deps.now();
    run.allowance = Math.min(
      Math.max(1, run.speed),
      run.allowance + ((now - run.allowanceAt) / 1000) * run.speed,
    );
    run.allowanceAt = now;
    return Math.floor(run.allowance);
  }

  /** Trains for one slice. Returns false where nothing could be done yet (speed limit). */
  async function trainSlice(run: Run, trainer: Trainer): Promise<boolean> {
    const end = deps.now() + SLICE;
    let worked = false;
    while (deps.now() < end && training(run) && !trainer.allStopped && !run.dead) {
      const toTarget =
        run.replayTarget === null ? Number.POSITIVE_INFINITY : run.replayTarget - trainer.iteration;
      const limit = run.state === 'replaying' ? Number.POSITIVE_INFINITY : allowed(run);
      const count = Math.min(run.chunk, toTarget, limit);
      if (count < 1) break;
      const before = deps.now();
      await trainer.advance(count);
      if (run.speed !== null) run.allowance -= count;
      rate.add(deps.now(), trainer.iteration);
      worked = true;
      // Longer chunks only where iterations can be queued on the device without reading back.
      const took = deps.now() - before;
      if (!trainer.queues || took > SLICE) run.chunk = 1;
      else if (took < SLICE / 2 && count === run.chunk) run.chunk = Math.min(MOST_QUEUED, 2 * run.chunk);
      await applyEdits(run, trainer);
    }
    return worked;
  }

  function finishReplay(run: Run, trainer: Trainer): void {
    if (run.state !== 'replaying') return;
    if (run.replayTarget !== null && trainer.iteration < run.replayTarget && !trainer.allStopped) return;
    run.replayTarget = null;
    postPoints(run, trainer);
    setState(run, 'paused');
  }

  function viewsDue(run: Run, trainer: Trainer): boolean {
    if (run.viewsIteration === trainer.iteration) return false;
    return !training(run) || deps.now() >= run.nextViews;
  }

  const probeDue = (run: Run) =>
    run.probeChanged && (!training(run) || deps.now() - run.lastAdaptation >= PROBE_EVERY);

  async function postAdaptation(run: Run, session: WorkerSession): Promise<void> {
    run.probeChanged = false;
    run.lastAdaptation = deps.now();
    const { probe, probeAt } = run;
    try {
      const view = await session.adaptation(probe, probeAt);
      post(run, { kind: 'adaptation', runId: run.id, view });
    } catch (error) {
      // A task of the user's own that does not fit the model is their business, not the run's end.
      if (probe.kind !== 'own') throw error;
      post(run, { kind: 'notice', runId: run.id, message: messageOf(error) });
    }
  }

  async function postViews(run: Run, session: WorkerSession): Promise<void> {
    const started = deps.now();
    run.viewsIteration = session.trainer.iteration;
    // Held at a kept model, the adaptation does not follow the training.
    if (run.probeAt === null) await postAdaptation(run, session);
    await letIn(run, session.trainer);
    post(run, { kind: 'step-loss', runId: run.id, view: await session.stepLoss() });
    const cost = deps.now() - started;
    run.nextViews = deps.now() + Math.max(VIEWS_EVERY, (VIEW_SHARE - 1) * cost);
  }

  const landscapeDue = (run: Run, { iteration }: Trainer) => run.landscape.isDue(training(run), iteration);

  const idleWork = (run: Run, trainer: Trainer) =>
    run.edits.length > 0 ||
    run.steps > 0 ||
    run.probeChanged ||
    viewsDue(run, trainer) ||
    landscapeDue(run, trainer);

  /** One turn of the pump: edits, a step or a slice, then what is to be sent. */
  async function turn(run: Run, session: WorkerSession): Promise<void> {
    const { trainer } = session;
    confirmPause(run, trainer);
    await applyEdits(run, trainer);
    let worked = true;
    if (run.steps > 0 && !training(run)) {
      run.steps--;
      await trainer.advance(1);
      postPoints(run, trainer);
      postCheckpoint(run, trainer);
      setState(run, 'paused');
    } else if (training(run)) {
      worked = await trainSlice(run, trainer);
      finishReplay(run, trainer);
      if (training(run) && trainer.allStopped) setState(run, 'paused');
    }
    const now = deps.now();
    if (!training(run) || now - run.lastPoints >= POINTS_EVERY) postPoints(run, trainer);
    if (training(run) && now - run.lastStatus >= STATUS_EVERY) postStatus(run);
    if (training(run) && now - run.lastCheckpoint >= CHECKPOINT_EVERY) postCheckpoint(run, trainer);
    if (training(run) && now - run.lastSnapshots >= SNAPSHOTS_EVERY) postSnapshots(run, trainer);
    await letIn(run, trainer);
    if (probeDue(run)) await postAdaptation(run, session);
    if (viewsDue(run, trainer)) await postViews(run, session);
    if (landscapeDue(run, trainer)) {
      await letIn(run, trainer);
      await run.landscape.work(training(run), trainer.iteration);
    }
    if (worked) await deps.yieldToQueue();
    else await deps.sleep(Math.min(SLICE, 1000 / (run.speed ?? 1000)));
  }

  async function pump(run: Run): Promise<void> {
    const { session } = run;
    if (run.pumping || !session) return;
    run.pumping = true;
    try {
      while (!run.dead && (training(run) || idleWork(run, session.trainer))) await turn(run, session);
      if (!run.dead) {
        confirmPause(run, session.trainer);
        postPoints(run, session.trainer);
        postSnapshots(run, session.trainer);
        if (session.trainer.iteration > 0) postCheckpoint(run, session.trainer);
      }
    } catch (error) {
      fail(run, error);
    } finally {
      run.pumping = false;
    }
    // A message may have asked for work after the last look.
    if (!run.dead && (training(run) || idleWork(run, session.trainer))) void pump(run);
  }

  function fail(run: Run, error: unknown): void {
    if (run.dead) return;
    run.state = 'error';
    post(run, { kind: 'failed', runId: run.id, message: messageOf(error) });
    postStatus(run);
    end(run);
  }

  function end(run: Run): void {
    run.dead = true;
    run.session?.dispose();
    run.session = null;
  }

  async function begin(run: Run): Promise<void> {
    try {
      const session = await deps.open(run.start, (label, fraction) =>
        post(run, { kind: 'progress', runId: run.id, label, fraction }),
      );
      if (run.dead) {
        session.dispose();
        return;
      }
      run.session = session;
      const { trainer, report, taskNames } = session;
      session.deviceLost?.then((message) => {
        post(run, { kind: 'device-lost', runId: run.id, message });
        run.dead = true;
      });
      if (run.start.resume) trainer.restore(run.start.resume);
      else await trainer.begin();
      if (run.dead) return;
      run.checkpointIteration = trainer.iteration;
      post(run, { kind: 'ready', runId: run.id, report, laneInfo: trainer.laneInfo(), taskNames });
      for (const message of session.notes) post(run, { kind: 'notice', runId: run.id, message });
      postPoints(run, trainer);
      const target = run.start.experiment.iter;
      if (target > trainer.iteration) run.replayTarget = target;
      rate = createRateMeter();
      rate.add(deps.now(), trainer.iteration);
      run.allowanceAt = deps.now();
      const next: RunState =
        run.replayTarget !== null ? 'replaying' : trainer.iteration > 0 ? 'paused' : 'idle';
      setState(run, run.state === 'running' && run.replayTarget === null ? 'running' : next);
      await pump(run);
    } catch (error) {
      fail(run, error);
    }
  }

  function start(message: StartMessage): void {
    if (current) end(current);
    const run: Run = createRun(message, deps.now(), {
      now: deps.now,
      open: (request, refine) => (run.session as WorkerSession).landscape(request, refine),
      post: (view) => post(run, { kind: 'landscape', runId: run.id, view }),
      fail: (error) =>
        post(run, { kind: 'notice', runId: run.id, message: `Loss landscape: ${messageOf(error)}` }),
    });
    current = run;
    postStatus(run);
    void begin(run);
  }

  function pause(run: Run): void {
    run.replayTarget = null;
    run.state = 'paused';
  }

  /** Changes the run as the message says; the pump does the work. */
  function apply(run: Run, message: Exclude<ToWorker, StartMessage>): void {
    switch (message.kind) {
      case 'run':
        if (training(run)) return;
        if (run.session?.trainer.allStopped) return;
        rate = createRateMeter();
        if (run.session) {
          rate.add(deps.now(), run.session.trainer.iteration);
          run.allowanceAt = deps.now();
          setState(run, 'running');
        } else run.state = 'running';
        return;
      case 'pause':
        if (!run.session) run.state = 'loading';
        else if (training(run)) pause(run);
        return;
      case 'step':
        if (!training(run)) run.steps++;
        return;
      case 'edit':
        run.edits.push(message);
        return;
      case 'speed':
        run.speed = message.iterationsPerSecond;
        run.allowance = 1;
        run.allowanceAt = deps.now();
        return;
      case 'probe':
        run.probe = message.choice;
        run.probeAt = message.atIteration ?? null;
        run.probeChanged = true;
        return;
      case 'cancel-replay':
        if (run.state === 'replaying') pause(run);
        return;
      case 'landscape':
        run.landscape.want(message.request);
        return;
      default:
        message satisfies never;
    }
  }

  return {
    handle(message) {
      if (message.kind === 'start') start(message);
      else if (current && !current.dead && message.runId === current.id) {
        apply(current, message);
        void pump(current);
      }
    },
  };
}
