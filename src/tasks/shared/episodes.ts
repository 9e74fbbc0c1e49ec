// Few-shot classification from image sets: an episode is an ordered choice of classes (the order gives the labels) and
// disjoint support and query images of each. Rows hold the examples class after class; targets are one-hot.

import type { ImageSet } from '../../data/images.ts';
import type { ExampleSet, TaskBatch } from '../../learner/batch.ts';
import type { Stream } from '../../math/rng.ts';
import type { Pools } from './classParts.ts';
import { checkRoom, pickTask } from './finite.ts';
import { isOwnDraw, pairStream, sideStream, slotStream } from './streams.ts';
import type { DrawRequest, FiniteTasks, TaskDescription, TaskSetup, TaskShape, TaskSource } from './types.ts';

/** A class as an episode uses it: its images, and a turn by 90° × `turn` that makes it a class of its own. */
export interface EpisodeClass {
  readonly set: ImageSet;
  /** Called before an image is read, for sets that are drawn on demand. */
  readonly ensure?: (image: number) => void;
  readonly name: string;
  /** Alphabet or other group. */
  readonly group: string;
  readonly pools: Pools;
  readonly turn: 0 | 1 | 2 | 3;
}

/** What episodes are drawn from: classes to combine freely, or a finite set of class tuples. */
export type EpisodeWorld =
  | {
      readonly kind: 'free';
      readonly ways: number;
      readonly train: readonly EpisodeClass[];
      readonly test: readonly EpisodeClass[];
      /** Probability that an episode takes all its classes from one group, where they resemble one another. */
      readonly together: number;
    }
  | {
      readonly kind: 'finite';
      readonly tasks: readonly (readonly EpisodeClass[])[];
      readonly finite: FiniteTasks;
    };

/** Where pixel i of an image turned by 90° × turn comes from. */
function turnTable(side: number, channels: number, turn: number): Int32Array {
  const table = new Int32Array(side * side * channels);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      let [u, v] = [x, y];
      for (let k = 0; k < turn; k++) [u, v] = [v, side - 1 - u];
      for (let c = 0; c < channels; c++) table[(y * side + x) * channels + c] = (v * side + u) * channels + c;
    }
  return table;
}

const BYTE_TO_UNIT = Float32Array.from({ length: 256 }, (_, i) => i / 255);

/** `count` entries of the pool that are not in `taken`, added to `taken`. The pool must have enough. */
function pickImages(pool: Uint32Array, count: number, taken: number[], stream: Stream): void {
  for (let k = 0; k < count; k++) {
    let image = pool[Math.floor(stream.uniform() * pool.length)];
    while (taken.includes(image)) image = pool[Math.floor(stream.uniform() * pool.length)];
    taken.push(image);
  }
}

/** Classes by group, groups in order of first appearance. */
export function groupClasses(classes: readonly EpisodeClass[]): EpisodeClass[][] {
  const groups = new Map<string, EpisodeClass[]>();
  for (const c of classes) {
    const group = groups.get(c.group);
    if (group) group.push(c);
    else groups.set(c.group, [c]);
  }
  return [...groups.values()];
}

function smallestPool(world: EpisodeWorld): number {
  const classes = world.kind === 'free' ? [...world.train, ...world.test] : world.tasks.flat();
  return classes.reduce((least, c) => Math.min(least, c.pools.train.length, c.pools.test.length), Infinity);
}

/** Shots and queries per class that the smallest class has room for. Queries give way; shots do not. */
function fitQueries(
  setup: TaskSetup<unknown>,
  world: EpisodeWorld,
): { queries: number; notes: readonly string[] } {
  const { shots, queries, hessianShots: hessian } = setup;
  const least = smallestPool(world);
  const needed = Math.max(shots + 1, hessian);
  if (least < needed)
    throw new Error(
      `${hessian > shots + 1 ? `a Hessian batch of ${hessian} shots needs` : `shots ${shots} and one query need`} ` +
        `${needed} images of every class, but a class has ${least} of them for training or testing: lower ` +
        (hessian > shots + 1 ? 'its size' : '"Shots K"'),
    );
  if (least >= shots + queries) return { queries, notes: [] };
  const left = least - shots;
  return {
    queries: left,
    notes: [
      `${least} images per class and ${shots} ${shots === 1 ? 'shot' : 'shots'} leave ${left} ` +
        `${left === 1 ? 'query' : 'queries'} per class (asked: ${queries}).`,
    ],
  };
}

