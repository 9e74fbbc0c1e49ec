// Lesson 5: ANIL on characters: adapting the last layer alone, or the last two, for more and more steps.
import { JI } from '../experiment/axes/papers.ts';
import { type Evidence, last, nowOf } from './evidence.ts';
import type { Lesson } from './lesson.ts';
import { less, n, near } from './measures.ts';

const GLYPHS = '#v=1&task=glyphs&ways=5&shots=1&evaltasks=100&eval=50';
const BESIDE = `${GLYPHS}&lanes=maml;n=3~anil;n=3&view=meta-loss,accuracy,adaptation`;
const CONVEX = `${GLYPHS}&lanes=anil;n=1~anil;n=3~anil;n=7~anil;n=10&view=meta-loss,accuracy,loss-after-each-inner-step`;
const NONCONVEX = `${GLYPHS}&alpha=0.4&lanes=anil-nonconvex;n=1~anil-nonconvex;n=7~anil-nonconvex;n=15~anil-nonconvex;n=30&view=meta-loss,accuracy,loss-after-each-inner-step`;

const spent = ({ lanes }: Evidence, lane: number, of: 'hessianProducts' | 'secondOrderEntries' | 'seconds') =>
  last(lanes[lane].train[of]);

/** Mean test loss over the evaluations of the run so far: how fast it came down. */
function meanLoss(e: Evidence, lane: number): number {
  const { metrics } = e.lanes[lane].evaluation;
  return metrics.testLoss.reduce((sum, value) => sum + value, 0) / metrics.testLoss.length;
}

export const almostNoInnerLoop: Lesson = {
  id: 'almost-no-inner-loop',
  title: 'Almost no inner loop',
  about: 'Adapting the last layer alone is nearly as good, and far cheaper.',
  minutes: 8,
  steps: [
    {
      title: 'Only the last layer',
      text: [
        'Tasks are now five invented characters, one drawing of each, to be told apart. [[algorithm:anil|ANIL]] lets the inner loop move the last layer only. The layers below learn features in the outer loop.',
      ],
      formulas: [
        'w_{n+1} = w_n - \\htmlData{field=alpha}{\\alpha}\\,D\\,\\nabla\\big(f + \\tfrac{\\lambda}{2}\\lVert Dw\\rVert^2\\big)(w_n)',
      ],
      link: BESIDE,
      iterations: 400,
      tries: 'Run it, then put the meta-loss over “seconds” and over “gradient entries”.',
      question: {
        asks: 'How far behind MAML will ANIL’s accuracy be?',
        options: ['20 percentage points or more', 'less than 10 points'],
        right: 1,
        because: 'Most of what adaptation does here happens in the last layer; the features are reused.',
      },
      claims: [
        {
          id: 'anil-accuracy',
          says: 'ANIL’s accuracy is within 10 points of MAML’s',
          where: `${JI}, Section 3.3; Raghu, Raghu, Bengio and Vinyals 2020`,
          measure: (e) => {
            const [maml, anil] = [nowOf(e, 0, 'testAccuracy'), nowOf(e, 1, 'testAccuracy')];
            const gap = maml - anil;
            return {
              holds: gap <= 0.1,
              value: gap,
              measured: `${n(100 * anil)} % against ${n(100 * maml)} %`,
              predicted: 'at most 10 points less',
            };
          },
          otherwise: 'Train longer: ANIL’s features come from the outer steps alone.',
        },
        {
          id: 'anil-entries',
          says: 'It evaluates less than a tenth of MAML’s second-order entries',
          where: `${JI}, Table 2`,
          measure: (e) =>
            less(spent(e, 1, 'secondOrderEntries'), spent(e, 0, 'secondOrderEntries'), 0.1, [
              'ANIL ',
              'MAML ',
            ]),
          otherwise: 'The saving shrinks where the last layer is most of the model.',
        },
        {
          id: 'anil-seconds',
          says: 'It takes less time for the same iterations',
          where: `${JI}, Section 3.3`,
          measure: (e) => less(spent(e, 1, 'seconds'), spent(e, 0, 'seconds'), 1, ['ANIL ', 'MAML ']),
          otherwise: 'Other programs may disturb the clock; run again.',
        },
      ],
    },
    {
      title: 'More steps, convex',
      text: [
        'With λ > 0 the inner problem of a last layer is **strongly convex**: it has one best point, and more steps come nearer to it. Four lanes take 1, 3, 7 and 10 steps.',
      ],
      link: CONVEX,
      iterations: 300,
      tries: 'Run it over iterations, then look over seconds: more steps cost time.',
      question: {
        asks: 'From 1 to 7 steps the loss falls faster per iteration. And from 7 to 10?',
        options: ['much faster again', 'hardly any faster'],
        right: 1,
        because: 'The inner loop converges exponentially, so after some steps there is little left to gain.',
      },
      claims: [
        {
          id: 'convex-faster',
          says: 'Seven steps learn faster per iteration than one',
          where: `${JI}, Theorem 1 and Figure 1`,
          measure: (e) => less(meanLoss(e, 2), meanLoss(e, 0), 1, ['N = 7: ', 'N = 1: ']),
          otherwise: 'Raise α a little, or run longer.',
        },
        {
          id: 'convex-saturates',
          says: 'From 7 to 10 steps less is gained than from 1 to 3',
          where: `${JI}, Section 4.1`,
          measure: (e) =>
            less(meanLoss(e, 2) - meanLoss(e, 3), meanLoss(e, 0) - meanLoss(e, 1), 1, [
              '7 to 10: ',
              '1 to 3: ',
            ]),
          otherwise: 'With a small α ten steps are still few; raise it.',
        },
      ],
    },
    {
      title: 'More steps, nonconvex',
      text: [
        'Adapting the **last two** layers makes the inner problem nonconvex: more steps may lead anywhere, and the gradient through them grows. Theory then asks for smaller step sizes as N grows.',
      ],
      link: NONCONVEX,
      iterations: 200,
      tries: 'Run it. Then lower α to 0.1 and see whether thirty steps are still the worst.',
      question: {
        asks: 'With α = 0.4, do thirty steps end below seven?',
        options: ['yes, more adaptation is better', 'no'],
        right: 1,
        because:
          'The gradient through thirty nonconvex steps is long and rough; the outer step that suited seven no longer suits it.',
      },
      claims: [
        {
          id: 'nonconvex-worse',
          says: 'Thirty steps end with a higher loss than seven',
          where: `${JI}, Theorem 2 and Section 4.2 (N = 30 diverges on FC100)`,
          measure: (e) => less(nowOf(e, 1, 'testLoss'), nowOf(e, 3, 'testLoss'), 1, ['N = 7: ', 'N = 30: ']),
          otherwise: 'With a smaller α thirty steps go well: the theorem asks for α to shrink as N grows.',
        },
        {
          id: 'nonconvex-cost',
          says: 'Thirty steps need thirty times the Hessian products of one',
          where: `${JI}, Table 2`,
          measure: (e) => near(spent(e, 3, 'hessianProducts') / spent(e, 0, 'hessianProducts'), 30, 0.001),
          otherwise: 'A lane that has diverged is not counted any more.',
        },
      ],
    },
  ],
};
