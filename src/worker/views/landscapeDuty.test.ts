// When the landscape is computed: fake clock and engine.
import { describe, expect, it } from 'vitest';
import { createAllowance } from '../../engine/run/allowance.ts';
import type { LandscapeProgress, Refinement } from '../../engine/views/landscape.ts';
import type { LandscapeRequest, LandscapeView } from '../../protocol/views.ts';
import { createLandscapeDuty, gridWithin } from './landscapeDuty.ts';

const REQUEST: LandscapeRequest = { lane: 0, plane: { kind: 'random', seed: 1 }, zoom: 1 };

/** An engine that needs `cost` milliseconds for a grid point, ten points a call. */
function fakeDuty(cost: number, failing = false) {
  let time = 0;
  let busy = 0;
  const views: { at: number; grid: number }[] = [];
  const errors: unknown[] = [];
  const opened: number[] = [];
  async function* open(_: LandscapeRequest, refine: Refinement): AsyncGenerator<LandscapeProgress, void> {
    opened.push(time);
    if (failing) throw new Error('no finite model');
    for (let grid = refine(0); grid !== null; grid = refine(grid)) {
      for (let point = 0; point < grid * grid; point += 10) {
        time += 10 * cost;
        busy += 10 * cost;
        yield { points: 10, view: null };
      }
      yield { points: 0, view: { resolution: grid } as LandscapeView };
    }
  }
  const allowance = createAllowance();
  const duty = createLandscapeDuty({
    now: () => time,
    time: {
      allows: () => allowance.allows('views'),
      spend: (milliseconds) => allowance.spend('views', milliseconds),
    },
    open,
    post: (view) => views.push({ at: time, grid: view.resolution }),
    fail: (error) => errors.push(error),
  });
  /** Works as often as it is due; trains for 15 ms in between. Returns the iteration reached. */
  async function train(from: number, slices: number): Promise<number> {
    for (let i = 0; i < slices; i++) {
      time += 15;
      allowance.trained(15);
      if (duty.isDue(true, from + i)) await duty.work(true, from + i);
    }
    return from + slices;
  }
  async function rest(iteration: number): Promise<number> {
    let slices = 0;
    for (; slices < 10_000 && duty.isDue(false, iteration); slices++) await duty.work(false, iteration);
    return slices;
  }
  return { duty, views, errors, opened, train, rest, busy: () => busy, now: () => time };
}

describe('landscape duty', () => {
  it('does nothing before it is asked and when nobody looks', async () => {
    const { duty, train, rest, opened } = fakeDuty(0.01);
    await train(0, 50);
    expect(await rest(50)).toBe(0);
    duty.want(REQUEST);
    duty.want(null);
    await train(50, 50);
    expect(opened).toEqual([]);
  });

  it('goes from coarse to fine at rest, once', async () => {
    const { duty, views, rest } = fakeDuty(0.5);
    duty.want(REQUEST);
    await rest(0);
    expect(views.map(({ grid }) => grid)).toEqual([6, 11, 21, 41]);
    expect(await rest(0)).toBe(0);
    // Scrolled away and back: what was done still holds.
    duty.want(null);
    duty.want({ ...REQUEST });
    expect(await rest(0)).toBe(0);
    duty.invalidate();
    expect(await rest(0)).toBeGreaterThan(0);
    duty.want({ ...REQUEST, zoom: 2 });
    expect(await rest(0)).toBeGreaterThan(0);
    expect(await rest(1)).toBeGreaterThan(0);
  });

  it('works in short slices', async () => {
    const { duty, rest } = fakeDuty(0.5);
    duty.want(REQUEST);
    // 41 × 41 points of half a millisecond, at most 12 ms and one call at a time.
    expect(await rest(0)).toBeGreaterThan((41 * 41 * 0.5) / 25);
  });

  it.each([0.02, 0.5, 20])('takes a tenth of the time while training (%d ms a point)', async (cost) => {
    const { duty, views, opened, train, busy, now } = fakeDuty(cost);
    duty.want(REQUEST);
    await train(0, 4000);
    expect(busy() / now()).toBeLessThan(0.11);
    expect(views.length).toBeGreaterThan(2);
    const apart = opened.slice(1).map((at, i) => at - opened[i]);
    expect(Math.min(...apart)).toBeGreaterThanOrEqual(500);
  });

  it('draws coarser where points cost more, and finer again when training rests', async () => {
    const costly = fakeDuty(1);
    costly.duty.want(REQUEST);
    const iteration = await costly.train(0, 2000);
    expect(costly.views.at(-1)?.grid).toBe(11);
    await costly.rest(iteration);
    expect(costly.views.at(-1)?.grid).toBe(41);
    const cheap = fakeDuty(0.05);
    cheap.duty.want(REQUEST);
    await cheap.train(0, 2000);
    expect(cheap.views.at(-1)?.grid).toBe(41);
    expect(gridWithin(10, 1)).toBe(6);
    expect(gridWithin(500, 1)).toBe(21);
  });

  it('drops what it has begun when training has gone on and rests', async () => {
    const { duty, views, train, rest, opened } = fakeDuty(1);
    duty.want(REQUEST);
    const iteration = await train(0, 30);
    const begun = opened.length;
    await rest(iteration);
    expect(opened.length).toBe(begun + 1);
    expect(views.at(-1)?.grid).toBe(41);
  });

  it('says once why there is none, and tries again when something has changed', async () => {
    const { duty, errors, rest } = fakeDuty(1, true);
    duty.want(REQUEST);
    await rest(0);
    expect(errors).toHaveLength(1);
    await rest(1);
    expect(errors).toHaveLength(2);
  });
});
