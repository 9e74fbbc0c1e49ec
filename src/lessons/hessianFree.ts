// Lesson 4: a Hessian-vector product from two gradients: how exact it is, and what it costs.
import { FALLAH, JI } from '../experiment/axes/papers.ts';
import { type Evidence, last, nowOf } from './evidence.ts';
import type { Claim, Lesson } from './lesson.ts';
import { less, n, near, within } from './measures.ts';

const LANES = 'lanes=hf-maml;delta=0.1~hf-maml;delta=0.01~hf-maml;delta=0.001~hf-maml;delta=0.000001';
const VIEW = 'view=curvature-error,adaptation,meta-loss,rule';
const TANH = `#v=1&model=mlp-40-40-tanh&eval=100&${LANES}&${VIEW}`;
const RELU = `#v=1&eval=100&${LANES}&${VIEW}`;
const COST = '#v=1&lanes=maml~fo-maml~hf-maml&eval=100&view=meta-loss,curvature-error,anatomy';
const WIDE =
  '#v=1&model=mlp-160-160-relu&lanes=maml~fo-maml~hf-maml&eval=100&view=meta-loss,curvature-error,anatomy';

const error = (e: Evidence, lane: number) => nowOf(e, lane, 'hessianError');

/** How many of a count an iteration takes in a lane. */
function perIteration(
  e: Evidence,
  lane: number,
  of: 'gradientEvaluations' | 'secondOrderEntries' | 'seconds',
) {
  const { train } = e.lanes[lane];
  return (last(train[of]) - train[of][0]) / (last(train.iteration) - train.iteration[0]);
}

const counts = (id: string, lane: number, name: string, factor: number): Claim => ({
  id,
  says: `${name} takes ${factor} times the gradients of FO-MAML in an iteration`,
  where: `${JI}, Table 2`,
  measure: (e) =>
    near(
      perIteration(e, lane, 'gradientEvaluations') / perIteration(e, 1, 'gradientEvaluations'),
      factor,
      0.001,
    ),
  otherwise: 'The factors hold for N = 1; with N steps they are 1 and (3N + 1)/(N + 1).',
});

/** The time of MAML beside that of FO-MAML. */
const smallMultiple = (id: string, says: string, otherwise: string): Claim => ({
  id,
  says,
  where: 'Pearlmutter 1994',
  measure: (e) => {
    const ratio = perIteration(e, 0, 'seconds') / perIteration(e, 1, 'seconds');
    return within(ratio, 1, 4, `${n(ratio)} times`);
  },
  otherwise,
});

