// The image families: from an experiment and loaded sets to a world of episodes.

import type { ImageClass, ImageSet, ImageSets } from '../../data/images.ts';
import type { Experiment } from '../../experiment/types.ts';
import { effectiveTaskCount } from '../../experiment/validity.ts';
import { createStream } from '../../math/rng.ts';
import { createGlyphs, type LazyImages } from '../glyphs/bank.ts';
import { classParts, sharedPools, sharesClasses, splitPools } from './classParts.ts';
import { createEpisodes, type EpisodeClass, type EpisodeWorld, groupClasses } from './episodes.ts';
import { mostHessianShots, uniformTasks } from './finite.ts';
import type { FiniteTasks, TaskSource } from './types.ts';

/** Share of a class's images that is held out where classes cannot be. */
const TEST_SHARE = 0.2;
/** In a finite set of class tuples, training and test share the classes and halve their images. */
const FINITE_TEST_SHARE = 0.5;
/** Ambient probability that the hard tasks of a finite glyph set share (as Fashion-MNIST in Collins et al. 2022). */
const HARD_AMBIENT = 0.1;

/** The set, or an error that says how to get it. */
export function needSet(data: ImageSets | null, name: string): ImageSet {
  if (name === '')
    throw new Error(
      'No image set is chosen yet: drop a zip or a folder of class folders, or use one that is kept here.',
    );
  const set = data?.get(name);
  if (!set)
    throw new Error(
      `the data set "${name}" is not loaded: drop its files into the page, or run "npm run datasets -- ${name}"`,
    );
  return set;
}

/** Every class of the set, and with `rotations` its three turns as classes of their own (Santoro et al. 2016). */
function episodeClasses(
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
      `${ways} ways need ${ways} ${part} classes, but "${set.name}" has ${found}: lower "Ways" or add classes`,
    );
}

/**
 * The set without classes that have too few images for a task of this experiment, where enough others are left: one
 * folder of two drawings among a hundred of twenty does not forbid five shots.
 */
export function withoutSmallClasses(
  experiment: Experiment,
  set: ImageSet,
  halves: boolean,
): { set: ImageSet; notes: readonly string[] } {
  const { shots, options } = experiment;
  const needed = Math.max(shots + 1, mostHessianShots(experiment));
  // Where training and test share a class, each has a part of its images.
  const shared = halves || sharesClasses(set.classes, options.ways);
  const fits = ({ train, test }: ImageClass) => {
    if (!shared) return train.length + test.length >= needed;
    if (train.length > 0 && test.length > 0) return Math.min(train.length, test.length) >= needed;
    return Math.floor((train.length + test.length) / 2) >= needed;
  };
  const classes = set.classes.filter(fits);
  const left = set.classes.length - classes.length;
  const enough = (part: ImageClass['part']) =>
    !set.classes.some((c) => c.part === part) ||
    classes.filter((c) => c.part === part).length >= options.ways;
  if (left === 0 || classes.length < options.ways || !enough('train') || !enough('test'))
    return { set, notes: [] };
  const few = `${left === 1 ? 'One class' : `${left} classes`} of “${set.name}” with too few images for`;
  const what = `${shots} ${shots === 1 ? 'shot' : 'shots'} and a query left out.`;
  return { set: { ...set, classes }, notes: [`${few} ${what}`] };
}

function freeWorld(
  experiment: Experiment,
  images: LazyImages,
  rotations: boolean,
  together: number,
): EpisodeWorld {
  const { set } = images;
  const { ways } = experiment.options;
  if (sharesClasses(set.classes, ways)) {
    // Ten digits cannot be split into classes that are enough for a task: all serve, and the images are split.
    const all = set.classes.map((_, i) => i);
    needClasses(set, 'different', all.length, ways);
    const pools = (i: number) => splitPools(set, i, experiment.seed, TEST_SHARE, experiment.shots + 1);
    const classes = episodeClasses(images, rotations, all, pools);
    return { kind: 'free', ways, train: classes, test: classes, together };
  }
  const parts = classParts(set.classes, ways, experiment.seed);
  const of = (part: string) => parts.flatMap((p, i) => (p === part ? [i] : []));
  const pools = (i: number) => sharedPools(set.classes[i]);
  const train = episodeClasses(images, rotations, of('train'), pools);
  const test = episodeClasses(images, rotations, of('test'), pools);
  needClasses(set, 'training', train.length, ways);
  needClasses(set, 'test', test.length, ways);
  return { kind: 'free', ways, train, test, together };
}

