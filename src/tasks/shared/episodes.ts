// Few-shot classification from image sets: an episode is an ordered choice of classes (the order gives the labels) and
// disjoint support and query images of each. Rows hold the examples class after class; targets are one-hot.

import type { ImageSet } from '../../data/images.ts';
import type { ExampleSet, TaskBatch } from '../../learner/batch.ts';
import type { Stream } from '../../math/rng.ts';
import type { Pools } from './classParts.ts';
import { checkRoom, pickTask } from './finite.ts';
import { isOwnDraw, pairStream, sideStream, slotStream, slotsOf } from './streams.ts';
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
  const { queries, hessianShots: hessian, stepShots: step } = setup;
  const shots = Math.max(setup.shots, setup.testShots);
  const least = smallestPool(world);
  const needs = [
    { needed: shots + 1, what: `shots ${shots} and one query need`, lower: '"Shots K"' },
    { needed: hessian, what: `a Hessian batch of ${hessian} shots needs`, lower: 'its size' },
    {
      needed: shots + step,
      what: `${step} step-size examples beside ${shots} shots need`,
      lower: 'one of them',
    },
  ];
  const most = needs.reduce((a, b) => (b.needed > a.needed ? b : a));
  if (least < most.needed)
    throw new Error(
      `${most.what} ${most.needed} images of every class, but a class has ${least} of them for training or testing: ` +
        `lower ${most.lower}`,
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

/** Draws episodes of a world into rows; holds what a draw needs again and again. */
class EpisodeDrawer {
  readonly ways: number;
  readonly shape: TaskShape;
  private readonly inputs: number;
  /** Where each pixel of a turned image comes from; null: not turned. */
  private readonly turns: readonly (Int32Array | null)[];
  private readonly groups = new Map<readonly EpisodeClass[], EpisodeClass[][]>();
  /** Images of each class that the row has used, so that its sets are disjoint. */
  private readonly taken: readonly number[][];

  constructor(
    private readonly seed: number,
    private readonly world: EpisodeWorld,
  ) {
    this.ways = world.kind === 'finite' ? world.tasks[0].length : world.ways;
    const { height, width, channels } = (world.kind === 'finite' ? world.tasks[0][0] : world.train[0]).set;
    this.inputs = height * width * channels;
    const image = { height, width, channels };
    this.shape = { inputs: this.inputs, outputs: this.ways, loss: 'softmaxCrossEntropy', image };
    this.turns = [0, 1, 2, 3].map((turn) => (turn ? turnTable(height, channels, turn) : null));
    this.taken = Array.from({ length: this.ways }, () => []);
  }

  /** The classes of one task; `id` is its index in a finite world, else −1. */
  episode(
    request: DrawRequest,
    slot: number,
    stream: Stream,
  ): { id: number; classes: readonly EpisodeClass[] } {
    const { ways = this.ways } = request;
    const world = this.world;
    if (world.kind === 'finite') {
      const id = pickTask(world.finite, request, slot, stream.uniform());
      return { id, classes: world.tasks[id].slice(0, ways) };
    }
    const all = isOwnDraw(request) ? world.train : world.test;
    const from = stream.uniform() < world.together ? this.groupOf(all, stream.uniform()) : all;
    const chosen: number[] = [];
    while (chosen.length < ways) {
      const candidate = Math.floor(stream.uniform() * from.length);
      if (!chosen.includes(candidate)) chosen.push(candidate);
    }
    return { id: -1, classes: chosen.map((i) => from[i]) };
  }

  /** The classes of one group with enough of them, chosen by u ∈ [0, 1); all classes where there is none. */
  private groupOf(all: readonly EpisodeClass[], u: number): readonly EpisodeClass[] {
    const groups = this.groups.get(all) ?? groupClasses(all).filter((group) => group.length >= this.ways);
    this.groups.set(all, groups);
    return groups.length ? groups[Math.floor(u * groups.length)] : all;
  }

  private copyImage(c: EpisodeClass, index: number, x: Float32Array, at: number): void {
    c.ensure?.(index);
    const { inputs } = this;
    const { pixels } = c.set;
    const from = index * inputs;
    const table = this.turns[c.turn];
    if (table === null) for (let i = 0; i < inputs; i++) x[at + i] = BYTE_TO_UNIT[pixels[from + i]];
    else for (let i = 0; i < inputs; i++) x[at + i] = BYTE_TO_UNIT[pixels[from + table[i]]];
  }

  /** Fills one row of a set with examples/ways fresh images of each class. */
  private fill(
    into: ExampleSet,
    row: number,
    classes: readonly EpisodeClass[],
    own: boolean,
    stream: Stream,
  ): void {
    const { ways, taken } = this;
    const each = into.examples / classes.length;
    if (!Number.isInteger(each))
      throw new RangeError(
        `${into.examples} examples cannot be shared evenly among ${classes.length} classes`,
      );
    const first = row * into.examples;
    into.y.fill(0, first * ways, (first + into.examples) * ways);
    for (let label = 0; label < classes.length; label++) {
      const c = classes[label];
      const before = taken[label].length;
      pickImages(own ? c.pools.train : c.pools.test, each, taken[label], stream);
      for (let k = 0; k < each; k++) {
        const example = first + label * each + k;
        this.copyImage(c, taken[label][before + k], into.x, example * this.inputs);
        into.y[example * ways + label] = 1;
      }
    }
  }

  private forget(): void {
    for (const list of this.taken) list.length = 0;
  }

  draw(request: DrawRequest, into: TaskBatch, firstRow: number): void {
    checkRoom(request, into, firstRow, this.shape);
    const seed = this.seed;
    const own = isOwnDraw(request);
    let row = firstRow;
    for (const slot of slotsOf(request)) {
      let stream = slotStream(seed, request, slot);
      const { id, classes } = this.episode(request, slot, stream);
      for (let pair = 0; pair < request.pairs; pair++, row++) {
        if (pair > 0) stream = pairStream(seed, request, slot, pair);
        this.forget();
        this.fill(into.support, row, classes, own, stream);
        this.fill(into.query, row, classes, own, stream);
        if (into.hessian) {
          this.forget();
          this.fill(into.hessian, row, classes, own, sideStream(seed, request, slot, pair, 'hessian'));
        }
        into.taskIds[row] = id;
      }
    }
  }
}

/** The source of tasks of a world. `taskIds` are the tuple's index for finite worlds, else −1. */
export function createEpisodes(
  setup: TaskSetup<unknown>,
  world: EpisodeWorld,
  moreNotes: readonly string[],
): TaskSource {
  const { seed, shots, hessianShots } = setup;
  const { queries, notes } = fitQueries(setup, world);
  const finite = world.kind === 'finite' ? world.finite : null;
  const drawer = new EpisodeDrawer(seed, world);
  const { ways, shape } = drawer;
  return {
    shape,
    finite,
    testTasks: finite,
    examples: { support: ways * shots, query: ways * queries, hessian: ways * hessianShots },
    examplesOf: (count, classes = ways) => classes * count,
    notes: [...moreNotes, ...notes],
    draw: (request, into, firstRow) => drawer.draw(request, into, firstRow),
    describe(request: DrawRequest, slot: number): TaskDescription {
      const { id, classes } = drawer.episode(request, slot, slotStream(seed, request, slot));
      const names = classes.map((c) => c.name);
      return { name: finite ? finite.names[id] : names.join(', '), classes: names };
    },
  };
}
