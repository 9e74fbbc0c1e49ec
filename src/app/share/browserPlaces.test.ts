// The browser's entries and the page's, against a browser that moves only when the test says so.
import { describe, expect, it } from 'vitest';
import { createLabClient } from '../../client/labClient.ts';
import { ASSETS, FakeWorker } from '../../client/testing.ts';
import { defaultExperiment } from '../../experiment/defaults.ts';
import { createRunHistory } from '../state/runHistory.ts';
import { createBrowserPlaces } from './browserPlaces.ts';

function setUp(first: unknown = null, ownsHistory = true) {
  const lab = createLabClient({ createWorker: () => new FakeWorker(), assets: ASSETS });
  lab.load(defaultExperiment);
  const history = createRunHistory(lab, {
    view: () => null,
    // Whatever the page says while it changes over belongs to no entry.
    show: () => void places.write('#between'),
    now: () => 0,
  });
  const seed = () => lab.getSnapshot().experiment.seed;
  const encode = () => `#seed=${seed()}`;
  const list = { entries: [{ state: first, hash: encode() }], at: 0 };
  const moves: number[] = [];
  const timers = new Set<() => void>();
  const places = createBrowserPlaces(
    history,
    {
      ownsHistory,
      state: () => list.entries[list.at].state,
      push(state, hash) {
        list.entries = [...list.entries.slice(0, list.at + 1), { state, hash }];
        list.at++;
      },
      replace(state, hash) {
        list.entries[list.at] = { state, hash };
      },
      go: (delta) => void moves.push(delta),
      later(callback) {
        timers.add(callback);
        return () => timers.delete(callback);
      },
    },
    {
      encode,
      open: (client) =>
        client.load({ ...defaultExperiment, seed: Number(list.entries[list.at].hash.slice(6)) }),
      flush: () => void places.write(encode()),
      adopt: () => {},
      changed: () => void places.write(encode()),
    },
  );
  return {
    history,
    places,
    list,
    moves,
    timers,
    seed,
    change: (next: number) => history.client.load({ ...defaultExperiment, seed: next }),
    /** The browser arrives where it was sent, or where its buttons lead. */
    arrive(delta = moves.shift() ?? 0) {
      list.at += delta;
      places.traversed();
    },
    hashes: () => list.entries.map(({ hash }) => hash),
  };
}

describe('browser places', () => {
  it('have an entry for every run, and Back and Forward step through them', () => {
    const { list, change, arrive, hashes, seed } = setUp();
    for (const next of [5, 6, 7]) change(next);
    expect(hashes()).toEqual(['#seed=4', '#seed=5', '#seed=6', '#seed=7']);
    arrive(-1);
    expect(seed()).toBe(6);
    arrive(-2);
    expect(seed()).toBe(4);
    expect(list.at).toBe(0);
    arrive(3);
    expect(seed()).toBe(7);
    expect(hashes()).toEqual(['#seed=4', '#seed=5', '#seed=6', '#seed=7']);
  });

  it('move with undo and redo, however fast these follow each other', () => {
    const { history, list, change, arrive, moves, places, hashes } = setUp();
    for (const next of [5, 6, 7]) change(next);
    history.undo();
    history.undo();
    expect(moves).toEqual([-1]);
    expect(places.write('#wrong entry')).toBe(false);
    arrive();
    arrive();
    expect(list.at).toBe(1);
    history.redo();
    arrive();
    expect(list.at).toBe(2);
    expect(hashes()).toEqual(['#seed=4', '#seed=5', '#seed=6', '#seed=7']);
  });

  it('take a new change on the way to an earlier entry', () => {
    const { history, change, arrive, hashes } = setUp();
    for (const next of [5, 6]) change(next);
    history.undo();
    change(9);
    arrive();
    expect(hashes()).toEqual(['#seed=4', '#seed=5', '#seed=9']);
  });

  it('open the link of an entry from before a reload, and go back and forth over it', () => {
    const { history, list, change, arrive, seed, hashes } = setUp({ place: 3 });
    list.entries = [{ state: { place: 2 }, hash: '#seed=77' }, ...list.entries];
    list.at = 1;
    change(5);
    arrive(-2);
    expect(seed()).toBe(77);
    expect(history.place).toBe(2);
    history.redo();
    arrive();
    expect([seed(), list.at]).toEqual([4, 1]);
    arrive(1);
    expect(seed()).toBe(5);
    expect(hashes()).toEqual(['#seed=77', '#seed=4', '#seed=5']);
  });

  it('take a typed link as a new entry that can be undone', () => {
    const { history, list, change, places, seed, arrive } = setUp();
    change(5);
    change(6);
    arrive(-1);
    list.entries = [...list.entries.slice(0, 2), { state: null, hash: '#seed=30' }];
    list.at = 2;
    places.traversed();
    places.typed();
    expect(seed()).toBe(30);
    expect(list.entries[2].state).toEqual({ place: 2 });
    history.undo();
    arrive();
    expect([seed(), list.at]).toEqual([5, 1]);
  });

  it('settle where they are when the browser does not move', () => {
    const { history, change, timers, places, list, seed } = setUp();
    change(5);
    history.undo();
    for (const callback of [...timers]) callback();
    expect(places.write('#seed=4')).toBe(true);
    expect(list.entries[1].hash).toBe('#seed=4');
    expect(seed()).toBe(4);
  });

  it('never add entries to the list of a page that holds this one in a frame', () => {
    const { history, list, change, moves, seed } = setUp(null, false);
    change(5);
    history.undo();
    expect(seed()).toBe(4);
    expect(moves).toEqual([]);
    expect(list.entries).toHaveLength(1);
  });
});
