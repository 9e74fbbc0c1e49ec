// The meta-loss over a plane through parameter space: F and single tasks' post-adaptation losses on a grid, the
// lanes' paths in that plane, and the inner steps from each launch model. Computed in short pieces, so that the
// worker can train in between; everything refers to the moment at which it began.

import type { TaskBatch } from '../../learner/batch.ts';
import { forwardMultiplyAdds } from '../../learner/costs.ts';
import type { MetaGradientProgram } from '../../learner/metaGradient.ts';
import type { InnerRule } from '../../learner/rule.ts';
import { centroid } from '../../math/statistics.ts';
import type { LandscapePlane, LandscapeRequest, LandscapeView, PlanePoints } from '../../protocol/views.ts';
import { allFinite } from '../run/lane/divergence.ts';
import type { Trainer } from '../run/trainer.ts';
import {
  coordinatePlane,
  modelAt,
  type Plane,
  planeThrough,
  project,
  randomPlane,
} from './landscapePlane.ts';

/** Test tasks that F is averaged over, by what one costs, and tasks whose own losses and inner steps are shown. */
const MEAN_TASKS = 16;
const FEW_TASKS = 4;
const SHOWN_TASKS = 3;
/** Multiply-adds of adapting to one task from which on the mean is over few of them. */
const COSTLY = 5e7;
/** Rows and multiply-adds of one call: they keep it within some milliseconds. */
const ROWS_PER_CALL = 96;
const WORK_PER_CALL = 4e7;
/** The drawn square is so many times as wide as what it must hold. */
const ROOM = 1.5;

/** One lane as it was when the landscape was asked for. */
interface LaneState {
  readonly launch: Float32Array;
  readonly rule: InnerRule;
  readonly program: MetaGradientProgram;
  /** Launch models so far, without the present one. */
  readonly earlier: readonly Float32Array[];
  readonly iterations: readonly number[];
}

/** A piece of work is done: `points` of the grid have been computed, and a view may be ready to be shown. */
export interface LandscapeProgress {
  readonly points: number;
  readonly view: LandscapeView | null;
}

/** The next grid's points per side after one of `done` (0: none yet); null: that one is fine enough. */
export type Refinement = (done: number) => number | null;

function stateOf({ lanes }: Trainer): LaneState[] {
  return lanes.map(({ group, program, path }) => {
    const { params, agents, rule } = group.runs[0].evaluated();
    return {
      launch: centroid(params, agents),
      rule: { ...rule, direction: 'through-adaptation' },
      program,
      earlier: path.models,
      iterations: path.iterations,
    };
  });
}

/** Mean loss of a model after adaptation to the tasks of a batch. */
async function lossOf(lane: LaneState, launch: Float32Array, batch: TaskBatch): Promise<number> {
  const { rule, program } = lane;
  const { queryLoss } = await program.metaGradient({ launch, agents: 1, batch, rule, wantGradient: false });
  return queryLoss.reduce((sum, loss) => sum + loss, 0) / queryLoss.length;
}

/** Kept models of a diverged lane that are tried one by one, the last first, before its start is taken. */
const MOST_TRIED = 20;

/**
 * A lane's launch model, or the last one with a finite loss where it has diverged; null where none has. Rests after
 * every model that it had to pass over.
 */
async function* soundLaunch(
  lane: LaneState,
  batch: TaskBatch,
  iteration: number,
): AsyncGenerator<LandscapeProgress, { model: Float32Array; iteration: number } | null> {
  const kept = lane.earlier.map((model, i) => ({ model, iteration: lane.iterations[i] })).reverse();
  const start = kept.slice(MOST_TRIED).slice(-1);
  for (const one of [{ model: lane.launch, iteration }, ...kept.slice(0, MOST_TRIED), ...start]) {
    if (allFinite(one.model) && Number.isFinite(await lossOf(lane, one.model, batch))) return one;
    yield { points: 0, view: null };
  }
  return null;
}

/** The first `rows` rows of a batch, `times` times over. */
function repeatRows(batch: TaskBatch, rows: number, times: number): TaskBatch {
  const repeat = (values: Float32Array): Float32Array => {
    const part = values.subarray(0, (values.length / batch.rows) * rows);
    const all = new Float32Array(part.length * times);
    for (let i = 0; i < times; i++) all.set(part, i * part.length);
    return all;
  };
  const { support, query } = batch;
  return {
    rows: rows * times,
    inputs: batch.inputs,
    outputs: batch.outputs,
    support: { examples: support.examples, x: repeat(support.x), y: repeat(support.y) },
    query: { examples: query.examples, x: repeat(query.x), y: repeat(query.y) },
    taskIds: new Int32Array(rows * times).fill(-1),
  };
}

/** Multiply-adds of adapting to one task and its query loss: a backward pass costs two forward ones. */
function workPerTask(trainer: Trainer, { innerSteps }: InnerRule): number {
  const { support, query } = trainer.tests.head(1);
  return forwardMultiplyAdds(trainer.model) * (3 * innerSteps * support.examples + query.examples);
}

