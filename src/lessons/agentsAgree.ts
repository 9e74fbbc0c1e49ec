// Lesson 7: agents with tasks of their own that combine with their neighbours: what they gain, and how far they disagree.
import { KAYAALP } from '../experiment/axes/papers.ts';
import { networkState } from '../experiment/networkState.ts';
import { type Evidence, metricAt, nowOf } from './evidence.ts';
import type { Lesson } from './lesson.ts';
import { less, logSlope, n, within } from './measures.ts';

const NET = 'agents=6&graph=0-2,1-2,2-3,2-4,3-4,4-5';
const BASE = `#v=1&alpha=0.01&n=1&${NET}`;
const STRATEGIES = 'evaltasks=200&eval=100&batch=5&lanes=dif-maml~centralized~one-processor~non-cooperative';
const ADAM = `${BASE}&beta=0.003&${STRATEGIES}&view=agent-network,meta-loss,disagreement,loss-after-each-inner-step`;
const SGD = `${BASE}&opt=sgd&beta=0.01&${STRATEGIES}&view=agent-network,meta-loss,disagreement`;
const LEVELS = 'batch=1&opt=sgd&evaltasks=10&view=disagreement,agent-network,meta-loss';
const STEPS = `${BASE}&${LEVELS}&eval=50&lanes=dif-maml;beta=0.0002~dif-maml;beta=0.0005~dif-maml;beta=0.001~dif-maml;beta=0.002`;
const GRAPHS = `${BASE}&${LEVELS}&beta=0.002&start=different&eval=10&lanes=dif-maml;graph=path~dif-maml;graph=ring~dif-maml~dif-maml;graph=complete`;

/** λ₂ of a lane's network as it stands; NaN where its graph cannot be used. */
function mixingRateOf({ lanes, experiment }: Evidence, lane: number): number {
  const network = networkState(lanes[lane].settings, experiment.seed);
  return 'error' in network ? Number.NaN : network.mixingRate;
}

