// Lesson 8: all switches at once: what no paper has tried.
import { type Evidence, metricAt, nowOf } from './evidence.ts';
import type { Lesson } from './lesson.ts';
import { less, n } from './measures.ts';

const TASK =
  '#v=1&task=glyphs&ways=5&shots=1&tasks=12&difficulty=0.6&agents=6&graph=ring&batch=2&delta=0.001&etap=0.05&evaltasks=24&eval=100';
const MIX = 'curvature=finite-difference;adapted=last-layer;l2=0.1;weighting=min-max;network=diffusion';
const ALONE =
  'curvature=finite-difference;adapted=last-layer;l2=0.1;weighting=min-max;network=non-cooperative';
const LINK = `${TASK}&lanes=maml;${MIX}~maml;${ALONE}&view=meta-loss,agent-network,task-weights,curvature-error,rule`;

function movedMass({ lanes }: Evidence, lane: number): number {
  const { taskWeights, iteration } = lanes[lane].evaluation;
  const width = taskWeights.length / iteration.length;
  const [first, now] = [taskWeights.subarray(0, width), taskWeights.subarray(taskWeights.length - width)];
  const agents = first.reduce((sum, p) => sum + p, 0);
  return now.reduce((sum, p, i) => sum + Math.abs(p - first[i]), 0) / (2 * agents);
}

export const mixYourOwn: Lesson = {
  id: 'mix-your-own',
  title: 'Mix your own',
  about: 'Hessian-free, last layer, min-max and six agents in one lane: the switches are independent.',
  minutes: 5,
  steps: [
    {
      title: 'Four switches at once',
      text: [
        'Each paper turns one switch. One lane here turns all four: a Hessian from two gradients, adaptation of the last layer, weights that climb to the worst task, and six agents on a ring. **No paper has tried this.**',
        'Read the rule: it is composed of the same lines as the papers’ rules.',
      ],
      link: LINK,
      iterations: 200,
      tries: 'Run it, then change one switch at a time under the lane’s settings.',
      question: {
        asks: 'Will it learn at all?',
        options: ['yes', 'no, the parts disturb each other'],
        right: 0,
        because:
          'The switches act on different parts of an iteration, and nothing in one relies on another being off.',
      },
      claims: [
        {
          id: 'learns',
          says: 'The mixed lane lowers its test loss',
          where: null,
          measure: (e) =>
            less(nowOf(e, 0, 'testLoss'), metricAt(e.lanes[0], 'testLoss', 0), 0.95, [
              'now ',
              'at the start ',
            ]),
          otherwise: 'Lower β or α, or turn one switch back and find the one that matters.',
        },
        {
          id: 'weights',
          says: 'Its task weights have moved',
          where: null,
          measure: (e) => {
            const moved = movedMass(e, 0);
            return {
              holds: moved > 0.01,
              value: moved,
              measured: `${n(100 * moved)} % of p`,
              predicted: 'more than 1 %',
            };
          },
          otherwise: 'Raise η_p.',
        },
        {
          id: 'agree',
          says: 'Its agents are nearer to each other than agents that learn alone',
          where: null,
          measure: (e) =>
            less(nowOf(e, 0, 'disagreement'), nowOf(e, 1, 'disagreement'), 0.5, ['ring ', 'alone ']),
          otherwise: 'Give the graph more links.',
        },
        {
          id: 'hessian-error',
          says: 'Two gradients stand for its Hessian within 10 %',
          where: null,
          measure: (e) => {
            const value = nowOf(e, 0, 'hessianError');
            return { holds: value < 0.1, value, measured: `${n(100 * value)} %`, predicted: 'below 10 %' };
          },
          otherwise: 'Change δ; with ReLU below the last layer the head itself is smooth, so small δ work.',
        },
      ],
    },
  ],
};
