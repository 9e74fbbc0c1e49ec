// Episodes of glyphs, which are rendered when they are first drawn.
import { createEpisodes } from '../shared/episodes.ts';
import type { OptionsOf } from '../shared/spec.ts';
import type { TaskSetup, TaskSource } from '../shared/types.ts';
import { finiteWorld, freeWorld, type LazyImages } from '../shared/worlds.ts';
import { createGlyphs } from './bank.ts';
import type { glyphs } from './spec.ts';

/** Ambient probability that the hard tasks of a finite glyph set share (as Fashion-MNIST in Collins et al. 2022). */
const HARD_AMBIENT = 0.1;

/** Rendered glyphs are kept: the seeds and lanes of an experiment share them. The two last difficulties stay. */
const rendered = new Map<number, LazyImages>();

function glyphsOf(difficulty: number): LazyImages {
  let images = rendered.get(difficulty);
  if (!images) {
    images = createGlyphs(difficulty);
    if (rendered.size >= 2) rendered.delete(rendered.keys().next().value as number);
    rendered.set(difficulty, images);
  }
  return images;
}

/**
 * With growing difficulty more episodes take their classes from one alphabet. A finite set of m tasks has easy ones
 * (difficulty 0) and, the last quarter, hard ones (the chosen difficulty) that the ambient distribution draws with
 * probability 0.1 in all: the setting of Collins et al. 2022, Section 6, without a download.
 */
export function createGlyphTasks(setup: TaskSetup<OptionsOf<typeof glyphs>>): TaskSource {
  const { taskCount: m, options } = setup;
  const { difficulty, rotations } = options;
  if (m === 0)
    return createEpisodes(setup, freeWorld(setup, glyphsOf(difficulty), rotations, difficulty), []);
  const hard = m > 1 ? Math.max(1, Math.floor(m / 4)) : 0;
  const easy = m - hard;
  const galleries = [
    { images: glyphsOf(0), label: 'easy ', together: 0 },
    { images: glyphsOf(difficulty), label: 'hard ', together: difficulty },
  ];
  const ambient = Array.from({ length: m }, (_, i) =>
    hard === 0 ? 1 / m : i < easy ? (1 - HARD_AMBIENT) / easy : HARD_AMBIENT / hard,
  );
  const world = finiteWorld(setup, galleries, (i) => (i < easy ? 0 : 1), rotations, ambient);
  return createEpisodes(setup, world, []);
}
