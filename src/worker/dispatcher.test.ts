// The dispatcher with a fake clock, queue and engine: states, stale runs, rates and what goes out when.
import { describe, expect, it } from 'vitest';
import type { Trainer } from '../engine/run/trainer.ts';
import { defaultExperiment } from '../experiment/defaults.ts';
import { withEdit } from '../experiment/edits.ts';
import type { Experiment } from '../experiment/types.ts';
import type { FromWorker, ToWorker } from '../protocol/messages.ts';
import type { LanePoints, LaneStop } from '../protocol/payloads.ts';
import { createDispatcher } from './dispatcher.ts';
import type { WorkerSession } from './session.ts';

const ASSETS = {
  tfWasm: '',
  kernel: '',
  kernelThreads: '',
  kernelRelaxed: '',
  kernelThreadsRelaxed: '',
  datasets: '',
};

/** An engine whose iterations take `cost` milliseconds of the fake clock. */
function fakeWorld(cost = 5) {
  let time = 0;
  const posted: { at: number; message: FromWorker }[] = [];
  /** Things to do when the queue is read at or after a time. */
  const inbox: { at: number; act: () => void }[] = [];
  const lost: ((message: string) => void)[] = [];
  let stop: LaneStop | null = null;
  let failing: Error | null = null;

  function fakeTrainer(initial: Experiment): Trainer {
    let experiment = initial;
    let iteration = 0;
    let fresh: number[] = [];
    const trainer = {
      get experiment() {
        return experiment;
      },
      get iteration() {
        return iteration;
      },
      get allStopped() {
        return stop !== null;
      },
      queues: false,
      get snapshotIterations() {
        return Array.from({ length: Math.min(200, iteration) }, (_, i) => i);
      },
      laneInfo: () => [],
      begin: async () => {},
      async advance(count: number) {
        if (failing) throw failing;
        for (let i = 0; i < count; i++) {
          time += cost;
          fresh.push(iteration++);
        }
      },
      edit(lane: number | null, field: 'alpha', value: number) {
        experiment = withEdit(experiment, iteration, { lane, field, value });
      },
      takePoints() {
        const iterations = fresh;
        fresh = [];
        if (iterations.length === 0) return [];
        return [{ lane: 0, train: { iteration: Float64Array.from(iterations) } } as unknown as LanePoints];
      },
      takeStops: () => (stop ? [{ lane: 0, stop }] : []),
      save: () => ({ iteration, lanes: [] }),
      restore(checkpoint: { iteration: number }) {
        iteration = checkpoint.iteration;
      },
    };
    return trainer as unknown as Trainer;
  }

  const dispatcher = createDispatcher({
    post: (message) => posted.push({ at: time, message }),
    now: () => time,
    async yieldToQueue() {
      time += 0.01;
      while (inbox.length > 0 && inbox[0].at <= time) inbox.shift()?.act();
    },
    async sleep(milliseconds) {
      time += milliseconds;
      while (inbox.length > 0 && inbox[0].at <= time) inbox.shift()?.act();
    },
    async open(start): Promise<WorkerSession> {
      const trainer = fakeTrainer(start.experiment);
      return {
        trainer,
        report: {
          backend: 'wasm',
          cause: 'asked',
          paths: ['kernel-wasm'],
          opsReasons: [null],
          reason: '',
          device: '',
        },
        taskNames: [],
        notes: [],
        deviceLost: new Promise((resolve) => lost.push(resolve)),
        adaptation: async (_choice, at) => {
          time += 2;
          return { iteration: at ?? trainer.iteration } as never;
        },
        stepLoss: async () => {
          time += 2;
          return { iteration: trainer.iteration } as never;
        },
        async *landscape(request) {
          yield { points: 0, view: { request } as never };
        },
        dispose: () => {},
      };
    },
  });

  const kinds = (kind: FromWorker['kind']) => posted.filter((one) => one.message.kind === kind);
  const statuses = () => posted.map((one) => one.message).filter((message) => message.kind === 'status');
  /** Lets everything run until the dispatcher has nothing to do. */
  const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  const startRun = (runId: number, change: Partial<Experiment> = {}, resume: number | null = null) =>
    dispatcher.handle({
      kind: 'start',
      runId,
      experiment: { ...defaultExperiment, ...change },
      backend: 'auto',
      assets: ASSETS,
      resume: resume === null ? null : { iteration: resume, lanes: [] },
    });
  return {
    posted,
    kinds,
    statuses,
    settle,
    startRun,
    handle: (message: ToWorker) => dispatcher.handle(message),
    at: (when: number, act: () => void) => inbox.push({ at: when, act }),
    last: () => statuses()[statuses().length - 1],
    iterations: () =>
      kinds('points').flatMap(({ message }) =>
        message.kind === 'points' ? message.lanes.flatMap((one) => [...one.train.iteration]) : [],
      ),
    loseDevice: (message: string) => lost[lost.length - 1](message),
    stopLane: (reason: LaneStop) => {
      stop = reason;
    },
    failWith: (error: Error) => {
      failing = error;
    },
    now: () => time,
  };
}

