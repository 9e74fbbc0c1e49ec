// One-input regression: tasks are functions on an interval, inputs are uniform in it. A family says how a task comes
// from uniform numbers; draws, noise, finite sets and agents are the same for all.
import type { ExampleSet, TaskBatch } from '../../learner/batch.ts';
import { createStream, type Stream } from '../../math/rng.ts';
import { checkRoom, pickTask, uniformTasks } from './finite.ts';
import { isOwnDraw, pairStream, sideStream, slotStream, slotsOf } from './streams.ts';
import type { DrawRequest, FiniteTasks, TaskDescription, TaskSetup, TaskSource } from './types.ts';

const GRID_POINTS = 201;
const SHAPE = { inputs: 1, outputs: 1, loss: 'mse' } as const;

export interface FunctionFamily<T> {
  readonly domain: readonly [number, number];
  /** Uniform numbers in [0, 1) that a task is made from. */
  readonly uniforms: number;
  /** The task of these numbers in the distribution of one of `agents` agents; of agent 0 of 1: in the full one. */
  place(numbers: readonly number[], agent: number, agents: number): T;
  /** A finite set whose tasks are parts of the distribution, fresh functions at every draw; null: m fixed functions. */
  readonly parts?: {
    readonly train: FiniteTasks;
    readonly test: FiniteTasks;
    /** The function of these numbers in a part of the training or the test set. */
    place(part: number, test: boolean, numbers: readonly number[]): T;
  } | null;
  value(task: T, x: number): number;
  name(task: T): string;
  /** For narrow figures. */
  shortName(task: T): string;
}

type SideStream = (kind: 'noise' | 'hessian' | 'hessian-noise') => Stream;

interface Drawn<T> {
  readonly task: T;
  /** Index in the finite set, or −1. */
  readonly id: number;
}

function addNoise(set: ExampleSet, row: number, sd: number, stream: Stream): void {
  const end = (row + 1) * set.examples;
  for (let at = row * set.examples; at < end; at++) set.y[at] += sd * stream.normal();
}

interface TaskPicker<T> {
  readonly finite: FiniteTasks | null;
  readonly testTasks: FiniteTasks | null;
  taskOf(request: DrawRequest, slot: number, stream: Stream): Drawn<T>;
}

/** Picks a part by the first number of a draw and places the function in it by the others. */
function partPicker<T>(
  { uniforms }: FunctionFamily<T>,
  { train, test, place }: NonNullable<FunctionFamily<T>['parts']>,
): TaskPicker<T> {
  return {
    finite: train,
    testTasks: test,
    taskOf(request, slot, stream) {
      const own = isOwnDraw(request);
      const id = pickTask(own ? train : test, request, slot, stream.uniform());
      const numbers = Array.from({ length: uniforms }, () => stream.uniform());
      return { task: place(id, !own, numbers), id };
    },
  };
}

/** Draws the numbers of a task, and picks one of the finite set where there is one (its points as numbers). */
function taskPicker<T>(
  { seed, taskCount }: TaskSetup<unknown>,
  { uniforms, place, shortName }: FunctionFamily<T>,
): TaskPicker<T> {
  const numbersOf = (stream: Stream) => Array.from({ length: uniforms }, () => stream.uniform());
  // A finite set is m functions of the full distribution, the same for every agent.
  const points = Array.from({ length: taskCount }, (_, i) => numbersOf(createStream(seed, 'finite', i)));
  const finite = taskCount > 0 ? uniformTasks(points.map((point) => shortName(place(point, 0, 1)))) : null;
  return {
    finite,
    testTasks: finite,
    taskOf(request, slot, stream) {
      const [agent, agents] = isOwnDraw(request) ? [request.agent, request.agents] : [0, 1];
      const numbers = numbersOf(stream);
      if (finite === null) return { task: place(numbers, agent, agents), id: -1 };
      const id = pickTask(finite, request, slot, numbers[0]);
      return { task: place(points[id], 0, 1), id };
    },
  };
}

/** The source of a family of functions. Only support targets (and a separate Hessian batch's) are noisy. */
export function createFunctionTasks<T>(
  setup: TaskSetup<{ readonly noise: number }>,
  family: FunctionFamily<T>,
): TaskSource {
  const { seed, shots, queries, hessianShots, options } = setup;
  const [low, high] = family.domain;
  const { finite, testTasks, taskOf } = family.parts
    ? partPicker(family, family.parts)
    : taskPicker(setup, family);

  /** Writes the noiseless examples of a row. */
  function fill(set: ExampleSet, row: number, task: T, stream: Stream): void {
    const end = (row + 1) * set.examples;
    for (let at = row * set.examples; at < end; at++) {
      const x = low + (high - low) * stream.uniform();
      set.x[at] = x;
      set.y[at] = family.value(task, x);
    }
  }

  function fillRow(into: TaskBatch, row: number, task: T, stream: Stream, side: SideStream): void {
    fill(into.support, row, task, stream);
    fill(into.query, row, task, stream);
    if (options.noise > 0) addNoise(into.support, row, options.noise, side('noise'));
    if (!into.hessian) return;
    fill(into.hessian, row, task, side('hessian'));
    if (options.noise > 0) addNoise(into.hessian, row, options.noise, side('hessian-noise'));
  }

  return {
    shape: SHAPE,
    finite,
    testTasks,
    examples: { support: shots, query: queries, hessian: hessianShots },
    examplesOf: (count) => count,
    draw(request, into, firstRow) {
      checkRoom(request, into, firstRow, SHAPE);
      let row = firstRow;
      for (const slot of slotsOf(request)) {
        let stream = slotStream(seed, request, slot);
        const { task, id } = taskOf(request, slot, stream);
        for (let pair = 0; pair < request.pairs; pair++, row++) {
          if (pair > 0) stream = pairStream(seed, request, slot, pair);
          fillRow(into, row, task, stream, (kind) => sideStream(seed, request, slot, pair, kind));
          into.taskIds[row] = id;
        }
      }
    },
    describe(request, slot): TaskDescription {
      const { task } = taskOf(request, slot, slotStream(seed, request, slot));
      const x = Float32Array.from(
        { length: GRID_POINTS },
        (_, i) => low + ((high - low) * i) / (GRID_POINTS - 1),
      );
      return { name: family.name(task), truth: { x, y: x.map((at) => family.value(task, at)) } };
    },
  };
}
