// The dispatcher with a fake clock, queue and engine: states, stale runs, rates and what goes out when.
import { describe, expect, it } from 'vitest';

import { fakeWorld } from './testing.ts';

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

  it('trains only after the first evaluation, also where it is asked to during it', async () => {
    const world = fakeWorld();
    world.at(0, () => world.handle({ kind: 'run', runId: 1 }));
    world.at(500, () => world.handle({ kind: 'pause', runId: 1 }));
    world.startRun(1);
    await world.settle();
    expect(world.kinds('failed')).toHaveLength(0);
    expect(world.last().state).toBe('paused');
    expect(world.last().iteration).toBeGreaterThan(50);
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

  it('evaluates the models that it rests at: after a step, a pause, a replay', async () => {
    const world = fakeWorld();
    const newest = () => world.evaluations[world.evaluations.length - 1]?.iteration;
    world.startRun(1, { iter: 7 });
    await world.settle();
    expect(newest()).toBe(7);
    world.handle({ kind: 'step', runId: 1 });
    await world.settle();
    expect(newest()).toBe(8);
    world.at(world.now() + 100, () => world.handle({ kind: 'pause', runId: 1 }));
    world.handle({ kind: 'run', runId: 1 });
    await world.settle();
    expect(world.last().iteration).toBeGreaterThan(15);
    expect(newest()).toBe(world.last().iteration);
  });

  it('says that it has paused before it evaluates, and evaluates every iteration that is slow enough to follow', async () => {
    const world = fakeWorld();
    world.startRun(1);
    await world.settle();
    world.handle({ kind: 'speed', runId: 1, iterationsPerSecond: 2 });
    world.at(world.now() + 3000, () => world.handle({ kind: 'pause', runId: 1 }));
    world.handle({ kind: 'run', runId: 1 });
    await world.settle();
    const { iteration } = world.last();
    expect(iteration).toBeGreaterThan(3);
    expect(world.evaluations.map((one) => one.iteration)).toEqual(
      Array.from({ length: iteration }, (_, i) => i + 1),
    );
    world.handle({ kind: 'speed', runId: 1, iterationsPerSecond: null });
    world.at(world.now() + 100, () => world.handle({ kind: 'pause', runId: 1 }));
    world.handle({ kind: 'run', runId: 1 });
    await world.settle();
    const paused = world.posted.filter(
      ({ message }) => message.kind === 'status' && message.state === 'paused',
    );
    expect(world.evaluations[world.evaluations.length - 1].at).toBeGreaterThan(paused[paused.length - 1].at);
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

  it('computes only the views that are wanted, and a view wanted again at once', async () => {
    const world = fakeWorld(1);
    world.startRun(1);
    world.handle({ kind: 'views', runId: 1, names: ['step-loss'], measures: [] });
    world.handle({
      kind: 'landscape',
      runId: 1,
      request: { lane: 0, plane: { kind: 'coordinates' }, zoom: 1 },
    });
    await world.settle();
    world.at(world.now() + 2000, () => world.handle({ kind: 'pause', runId: 1 }));
    world.handle({ kind: 'run', runId: 1 });
    await world.settle();
    expect(world.last().state).toBe('paused');
    expect(world.kinds('step-loss').length).toBeGreaterThan(3);
    expect(world.kinds('adaptation')).toEqual([]);
    expect(world.kinds('landscape')).toEqual([]);
    const before = world.kinds('step-loss').length;
    world.handle({ kind: 'views', runId: 1, names: ['adaptation', 'landscape'], measures: [] });
    await world.settle();
    const { iteration } = world.last();
    expect(world.kinds('adaptation').map(({ message }) => message)).toMatchObject([{ view: { iteration } }]);
    expect(world.kinds('landscape')).toHaveLength(1);
    world.handle({ kind: 'step', runId: 1 });
    await world.settle();
    expect(world.kinds('adaptation')).toHaveLength(2);
    expect(world.kinds('step-loss')).toHaveLength(before);
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