/** Models that one lane's launch model adapts to after 0 … N inner steps on the first `shown` tasks. */
async function* adaptedModels(lane: LaneState, batch: TaskBatch, shown: number) {
  const few = repeatRows(batch, shown, 1);
  const width = lane.launch.length;
  for (let step = 0; step <= lane.rule.innerSteps; step++) {
    const { adapted } = await lane.program.metaGradient({
      launch: lane.launch,
      agents: 1,
      batch: few,
      rule: { ...lane.rule, innerSteps: step },
      wantGradient: false,
      wantAdapted: true,
    });
    const models = adapted as Float32Array;
    yield Array.from({ length: shown }, (_, t) => models.slice(t * width, (t + 1) * width));
  }
}

interface Frame {
  readonly plane: Plane;
  readonly center: readonly [number, number];
  /** Half-width that holds the plane's models, before the zoom. */
  readonly reach: number;
}

/** The plane through three models and a square around them; random directions where they are one point. */
function frameThrough(
  models: readonly [Float32Array, Float32Array, Float32Array],
  fallback: () => Frame,
  seed: number,
): Frame {
  const plane = models.every(allFinite) ? planeThrough(models, seed) : null;
  if (!plane) return fallback();
  const places = models.map((model) => project(plane, model));
  const range = (values: number[]) => [Math.min(...values), Math.max(...values)];
  const [left, right] = range(places.map(({ x }) => x));
  const [low, high] = range(places.map(({ y }) => y));
  return {
    plane,
    center: [(left + right) / 2, (low + high) / 2],
    reach: (ROOM * Math.max(right - left, high - low)) / 2,
  };
}

/** The plane asked for; `lane` is the one it is drawn around, with its finite launch model. */
async function frameOf(
  trainer: Trainer,
  plane: LandscapePlane,
  lanes: readonly LaneState[],
  lane: LaneState,
): Promise<Frame> {
  const around = lane.launch;
  const { seed } = trainer.experiment;
  const random = (own: number): Frame => ({
    plane: randomPlane(trainer.model, around, own),
    center: [0, 0],
    reach: 1,
  });
  const through = (a: Float32Array, b: Float32Array, c: Float32Array) =>
    frameThrough([a, b, c], () => random(seed), seed);
  switch (plane.kind) {
    case 'coordinates':
      return { plane: coordinatePlane(around.length), center: [0, 0], reach: 1 };
    case 'random':
      return random(plane.seed);
    case 'training': {
      const { earlier } = lane;
      if (earlier.length === 0) return random(seed);
      return through(earlier[0], around, earlier[Math.floor(earlier.length / 2)]);
    }
    case 'lanes': {
      const [a, b, c] = plane.lanes.map((index) => lanes[index]?.launch ?? around);
      return through(a, b, c);
    }
    case 'tasks': {
      let last: Float32Array[] = [];
      const pair = trainer.tests.head(2);
      for await (const models of adaptedModels(lane, pair, pair.rows)) last = models;
      return through(around, last[0], last[1] ?? last[0]);
    }
    default:
      return plane satisfies never;
  }
}

function placesOf(plane: Plane, models: readonly Float32Array[]): PlanePoints {
  const points = new Float32Array(2 * models.length);
  const off = new Float32Array(models.length);
  models.forEach((model, i) => {
    const place = project(plane, model);
    points.set([place.x, place.y], 2 * i);
    off[i] = place.off;
  });
  return { points, off };
}

interface Grid {
  readonly resolution: number;
  readonly metaLoss: Float32Array;
  readonly taskLoss: readonly Float32Array[];
}

interface GridSetting {
  readonly frame: Frame;
  readonly halfWidth: number;
  readonly lane: LaneState;
  readonly batch: TaskBatch;
  readonly tasks: number;
  readonly shown: number;
  readonly pointsPerCall: number;
}

