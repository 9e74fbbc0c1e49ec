// What keeps lanes from training on the same tasks is said, and what is offered makes the tasks the same.
import { expect, it } from 'vitest';
import { decodeLink } from '../../experiment/link/link.ts';
import { laneNames, resolveLane } from '../../experiment/resolve.ts';
import type { Experiment } from '../../experiment/types.ts';
import { drawRemarks } from './fairDraws.ts';
import { sharesDraws } from './sharedDraws.ts';

const lanesOf = (experiment: Experiment) => experiment.lanes.map((_, i) => resolveLane(experiment, i));
const remarksOf = (experiment: Experiment) =>
  drawRemarks(experiment, lanesOf(experiment), laneNames(experiment));

it.each([
  ['dif-maml~centralized;agents=4', 'Agents: 6 in Dif-MAML, 4 in', ': 4 in all lanes'],
  ['maml~fo-maml;batch=5', '25 in MAML, 5 in FO-MAML', ': 5 in all lanes'],
  ['maml~maml;sampling=all;weighting=min-max~da-maml', 'They train on different tasks', 'in all lanes'],
  ['maml~hf-maml~dif-maml;agents=4', 'Tasks of 4 agents: Dif-MAML', 'The tasks of all 4 agents'],
  ['da-maml~da-maml;pairs=2', '2 in DA-MAML', '2 in all lanes'],
])('%s: says %s, offers %s', (lanes, text, label) => {
  let { experiment } = decodeLink(`#v=1&lanes=${lanes}`);
  const [first] = remarksOf(experiment);
  expect(first.text).toContain(text);
  expect(first.offer?.label).toContain(label);
  // What is offered, one after the other, ends with the same tasks for all.
  for (let i = 0; i < 3; i++) experiment = remarksOf(experiment)[0]?.offer?.toAll(experiment) ?? experiment;
  const left = remarksOf(experiment);
  expect(left.every(({ offer }) => offer === null)).toBe(true);
  if (left.length === 0) expect(sharesDraws(lanesOf(experiment))).toBe(true);
});

it('says that weighing lanes give all lanes their set, and nothing where all draw alike', () => {
  const { experiment } = decodeLink('#v=1&lanes=maml~da-maml');
  expect(remarksOf(experiment).at(-1)).toMatchObject({
    offer: null,
    text: expect.stringContaining('a set of'),
  });
  expect(remarksOf(decodeLink('#v=1&lanes=maml~fo-maml;alpha=0.1').experiment)).toEqual([]);
});
