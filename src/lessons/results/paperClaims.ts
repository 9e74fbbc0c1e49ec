// What the papers' experiments of the catalogue claim, as functions of what a run of them shows. Lanes are those of the
// catalogue's links, in their order.
import { paperExperiment } from '../../experiment/papers/catalogue.ts';
import { droppingHessian } from '../droppingHessian.ts';
import { afterSteps, type Evidence, nowOf } from '../evidence.ts';
import type { Claim } from '../lesson.ts';
import { less, n } from '../measures.ts';
import { minimises } from '../minimises.ts';

const lower = (
  id: string,
  says: string,
  where: string,
  pair: (e: Evidence) => readonly [number, number],
  factor = 1,
): Claim => ({
  id,
  says,
  where,
  measure: (e) => less(...pair(e), factor),
  otherwise: 'Compare the chosen settings, which the paper leaves open, under “Experiments”.',
});

const cite = (name: string) => paperExperiment(name)?.citation ?? name;

const finn = (name: string): readonly Claim[] => [
  lower(
    `${name}-one-step`,
    'After one step MAML is below a third of pretraining',
    cite(name),
    (e) => [afterSteps(e, 0, 1), afterSteps(e, 2, 1)],
    1 / 3,
  ),
  lower(`${name}-more-steps`, 'Ten steps improve on one', cite(name), (e) => [
    afterSteps(e, 0, 10),
    afterSteps(e, 0, 1),
  ]),
];

const robust = (name: string, share = 1.05): readonly Claim[] => [
  lower(`${name}-worst`, 'The worst amplitudes are learnt better than by MAML', cite(name), (e) => [
    nowOf(e, 1, 'worstTestLoss'),
    nowOf(e, 0, 'worstTestLoss'),
  ]),
  lower(
    `${name}-mean`,
    `The mean over all amplitudes is not worse (within ${n(100 * (share - 1))} %)`,
    cite(name),
    (e) => [nowOf(e, 1, 'testLoss'), nowOf(e, 0, 'testLoss')],
    share,
  ),
];

const network = (name: string): readonly Claim[] => [
  lower(
    `${name}-alone`,
    'Diffusion is far below agents that learn alone (less than half)',
    cite(name),
    (e) => [nowOf(e, 0, 'testLoss'), nowOf(e, 2, 'testLoss')],
    0.5,
  ),
  lower(
    `${name}-central`,
    'Diffusion matches the fully connected network (within 10 %)',
    cite(name),
    (e) => [nowOf(e, 0, 'testLoss'), nowOf(e, 1, 'testLoss')],
    1.1,
  ),
];

const digits = (name: string): readonly Claim[] => [
  {
    id: `${name}-worst`,
    says: 'The worst accuracy is above MAML’s',
    where: cite(name),
    measure: (e) => {
      const gap = nowOf(e, 1, 'worstTestAccuracy') - nowOf(e, 0, 'worstTestAccuracy');
      return { holds: gap > 0, value: gap, measured: `${n(100 * gap)} points`, predicted: 'above 0' };
    },
    otherwise: 'The paper gives no widths and step sizes; those chosen here are under “Experiments”.',
  },
  {
    id: `${name}-mean`,
    says: 'The mean accuracy is within 2 points of MAML’s',
    where: cite(name),
    measure: (e) => {
      const gap = nowOf(e, 0, 'testAccuracy') - nowOf(e, 1, 'testAccuracy');
      return {
        holds: gap <= 0.02,
        value: gap,
        measured: `${n(100 * gap)} points less`,
        predicted: 'at most 2',
      };
    },
    otherwise: 'The paper gives no widths and step sizes; those chosen here are under “Experiments”.',
  },
];

/** By the catalogue's names; experiments without an entry are not judged. */
export const PAPER_CLAIMS: Readonly<Record<string, readonly Claim[]>> = {
  'finn-sinusoid-10-shot': finn('finn-sinusoid-10-shot'),
  'finn-sinusoid-5-shot': finn('finn-sinusoid-5-shot'),
  'reptile-sine': [
    lower(
      'reptile-sine-steps',
      'After five steps Reptile is below plain training',
      cite('reptile-sine'),
      (e) => [afterSteps(e, 0, 5), afterSteps(e, 1, 5)],
    ),
  ],
  // The lanes of the lessons' steps.
  'fallah-figure-1': minimises.steps[0].claims,
  'fallah-table-1': droppingHessian.steps[0].claims,
  'da-maml-five-bands': robust('da-maml-five-bands').slice(0, 1),
  'tr-maml-sinusoid-10-shot': robust('tr-maml-sinusoid-10-shot'),
  'tr-maml-sinusoid-5-shot': robust('tr-maml-sinusoid-5-shot'),
  'collins-section-6': digits('collins-section-6'),
  'collins-section-6-adam': digits('collins-section-6-adam'),
  'kayaalp-regression-adam': network('kayaalp-regression-adam'),
  'kayaalp-regression-sgd': network('kayaalp-regression-sgd'),
};