/** Mean disagreement over the evaluations of the second half of the run. */
function settled({ lanes, iteration }: Evidence, lane: number): number {
  const { evaluation } = lanes[lane];
  const values = Array.from(evaluation.metrics.disagreement).filter(
    (_, i) => evaluation.iteration[i] >= iteration / 2,
  );
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const BOTH = (id: string, name: string) => [
  {
    id: `${id}-beats-alone`,
    says: 'Diffusion is below three quarters of the test loss of agents that learn alone',
    where: `${KAYAALP}, ${name}`,
    measure: (e: Evidence) =>
      less(nowOf(e, 0, 'testLoss'), nowOf(e, 3, 'testLoss'), 0.75, ['diffusion ', 'alone ']),
    otherwise: 'Run longer: at the start nobody has learnt much.',
  },
  {
    id: `${id}-matches-central`,
    says: 'Diffusion is within a quarter of the fully connected network',
    where: `${KAYAALP}, ${name}`,
    measure: (e: Evidence) =>
      less(nowOf(e, 0, 'testLoss'), nowOf(e, 1, 'testLoss'), 1.25, ['diffusion ', 'centralized ']),
    otherwise: 'Run longer, or give the graph more links.',
  },
];

export const agentsAgree: Lesson = {
  id: 'agents-that-agree',
  title: 'Agents that agree',
  about: 'Agents that share models with neighbours learn as if they had all the tasks.',
  minutes: 9,
  steps: [
    {
      title: 'Six agents, six bands',
      text: [
        'Each agent sees sine curves of its own band of amplitudes, five in an iteration, and is tested on all. After every step it averages its launch model with those of its neighbours: [[algorithm:dif-maml|diffusion]].',
        'Beside it: a fully connected network, one processor with all tasks, and agents that learn alone.',
      ],
      formulas: [
        '\\phi_k = w_k - \\htmlData{field=beta}{\\mu}\\,\\nabla \\overline{Q}_k(w_k),\\qquad w_k \\leftarrow \\textstyle\\sum_l a_{lk}\\,\\phi_l',
      ],
      link: ADAM,
      iterations: 1500,
      tries: 'Run it. Then delete a link of the graph and see whether it still keeps up.',
      question: {
        asks: 'Where will diffusion end, which never shares data?',
        options: ['near the agents that learn alone', 'near the fully connected network'],
        right: 1,
        because: 'What is learnt from each band travels over the graph with the models.',
      },
      claims: BOTH('adam', 'Section 4.1, Figure 2b (Adam)'),
    },
    {
      title: 'The same with SGD',
      text: [
        'The theory is about plain steps. The paper shows that the picture is the same as with Adam, only slower. Five tasks per agent and iteration, where the paper takes one, make it quick to see.',
      ],
      link: SGD,
      iterations: 3000,
      tries: 'Run it and compare with the step before.',
      question: {
        asks: 'Are the agents more alike with SGD or with Adam?',
        options: ['with SGD', 'with Adam'],
        right: 0,
        because: 'Adam’s steps keep their length when gradients get small; those of SGD shrink with them.',
      },
      claims: BOTH('sgd', 'Appendix D.4, Figure 6 (SGD)'),
    },
    {
      title: 'How far they disagree',
      text: [
        'The theorem bounds the [[disagreement|disagreement]] of the agents by the square of the step size. Four lanes differ in μ alone, over a decade.',
      ],
      formulas: [
        '\\tfrac{1}{K_a}\\textstyle\\sum_k \\lVert w_k - \\bar w\\rVert^2 \\;\\le\\; \\htmlData{field=beta}{\\mu}^2\\,\\dfrac{\\lambda_2^2}{(1-\\lambda_2)^2}\\,(\\hat B^2 + C^2)',
      ],
      link: STEPS,
      iterations: 4000,
      tries: 'Run it and read the four levels on the logarithmic scale.',
      question: {
        asks: 'If μ is ten times as large, the disagreement is …',
        options: ['ten times as large', 'a hundred times as large'],
        right: 1,
        because: 'Each step moves an agent by μ times its gradient, and disagreement is a squared distance.',
      },
      claims: [
        {
          id: 'mu-squared',
          says: 'Disagreement grows like μ² (slope 2 in logarithms)',
          where: `${KAYAALP}, Theorem 1, eq. (23)`,
          measure: (e) =>
            within(
              logSlope(
                e.lanes.map(({ settings }) => settings.beta),
                e.lanes.map((_, lane) => settled(e, lane)),
              ),
              1.8,
              2.2,
            ),
          otherwise:
            'The gradients differ between runs of different μ; add seeds, or compare earlier in the run.',
        },
      ],
    },
    {
      title: 'How fast they agree',
      text: [
        'Now every agent starts from its own random model. The [[mixingRate|mixing rate]] λ₂ of the graph says how much of their disagreement one round leaves: a path is slow, a full graph agrees at once.',
      ],
      formulas: ['i \\;\\ge\\; \\dfrac{3\\log\\htmlData{field=beta}{\\mu}}{\\log\\lambda_2}'],
      link: GRAPHS,
      iterations: 300,
      tries: 'Run it and find the dotted agreement times.',
      question: {
        asks: 'Which graph keeps the agents furthest apart?',
        options: ['the path', 'the ring', 'the full graph'],
        right: 0,
        because: 'News crosses a path one neighbour at a time.',
      },
      claims: [
        {
          id: 'time',
          says: 'By the theorem’s time the disagreement is down to its final level (within a factor of 2)',
          where: `${KAYAALP}, Theorem 1, eq. (24)`,
          measure: (e) => {
            const { beta } = e.lanes[2].settings;
            const time = Math.ceil((3 * Math.log(beta)) / Math.log(mixingRateOf(e, 2)));
            const [then, level] = [metricAt(e.lanes[2], 'disagreement', time), settled(e, 2)];
            return {
              holds: time < e.iteration && then <= 2 * level,
              value: then / level,
              measured: `${n(then / level)} times the level at iteration ${time}`,
              predicted: 'at most 2 times',
            };
          },
          otherwise: 'Run longer than the agreement time; a larger μ shortens it.',
        },
        {
          id: 'order',
          says: 'The smaller λ₂, the smaller the disagreement',
          where: `${KAYAALP}, Theorem 1, eq. (23)`,
          measure: (e) => {
            const order = e.lanes
              .map((_, lane) => ({ mixingRate: mixingRateOf(e, lane), level: settled(e, lane) }))
              .sort((a, b) => a.mixingRate - b.mixingRate);
            const levels = order.map(({ level }) => level);
            const rising = levels.every((level, i) => i === 0 || level >= levels[i - 1]);
            return {
              holds: rising,
              value: levels[levels.length - 1] / Math.max(levels[1], 1e-30),
              measured: order.map(({ mixingRate, level }) => `λ₂ ${n(mixingRate)}: ${n(level)}`).join(', '),
              predicted: 'rising with λ₂',
            };
          },
          otherwise: 'Run longer: until the agreement time the start still counts.',
        },
      ],
    },
  ],
};
