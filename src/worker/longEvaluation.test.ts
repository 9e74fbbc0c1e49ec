// An evaluation that takes seconds is no reason to wait: what the user asks for acts between two of its pieces, and
// the numbers of the iteration that the run rests at still come.
import { describe, expect, it } from 'vitest';
import { fakeWorld } from './testing.ts';

/** Ten evaluations' pieces a second, five seconds an evaluation. */
const LONG = { pieces: 50, cost: 100, every: 20 };
const SOON = 300;

const longWorld = () => fakeWorld(5, LONG);
type World = ReturnType<typeof longWorld>;

/** A run that has been evaluated at 0 and trains; returns the time in the middle of its evaluation at 20. */
async function trainInto(world: World): Promise<number> {
  world.startRun(1);
  await world.settle();
  world.handle({ kind: 'run', runId: 1 });
  return world.now() + LONG.every * 5 + 1000;
}

const statusAfter = (world: World, at: number, state: string) =>
  world.posted.find((one) => one.at >= at && one.message.kind === 'status' && one.message.state === state);

describe('a long evaluation', () => {
  it('lets a pause be confirmed at once, says that it is under way, and comes to its end', async () => {
    const world = longWorld();
    const asked = await trainInto(world);
    world.at(asked, () => world.handle({ kind: 'pause', runId: 1 }));
    await world.settle();
    const paused = statusAfter(world, asked, 'paused');
    expect((paused?.at ?? Number.NaN) - asked).toBeLessThan(SOON);
    expect(paused?.message).toMatchObject({ iteration: 20 });
    expect((paused?.message as { evaluating: number }).evaluating).toBeGreaterThan(0.1);
    expect(world.evaluations.map((one) => one.iteration)).toEqual([0, 20]);
    expect(world.last()).toMatchObject({ state: 'paused', iteration: 20, evaluating: null });
    expect(world.evaluations[1].at).toBeGreaterThan(asked + 3000);
  });

  it('ends with its run', async () => {
    const world = longWorld();
    const asked = await trainInto(world);
    world.at(asked, () => world.startRun(2));
    await world.settle();
    const late = world.pieces.filter(({ at, runId }) => runId === 1 && at > asked + SOON);
    expect(late).toEqual([]);
    expect(world.evaluations.map((one) => one.iteration)).toEqual([0, 0]);
    expect(world.last()).toMatchObject({ runId: 2, state: 'idle', iteration: 0, evaluating: null });
  });

  it('at rest gives way to training, and is made at the next rest', async () => {
    const world = longWorld();
    world.startRun(1);
    await world.settle();
    world.handle({ kind: 'step', runId: 1 });
    const asked = world.now() + 1000;
    world.at(asked, () => world.handle({ kind: 'run', runId: 1 }));
    world.at(asked + 50, () => world.handle({ kind: 'pause', runId: 1 }));
    await world.settle();
    const running = statusAfter(world, asked, 'running');
    expect((running?.at ?? Number.NaN) - asked).toBeLessThan(SOON);
    const { iteration, state } = world.last();
    expect(state).toBe('paused');
    expect(iteration).toBeGreaterThan(1);
    expect(world.evaluations.map((one) => one.iteration)).toEqual([0, iteration]);
  });

  it('lets edits act at once', async () => {
    const world = longWorld();
    const asked = await trainInto(world);
    world.at(asked, () => world.handle({ kind: 'edit', runId: 1, lane: null, field: 'alpha', value: 0.5 }));
    world.at(asked + 6000, () => world.handle({ kind: 'pause', runId: 1 }));
    await world.settle();
    const [edited] = world.kinds('edited');
    expect(edited.at - asked).toBeLessThan(SOON);
    expect(edited.message).toMatchObject({ iteration: 20, value: 0.5 });
    expect(world.evaluations[1].iteration).toBe(20);
  });

  it('begins again where an edit changes what the run begins with', async () => {
    const world = longWorld();
    world.at(1000, () => world.handle({ kind: 'edit', runId: 1, lane: null, field: 'alpha', value: 0.5 }));
    world.startRun(1);
    await world.settle();
    expect(world.kinds('edited')[0].at).toBeLessThan(1000 + SOON);
    expect(world.evaluations).toHaveLength(1);
    expect(world.pieces.length).toBeGreaterThan(LONG.pieces + 5);
    expect(world.pieces.length).toBeLessThan(LONG.pieces + 15);
    expect(world.last()).toMatchObject({ state: 'idle', iteration: 0 });
  });
});
