// Kayaalp, Vlaski and Sayed 2020 (Dif-MAML), Section 4 and Appendix D, on the graph of Figure 2a.
import { KAYAALP } from '../axes/papers.ts';
import { linkOf, type PaperExperiment } from './entry.ts';

const NETWORK = { agents: 6, graph: '0-2,1-2,2-3,2-4,3-4,4-5' };
const LANES = 'dif-maml~centralized~non-cooperative~one-processor';
const CLAIM = 'Diffusion quickly matches the centralized agents; both are far below agents that learn alone.';

type Outer = 'adam' | 'sgd';

const COMBINATION =
  'Metropolis weights, as the paper allows; the authors’ code averages over neighbourhoods, which is not doubly stochastic.';
const CENTRALIZED =
  '“Centralized” is the fully connected graph of agents with an optimiser each, as in the authors’ code; one processor stands beside it.';

function regression(opt: Outer): PaperExperiment {
  return {
    name: `kayaalp-regression-${opt}`,
    title: `Six agents with their own amplitudes, ${opt === 'adam' ? 'Adam' : 'SGD'}`,
    citation: `${KAYAALP}, Section 4.1, Appendix D.1, Figures 2 and 6`,
    claim: CLAIM,
    link: linkOf({
      shots: 10,
      queries: 10,
      alpha: 0.01,
      n: 1,
      beta: opt === 'adam' ? 0.001 : 0.005,
      opt,
      batch: 1,
      ...NETWORK,
      start: 'different',
      eval: 200,
      evaltasks: 1000,
      lanes: LANES,
    }),
    iterations: 24_000,
    chosen: [
      'Test losses are after the one step of training, as in Figure 2b; “Loss after each inner step” goes on to ten, as Figure 2c.',
      COMBINATION,
      CENTRALIZED,
      'Fresh tasks in every iteration; the paper repeats 4,000 tasks in six epochs.',
      'Queries are other points than the support, as the paper says; the authors’ code uses the same inputs.',
    ],
  };
}

function omniglot(ways: 5 | 20, opt: Outer): PaperExperiment {
  return {
    name: `kayaalp-omniglot-${ways}way-${opt}`,
    title: `Six agents on Omniglot, ${ways} ways, ${opt === 'adam' ? 'Adam' : 'SGD'}`,
    citation: `${KAYAALP}, Section 4.2, Appendix D.3, Figures 9 and 10`,
    claim: CLAIM,
    link: linkOf({
      task: 'omniglot',
      rotations: 1,
      model: 'cnn-64-64-64-64',
      ways,
      shots: 1,
      queries: 1,
      batch: ways === 5 ? 16 : 8,
      alpha: 0.4,
      n: 1,
      beta: opt === 'adam' ? 0.001 : 0.1,
      opt,
      ...NETWORK,
      eval: 50,
      evaltasks: 100,
      lanes: LANES,
    }),
    iterations: 3000,
    chosen: [
      COMBINATION,
      CENTRALIZED,
      'The paper’s batch 8 is for a 5-way 5-shot experiment that has no figure; it is read as that of 20 ways.',
    ],
  };
}

function mini(shots: 1 | 5, opt: Outer): PaperExperiment {
  return {
    name: `kayaalp-mini-5way-${shots}shot-${opt}`,
    title: `Six agents on miniImageNet-like images, ${shots} ${shots === 1 ? 'shot' : 'shots'}, ${opt === 'adam' ? 'Adam' : 'SGD'}`,
    citation: `${KAYAALP}, Section 4.2, Figures 3, 7 and 8`,
    claim: CLAIM,
    link: linkOf({
      task: 'images',
      size: 84,
      model: 'cnn-32-32-32-32',
      ways: 5,
      shots,
      queries: 10,
      batch: shots === 1 ? 4 : 2,
      alpha: 0.01,
      n: 5,
      teststeps: 10,
      beta: opt === 'adam' ? 0.001 : 0.1,
      opt,
      ...NETWORK,
      eval: 50,
      evaltasks: 25,
      lanes: LANES,
    }),
    iterations: 3000,
    chosen: [
      COMBINATION,
      CENTRALIZED,
      'miniImageNet is not kept here: open a zip of class folders, 84 pixels.',
    ],
  };
}

export const kayaalpExperiments: readonly PaperExperiment[] = [
  regression('adam'),
  regression('sgd'),
  omniglot(5, 'adam'),
  omniglot(5, 'sgd'),
  omniglot(20, 'adam'),
  omniglot(20, 'sgd'),
  mini(1, 'adam'),
  mini(1, 'sgd'),
  mini(5, 'adam'),
  mini(5, 'sgd'),
];
