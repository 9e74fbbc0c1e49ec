// Lesson 3: what FO-MAML gives up, measured by the length of the meta-gradient where it stops.
import { FALLAH } from '../experiment/axes/papers.ts';
import { innerLoopOf } from '../experiment/closedForms.ts';
import { taskSetup } from '../experiment/taskSetup.ts';
import { summarize } from '../math/quadratics.ts';
import { quadraticTasks } from '../tasks/quadratics/source.ts';
import { type Evidence, nowOf } from './evidence.ts';
import type { Claim, Lesson } from './lesson.ts';
import { less, logSlope, n, near, within } from './measures.ts';

const VIEW = 'view=gradient-norm,loss-landscape,meta-loss,rule';
const BASE = `#v=1&task=quadratics&sampling=all&n=1&eval=50&beta=0.5`;
const THREE = `${BASE}&alpha=0.1&lanes=maml~fo-maml~hf-maml&${VIEW}`;
const ALPHAS = `${BASE}&lanes=fo-maml;alpha=0.01~fo-maml;alpha=0.02~fo-maml;alpha=0.04~fo-maml;alpha=0.08&${VIEW}`;
const SPREAD = `${BASE}&alpha=0.1&quadratic=random&tasks=6&cond=3&spread=1&lanes=maml~fo-maml&${VIEW}`;

/** ‖∇F‖ where FO-MAML stops, in closed form. */
function stallOf(e: Evidence, lane: number): number {
  const tasks = quadraticTasks(taskSetup(e.experiment));
  return summarize({ tasks, ...innerLoopOf(e.lanes[lane].settings) }).metaGradientNormAtFirstOrderFixedPoint;
}

const OTHERWISE =
  'Run longer, with all tasks in every iteration: what sampling leaves behind hides the stall.';
const STALL = `${FALLAH}, Theorem 4.15 and Corollary 4.16`;

const stall = (id: string, lane: number, says = 'FO-MAML’s stall is what the closed form says'): Claim => ({
  id,
  says,
  where: STALL,
  measure: (e) => near(nowOf(e, lane, 'gradientNorm'), stallOf(e, lane), 0.02),
  otherwise: OTHERWISE,
});

const falls = (id: string, lane: number, name: string, where: string): Claim => ({
  id,
  says: `‖∇F‖ of ${name} falls to zero`,
  where,
  measure: (e) => {
    const value = nowOf(e, lane, 'gradientNorm');
    return { holds: value < 1e-4, value, measured: n(value), predicted: 'below 0.0001' };
  },
  otherwise: OTHERWISE,
});

export const droppingHessian: Lesson = {
  id: 'dropping-the-hessian',
  title: 'Dropping the Hessian',
  about: 'FO-MAML is cheap, and stops where the meta-gradient is still of the order of ασ.',
  minutes: 8,
  steps: [
    {
      title: 'Who reaches zero?',
      text: [
        'The [[gradientNorm|norm of the meta-gradient]] tells how much slope is left. MAML uses the Hessian, FO-MAML drops it, HF-MAML measures it with two more gradients.',
      ],
      formulas: [
        'd_i = \\big(I - \\htmlData{field=alpha}{\\alpha}\\,\\nabla^2 f_i(w)\\big)\\,\\nabla f_i(w_1)',
      ],
      link: THREE,
      iterations: 1000,
      tries: 'Run it and read the three curves on the logarithmic scale.',
      question: {
        asks: 'Which of the three stops above zero?',
        options: ['MAML', 'FO-MAML', 'HF-MAML'],
        right: 1,
        because:
          'Where FO-MAML’s own direction vanishes, the true meta-gradient does not: the Hessians of the tasks differ.',
      },
      claims: [
        falls('maml-falls', 0, 'MAML', `${FALLAH}, Theorem 4.12`),
        stall('fo-stall', 1),
        falls('hf-falls', 2, 'HF-MAML', `${FALLAH}, Theorem 4.17`),
      ],
    },
    {
      title: 'The stall grows with α',
      text: [
        'Four times FO-MAML, with α doubled from lane to lane. The theorem bounds the [[stall|stall]] by a multiple of ασ: for small α it is a straight line.',
      ],
      formulas: ['\\lVert\\nabla F\\rVert = \\mathcal O(\\htmlData{field=alpha}{\\alpha}\\,\\sigma)'],
      link: ALPHAS,
      iterations: 2000,
      tries: 'Run it and compare the four levels.',
      question: {
        asks: 'If α doubles, the level at which FO-MAML stops …',
        options: ['stays the same', 'doubles', 'becomes four times as high'],
        right: 1,
        because: 'What is dropped, αH∇f, is proportional to α while α is small.',
      },
      claims: [
        stall('stall-small', 0, 'The stall at α = 0.01 is what the closed form says'),
        stall('stall-large', 3, 'The stall at α = 0.08 is what the closed form says'),
        {
          id: 'stall-slope',
          says: 'Over these α the stall grows like α (slope 1 in logarithms)',
          where: STALL,
          measure: (e) => {
            const lanes = e.lanes.map((_, lane) => lane);
            const alphas = e.lanes.map(({ settings }) => settings.alpha);
            return within(
              logSlope(
                alphas,
                lanes.map((lane) => nowOf(e, lane, 'gradientNorm')),
              ),
              0.9,
              1.1,
            );
          },
          otherwise: 'Give the lanes small α: for large ones the curve bends.',
        },
      ],
    },
    {
      title: 'The stall grows with σ',
      text: [
        'σ says how much the tasks’ gradients differ. Here the tasks are random bowls, and “Spread of optima” moves their best points apart.',
        '**Run it once, then set the spread to 2 and run again.**',
      ],
      link: SPREAD,
      iterations: 1500,
      tries: 'Under “Task and model”, double “Spread of optima” and run again.',
      question: {
        asks: 'With the spread doubled, the stall …',
        options: ['stays the same', 'doubles', 'becomes four times as high'],
        right: 1,
        because:
          'All gradients at a point grow in proportion to the distances of the optima, and the stall is one of them.',
      },
      claims: [
        stall('stall-spread', 1, 'FO-MAML’s stall is what the closed form says for this spread'),
        {
          id: 'stall-per-spread',
          says: 'The stall divided by the spread is the same for every spread',
          where: STALL,
          measure: (e) => {
            const { options } = e.experiment;
            const one = { ...e.experiment, options: { ...options, spread: 1 } };
            const perUnit = stallOf({ ...e, experiment: one }, 1);
            return near(nowOf(e, 1, 'gradientNorm') / options.spread, perUnit, 0.02);
          },
          otherwise: OTHERWISE,
        },
        {
          id: 'maml-no-stall',
          says: 'MAML has no such stall',
          where: `${FALLAH}, Theorem 4.12`,
          measure: (e) =>
            less(nowOf(e, 0, 'gradientNorm'), nowOf(e, 1, 'gradientNorm'), 0.05, ['MAML ', 'FO-MAML ']),
          otherwise: OTHERWISE,
        },
      ],
    },
  ],
};
