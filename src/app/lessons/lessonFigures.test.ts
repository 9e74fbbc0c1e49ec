// Lessons show figures that there are.
import { expect, it } from 'vitest';
import { decodeLink } from '../../experiment/link/link.ts';
import { LESSONS } from '../../lessons/registry.ts';
import { FIGURES } from '../figures/registry.ts';

const known = new Set(FIGURES.map(({ id }) => id as string));

it.each(
  LESSONS.flatMap(({ id, steps }) => steps.map(({ link }, i) => ({ name: `${id}.${i + 1}`, link }))),
)('every figure of $name is known', ({ link }) => {
  for (const id of decodeLink(link).experiment.figures) expect(known).toContain(id);
});
