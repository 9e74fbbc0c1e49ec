// The worlds that episodes of one image set are drawn from: classes to combine freely, or m fixed choices of them.

import type { ImageSet } from '../../data/images.ts';
import { createStream } from '../../math/rng.ts';
import { quoted } from '../../text/sentences.ts';
import { classParts, sharedPools, sharesClasses, splitPools } from './classParts.ts';
import { type EpisodeClass, type EpisodeWorld, groupClasses } from './episodes.ts';
import { uniformTasks } from './finite.ts';
import type { FiniteTasks, TaskSetup } from './types.ts';

/** Share of a class's images that is held out where classes cannot be. */
const TEST_SHARE = 0.2;
/** In a finite set of class tuples, training and test share the classes and halve their images. */
const FINITE_TEST_SHARE = 0.5;

export interface Ways {
  readonly ways: number;
}

/** An image set whose pixels may be drawn on demand: call `ensure(image)` before reading an image. */
export interface LazyImages {
  readonly set: ImageSet;
  ensure(image: number): void;
}

/** Images of a finite set's tasks, the word before their numbers, and how likely classes share a group. */
export interface Gallery {
  readonly images: LazyImages;
  readonly label: string;
  readonly together: number;
}

/** Every class of the set, and with `rotations` its three turns as classes of their own (Santoro et al. 2016). */
export function episodeClasses(
  images: LazyImages,
  rotations: boolean,
  indices: readonly number[],
  poolsOf: (index: number) => EpisodeClass['pools'],
): EpisodeClass[] {
  const { set, ensure } = images;
  const turns: readonly (0 | 1 | 2 | 3)[] = rotations && set.height === set.width ? [0, 1, 2, 3] : [0];
  return indices.flatMap((index) => {
    const pools = poolsOf(index);
    const { name, group } = set.classes[index];
    return turns.map((turn) => ({
      set,
      ensure,
      pools,
      turn,
      group,
      name: turn ? `${name} ↻${turn * 90}°` : name,
    }));
  });
}

/** Distinct classes for a fixed task, in the order of their labels; all of one group with probability `together`. */
function chooseClasses(
  all: readonly EpisodeClass[],
  ways: number,
  seed: number,
  task: number,
  together: number,
): EpisodeClass[] {
  const stream = createStream(seed, 'finite', task);
  const groups = groupClasses(all).filter((group) => group.length >= ways);
  const one = stream.uniform() < together && groups.length > 0;
  const from = one ? groups[stream.integer(groups.length)] : all;
  const order = from.map((_, i) => i);
  stream.shuffle(order);
  return order.slice(0, ways).map((i) => from[i]);
}

function needClasses(set: ImageSet, part: string, found: number, ways: number): void {
  if (found < ways)
    throw new Error(
      `${ways} ways need ${ways} ${part} classes, but ${quoted(set.name)} has ${found}: lower "Ways" or add classes`,
    );
}

/** Classes to combine freely: held-out ones for testing where there are enough, else held-out images of all. */
export function freeWorld(
  setup: TaskSetup<Ways>,
  images: LazyImages,
  rotations: boolean,
  together: number,
): EpisodeWorld {
  const { set } = images;
  const { ways } = setup.options;
  if (sharesClasses(set.classes, ways)) {
    // Ten digits cannot be split into classes that are enough for a task: all serve, and the images are split.
    const all = set.classes.map((_, i) => i);
    needClasses(set, 'different', all.length, ways);
    const pools = (i: number) => splitPools(set, i, setup.seed, TEST_SHARE, setup.shots + 1);
    const classes = episodeClasses(images, rotations, all, pools);
    return { kind: 'free', ways, train: classes, test: classes, together };
  }
  const parts = classParts(set.classes, ways, setup.seed);
  const of = (part: string) => parts.flatMap((p, i) => (p === part ? [i] : []));
  const pools = (i: number) => sharedPools(set.classes[i]);
  const train = episodeClasses(images, rotations, of('train'), pools);
  const test = episodeClasses(images, rotations, of('test'), pools);
  needClasses(set, 'training', train.length, ways);
  needClasses(set, 'test', test.length, ways);
  return { kind: 'free', ways, train, test, together };
}

/** The setup's m fixed choices of classes, each from the gallery that `galleryOf` gives for it. */
export function finiteWorld(
  setup: TaskSetup<Ways>,
  galleries: readonly Gallery[],
  galleryOf: (task: number) => number,
  rotations: boolean,
  ambient: FiniteTasks['ambient'] | null,
): EpisodeWorld {
  const { ways } = setup.options;
  const classes = galleries.map(({ images }) => {
    const indices = images.set.classes.flatMap((c, i) => (c.part === 'test' ? [] : [i]));
    needClasses(images.set, 'different', indices.length, ways);
    const pools = (i: number) => splitPools(images.set, i, setup.seed, FINITE_TEST_SHARE);
    return episodeClasses(images, rotations, indices, pools);
  });
  // Each choice of classes comes with its labels in both orders, as in Collins et al. 2022: a task cannot then be
  // solved by remembering its classes.
  const tasks = Array.from({ length: setup.taskCount }, (_, i) => {
    const twin = i % 2 === 1 && galleryOf(i) === galleryOf(i - 1);
    const gallery = galleryOf(i);
    const key = twin ? i - 1 : i;
    const chosen = chooseClasses(classes[gallery], ways, setup.seed, key, galleries[gallery].together);
    return twin ? chosen.reverse() : chosen;
  });
  const names = tasks.map((task, i) => {
    const label = galleries[galleryOf(i)].label;
    return `${label}${i + 1}: ${task.map((c) => c.name).join(', ')}`;
  });
  const finite = ambient ? { names, ambient } : uniformTasks(names);
  return { kind: 'finite', tasks, finite };
}