export const hessianFree: Lesson = {
  id: 'hessian-free',
  title: 'Hessian-free',
  about: 'Two gradients can stand for a Hessian, where the function is smooth.',
  minutes: 7,
  steps: [
    {
      title: 'A smooth network',
      text: [
        'HF-MAML replaces the product H·v by a difference of two gradients, δ apart. Four lanes differ in δ alone. The network has tanh units: its Hessian changes smoothly.',
        'The figure shows the [[curvatureError|error of the second-order part]], measured against the exact one.',
      ],
      formulas: [
        'H v \\approx \\frac{\\nabla f(w + \\htmlData{field=delta}{\\delta}v) - \\nabla f(w - \\htmlData{field=delta}{\\delta}v)}{2\\,\\htmlData{field=delta}{\\delta}}',
      ],
      link: TANH,
      iterations: 200,
      tries: 'Run it and order the four lanes by their error.',
      question: {
        asks: 'Is the smallest δ the most exact?',
        options: ['yes', 'no'],
        right: 1,
        because:
          'Below some δ the two gradients are nearly equal, and 32-bit rounding of their difference is all that is left.',
      },
      claims: [
        {
          id: 'tanh-falls',
          says: 'From δ = 0.01 to 0.001 the error falls a hundredfold',
          where: `${FALLAH}, Section 3: at most ρδ‖v‖²; central differences of smooth functions do better, as δ²`,
          measure: (e) => {
            const ratio = error(e, 1) / error(e, 2);
            return within(ratio, 50, 200, `${n(ratio)} times, to ${n(100 * error(e, 2))} %`);
          },
          otherwise: 'Take tanh units and run a few iterations more.',
        },
        {
          id: 'tanh-rounding',
          says: 'At δ = 0.000001 rounding has taken over',
          where: null,
          measure: (e) => less(error(e, 2), error(e, 3), 0.5, ['0.001: ', '0.000001: ']),
          otherwise: 'In double precision it would come much later.',
        },
      ],
    },
    {
      title: 'A network with corners',
      text: [
        'The same with ReLU units. Between corners such a network is flat in second order, and at a corner its gradient jumps. A difference over a corner has nothing to do with the Hessian at w.',
      ],
      link: RELU,
      iterations: 200,
      tries: 'Run it and compare with the errors of the tanh network.',
      question: {
        asks: 'With ReLU, does a smaller δ make the error go to zero as it does with tanh?',
        options: ['yes', 'no'],
        right: 1,
        because:
          'The Hessian is not Lipschitz, so the bound does not apply. Fewer corners are crossed with a smaller δ, but never none for all tasks.',
      },
      claims: [
        {
          id: 'relu-large',
          says: 'With ReLU, δ = 0.001 leaves an error above 10 %, where tanh had well below 1 %',
          where: `${FALLAH}, Assumption 4.4, which ReLU breaks`,
          measure: (e) => {
            const value = error(e, 2);
            return { holds: value > 0.1, value, measured: `${n(100 * value)} %`, predicted: 'above 10 %' };
          },
          otherwise: 'Few corners were crossed on these tasks; run on, or try another seed.',
        },
      ],
    },
    {
      title: 'What it costs',
      text: [
        'FO-MAML takes two gradients per task with N = 1; HF-MAML two more. MAML needs a [[hessianTerm|product with the Hessian]], which costs about as much as a gradient or two, and never the whole d × d matrix.',
      ],
      link: COST,
      iterations: 400,
      tries:
        'Set the meta-loss over “gradient evaluations” and over “seconds”. Then make the layers wider and run again.',
      question: {
        asks: 'Which takes least time per iteration?',
        options: ['MAML', 'FO-MAML', 'HF-MAML'],
        right: 1,
        because:
          'It computes nothing but two gradients. The others pay for curvature, with products or with more gradients.',
      },
      claims: [
        counts('count-maml', 0, 'MAML', 1),
        counts('count-hf', 2, 'HF-MAML', 2),
        {
          id: 'time-fo',
          says: 'FO-MAML takes the least time, measured here',
          where: `${FALLAH}, Table 1`,
          measure: (e) => {
            const [maml, first, free] = [0, 1, 2].map((lane) => 1000 * perIteration(e, lane, 'seconds'));
            const others = Math.min(maml, free);
            return {
              holds: first < others,
              value: first / others,
              measured: `${n(first)} ms; MAML ${n(maml)}, HF-MAML ${n(free)}`,
              predicted: 'less than both',
            };
          },
          otherwise: 'Small models are too quick to time; make the layers wider and run longer.',
        },
        smallMultiple(
          'time-maml',
          'MAML costs a small multiple of FO-MAML, not a multiple that grows with the dimension',
          'Give it a few hundred iterations, with nothing else running.',
        ),
      ],
    },
    {
      title: 'Fifteen times as many weights',
      text: [
        'The same with layers of 160 instead of 40 units: 26,241 weights instead of 1,761. A Hessian would have 688 million entries. Products with it never write one down.',
      ],
      link: WIDE,
      iterations: 100,
      tries: 'Run it, and compare the milliseconds with those of the step before.',
      question: {
        asks: 'MAML took about twice as long as FO-MAML before. And now?',
        options: ['about twice again', 'fifteen times as long', 'two hundred times as long'],
        right: 0,
        because:
          'Both grow in proportion to the number of weights. Only a method that forms the Hessian would grow with its square.',
      },
      claims: [
        smallMultiple(
          'wide-ratio',
          'MAML still costs a small multiple of FO-MAML',
          'Close what else is running: short runs are easily disturbed.',
        ),
        {
          id: 'wide-entries',
          says: 'The Hessians that it multiplies by have over 600 million entries each',
          where: `${JI}, Table 2, which counts them`,
          measure: (e) => {
            const { settings } = e.lanes[0];
            const value = perIteration(e, 0, 'secondOrderEntries') / (settings.batch * settings.innerSteps);
            return { holds: value > 6e8, value, measured: n(value), predicted: 'above 600 million' };
          },
          otherwise: 'The count follows from the widths; set them back to 160-160.',
        },
      ],
    },
  ],
};
