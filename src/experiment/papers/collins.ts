// Worst-case experiments of Collins, Mokhtari and Shakkottai: TR-MAML (2020) and DA-MAML (2022).
import { COLLINS, COLLINS_2020 } from '../axes/papers.ts';
import { linkOf, type PaperExperiment } from './entry.ts';

const TR_MAML = `${COLLINS_2020} (Task-Robust MAML)`;

/** p_lr of the authors' code times C/m: their weight gradient has no factor m/C. */
function trSinusoid(shots: 5 | 10, etap: number): PaperExperiment {
  return {
    name: `tr-maml-sinusoid-${shots}-shot`,
    title: `Sinusoids in unbalanced bands, ${shots} points`,
    citation: `${TR_MAML}, sinusoid regression`,
    claim: 'The worst amplitudes are learnt much better than by MAML, the mean over all of them not worse.',
    link: linkOf({
      init: 'small',
      shots,
      queries: shots,
      alpha: 0.01,
      n: 1,
      beta: 0.001,
      opt: 'adam',
      batch: 25,
      bands: '95x0.1-1.05,5x4.95-5',
      testbands: 490,
      evaltasks: 4900,
      eval: 1000,
      lanes: `maml~da-maml;etap=${etap}`,
    }),
    iterations: 70_000,
    chosen: [
      `The weight step ${etap} is the authors’ in the normalisation of equation (9), with its factor m/C.`,
      'Inner step size 0.01 as in MAML’s paper; the authors’ code runs 0.001.',
      'Ten test tasks for each of the 490 bands, as in the authors’ code, but with as many queries as shots in the place of 1,000.',
    ],
  };
}

function trOmniglot(ways: 5 | 10 | 20, shots: 1 | 5): PaperExperiment {
  const etap = Number((((ways === 5 ? 2e-5 : 1e-5) * 8) / 25).toPrecision(3));
  return {
    name: `tr-maml-omniglot-${ways}way-${shots}shot`,
    title: `Omniglot, ${ways} ways, ${shots} ${shots === 1 ? 'shot' : 'shots'}, worst case`,
    citation: `${TR_MAML}, Omniglot`,
    claim: 'The worst alphabets are classified better than by MAML.',
    link: linkOf({
      task: 'omniglot',
      model: 'cnn-64-64-64-64',
      ways,
      shots,
      queries: 10,
      batch: 8,
      alpha: 0.1,
      n: 1,
      beta: 0.001,
      tasks: 25,
      evaltasks: 500,
      eval: 5000,
      lanes: `maml~da-maml;etap=${etap}`,
    }),
    iterations: 60_000,
    chosen: [
      'The paper’s tasks are 25 alphabets with fresh characters at every draw; here each of the 25 tasks is one choice of characters.',
      'The decay of the outer step size to 1e-6 is left out.',
      '500 test tasks stand for the 5,000 of the authors’ code; test steps are those of training, as there.',
      'The authors’ code weighs the loss before it moves p; here p moves as in equation (9).',
    ],
  };
}

function section6(optimizer: 'sgd' | 'adam'): PaperExperiment {
  const adam = optimizer === 'adam';
  return {
    name: adam ? 'collins-section-6-adam' : 'collins-section-6',
    title: `Digits and clothing${adam ? ', with Adam' : ''}`,
    citation: `${COLLINS}, Section 6, Figure 1`,
    claim: 'The worst accuracy, on pullover and coat, is clearly above MAML’s, the mean close to it.',
    link: linkOf({
      task: 'digits-and-clothing',
      model: 'mlp-64-64-tanh',
      ways: 2,
      shots: 5,
      queries: 5,
      batch: 3,
      alpha: 0.1,
      n: 1,
      opt: optimizer,
      beta: adam ? 0.003 : 0.1,
      etap: 0.1,
      evaltasks: 4000,
      eval: 500,
      lanes: 'maml~da-maml',
    }),
    iterations: 3000,
    chosen: [
      'Equations (10) and (11) are projected SGD; the paper does not name the optimiser of its experiment.',
      'Not in the paper: the digit pairs (0-1, 2-3, 4-9), widths 64-64, α, N, both outer step sizes, D = 1 and queries.',
      'No ball W. The 4,000 test tasks are 500 episodes of each of the 8 tasks, as in the paper.',
    ],
  };
}

const twoStages: PaperExperiment = {
  name: 'da-maml-five-bands',
  title: 'Five bands of amplitude, drawn unevenly',
  citation: `Setting of ${COLLINS}, Section 6, on sinusoids (chosen here)`,
  claim: 'The rare large amplitudes are learnt much better; MAML draws them rarely, DA-MAML evenly.',
  link: linkOf({
    bands: '1x0.1-1@0.4,1x1-2@0.3,1x2-3@0.15,1x3-4@0.1,1x4-5@0.05',
    etap: 0.001,
    testbands: 0,
    evaltasks: 200,
    lanes: 'maml~da-maml',
  }),
  iterations: 6000,
  chosen: ['Most of the gain is the even sampling, part of it the weights.'],
};

export const collinsExperiments: readonly PaperExperiment[] = [
  trSinusoid(5, 2.5e-6),
  trSinusoid(10, 5e-6),
  twoStages,
  section6('sgd'),
  section6('adam'),
  trOmniglot(5, 1),
  trOmniglot(10, 1),
  trOmniglot(10, 5),
  trOmniglot(20, 1),
  trOmniglot(20, 5),
];