/** Losses on a grid, call by call; points that a coarser grid has are taken from it. */
async function* fillGrid(
  setting: GridSetting,
  resolution: number,
  coarse: Grid | null,
): AsyncGenerator<LandscapeProgress, Grid> {
  const { frame, halfWidth, lane, tasks, shown, pointsPerCall, batch } = setting;
  const size = resolution * resolution;
  const width = lane.launch.length;
  const metaLoss = new Float32Array(size);
  const taskLoss = Array.from({ length: shown }, () => new Float32Array(size));
  const stride = coarse ? (resolution - 1) / (coarse.resolution - 1) : 0;
  const missing: number[] = [];
  for (let point = 0; point < size; point++) {
    const [column, row] = [(point % resolution) / stride, Math.floor(point / resolution) / stride];
    if (!coarse || !Number.isInteger(column) || !Number.isInteger(row)) {
      missing.push(point);
      continue;
    }
    const known = row * coarse.resolution + column;
    metaLoss[point] = coarse.metaLoss[known];
    for (let t = 0; t < shown; t++) taskLoss[t][point] = coarse.taskLoss[t][known];
  }
  const agentOfRow = Int32Array.from({ length: batch.rows }, (_, row) => Math.floor(row / tasks));
  const launch = new Float32Array(pointsPerCall * width);
  const at = (index: number) => (resolution > 1 ? -1 + (2 * index) / (resolution - 1) : 0) * halfWidth;
  for (let start = 0; start < missing.length; start += pointsPerCall) {
    const points = missing.slice(start, start + pointsPerCall);
    for (let g = 0; g < pointsPerCall; g++) {
      const point = points[Math.min(g, points.length - 1)];
      const x = frame.center[0] + at(point % resolution);
      const y = frame.center[1] + at(Math.floor(point / resolution));
      modelAt(frame.plane, x, y, launch, g * width);
    }
    const { queryLoss } = await lane.program.metaGradient({
      launch,
      agents: pointsPerCall,
      batch,
      rule: lane.rule,
      agentOfRow,
      wantGradient: false,
    });
    points.forEach((point, g) => {
      let sum = 0;
      for (let t = 0; t < tasks; t++) sum += queryLoss[g * tasks + t];
      metaLoss[point] = sum / tasks;
      for (let t = 0; t < shown; t++) taskLoss[t][point] = queryLoss[g * tasks + t];
    });
    yield { points: points.length, view: null };
  }
  return { resolution, metaLoss, taskLoss };
}

/**
 * Computes the requested landscape piece by piece, from a coarse grid to as fine a one as `refine` asks for; a view
 * comes with each. On a finite set F is the mean over all its tasks that fit. A lane that has diverged is drawn
 * around its last model with a finite loss.
 * @throws where it has none.
 */
export async function* landscapeViews(
  trainer: Trainer,
  request: LandscapeRequest,
  refine: Refinement,
): AsyncGenerator<LandscapeProgress, void> {
  const { iteration, source } = trainer;
  const testBatch = trainer.tests.head(MEAN_TASKS);
  const lanes = stateOf(trainer);
  // A lane that has just been removed may still be asked for.
  const chosen = Math.min(request.lane, lanes.length - 1);
  const finite = source.finite?.names.length;
  const work = workPerTask(trainer, lanes[chosen].rule);
  const wanted = finite && finite <= MEAN_TASKS ? finite : work > COSTLY ? FEW_TASKS : MEAN_TASKS;
  const tasks = Math.min(testBatch.rows, wanted);
  const shown = Math.min(tasks, finite && finite <= 8 ? finite : SHOWN_TASKS);
  const found = yield* soundLaunch(lanes[chosen], repeatRows(testBatch, tasks, 1), iteration);
  if (!found) throw new Error('this lane has no model with a finite loss to draw it around.');
  const lane = { ...lanes[chosen], launch: found.model };
  const frame = await frameOf(trainer, request.plane, lanes, lane);
  yield { points: 0, view: null };

  const paths: LandscapeView['paths'][number][] = [];
  for (const { launch, earlier, iterations } of lanes) {
    const places = placesOf(frame.plane, [...earlier, launch]);
    paths.push({ ...places, iterations: Float64Array.from([...iterations, iteration]) });
    yield { points: 0, view: null };
  }
  const innerSteps: LandscapeView['innerSteps'][number][] = [];
  for (const [index, one] of lanes.entries()) {
    const steps = one.rule.innerSteps;
    const models: Float32Array[][] = [];
    for await (const adapted of adaptedModels(one, testBatch, shown)) {
      models.push(adapted);
      yield { points: 0, view: null };
    }
    const byTask = Array.from({ length: shown }, (_, t) => models.map((step) => step[t])).flat();
    innerSteps.push({ lane: index, tasks: shown, steps, ...placesOf(frame.plane, byTask) });
  }

  const halfWidth = request.zoom * frame.reach;
  const show = (grid: Grid): LandscapeView => ({
    request,
    iteration,
    around: found.iteration,
    basis: frame.plane.basis,
    center: frame.center,
    halfWidth,
    tasks,
    resolution: grid.resolution,
    // Copies: a view's buffers move to the page.
    metaLoss: grid.metaLoss.slice(),
    taskLoss: grid.taskLoss.map((values) => values.slice()),
    paths: structuredClone(paths),
    innerSteps: structuredClone(innerSteps),
  });
  if (request.plane.kind === 'coordinates') {
    yield { points: 0, view: show({ resolution: 0, metaLoss: new Float32Array(0), taskLoss: [] }) };
    return;
  }
  const perCall = Math.min(ROWS_PER_CALL, WORK_PER_CALL / work) / tasks;
  const pointsPerCall = Math.max(1, Math.floor(perCall));
  const batch = repeatRows(testBatch, tasks, pointsPerCall);
  const setting = { frame, halfWidth, lane, batch, tasks, shown, pointsPerCall };
  let grid: Grid | null = null;
  for (let next = refine(0); next !== null; next = refine(next)) {
    grid = yield* fillGrid(setting, next, grid);
    yield { points: 0, view: show(grid) };
  }
}
