// Lesson 6: task weights that move to the hard tasks, on rare bands of amplitude and on hard characters.
import { COLLINS, COLLINS_2020 } from '../experiment/axes/papers.ts';
import { type Evidence, nowOf } from './evidence.ts';
import type { Claim, Lesson } from './lesson.ts';
import { less, n } from './measures.ts';

const VIEW = 'view=worst-and-mean-task,task-weights,meta-loss,adaptation';
const BANDS = `#v=1&lanes=maml~da-maml&eval=250&${VIEW}`;
const GLYPHS = `#v=1&task=glyphs&ways=2&shots=5&queries=5&tasks=8&difficulty=1&batch=3&etap=0.1&evaltasks=80&eval=100&lanes=maml~da-maml&view=worst-and-mean-task,task-weights,accuracy,adaptation`;

/** The share of p that the tasks from `first` on have, averaged over the evaluations after the first. */
function shareFrom({ lanes }: Evidence, lane: number, tasks: number, first: number): number {
  const { taskWeights } = lanes[lane].evaluation;
  const later = taskWeights.subarray(tasks);
  let sum = 0;
  for (let i = 0; i < later.length; i++) if (i % tasks >= first) sum += later[i];
  return (sum * tasks) / later.length;
}

const moves =
  (tasks: number, first: number): Claim['measure'] =>
  (e) => {
    const share = shareFrom(e, 1, tasks, first);
    const even = (tasks - first) / tasks;
    return {
      holds: share > even,
      value: share / even,
      measured: `${n(share)} of p on average`,
      predicted: `above ${n(even)}`,
    };
  };

const LONGER = 'Run longer, or raise η_p: the weights move slowly at first.';

export const worstTask: Lesson = {
  id: 'worst-task-first',
  title: 'The worst task first',
  about: 'Min-max weights make the hardest task decide, so that a good mean hides no failure.',
  minutes: 7,
  steps: [
    {
      title: 'Rare and large',
      text: [
        'Tasks are a hundred narrow bands of amplitude: 95 with small amplitudes, 5 with large ones. Tests are over all amplitudes. MAML serves what it sees often.',
        '[[algorithm:da-maml|DA-MAML]] lets [[taskWeights|task weights]] p climb where the loss is high.',
      ],
      formulas: [
        '\\min_w \\max_{p \\in \\Delta} \\sum_i p_i\\,F_i(w),\\qquad p \\leftarrow \\Pi_\\Delta\\big(p + \\htmlData{field=etaP}{\\eta_p}\\,\\hat g_p\\big)',
      ],
      link: BANDS,
      iterations: 3000,
      tries: 'Run it and watch the weights of the last five tasks.',
      question: {
        asks: 'Which bands get the most weight?',
        options: ['the smallest amplitudes', 'the largest amplitudes', 'all alike'],
        right: 1,
        because:
          'Squared error grows with the square of the amplitude, so the largest curves have the largest loss.',
      },
      claims: [
        {
          id: 'weights-move',
          says: 'The five bands of large amplitudes weigh more than their even share',
          where: `${COLLINS}, eq. (11)`,
          measure: moves(100, 95),
          otherwise: LONGER,
        },
        {
          id: 'worst-improves',
          says: 'The worst amplitudes are learnt better than with MAML',
          where: `${COLLINS}, Section 6; ${COLLINS_2020}, sinusoid regression`,
          measure: (e) =>
            less(nowOf(e, 1, 'worstTestLoss'), nowOf(e, 0, 'worstTestLoss'), 1, ['DA-MAML ', 'MAML ']),
          otherwise: LONGER,
        },
        {
          id: 'mean-close',
          says: 'The mean over all amplitudes is at most a fifth worse',
          where: `${COLLINS}, Section 6`,
          measure: (e) => less(nowOf(e, 1, 'testLoss'), nowOf(e, 0, 'testLoss'), 1.2, ['DA-MAML ', 'MAML ']),
          otherwise: 'Lower η_p: with a large one the weights follow noise.',
        },
      ],
    },
    {
      title: 'Hard to read',
      text: [
        'Eight tasks with two characters each: six in neat writing, two that are hard to read and rarely drawn. They stand for the digits and clothing of the paper, whose files you can open in the page.',
      ],
      link: GLYPHS,
      iterations: 1000,
      tries: 'Run it, and look at which tasks p has moved to.',
      question: {
        asks: 'What happens to the easy tasks as p leaves them?',
        options: ['they get much worse', 'they stay close'],
        right: 1,
        because:
          'What is learnt for the hard tasks helps the easy ones, and p comes back where a task falls behind.',
      },
      claims: [
        {
          id: 'glyph-weights',
          says: 'The two hard tasks weigh more than their even share, over the run',
          where: `${COLLINS}, Section 6`,
          measure: moves(8, 6),
          otherwise: LONGER,
        },
        {
          id: 'glyph-worst',
          says: 'The worst task is classified at least as well as by MAML',
          where: `${COLLINS}, Section 6, Figure 1`,
          measure: (e) => {
            const [maml, robust] = [nowOf(e, 0, 'worstTestAccuracy'), nowOf(e, 1, 'worstTestAccuracy')];
            return {
              holds: robust >= maml,
              value: robust - maml,
              measured: `${n(100 * robust)} % against ${n(100 * maml)} %`,
              predicted: 'at least',
            };
          },
          otherwise:
            'These tasks have few drawings, which both learn nearly by heart. Open the files of digits and clothing for the paper’s own.',
        },
        {
          id: 'glyph-mean',
          says: 'The mean accuracy is within 5 points of MAML’s',
          where: `${COLLINS}, Section 6, Figure 1`,
          measure: (e) => {
            const gap = nowOf(e, 0, 'testAccuracy') - nowOf(e, 1, 'testAccuracy');
            return {
              holds: gap < 0.05,
              value: gap,
              measured: `${n(100 * gap)} points less`,
              predicted: 'less than 5',
            };
          },
          otherwise: 'Lower η_p.',
        },
      ],
    },
  ],
};
