// The landscape on the WASM kernel: planes and their directions, values on the grid, paths and inner steps, piece
// by piece and the same every time.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Experiment } from '../../experiment/types.ts';
import type { CnnSpec, MlpSpec } from '../../learner/model.ts';
import { relativeError } from '../../math/statistics.ts';
import type { LandscapePlane, LandscapeView } from '../../protocol/views.ts';
import type { WasmKernel } from '../kernels/wasm/program.ts';
import { normals } from '../programs/testing.ts';
import { lane, loadTestKernel, smallExperiment, trainerFor } from '../run/testing.ts';
import type { Trainer } from '../run/trainer.ts';
import { landscapeViews } from './landscape.ts';
import { filtersOf, modelAt, planeThrough, project, randomPlane } from './landscapePlane.ts';

let kernel: WasmKernel;
beforeAll(async () => {
  kernel = await loadTestKernel();
});

const MLP: MlpSpec = { kind: 'mlp', sizes: [1, 6, 5, 2], activation: 'tanh', bias: true };
const CNN: CnnSpec = {
  kind: 'cnn',
  height: 6,
  width: 6,
  channels: 2,
  filters: [3],
  hidden: [],
  outputs: 2,
};

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const norm = (a: Float32Array) => Math.sqrt(dot(a, a));
/** The floats of one filter. */
const part = (row: Float32Array, { start, stride, count }: ReturnType<typeof filtersOf>[number]) =>
  Float32Array.from({ length: count }, (_, k) => row[start + k * stride]);

describe('random plane', () => {
  it.each([
    MLP,
    CNN,
  ])('has filters of the $kind model as long as the model’s own, at right angles', (model) => {
    const filters = filtersOf(model);
    const width = model.kind === 'mlp' ? 6 + 6 + 30 + 5 + 10 + 2 : 54 + 9 + 54 + 2;
    const origin = normals(width, model.kind);
    const { first, second, unit } = randomPlane(model, origin, 7);
    const covered = new Set<number>();
    for (const filter of filters) {
      for (let k = 0; k < filter.count; k++) covered.add(filter.start + k * filter.stride);
      const length = norm(part(origin, filter));
      expect(norm(part(first, filter))).toBeCloseTo(length, 4);
      expect(norm(part(second, filter))).toBeCloseTo(length, 4);
      expect(Math.abs(dot(part(first, filter), part(second, filter)))).toBeLessThan(1e-4 * length * length);
    }
    expect(unit).toBeCloseTo(norm(second), 4);
    // Biases and batch norm stay where they are.
    first.forEach((value, i) => {
      if (!covered.has(i)) expect([value, second[i]]).toEqual([0, 0]);
    });
  });

  it('depends on the seed alone', () => {
    const origin = normals(59, 'origin');
    expect(randomPlane(MLP, origin, 3)).toEqual(randomPlane(MLP, origin.slice(), 3));
    expect(randomPlane(MLP, origin, 4).first).not.toEqual(randomPlane(MLP, origin, 3).first);
    const zeros = randomPlane(MLP, new Float32Array(59), 3);
    expect(zeros.unit).toBeCloseTo(1, 5);
  });
});

describe('plane through three models', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => normals(40, name));

  it('holds all three, with the first axis along the first two', () => {
    const plane = planeThrough([a, b, c], 1);
    if (!plane) throw new Error('no plane');
    expect(Math.abs(dot(plane.first, plane.second))).toBeLessThan(1e-6);
    const places = [a, b, c].map((model) => project(plane, model));
    expect(places.map(({ off }) => off).every((off) => off < 1e-5)).toBe(true);
    expect([places[0].x, places[0].y]).toEqual([0, 0]);
    expect(places[1].y).toBeCloseTo(0, 5);
    expect(places[2].y).toBeGreaterThan(0);
    expect(places[1].x).toBeCloseTo(norm(b.map((value, i) => value - a[i])), 4);
    const back = new Float32Array(40);
    modelAt(plane, places[2].x, places[2].y, back, 0);
    expect(relativeError(back, c)).toBeLessThan(1e-5);
    // A model off the plane says how far.
    const away = a.map((value, i) => value + plane.first[i] * 2 + plane.second[i] + (i === 0 ? 3 : 0));
    expect(project(plane, away).off).toBeGreaterThan(2);
  });

  it('takes two that are equal and three on a line, and says no where all are one', () => {
    const onLine = b.map((value, i) => a[i] + 2 * (value - a[i]));
    for (const models of [
      [a, a, c],
      [a, b, a],
      [a, b, onLine],
    ] as const) {
      const plane = planeThrough(models, 1);
      if (!plane) throw new Error('no plane');
      expect(norm(plane.second)).toBeCloseTo(1, 5);
      expect(Math.abs(dot(plane.first, plane.second))).toBeLessThan(1e-6);
      for (const model of models) expect(project(plane, model).off).toBeLessThan(1e-4);
    }
    expect(planeThrough([a, a, a], 1)).toBeNull();
  });
});