/** The source of tasks of a world. `taskIds` are the tuple's index for finite worlds, else −1. */
export function createEpisodes(
  setup: TaskSetup<unknown>,
  world: EpisodeWorld,
  moreNotes: readonly string[],
): TaskSource {
  const { seed, shots } = setup;
  const { queries, notes } = fitQueries(setup, world);
  const finite = world.kind === 'finite' ? world.finite : null;
  const ways = world.kind === 'finite' ? world.tasks[0].length : world.ways;
  const { set } = world.kind === 'finite' ? world.tasks[0][0] : world.train[0];
  const inputs = set.height * set.width * set.channels;
  const image = { height: set.height, width: set.width, channels: set.channels };
  const shape: TaskShape = { inputs, outputs: ways, loss: 'softmaxCrossEntropy', image };
  const turns = [0, 1, 2, 3].map((turn) => (turn ? turnTable(set.height, set.channels, turn) : null));
  const groupsOf = new Map<readonly EpisodeClass[], EpisodeClass[][]>();
  const taken: number[][] = Array.from({ length: ways }, () => []);

  function episode(
    request: DrawRequest,
    slot: number,
    stream: Stream,
  ): { id: number; classes: readonly EpisodeClass[] } {
    if (world.kind === 'finite') {
      const id = pickTask(world.finite, request, slot, stream.uniform());
      return { id, classes: world.tasks[id] };
    }
    const all = isOwnDraw(request) ? world.train : world.test;
    const from = stream.uniform() < world.together ? groupOf(all, stream.uniform()) : all;
    const chosen: number[] = [];
    while (chosen.length < ways) {
      const candidate = Math.floor(stream.uniform() * from.length);
      if (!chosen.includes(candidate)) chosen.push(candidate);
    }
    return { id: -1, classes: chosen.map((i) => from[i]) };
  }

  /** The classes of one group with enough of them, chosen by u ∈ [0, 1); all classes where there is none. */
  function groupOf(all: readonly EpisodeClass[], u: number): readonly EpisodeClass[] {
    const groups = groupsOf.get(all) ?? groupClasses(all).filter((group) => group.length >= ways);
    groupsOf.set(all, groups);
    return groups.length ? groups[Math.floor(u * groups.length)] : all;
  }

  function copyImage(c: EpisodeClass, index: number, x: Float32Array, at: number): void {
    c.ensure?.(index);
    const { pixels } = c.set;
    const from = index * inputs;
    const table = turns[c.turn];
    if (table === null) for (let i = 0; i < inputs; i++) x[at + i] = BYTE_TO_UNIT[pixels[from + i]];
    else for (let i = 0; i < inputs; i++) x[at + i] = BYTE_TO_UNIT[pixels[from + table[i]]];
  }

  /** Fills one row of a set with examples/ways fresh images of each class; `taken` keeps sets disjoint. */
  function fill(
    into: ExampleSet,
    row: number,
    classes: readonly EpisodeClass[],
    own: boolean,
    stream: Stream,
  ): void {
    const each = into.examples / ways;
    if (!Number.isInteger(each))
      throw new RangeError(`${into.examples} examples cannot be shared evenly among ${ways} classes`);
    const first = row * into.examples;
    into.y.fill(0, first * ways, (first + into.examples) * ways);
    for (let label = 0; label < ways; label++) {
      const c = classes[label];
      const before = taken[label].length;
      pickImages(own ? c.pools.train : c.pools.test, each, taken[label], stream);
      for (let k = 0; k < each; k++) {
        const example = first + label * each + k;
        copyImage(c, taken[label][before + k], into.x, example * inputs);
        into.y[example * ways + label] = 1;
      }
    }
  }

  function draw(request: DrawRequest, into: TaskBatch, firstRow: number): void {
    checkRoom(request, into, firstRow, shape);
    const own = isOwnDraw(request);
    let row = firstRow;
    for (let slot = 0; slot < request.tasks; slot++) {
      let stream = slotStream(seed, request, slot);
      const { id, classes } = episode(request, slot, stream);
      for (let pair = 0; pair < request.pairs; pair++, row++) {
        if (pair > 0) stream = pairStream(seed, request, slot, pair);
        for (const list of taken) list.length = 0;
        fill(into.support, row, classes, own, stream);
        fill(into.query, row, classes, own, stream);
        if (into.hessian) {
          for (const list of taken) list.length = 0;
          fill(into.hessian, row, classes, own, sideStream(seed, request, slot, pair, 'hessian'));
        }
        into.taskIds[row] = id;
      }
    }
  }

  function describe(request: DrawRequest, slot: number): TaskDescription {
    const { id, classes } = episode(request, slot, slotStream(seed, request, slot));
    const names = classes.map((c) => c.name);
    return { name: finite ? finite.names[id] : names.join(', '), classes: names };
  }

  return {
    shape,
    finite,
    examples: {
      support: ways * shots,
      query: ways * queries,
      hessian: ways * setup.hessianShots,
    },
    examplesOf: (shots) => ways * shots,
    notes: [...moreNotes, ...notes],
    draw,
    describe,
  };
}
