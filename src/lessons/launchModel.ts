// Lesson 1: what a launch model is, and how it differs from a model that is good on average.
import { FINN } from '../experiment/axes/papers.ts';
import { afterSteps } from './evidence.ts';
import type { Lesson } from './lesson.ts';
import { less } from './measures.ts';

const TRAINED = '#v=1&lanes=maml~joint&eval=100&view=adaptation,loss-after-each-inner-step,meta-loss';
const WITH_REPTILE =
  '#v=1&lanes=maml~joint~reptile;n=5;opt=sgd;beta=0.02&eval=100&view=loss-after-each-inner-step,adaptation,meta-loss';

const COMPARE = 'Look at the claims after another seed: one draw of tasks may be unusual.';

export const launchModel: Lesson = {
  id: 'launch-model',
  title: 'A launch model',
  about: 'Meta-training does not look for a model that is good, but for one that becomes good in a step.',
  minutes: 8,
  steps: [
    {
      title: 'A new task, ten points, one step',
      text: [
        'Every [[task|task]] here is a sine curve. You see ten of its points, the [[supportSet|support set]], and the model’s answer before (faint) and after one gradient step.',
        'The model has just been drawn at random. **One step from it is not enough.**',
      ],
      formulas: ["w' = w - \\htmlData{field=alpha}{\\alpha}\\,\\nabla f(w)"],
      link: '#v=1&lanes=maml&view=adaptation,loss-after-each-inner-step',
      iterations: 0,
      tries: 'Press “New task” a few times, and drag one of the points.',
      question: {
        asks: 'By how much does one step lower the test loss of a random model?',
        options: ['by less than half', 'by more than half'],
        right: 0,
        because:
          'A random model has no features that a small step could use. Training is about changing that.',
      },
      claims: [
        {
          id: 'random-step',
          says: 'After one step from a random model, more than half of the loss is left',
          where: `${FINN}, Figure 2, the random start`,
          measure: (e) => {
            const [before, after] = [afterSteps(e, 0, 0), afterSteps(e, 0, 1)];
            const verdict = less(before, after, 2, ['before ', 'after ']);
            return { ...verdict, value: after / before, predicted: 'more than half left' };
          },
          otherwise: 'A large α can halve it by chance. Set α back to 0.01.',
        },
      ],
    },
    {
      title: 'What meta-training changes',
      text: [
        'Now two learners train on the same tasks. **Joint training** makes the loss *now* small, on average over tasks. **MAML** makes the loss *after one step* small: the [[metaLoss|meta-loss]].',
        'The average of many sine curves is nearly flat, and so is what joint training learns.',
      ],
      formulas: [
        'F(w) = \\mathbb{E}_i\\; g_i\\big(w - \\htmlData{field=alpha}{\\alpha}\\,\\nabla f_i(w)\\big)',
      ],
      link: TRAINED,
      iterations: 2000,
      tries: 'Run it, and watch the two curves before and after their step.',
      question: {
        asks: 'Is MAML’s launch model clearly better than that of joint training before it adapts?',
        options: ['yes', 'no'],
        right: 1,
        because: 'Joint training minimises just that loss. MAML is judged by what comes after the step.',
      },
      claims: [
        {
          id: 'joint-before',
          says: 'Before adapting, MAML is at most a tenth better than joint training',
          where: null,
          measure: (e) => less(afterSteps(e, 1, 0), afterSteps(e, 0, 0), 1.1, ['joint ', 'MAML ']),
          otherwise:
            'Train longer, or lower β of joint training: its loss jumps from one evaluation to the next.',
        },
        {
          id: 'maml-after',
          says: 'After one step MAML has less than half the loss of joint training',
          where: `${FINN}, Section 5.1 and Figure 3`,
          measure: (e) => less(afterSteps(e, 0, 1), afterSteps(e, 1, 1), 0.5, ['MAML ', 'joint ']),
          otherwise: `Train longer, or lower β. ${COMPARE}`,
        },
      ],
    },
    {
      title: 'More steps than it was trained for',
      text: [
        'MAML was trained for one step. What if you give it ten? The figure shows the [[stepLoss|loss after each inner step]]; the ring marks the one it was trained for.',
      ],
      link: TRAINED,
      iterations: 2000,
      tries: 'Move “Fit after” in the adaptation from 0 to 10 and watch the curve settle on the points.',
      question: {
        asks: 'Will MAML’s loss go on falling after its one step?',
        options: ['yes, it goes on falling', 'no, it rises again'],
        right: 0,
        because:
          'The launch model has learnt features that gradient steps use well, not one single lucky step.',
      },
      claims: [
        {
          id: 'more-steps',
          says: 'After ten steps MAML is better than after one',
          where: `${FINN}, Figure 3`,
          measure: (e) => less(afterSteps(e, 0, 10), afterSteps(e, 0, 1), 1, ['10 steps ', '1 step ']),
          otherwise: 'Lower α: with a large one, steps beyond the first overshoot.',
        },
        {
          id: 'joint-ten',
          says: 'Joint training after ten steps has not caught up with MAML after one',
          where: `${FINN}, Figure 3`,
          measure: (e) => less(afterSteps(e, 0, 1), afterSteps(e, 1, 10), 1, ['MAML ', 'joint ']),
          otherwise: COMPARE,
        },
      ],
    },
    {
      title: 'Reptile beside it',
      text: [
        '[[algorithm:reptile|Reptile]] has no query set and passes no derivative back. It adapts for several steps and moves the launch model a little towards where it arrived.',
      ],
      formulas: [
        'w \\leftarrow w - \\htmlData{field=beta}{\\beta}\\,\\tfrac{1}{\\htmlData{field=alpha}{\\alpha}}(w - w_{\\htmlData{field=innerSteps}{N}})',
      ],
      link: WITH_REPTILE,
      iterations: 3000,
      tries: 'Run it, and compare the three curves at 0, 1, 5 and 10 steps.',
      question: {
        asks: 'Where is Reptile after its five steps?',
        options: ['near joint training', 'below joint training'],
        right: 1,
        because:
          'Over several steps, moving towards the adapted models also makes their gradients agree, which plain training does not.',
      },
      claims: [
        {
          id: 'reptile-five',
          says: 'After five steps Reptile is below joint training',
          where: 'Nichol, Achiam and Schulman 2018, Section 5',
          measure: (e) => less(afterSteps(e, 2, 5), afterSteps(e, 1, 5), 1, ['Reptile ', 'joint ']),
          otherwise: 'Train longer: Reptile needs more iterations than MAML.',
        },
        {
          id: 'maml-reptile-one',
          says: 'After one step MAML is below Reptile',
          where: null,
          measure: (e) => less(afterSteps(e, 0, 1), afterSteps(e, 2, 1), 1, ['MAML ', 'Reptile ']),
          otherwise: COMPARE,
        },
      ],
    },
  ],
};
