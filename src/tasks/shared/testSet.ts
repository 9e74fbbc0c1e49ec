// Tests on another image set than the one that is trained on: its episodes stand in for the test and probe draws of a
// source. Of a set that its publisher splits they are made of the test part, else of all its classes and images.

import type { ImageClass, ImageSet } from '../../data/images.ts';
import { sharedPools } from './classParts.ts';
import { createEpisodes, type EpisodeWorld } from './episodes.ts';
import { isOwnDraw } from './streams.ts';
import type { TaskSetup, TaskShape, TaskSource } from './types.ts';
import { episodeClasses } from './worlds.ts';

function sizeOf({ height, width, channels }: Pick<ImageSet, 'height' | 'width' | 'channels'>): string {
  return `${width} × ${height} pixels ${channels === 1 ? 'in grey' : channels === 3 ? 'in colour' : `in ${channels} channels`}`;
}

function checkShape(set: ImageSet, { image }: TaskShape): void {
  if (set.table) throw new Error(`the test set "${set.name}" is a table of numbers: choose a set of images`);
  const trained = image ?? { height: 0, width: 0, channels: 0 };
  if (sizeOf(set) === sizeOf(trained)) return;
  throw new Error(
    `the test set "${set.name}" has images of ${sizeOf(set)}, but the model is trained on ${sizeOf(trained)}: ` +
      'choose a test set of the same size and colour, or none',
  );
}

/** Images of a class for tests: its publisher's test file where the images are split, else all. */
function testImages(c: ImageClass): Uint32Array {
  return c.part === undefined && c.test.length > 0 ? c.test : sharedPools(c).test;
}

/** The classes that tasks with so many images of each can be made of. @throws where they are fewer than `ways` */
function testClasses(set: ImageSet, ways: number, needed: number): { indices: number[]; left: number } {
  const published = set.classes.some(({ part }) => part === 'test');
  const all = set.classes.flatMap((c, i) => (!published || c.part === 'test' ? [i] : []));
  const indices = all.filter((i) => testImages(set.classes[i]).length >= needed);
  if (indices.length < ways)
    throw new Error(
      `${ways} ways with ${needed} images each, shots and queries together, need ${ways} classes, but the test set ` +
        `"${set.name}" has ${indices.length} with so many: lower "Ways", "Test shots" or "Queries"`,
    );
  return { indices, left: all.length - indices.length };
}

/**
 * The source with test and probe tasks of another set; training goes on as it is. Test tasks are then of no finite set.
 * @throws where the set's images are not of the model's shape, or too few
 */
export function withTestSet(source: TaskSource, setup: TaskSetup<unknown>, set: ImageSet): TaskSource {
  checkShape(set, source.shape);
  const { outputs: ways } = source.shape;
  const queries = source.examples.query / ways;
  const shots = Math.max(setup.shots, setup.testShots);
  const { indices, left } = testClasses(set, ways, shots + queries);
  const pools = (i: number) => {
    const test = testImages(set.classes[i]);
    return { train: test, test };
  };
  const classes = episodeClasses({ set, ensure: () => undefined }, false, indices, pools);
  const world: EpisodeWorld = { kind: 'free', ways, train: classes, test: classes, together: 0 };
  const tests = createEpisodes({ ...setup, shots, queries, hessianShots: 0, stepShots: 0 }, world, set.notes);
  const few = `${left === 1 ? 'One class' : `${left} classes`} of the test set “${set.name}” with fewer than ${shots + queries} images left out.`;
  return {
    ...source,
    testTasks: null,
    notes: [...(source.notes ?? []), ...(tests.notes ?? []), ...(left > 0 ? [few] : [])],
    draw: (request, into, firstRow) => (isOwnDraw(request) ? source : tests).draw(request, into, firstRow),
    describe: (request, slot) => (isOwnDraw(request) ? source : tests).describe(request, slot),
  };
}