function finiteWorld(
  experiment: Experiment,
  count: number,
  galleries: readonly { readonly images: LazyImages; readonly label: string; readonly together: number }[],
  galleryOf: (task: number) => number,
  rotations: boolean,
  ambient: FiniteTasks['ambient'] | null,
): EpisodeWorld {
  const { ways } = experiment.options;
  const classes = galleries.map(({ images }) => {
    const indices = images.set.classes.flatMap((c, i) => (c.part === 'test' ? [] : [i]));
    needClasses(images.set, 'different', indices.length, ways);
    const pools = (i: number) => splitPools(images.set, i, experiment.seed, FINITE_TEST_SHARE);
    return episodeClasses(images, rotations, indices, pools);
  });
  // Each choice of classes comes with its labels in both orders, as in Collins et al. 2022: a task cannot then be
  // solved by remembering its classes.
  const tasks = Array.from({ length: count }, (_, i) => {
    const twin = i % 2 === 1 && galleryOf(i) === galleryOf(i - 1);
    const gallery = galleryOf(i);
    const key = twin ? i - 1 : i;
    const chosen = chooseClasses(classes[gallery], ways, experiment.seed, key, galleries[gallery].together);
    return twin ? chosen.reverse() : chosen;
  });
  const names = tasks.map((task, i) => {
    const label = galleries[galleryOf(i)].label;
    return `${label}${i + 1}: ${task.map((c) => c.name).join(', ')}`;
  });
  const finite = ambient ? { names, ambient } : uniformTasks(names);
  return { kind: 'finite', tasks, finite };
}

/** MNIST, Fashion-MNIST, Omniglot, CIFAR-100 and the user's own sets. */
export function createImageTasks(experiment: Experiment, whole: ImageSet, rotations: boolean): TaskSource {
  const m = effectiveTaskCount(experiment);
  const { set, notes: left } = withoutSmallClasses(experiment, whole, m > 0);
  const images: LazyImages = { set, ensure: () => undefined };
  const world =
    m > 0
      ? finiteWorld(experiment, m, [{ images, label: 'task ', together: 0 }], () => 0, rotations, null)
      : freeWorld(experiment, images, rotations, 0);
  // Where the publisher splits the images, sharing is the rule and needs no word.
  const published = set.classes.some((c) => c.test.length > 0);
  const shares = m === 0 && !published && sharesClasses(set.classes, experiment.options.ways);
  const note = `${set.classes.length} classes are too few to hold some out: training and test share them, with different images.`;
  return createEpisodes(experiment, world, [...set.notes, ...left, ...(shares ? [note] : [])]);
}

/** Rendered glyphs are kept: the seeds and lanes of an experiment share them. The two last difficulties stay. */
const glyphs = new Map<number, LazyImages>();

function glyphsOf(difficulty: number): LazyImages {
  let images = glyphs.get(difficulty);
  if (!images) {
    images = createGlyphs(difficulty);
    if (glyphs.size >= 2) glyphs.delete(glyphs.keys().next().value as number);
    glyphs.set(difficulty, images);
  }
  return images;
}

/**
 * Glyphs. With growing difficulty more episodes take their classes from one alphabet. A finite set of m tasks has easy ones (difficulty 0) and, the last quarter, hard ones (the experiment's
 * difficulty) that the ambient distribution draws with probability 0.1 in all: the setting of Collins et al. 2022,
 * Section 6, without a download.
 */
export function createGlyphTasks(experiment: Experiment): TaskSource {
  const { difficulty, rotations } = experiment.options;
  const m = effectiveTaskCount(experiment);
  if (m === 0)
    return createEpisodes(experiment, freeWorld(experiment, glyphsOf(difficulty), rotations, difficulty), []);
  const hard = m > 1 ? Math.max(1, Math.floor(m / 4)) : 0;
  const easy = m - hard;
  const galleries = [
    { images: glyphsOf(0), label: 'easy ', together: 0 },
    { images: glyphsOf(difficulty), label: 'hard ', together: difficulty },
  ];
  const ambient = Array.from({ length: m }, (_, i) =>
    hard === 0 ? 1 / m : i < easy ? (1 - HARD_AMBIENT) / easy : HARD_AMBIENT / hard,
  );
  const world = finiteWorld(experiment, m, galleries, (i) => (i < easy ? 0 : 1), rotations, ambient);
  return createEpisodes(experiment, world, []);
}
