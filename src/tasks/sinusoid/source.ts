// Sinusoid regression y = a·sin(x + φ), x uniform in [−5, 5] (Finn et al. 2017). With K agents the amplitude range
// is split evenly among them (Kayaalp et al. 2020, Section 4.1); test tasks come from the full range for all.

import type { ExampleSet, TaskBatch } from '../../learner/batch.ts';
import { createStream, type Stream } from '../../math/rng.ts';
import { checkRoom, pickTask, uniformTasks } from '../shared/finite.ts';
import type { OptionsOf } from '../shared/spec.ts';
import { isOwnDraw, pairStream, sideStream, slotStream } from '../shared/streams.ts';
import type { DrawRequest, FiniteTasks, TaskDescription, TaskSetup, TaskSource } from '../shared/types.ts';
import { SINUSOID_DOMAIN, type sinusoid } from './spec.ts';

const [X_MIN, X_MAX] = SINUSOID_DOMAIN;
const GRID_POINTS = 201;

export interface Sinusoid {
  readonly amplitude: number;
  readonly phase: number;
  /** Index in the finite set, or −1. */
  readonly id: number;
}

const SHAPE = { inputs: 1, outputs: 1, loss: 'mse' } as const;

const sinusoidName = ({ amplitude, phase }: Sinusoid) =>
  `amplitude ${amplitude.toFixed(2)}, phase ${phase.toFixed(2)}`;
const shortName = ({ amplitude, phase }: Sinusoid) => `a ${amplitude.toFixed(2)} φ ${phase.toFixed(2)}`;

/** Writes `examples` noiseless examples of a row. */
function fill(set: ExampleSet, row: number, task: Sinusoid, stream: Stream): void {
  const end = (row + 1) * set.examples;
  for (let at = row * set.examples; at < end; at++) {
    const x = X_MIN + (X_MAX - X_MIN) * stream.uniform();
    set.x[at] = x;
    set.y[at] = task.amplitude * Math.sin(x + task.phase);
  }
}

function addNoise(set: ExampleSet, row: number, sd: number, stream: Stream): void {
  const end = (row + 1) * set.examples;
  for (let at = row * set.examples; at < end; at++) set.y[at] += sd * stream.normal();
}

/** The family's source; restricted to m fixed pairs where a finite set is asked for. */
export function createSinusoids(setup: TaskSetup<OptionsOf<typeof sinusoid>>): TaskSource {
  const { options, seed, taskCount: m } = setup;
  const amplitudeWidth = options.amplitudeMax - options.amplitudeMin;
  const phaseWidth = options.phaseMax - options.phaseMin;
  // A finite set is m points of the unit square; an agent's band is applied to them as to fresh draws.
  const points: [number, number][] = [];
  for (let i = 0; i < m; i++) {
    const stream = createStream(seed, 'finite', i);
    points.push([stream.uniform(), stream.uniform()]);
  }
  const place = (u: number, v: number, agent: number, agents: number, id: number): Sinusoid => ({
    amplitude: options.amplitudeMin + (amplitudeWidth * (agent + u)) / agents,
    phase: options.phaseMin + phaseWidth * v,
    id,
  });
  const finite: FiniteTasks | null =
    m > 0 ? uniformTasks(points.map(([u, v]) => shortName(place(u, v, 0, 1, 0)))) : null;

  function taskOf(request: DrawRequest, slot: number, stream: Stream): Sinusoid {
    const own = isOwnDraw(request);
    const agent = own ? request.agent : 0;
    const agents = own ? request.agents : 1;
    const u = stream.uniform();
    const v = stream.uniform();
    if (finite === null) return place(u, v, agent, agents, -1);
    const id = pickTask(finite, request, slot, u);
    return place(points[id][0], points[id][1], agent, agents, id);
  }

  function draw(request: DrawRequest, into: TaskBatch, firstRow: number): void {
    checkRoom(request, into, firstRow, SHAPE);
    let row = firstRow;
    for (let slot = 0; slot < request.tasks; slot++) {
      let stream = slotStream(seed, request, slot);
      const task = taskOf(request, slot, stream);
      for (let pair = 0; pair < request.pairs; pair++, row++) {
        if (pair > 0) stream = pairStream(seed, request, slot, pair);
        fill(into.support, row, task, stream);
        fill(into.query, row, task, stream);
        if (options.noise > 0)
          addNoise(into.support, row, options.noise, sideStream(seed, request, slot, pair, 'noise'));
        if (into.hessian) {
          fill(into.hessian, row, task, sideStream(seed, request, slot, pair, 'hessian'));
          if (options.noise > 0) {
            const noise = sideStream(seed, request, slot, pair, 'hessian-noise');
            addNoise(into.hessian, row, options.noise, noise);
          }
        }
        into.taskIds[row] = task.id;
      }
    }
  }

  function describe(request: DrawRequest, slot: number): TaskDescription {
    const task = taskOf(request, slot, slotStream(seed, request, slot));
    const x = new Float32Array(GRID_POINTS);
    const y = new Float32Array(GRID_POINTS);
    for (let i = 0; i < GRID_POINTS; i++) {
      x[i] = X_MIN + ((X_MAX - X_MIN) * i) / (GRID_POINTS - 1);
      y[i] = task.amplitude * Math.sin(x[i] + task.phase);
    }
    return { name: sinusoidName(task), truth: { x, y } };
  }

  return {
    shape: SHAPE,
    finite,
    examples: {
      support: setup.shots,
      query: setup.queries,
      hessian: setup.hessianShots,
    },
    examplesOf: (shots) => shots,
    draw,
    describe,
  };
}
