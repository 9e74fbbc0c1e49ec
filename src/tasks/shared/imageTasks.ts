// Tasks of one loaded image set: what of it can be used, and what the user should know about it.

import type { ImageClass, ImageSet, ImageSets } from '../../data/images.ts';
import { excerpt, quoted } from '../../text/sentences.ts';
import { sharesClasses } from './classParts.ts';
import { createEpisodes } from './episodes.ts';
import type { TaskSetup, TaskSource } from './types.ts';
import { finiteWorld, freeWorld, type LazyImages, type Ways } from './worlds.ts';

/** The set, or an error that says how to get it. */
export function needSet(data: ImageSets | null, name: string): ImageSet {
  if (name === '')
    throw new Error(
      'No image set is chosen yet: drop a zip or a folder of class folders, or use one that is kept here.',
    );
  const set = data?.get(name);
  if (!set)
    throw new Error(
      `the data set ${quoted(name)} is not loaded: drop its files into the page, or run "npm run datasets -- ${excerpt(name)}"`,
    );
  return set;
}

/**
 * The set without classes that have too few images for a task of this setup, where enough others are left: one
 * folder of two drawings among a hundred of twenty does not forbid five shots.
 */
export function withoutSmallClasses(
  setup: TaskSetup<Ways>,
  set: ImageSet,
  halves: boolean,
): { set: ImageSet; notes: readonly string[] } {
  const { shots, options } = setup;
  const needed = Math.max(shots + 1, setup.hessianShots, shots + setup.stepShots);
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
  const few = `${left === 1 ? 'One class' : `${left} classes`} of “${excerpt(set.name)}” with too few images for`;
  const what = `${shots} ${shots === 1 ? 'shot' : 'shots'} and a query left out.`;
  return { set: { ...set, classes }, notes: [`${few} ${what}`] };
}

/** Episodes of one loaded image set. @throws where it is missing or too small for the ways, shots and queries */
export function createImageTasks(
  setup: TaskSetup<Ways>,
  data: ImageSets | null,
  name: string,
  rotations = false,
): TaskSource {
  const m = setup.taskCount;
  const { set, notes: left } = withoutSmallClasses(setup, needSet(data, name), m > 0);
  const images: LazyImages = { set, ensure: () => undefined };
  const world =
    m > 0
      ? finiteWorld(setup, [{ images, label: 'task ', together: 0 }], () => 0, rotations, null)
      : freeWorld(setup, images, rotations, 0);
  // Where the publisher splits the images, sharing is the rule and needs no word.
  const published = set.classes.some((c) => c.test.length > 0);
  const shares = m === 0 && !published && sharesClasses(set.classes, setup.options.ways);
  const note = `${set.classes.length} classes are too few to hold some out: training and test share them, with different images.`;
  return createEpisodes(setup, world, [...set.notes, ...left, ...(shares ? [note] : [])]);
}