describe('dispatcher', () => {
  it('is idle at iteration 0 with views after a start', async () => {
    const world = fakeWorld();
    world.startRun(1);
    expect(world.last().state).toBe('loading');
    await world.settle();
    expect(world.last()).toMatchObject({ state: 'idle', iteration: 0, replayTarget: null });
    expect(world.kinds('ready')).toHaveLength(1);
    expect(world.kinds('adaptation')).toHaveLength(1);
    expect(world.kinds('step-loss')).toHaveLength(1);
  });

  it('pauses within 100 ms and reports every iteration once', async () => {
    const world = fakeWorld(5);
    world.startRun(1);
    await world.settle();
    world.at(world.now() + 500, () => world.handle({ kind: 'pause', runId: 1 }));
    const asked = world.now() + 500;
    world.handle({ kind: 'run', runId: 1 });
    await world.settle();
    expect(world.last().state).toBe('paused');
    const paused = world.posted.find(
      ({ message }) => message.kind === 'status' && message.state === 'paused',
    );
    expect((paused?.at ?? Number.POSITIVE_INFINITY) - asked).toBeLessThan(100);
    const done = world.last().iteration;
    expect(done).toBeGreaterThan(50);
    expect(world.iterations()).toEqual(Array.from({ length: done }, (_, i) => i));
  });

  it('sends at most 30 messages a second and a checkpoint every second', async () => {
    const world = fakeWorld(0.4);
    world.startRun(1);
    await world.settle();
    const from = world.now();
    world.at(from + 5000, () => world.handle({ kind: 'pause', runId: 1 }));
    world.handle({ kind: 'run', runId: 1 });
    await world.settle();
    for (let second = 0; second < 4; second++) {
      const inside = ({ at }: { at: number }) =>
        at >= from + second * 1000 && at < from + (second + 1) * 1000;
      expect(world.posted.filter(inside).length).toBeLessThanOrEqual(30);
      expect(world.kinds('checkpoint').filter(inside).length).toBeGreaterThan(0);
      expect(world.kinds('adaptation').filter(inside).length).toBeGreaterThan(2);
    }
  });

  it('runs exactly one iteration per step', async () => {
    const world = fakeWorld();
    world.startRun(1);
    await world.settle();
    world.handle({ kind: 'step', runId: 1 });
    await world.settle();
    expect(world.last()).toMatchObject({ state: 'paused', iteration: 1 });
    world.handle({ kind: 'step', runId: 1 });
    world.handle({ kind: 'step', runId: 1 });
    await world.settle();
    expect(world.last()).toMatchObject({ state: 'paused', iteration: 3 });
    expect(world.iterations()).toEqual([0, 1, 2]);
  });

  it('drops messages of other runs and starts afresh', async () => {
    const world = fakeWorld();
    world.startRun(1);
    await world.settle();
    world.handle({ kind: 'step', runId: 1 });
    await world.settle();
    world.startRun(2);
    await world.settle();
    world.handle({ kind: 'run', runId: 1 });
    world.handle({ kind: 'step', runId: 1 });
    await world.settle();
    expect(world.last()).toMatchObject({ runId: 2, state: 'idle', iteration: 0 });
  });

  it('replays to the iteration of the experiment, then pauses', async () => {
    const world = fakeWorld();
    world.startRun(1, { iter: 120 });
    await world.settle();
    expect(world.statuses().some((one) => one.state === 'replaying' && one.replayTarget === 120)).toBe(true);
    expect(world.statuses().some((one) => (one.replaySecondsLeft ?? 0) > 0)).toBe(true);
    expect(world.last()).toMatchObject({ state: 'paused', iteration: 120, replayTarget: null });
  });

  it('stops a replay where it is when it is cancelled', async () => {
    const world = fakeWorld();
    world.at(200, () => world.handle({ kind: 'cancel-replay', runId: 1 }));
    world.startRun(1, { iter: 100_000 });
    await world.settle();
    expect(world.last()).toMatchObject({ state: 'paused', replayTarget: null });
    expect(world.last().iteration).toBeLessThan(100);
  });

  it('applies an edit to the next iteration and says at which', async () => {
    const world = fakeWorld();
    world.startRun(1, {}, 40);
    await world.settle();
    world.handle({ kind: 'edit', runId: 1, lane: null, field: 'alpha', value: 0.5 });
    await world.settle();
    expect(world.kinds('edited')[0].message).toMatchObject({ iteration: 40, field: 'alpha', value: 0.5 });
    expect(world.last()).toMatchObject({ state: 'paused', iteration: 40 });
  });

  it('keeps to a speed limit', async () => {
    const world = fakeWorld(1);
    world.startRun(1);
    await world.settle();
    world.handle({ kind: 'speed', runId: 1, iterationsPerSecond: 10 });
    world.at(world.now() + 2000, () => world.handle({ kind: 'pause', runId: 1 }));
    world.handle({ kind: 'run', runId: 1 });
    await world.settle();
    expect(world.last().iteration).toBeGreaterThanOrEqual(18);
    expect(world.last().iteration).toBeLessThanOrEqual(23);
  });

  it('follows the probe at once while paused, and keeps the landscape that is looked at up to date', async () => {
    const world = fakeWorld();
    world.startRun(1);
    await world.settle();
    world.handle({ kind: 'probe', runId: 1, choice: { kind: 'drawn', index: 3 } });
    await world.settle();
    expect(world.kinds('adaptation')).toHaveLength(2);
    const request = { lane: 0, plane: { kind: 'coordinates' }, zoom: 1 } as const;
    world.handle({ kind: 'landscape', runId: 1, request });
    await world.settle();
    expect(world.kinds('landscape')[0].message).toMatchObject({ view: { request } });
    world.handle({ kind: 'step', runId: 1 });
    await world.settle();
    expect(world.kinds('landscape')).toHaveLength(2);
    world.handle({ kind: 'landscape', runId: 1, request: null });
    world.handle({ kind: 'step', runId: 1 });
    await world.settle();
    expect(world.kinds('landscape')).toHaveLength(2);
  });

  it('says when the device is lost and sends nothing more', async () => {
    const world = fakeWorld();
    world.startRun(1);
    await world.settle();
    world.loseDevice('The GPU went away.');
    await world.settle();
    expect(world.kinds('device-lost')[0].message).toMatchObject({ message: 'The GPU went away.' });
    const count = world.posted.length;
    world.handle({ kind: 'run', runId: 1 });
    await world.settle();
    expect(world.posted).toHaveLength(count);
  });

  it('reports failures, and pauses when every lane has stopped', async () => {
    const world = fakeWorld();
    world.startRun(1);
    await world.settle();
    world.stopLane({ iteration: 3, reason: 'Diverged at iteration 3.' });
    world.handle({ kind: 'run', runId: 1 });
    world.handle({ kind: 'step', runId: 1 });
    await world.settle();
    expect(world.last().state).toBe('paused');
    const failing = fakeWorld();
    failing.startRun(1);
    await failing.settle();
    failing.failWith(new Error('out of memory'));
    failing.handle({ kind: 'run', runId: 1 });
    await failing.settle();
    expect(failing.kinds('failed')[0].message).toMatchObject({ message: 'out of memory' });
    expect(failing.last().state).toBe('error');
  });

  it('holds the adaptation at a kept model while training goes on, and follows again when let go', async () => {
    const world = fakeWorld(1);
    const probe = { kind: 'drawn', index: 0 } as const;
    const shown = () =>
      world
        .kinds('adaptation')
        .map(({ message }) => (message.kind === 'adaptation' ? message.view.iteration : 0));
    world.startRun(1);
    await world.settle();
    world.handle({ kind: 'probe', runId: 1, choice: probe, atIteration: 7 });
    await world.settle();
    expect(shown()).toEqual([0, 7]);
    const from = world.now();
    world.at(from + 2000, () => world.handle({ kind: 'pause', runId: 1 }));
    world.handle({ kind: 'run', runId: 1 });
    await world.settle();
    expect(shown()).toEqual([0, 7]);
    expect(world.kinds('step-loss').length).toBeGreaterThan(3);
    world.handle({ kind: 'probe', runId: 1, choice: probe });
    await world.settle();
    expect(shown()).toEqual([0, 7, world.last().iteration]);
    // Kept models are told twice a second while they change, and at the end.
    const kept = world.kinds('snapshots');
    const change = kept.map(({ message }) => (message.kind === 'snapshots' ? message.iterations.length : 0));
    expect(change[change.length - 1]).toBe(200);
    expect(new Set(change).size).toBe(change.length);
    kept.slice(1).forEach(({ at }, i) => {
      expect(at - kept[i].at).toBeGreaterThanOrEqual(400);
    });
  });
});
