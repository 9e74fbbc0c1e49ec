// The meta-loss over a plane through parameter space: F and single tasks' post-adaptation losses on a grid, the
// lanes' paths in that plane, and the inner steps from each launch model. Many grid points per program call.
import type { LandscapeRequest, LandscapeView } from '../experiment/records.ts';
import type { TaskBatch } from '../math/batch.ts';
import { createStream } from '../math/rng.ts';
import { centroid } from './evaluation.ts';
import type { Trainer, TrainerLane } from './trainer.ts';

/** Test tasks that F is averaged over, and tasks whose own losses and inner steps are shown. */
const MEAN_TASKS = 16;
const SHOWN_TASKS = 3;
/** Rows of one call: keeps it within some milliseconds for small models. */
const ROWS_PER_CALL = 96;

interface Plane {
  readonly origin: Float32Array;
  /** Orthonormal. */
  readonly first: Float32Array;
  readonly second: Float32Array;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function unit(values: Float32Array): Float32Array {
  const length = Math.sqrt(dot(values, values));
  return length > 0 ? values.map((value) => value / length) : values;
}

/** b without its part along the unit vector a, to length 1. */
function orthonormal(a: Float32Array, b: Float32Array): Float32Array {
  const along = dot(a, b);
  return unit(b.map((value, i) => value - along * a[i]));
}

function axis(width: number, at: number): Float32Array {
  const values = new Float32Array(width);
  if (at < width) values[at] = 1;
  return values;
}

function launchOf({ group }: TrainerLane): Float32Array {
  const { params, agents } = group.runs[0];
  return centroid(params, agents);
}

function randomDirection(width: number, seed: number, name: string): Float32Array {
  const stream = createStream(seed, 'plane', name);
  return unit(Float32Array.from({ length: width }, () => stream.normal()));
}

function planeOf(trainer: Trainer, { plane, lane }: LandscapeRequest): Plane {
  const origin = launchOf(trainer.lanes[lane]).slice();
  const width = origin.length;
  if (plane.kind === 'coordinates') {
    return { origin: new Float32Array(width), first: axis(width, 0), second: axis(width, 1) };
  }
  if (plane.kind === 'random') {
    const first = randomDirection(width, plane.seed, 'first');
    return { origin, first, second: orthonormal(first, randomDirection(width, plane.seed, 'second')) };
  }
  const [a, b, c] = plane.lanes.map((index) => launchOf(trainer.lanes[index]));
  const middle = a.map((value, i) => (value + b[i] + c[i]) / 3);
  const first = unit(b.map((value, i) => value - a[i]));
  return {
    origin: middle,
    first,
    second: orthonormal(
      first,
      c.map((value, i) => value - a[i]),
    ),
  };
}

function coordinates(plane: Plane, model: Float32Array): [number, number] {
  const offset = model.map((value, i) => value - plane.origin[i]);
  return [dot(offset, plane.first), dot(offset, plane.second)];
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

interface GridLosses {
  readonly metaLoss: Float32Array;
  readonly taskLoss: Float32Array[];
}

/** Post-adaptation losses on the grid, row-major from the lower left; null where `pause` says to stop. */
async function gridLosses(
  trainer: Trainer,
  request: LandscapeRequest,
  plane: Plane,
  tasks: number,
  shown: number,
  pause: () => Promise<boolean>,
): Promise<GridLosses | null> {
  const { resolution, halfWidth, lane } = request;
  const { group, program } = trainer.lanes[lane];
  const rule = { ...group.runs[0].evaluated().rule, direction: 'through-adaptation' } as const;
  const width = plane.origin.length;
  const points = resolution * resolution;
  const perCall = Math.max(1, Math.floor(ROWS_PER_CALL / tasks));
  const batch = repeatRows(trainer.testBatch, tasks, perCall);
  const agentOfRow = Int32Array.from({ length: batch.rows }, (_, row) => Math.floor(row / tasks));
  const launch = new Float32Array(perCall * width);
  const metaLoss = new Float32Array(points);
  const taskLoss = Array.from({ length: shown }, () => new Float32Array(points));
  const at = (index: number) =>
    resolution > 1 ? -halfWidth + (2 * halfWidth * index) / (resolution - 1) : 0;
  for (let start = 0; start < points; start += perCall) {
    for (let g = 0; g < perCall; g++) {
      const point = Math.min(points - 1, start + g);
      const x = at(point % resolution);
      const y = at(Math.floor(point / resolution));
      for (let i = 0; i < width; i++) {
        launch[g * width + i] = plane.origin[i] + x * plane.first[i] + y * plane.second[i];
      }
    }
    const { queryLoss } = await program.metaGradient({
      launch,
      agents: perCall,
      batch,
      rule,
      agentOfRow,
      wantGradient: false,
    });
    for (let g = 0; g < perCall && start + g < points; g++) {
      let sum = 0;
      for (let t = 0; t < tasks; t++) sum += queryLoss[g * tasks + t];
      metaLoss[start + g] = sum / tasks;
      for (let t = 0; t < shown; t++) taskLoss[t][start + g] = queryLoss[g * tasks + t];
    }
    if (!(await pause())) return null;
  }
  return { metaLoss, taskLoss };
}

/** From a lane's launch model, the inner steps to each shown task in the plane [tasks, N + 1, 2]. */
async function innerStepPoints(
  lane: TrainerLane,
  batch: TaskBatch,
  plane: Plane,
  shown: number,
): Promise<{ steps: number; points: Float32Array }> {
  const { params, agents, rule } = lane.group.runs[0].evaluated();
  const launch = centroid(params, agents);
  const steps = rule.innerSteps;
  const points = new Float32Array(shown * (steps + 1) * 2);
  const few = repeatRows(batch, shown, 1);
  for (let step = 0; step <= steps; step++) {
    const { adapted } = await lane.program.metaGradient({
      launch,
      agents: 1,
      batch: few,
      rule: { ...rule, innerSteps: step, direction: 'through-adaptation' },
      wantGradient: false,
      wantAdapted: true,
    });
    for (let t = 0; t < shown; t++) {
      const model = (adapted as Float32Array).subarray(t * launch.length, (t + 1) * launch.length);
      points.set(coordinates(plane, model), (t * (steps + 1) + step) * 2);
    }
  }
  return { steps, points };
}

/**
 * Computes the requested landscape in chunks; `pause` is awaited between them and ends the work by answering
 * false (null is returned then). On a finite set F is the mean over all its tasks that fit.
 */
export async function landscapeView(
  trainer: Trainer,
  request: LandscapeRequest,
  pause: () => Promise<boolean>,
): Promise<LandscapeView | null> {
  if (!trainer.lanes[request.lane])
    throw new Error(`There is no lane ${request.lane} to draw a landscape of.`);
  const { iteration, testBatch, source } = trainer;
  const plane = planeOf(trainer, request);
  const finite = source.finite?.names.length;
  const tasks = Math.min(testBatch.rows, finite && finite <= MEAN_TASKS ? finite : MEAN_TASKS);
  const shown = Math.min(tasks, finite && finite <= 8 ? finite : SHOWN_TASKS);
  const losses = await gridLosses(trainer, request, plane, tasks, shown, pause);
  if (!losses) return null;
  const innerSteps: { lane: number; tasks: number; steps: number; points: Float32Array }[] = [];
  for (const [lane, one] of trainer.lanes.entries()) {
    innerSteps.push({ lane, tasks: shown, ...(await innerStepPoints(one, testBatch, plane, shown)) });
    if (!(await pause())) return null;
  }
  return {
    requestId: request.requestId,
    iteration,
    resolution: request.resolution,
    extent: [-request.halfWidth, request.halfWidth],
    ...losses,
    paths: trainer.lanes.map(({ path, group }) => {
      const models = [...path.models, centroid(group.runs[0].params, group.runs[0].agents)];
      return Float32Array.from(models.flatMap((model) => coordinates(plane, model)));
    }),
    innerSteps,
  };
}
