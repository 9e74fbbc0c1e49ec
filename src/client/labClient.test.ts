// The client against a fake worker: stale messages, edits, curves, restart on the next backend.

import { describe, expect, it, vi } from 'vitest';
import { defaultExperiment } from '../experiment/defaults.ts';
import type { Experiment } from '../experiment/types.ts';
import type { Checkpoint } from '../protocol/payloads.ts';
import { createLabClient } from './labClient.ts';
import { ASSETS, FakeWorker, lanePoints } from './testing.ts';

function setUp(experiment: Experiment = defaultExperiment) {
  const workers: FakeWorker[] = [];
  const frames: (() => void)[] = [];
  const client = createLabClient({
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    assets: ASSETS,
    requestFrame: (callback) => frames.push(callback),
  });
  const listener = vi.fn();
  client.subscribe(listener);
  client.load(experiment);
  const frame = () => {
    for (const callback of frames.splice(0)) callback();
  };
  return { client, workers, worker: () => workers[workers.length - 1], frame, listener };
}

const checkpointAt = (iteration: number): Checkpoint => ({
  iteration,
  lanes: defaultExperiment.lanes.map(() => ({
    runs: [],
    seconds: 0,
    stopped: null,
  })),
});

describe('lab client', () => {
  it('starts the worker and notifies once per frame', () => {
    const { client, worker, frame, listener } = setUp();
    expect(worker().start).toMatchObject({ backend: 'auto', resume: null, assets: ASSETS });
    listener.mockClear();
    worker().ready('wasm');
    worker().status('idle', 0);
    expect(listener).not.toHaveBeenCalled();
    frame();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(client.getSnapshot()).toMatchObject({ state: 'idle', backend: { backend: 'wasm' } });
    expect(client.getSnapshot()).toBe(client.getSnapshot());
  });

  it('drops messages of an earlier run', () => {
    const { client, worker } = setUp();
    const old = worker().runId;
    client.load({ ...defaultExperiment, seed: 5 });
    worker().say({ kind: 'points', runId: old, lanes: [lanePoints(0, 3, [0])] });
    worker().status('running', 77, old);
    expect(client.getSnapshot().series[0].trainLength).toBe(0);
    expect(client.getSnapshot().iteration).toBe(0);
  });

  it('grows the series without touching earlier views', () => {
    const { client, worker } = setUp();
    worker().say({ kind: 'points', runId: worker().runId, lanes: [lanePoints(0, 50, [0, 20, 40])] });
    const before = client.getSnapshot().series[0];
    worker().say({ kind: 'points', runId: worker().runId, lanes: [lanePoints(50, 500, [60])] });
    const after = client.getSnapshot().series[0];
    expect(before.trainLength).toBe(50);
    expect(before.train.trainLoss).toHaveLength(50);
    expect(after.trainLength).toBe(500);
    expect(after.train.trainLoss[499]).toBe(499);
    expect(after.train.trainLossSpread).toHaveLength(500);
    expect(after.evaluation.metrics.testLoss).toEqual(Float32Array.of(0, 20, 40, 60));
    expect(after.evaluation.taskTestLoss).toHaveLength(8);
  });

  it('shows a start at once, and a pause with the last iteration when the worker confirms it', () => {
    const { client, worker, listener } = setUp();
    worker().status('idle', 0);
    listener.mockClear();
    client.run();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(client.getSnapshot().state).toBe('running');
    worker().status('running', 10);
    client.pause();
    worker().status('running', 12);
    expect(client.getSnapshot()).toMatchObject({ state: 'running', iteration: 12 });
    worker().status('paused', 13);
    expect(client.getSnapshot()).toMatchObject({ state: 'paused', iteration: 13 });
  });

  it('sets values before training and records edits afterwards', () => {
    const { client, worker } = setUp();
    worker().status('idle', 0);
    client.edit(null, 'alpha', 0.05);
    expect(client.getSnapshot().experiment.shared.alpha).toBe(0.05);
    const { runId } = worker();
    worker().say({ kind: 'edited', runId, iteration: 0, lane: null, field: 'alpha', value: 0.05 });
    expect(client.getSnapshot().experiment.edits).toEqual([]);
    worker().status('running', 100);
    client.edit(1, 'beta', 0.01);
    worker().say({ kind: 'edited', runId, iteration: 104, lane: 1, field: 'beta', value: 0.01 });
    expect(client.getSnapshot().experiment.edits).toEqual([
      { iteration: 104, field: 'beta', value: 0.01, lane: 1 },
    ]);
    client.reset();
    expect(worker().start.experiment).toMatchObject({ edits: [], iter: 0 });
    expect(worker().start.experiment.lanes[1].overrides.beta).toBe(0.01);
    expect(worker().start.experiment.shared.alpha).toBe(0.05);
    expect(worker().sent.some((message) => message.kind === 'run' && message.runId === worker().runId)).toBe(
      false,
    );
  });

  it('goes on with the next backend from the last checkpoint when the device is lost', () => {
    const { client, workers, worker, frame } = setUp();
    worker().ready('webgpu');
    worker().status('running', 90);
    const { runId } = worker();
    worker().say({ kind: 'points', runId, lanes: [lanePoints(0, 90, [0, 20, 40, 60, 80])] });
    worker().say({ kind: 'checkpoint', runId, checkpoint: checkpointAt(60) });
    worker().say({ kind: 'device-lost', runId, message: 'The GPU went away.' });
    frame();
    expect(workers).toHaveLength(2);
    expect(workers[0].terminated).toBe(true);
    expect(workers[1].start).toMatchObject({ backend: 'wasm', resume: { iteration: 60 } });
    expect(workers[1].sent.some((message) => message.kind === 'run')).toBe(true);
    const snapshot = client.getSnapshot();
    expect(snapshot.series[0].trainLength).toBe(60);
    expect(snapshot.series[0].evaluation.iteration).toEqual(Float64Array.of(0, 20, 40, 60));
    expect(snapshot.notices[0].message).toContain('The GPU went away.');
    expect(snapshot.notices[0].message).toContain('WebAssembly from iteration 60');
    // The old worker is not listened to any more.
    workers[0].say({ kind: 'device-lost', runId, message: 'again' });
    expect(workers).toHaveLength(2);
  });

  it('falls back twice, starts afresh on the last backend a few times, then shows the error', () => {
    const { client, workers } = setUp({ ...defaultExperiment, backend: 'webgpu' });
    for (const worker of [0, 1, 2]) workers[worker].onerror?.({ message: 'crash' } as ErrorEvent);
    expect(workers.map((worker) => worker.start.backend)).toEqual(['webgpu', 'wasm', 'cpu', 'cpu']);
    expect(client.getSnapshot().notices.at(-1)?.message).toContain(
      'goes on afresh with the plain CPU backend',
    );
    for (const worker of [3, 4, 5]) workers[worker].onerror?.({ message: 'crash' } as ErrorEvent);
    expect(workers).toHaveLength(6);
    expect(client.getSnapshot()).toMatchObject({ state: 'error' });
    expect(client.getSnapshot().error).toContain('crash');
  });

  it('begins again from the start when a refused lane is put right', () => {
    const { client, worker } = setUp();
    const { runId } = worker();
    worker().say({
      kind: 'lane-stopped',
      runId,
      lane: 1,
      stop: { iteration: 0, reason: 'no', refused: true },
    });
    worker().status('running', 40);
    client.edit(0, 'alpha', 0.03);
    expect(worker().runId).toBe(runId);
    client.edit(1, 'graph', 'ring');
    expect(worker().runId).toBe(runId + 1);
    expect(worker().start.experiment.lanes[1].overrides.graph).toBe('ring');
    expect(worker().start.experiment.edits).toEqual([]);
    expect(client.getSnapshot().stops).toEqual([null, null, null]);
  });

  it("shows an experiment's own error without trying other backends", () => {
    const { client, workers, worker } = setUp();
    worker().say({ kind: 'failed', runId: worker().runId, message: 'mnist: no data files were found' });
    expect(workers).toHaveLength(1);
    expect(client.getSnapshot()).toMatchObject({ state: 'error', error: 'mnist: no data files were found' });
    client.load(defaultExperiment);
    expect(client.getSnapshot()).toMatchObject({ state: 'loading', error: null });
  });

  it('scrubs the adaptation to a kept model until a new run or backend', () => {
    const { client, worker } = setUp();
    worker().ready('wasm');
    const { runId } = worker();
    worker().say({ kind: 'snapshots', runId, iterations: [0, 4, 8] });
    expect(client.getSnapshot()).toMatchObject({ snapshotIterations: [0, 4, 8], scrub: null });
    client.setScrub(4);
    expect(client.getSnapshot().scrub).toBe(4);
    const drawn = { kind: 'drawn', index: 0 } as const;
    expect(worker().sent[worker().sent.length - 1]).toEqual({
      kind: 'probe',
      runId,
      choice: drawn,
      atIteration: 4,
    });
    client.setProbe({ kind: 'drawn', index: 2 });
    expect(worker().sent[worker().sent.length - 1]).toMatchObject({ choice: { index: 2 }, atIteration: 4 });
    client.setBackend('cpu');
    expect(client.getSnapshot()).toMatchObject({ snapshotIterations: [], scrub: null });
    client.setScrub(0);
    client.reset();
    expect(client.getSnapshot()).toMatchObject({ snapshotIterations: [], scrub: null });
    client.setScrub(null);
    expect(worker().sent[worker().sent.length - 1].kind).not.toBe('run');
  });

  it('says which views and measures are wanted when they change and at every start of a run', () => {
    const { client, worker } = setUp();
    const told = () =>
      worker().sent.flatMap((message) =>
        message.kind === 'views' ? [[...message.names, ...message.measures]] : [],
      );
    expect(told()).toEqual([[]]);
    client.setViews(['adaptation', 'landscape'], ['gradient']);
    client.setViews(['adaptation', 'landscape'], ['gradient']);
    expect(told().slice(1)).toEqual([['adaptation', 'landscape', 'gradient']]);
    client.load({ ...defaultExperiment, seed: 5 });
    expect(told().slice(2)).toEqual([['adaptation', 'landscape', 'gradient']]);
    client.setBackend('cpu');
    expect(told()).toEqual([['adaptation', 'landscape', 'gradient']]);
    client.setViews([], []);
    expect(told().at(-1)).toEqual([]);
  });

  it('changes the backend with the curves kept', () => {
    const { client, worker } = setUp();
    worker().ready('wasm');
    worker().status('paused', 30);
    worker().say({ kind: 'points', runId: worker().runId, lanes: [lanePoints(0, 30, [0, 20])] });
    worker().say({ kind: 'checkpoint', runId: worker().runId, checkpoint: checkpointAt(30) });
    client.setBackend('cpu');
    expect(worker().start).toMatchObject({ backend: 'cpu', resume: { iteration: 30 } });
    expect(worker().start.experiment.backend).toBe('cpu');
    expect(client.getSnapshot().series[0].trainLength).toBe(30);
    expect(worker().sent.some((message) => message.kind === 'run')).toBe(false);
  });
});
