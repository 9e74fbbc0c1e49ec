// The lane panel claims the same training tasks only of lanes that draw the same.
import { expect, it } from 'vitest';
import { decodeLink } from '../../experiment/link/link.ts';
import { resolveLane } from '../../experiment/resolve.ts';
import { sharedDraws } from './sharedDraws.ts';

it.each([
  ['maml~fo-maml;alpha=0.1~anil~reptile~joint', 'same tasks, same seed'],
  ['dif-maml~centralized~non-cooperative', 'same tasks, same seed'],
  ['maml~maml;batch=5', 'same test tasks, same seed'],
  ['maml~da-maml', 'same test tasks, same seed'],
  ['maml~dif-maml', 'same test tasks, same seed'],
  ['maml~maml;sampling=all', 'same test tasks, same seed'],
  ['maml;sampling=all~maml;sampling=all;batch=5', 'same tasks, same seed'],
  ['da-maml~da-maml;pairs=2', 'same test tasks, same seed'],
])('%s: %s', (lanes, words) => {
  const { experiment } = decodeLink(`#v=1&lanes=${lanes}`);
  expect(sharedDraws(experiment.lanes.map((_, i) => resolveLane(experiment, i, 0)))).toBe(words);
});
