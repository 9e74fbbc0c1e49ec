// Undo and redo against a client without a worker: runs come back as they were put aside, live changes are taken
// back where training is, and places follow.
import { describe, expect, it } from 'vitest';
import { createLabClient } from '../../client/labClient.ts';
import { withoutLane } from '../../client/savedRun.ts';
import { ASSETS, FakeWorker, lanePoints } from '../../client/testing.ts';
import { defaultExperiment } from '../../experiment/defaults.ts';
import { setShared } from './commands.ts';
import { createRunHistory } from './runHistory.ts';

function setUp() {
  const worker = new FakeWorker();
  const lab = createLabClient({ createWorker: () => worker, assets: ASSETS });
  lab.load(defaultExperiment);
  worker.ready('wasm');
  worker.status('idle', 0);
  let time = 0;
  let view = 'at first';
  const history = createRunHistory(lab, {
    view: () => view,
    show: (next) => {
      view = next;
    },
    now: () => {
      time += 2000;
      return time;
    },
  });
  /** Trains to an iteration and rests there. */
  const train = (to: number) => {
    const { runId } = worker;
    const { lanes } = lab.getSnapshot().experiment;
    worker.say({ kind: 'points', runId, lanes: lanes.map((_, lane) => lanePoints(0, to, [0], lane)) });
    worker.say({
      kind: 'checkpoint',
      runId,
      checkpoint: {
        iteration: to,
        lanes: lanes.map((_, lane) => ({ runs: [], seconds: lane, stopped: null })),
      },
    });
    worker.status('paused', to);
  };
  const length = () => lab.getSnapshot().series.map(({ trainLength }) => trainLength);
  return { lab, worker, history, train, length, look: (next: string) => (view = next), view: () => view };
}

describe('run history', () => {
  it('brings back a run with its curves, and the one that took its place', () => {
    const { lab, worker, history, train, length } = setUp();
    train(100);
    history.client.load({ ...defaultExperiment, seed: 5 });
    expect(history.getState()).toMatchObject({ undo: 'Seed 4 → 5', redo: null });
    expect(history.getState().message?.text).toContain('100 iterations');
    train(30);
    history.undo();
    expect(worker.start).toMatchObject({ resume: { iteration: 100 }, experiment: { seed: 4 } });
    expect(length()).toEqual([100, 100, 100]);
    expect(lab.getSnapshot()).toMatchObject({ iteration: 100, experiment: { seed: 4 } });
    history.redo();
    expect(worker.start).toMatchObject({ resume: { iteration: 30 }, experiment: { seed: 5 } });
    expect(length()).toEqual([30, 30, 30]);
  });

  it('undoes a reset', () => {
    const { history, train, length } = setUp();
    train(70);
    history.client.reset();
    expect(length()).toEqual([0, 0, 0]);
    expect(history.getState().undo).toBe('Reset');
    history.undo();
    expect(length()).toEqual([70, 70, 70]);
  });

  it('removes a lane while the others go on', () => {
    const { lab, worker, history, train, length } = setUp();
    train(50);
    history.client.edit(2, 'delta', 0.1);
    worker.say({ kind: 'edited', runId: worker.runId, iteration: 50, lane: 2, field: 'delta', value: 0.1 });
    history.client.restore(withoutLane(history.client.save(), 1));
    expect(length()).toEqual([50, 50]);
    expect(worker.start.resume?.lanes.map(({ seconds }) => seconds)).toEqual([0, 2]);
    expect(lab.getSnapshot().experiment.edits).toEqual([
      { iteration: 50, field: 'delta', value: 0.1, lane: 1 },
    ]);
    expect(history.getState()).toMatchObject({
      undo: 'Removed FO-MAML',
      message: { text: 'Removed FO-MAML.', offers: 'undo' },
    });
    history.undo();
    expect(length()).toEqual([50, 50, 50]);
  });

  it('does not say that training starts over where a kept run goes on from its checkpoint', () => {
    const { worker, history, train } = setUp();
    train(50);
    worker.status('paused', 57);
    history.client.restore(withoutLane(history.client.save(), 1));
    expect(history.getState().message?.text).toBe('Removed FO-MAML.');
  });

  it('has said enough when training goes on', () => {
    const { history, train } = setUp();
    train(70);
    history.client.reset();
    expect(history.getState().message?.text).toContain('70 iterations');
    history.client.step();
    expect(history.getState()).toMatchObject({ message: null, undo: 'Reset' });
  });

  it('takes live changes back without rewinding', () => {
    const { lab, worker, history, train, length } = setUp();
    train(40);
    const { runId } = worker;
    const said = (value: number, iteration: number) =>
      worker.say({ kind: 'edited', runId, iteration, lane: null, field: 'alpha', value });
    history.client.edit(null, 'alpha', 0.02);
    said(0.02, 40);
    history.client.edit(null, 'alpha', 0.05);
    said(0.05, 40);
    train(60);
    expect(history.getState().undo).toBe('Inner step size α 0.02 → 0.05');
    history.undo();
    said(0.02, 60);
    expect(lab.getSnapshot().experiment.edits.at(-1)).toEqual({ iteration: 60, field: 'alpha', value: 0.02 });
    expect(length()).toEqual([60, 60, 60]);
    expect(history.getState().redo).toBe('Inner step size α 0.02 → 0.05');
    history.undo();
    expect(history.getState().undo).toBeNull();
  });

  it('records nothing where nothing changes, and forgets what was ahead after a new change', () => {
    const { history, train } = setUp();
    history.client.load(defaultExperiment);
    history.client.reset();
    expect(history.getState().undo).toBeNull();
    history.client.load(setShared(defaultExperiment, 'batch', 5));
    history.undo();
    expect(history.getState().redo).toBe('Tasks per iteration B 25 → 5');
    train(10);
    history.client.edit(null, 'alpha', 0.5);
    expect(history.getState()).toMatchObject({ redo: null, undo: 'Inner step size α 0.01 → 0.5' });
  });

  it('follows the places of the browser, and looks at a run as it was left', () => {
    const { lab, history, look, view, train } = setUp();
    const arrivals: [number, string][] = [];
    history.begin(7, { leaving: () => {}, arrived: (at) => arrivals.push([history.place, at]) });
    train(5);
    history.client.load({ ...defaultExperiment, seed: 5 });
    look('later');
    history.client.load({ ...defaultExperiment, seed: 6 });
    expect(arrivals).toEqual([
      [8, 'new'],
      [9, 'new'],
    ]);
    expect(history.goTo(7)).toBe(true);
    expect(lab.getSnapshot().experiment.seed).toBe(4);
    expect(view()).toBe('at first');
    expect(history.goTo(3)).toBe(false);
    history.openAt(6, (client) => client.load({ ...defaultExperiment, seed: 77 }));
    expect(history.place).toBe(6);
    history.redo();
    expect(history.place).toBe(7);
    expect(lab.getSnapshot()).toMatchObject({ iteration: 5, experiment: { seed: 4 } });
    expect(history.goTo(9)).toBe(true);
    expect(lab.getSnapshot().experiment.seed).toBe(6);
  });
});