/** All views of a landscape, computed to the end. */
async function viewsOf(
  trainer: Trainer,
  plane: LandscapePlane,
  grids: readonly number[] = [5],
  zoom = 1,
  of = 0,
): Promise<LandscapeView[]> {
  const views: LandscapeView[] = [];
  const refine = (done: number) => grids.find((grid) => grid > done) ?? null;
  for await (const { view } of landscapeViews(trainer, { lane: of, plane, zoom }, refine))
    if (view) views.push(view);
  return views;
}

async function viewOf(...args: Parameters<typeof viewsOf>): Promise<LandscapeView> {
  const [view] = (await viewsOf(...args)).slice(-1);
  return view;
}

const RANDOM = { kind: 'random', seed: 5 } as const;
const THREE = [lane('maml'), lane('fo-maml'), lane('anil', { innerSteps: 2 })];
const launch = (trainer: Trainer, of: number) => trainer.lanes[of].group.runs[0].params;
const last = ({ points }: { readonly points: Float32Array }) => [...points.slice(-2)];

async function trained(experiment: Experiment, iterations: number): Promise<Trainer> {
  const trainer = trainerFor(kernel, experiment);
  await trainer.advance(iterations);
  return trainer;
}

describe('landscape', () => {
  it('has the evaluated meta-loss in its middle', async () => {
    const trainer = await trained(smallExperiment(THREE), 10);
    const view = await viewOf(trainer, RANDOM);
    const [points] = trainer.takePoints();
    expect(view.tasks).toBe(6);
    expect(view.metaLoss[12]).toBeCloseTo(points.evaluation.metrics.testLoss.at(-1) ?? Number.NaN, 5);
    const mean = view.taskLoss.reduce((sum, one) => sum + one[12], 0) / view.taskLoss.length;
    expect(view.taskLoss).toHaveLength(3);
    expect(Number.isFinite(mean)).toBe(true);
    expect(view.basis).toBe('filters');
    expect([...view.center, view.halfWidth]).toEqual([0, 0, 1]);
    expect(last(view.paths[0])).toEqual([0, 0]);
  });

  it('has at every point the meta-loss of the model there', async () => {
    const trainer = await trained(smallExperiment(THREE), 4);
    const own = launch(trainer, 2).slice();
    const view = await viewOf(trainer, RANDOM, [5], 0.5, 2);
    const plane = randomPlane(trainer.model, own, 5);
    for (const [column, row] of [
      [0, 0],
      [4, 1],
      [2, 3],
    ]) {
      const model = new Float32Array(own.length);
      modelAt(plane, -0.5 + column / 4, -0.5 + row / 4, model, 0);
      const { program, group } = trainer.lanes[2];
      const { rule } = group.runs[0].evaluated();
      const batch = trainer.tests.head(trainer.tests.rows);
      const { queryLoss } = await program.metaGradient({
        launch: model,
        agents: 1,
        batch,
        rule,
        wantGradient: false,
      });
      const mean = queryLoss.reduce((sum, one) => sum + one, 0) / queryLoss.length;
      expect(view.metaLoss[row * 5 + column]).toBeCloseTo(mean, 4);
      expect(view.taskLoss[1][row * 5 + column]).toBeCloseTo(queryLoss[1], 4);
    }
  });

  it('is the same twice, and a finer grid has the coarser one’s values', async () => {
    const experiment = smallExperiment(THREE);
    const first = await viewsOf(await trained(experiment, 6), RANDOM, [3, 5]);
    const second = await viewsOf(await trained(experiment, 6), RANDOM, [3, 5]);
    expect(second).toEqual(first);
    const [coarse, fine] = first;
    expect(coarse.resolution).toBe(3);
    expect([0, 2, 4].flatMap((row) => [0, 2, 4].map((column) => fine.metaLoss[row * 5 + column]))).toEqual([
      ...coarse.metaLoss,
    ]);
    const straight = await viewOf(await trained(experiment, 6), RANDOM, [5]);
    expect(relativeError(straight.metaLoss, fine.metaLoss)).toBeLessThan(1e-6);
  });

  it('refers to the moment it began, however training goes on between its pieces', async () => {
    const experiment = smallExperiment(THREE);
    const still = await viewOf(await trained(experiment, 6), RANDOM, [5]);
    const trainer = await trained(experiment, 6);
    const request = { lane: 0, plane: RANDOM, zoom: 1 };
    let shown: LandscapeView | null = null;
    for await (const { view } of landscapeViews(trainer, request, (done) => (done === 0 ? 5 : null))) {
      await trainer.advance(1);
      shown = view ?? shown;
    }
    expect(trainer.iteration).toBeGreaterThan(10);
    expect(shown).toEqual(still);
  });

  it('puts three lanes exactly where they are, with what their paths miss', async () => {
    const trainer = await trained(smallExperiment(THREE), 12);
    const view = await viewOf(trainer, { kind: 'lanes', lanes: [0, 1, 2] }, [5]);
    expect(view.basis).toBe('models');
    const ends = view.paths.map(last);
    for (const [i, j] of [
      [0, 1],
      [1, 2],
      [0, 2],
    ]) {
      const apart = Math.hypot(ends[i][0] - ends[j][0], ends[i][1] - ends[j][1]);
      const difference = launch(trainer, i).map((value, k) => value - launch(trainer, j)[k]);
      expect(apart / norm(difference)).toBeCloseTo(1, 3);
    }
    for (const { off, points, iterations } of view.paths) {
      expect(off.at(-1)).toBeLessThan(1e-5);
      expect(off[0]).toBeGreaterThan(1e-3);
      expect([...iterations]).toEqual(Array.from({ length: 13 }, (_, t) => t));
      expect(points).toHaveLength(26);
    }
    // All three lie within the square.
    for (const [x, y] of ends) {
      expect(Math.abs(x - view.center[0])).toBeLessThan(view.halfWidth);
      expect(Math.abs(y - view.center[1])).toBeLessThan(view.halfWidth);
    }
  });

  it('follows one lane’s training from its start to now', async () => {
    const trainer = await trained(smallExperiment([lane('maml')]), 12);
    const { basis, paths, innerSteps } = await viewOf(trainer, { kind: 'training' });
    expect(basis).toBe('models');
    expect([...paths[0].points.slice(0, 2)]).toEqual([0, 0]);
    expect(last(paths[0])[1]).toBeCloseTo(0, 5);
    expect(last(paths[0])[0]).toBeGreaterThan(0);
    expect(innerSteps[0]).toMatchObject({ lane: 0, tasks: 3, steps: 1 });
    expect([...innerSteps[0].points.slice(0, 2)]).toEqual(last(paths[0]));
  });

  it('shows the inner steps to two tasks in their own plane', async () => {
    const trainer = await trained(smallExperiment([lane('maml', { innerSteps: 3 })]), 3);
    const { basis, innerSteps, halfWidth } = await viewOf(trainer, { kind: 'tasks' });
    expect(basis).toBe('models');
    const { off, points, steps } = innerSteps[0];
    expect(steps).toBe(3);
    const scale = Math.hypot(points[6], points[7]);
    // The start and both ends lie in the plane; the third task does not.
    for (const i of [0, 3, 4, 7]) expect(off[i]).toBeLessThan(1e-3 * scale);
    expect(off[11]).toBeGreaterThan(1e-2 * scale);
    expect(halfWidth).toBeGreaterThan(scale / 2);
  });

  it('stands in random directions before lanes or training have parted', async () => {
    const trainer = await trained(smallExperiment(THREE), 0);
    for (const plane of [{ kind: 'lanes', lanes: [0, 1, 2] }, { kind: 'training' }] as const) {
      const view = await viewOf(trainer, plane);
      expect(view.basis).toBe('filters');
      expect(view.metaLoss.every(Number.isFinite)).toBe(true);
    }
  });

  it('draws a lane that has diverged around its last finite model, and others beside it', async () => {
    const wild = lane('maml', { beta: 1e30, optimizer: 'sgd' });
    const trainer = await trained(smallExperiment([wild, lane('fo-maml')]), 8);
    expect(trainer.lanes[0].stop).not.toBeNull();
    trainer.lanes[0].group.runs[0].params.fill(Number.NaN);
    const view = await viewOf(trainer, RANDOM);
    expect(view.iteration).toBe(8);
    expect(view.around).toBeLessThan(8);
    expect(view.metaLoss.some(Number.isFinite)).toBe(true);
    expect(last(view.paths[0]).every(Number.isNaN)).toBe(true);
    expect((await viewOf(trainer, RANDOM, [5], 1, 1)).around).toBe(8);
  });

  it('gives plane quadratics their own coordinates, without a grid', async () => {
    const quadratics: Experiment = {
      ...smallExperiment([lane('maml'), lane('fo-maml')]),
      task: 'quadratics',
      model: { kind: 'mlp', hidden: [], activation: 'identity' },
    };
    const trainer = await trained(quadratics, 5);
    const views = await viewsOf(trainer, { kind: 'coordinates' });
    expect(views).toHaveLength(1);
    expect(views[0].resolution).toBe(0);
    expect(views[0].paths[0].points).toHaveLength(12);
    expect(last(views[0].paths[0])).toEqual([...launch(trainer, 0)]);
  });

  it('takes a finite set as a whole, and a lane that is no longer there as the last one', async () => {
    const trainer = await trained(
      smallExperiment([lane('da-maml')], { options: { ...smallExperiment([]).options, taskCount: 4 } }),
      2,
    );
    const view = await viewOf(trainer, RANDOM, [3], 1, 5);
    expect(view.tasks).toBe(4);
    expect(view.taskLoss).toHaveLength(4);
  });
});
