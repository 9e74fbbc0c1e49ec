// Sinusoids of Finn, Abbeel and Levine 2017 (MAML) and of Nichol, Achiam and Schulman 2018 (Reptile).
import { FINN } from '../axes/papers.ts';
import { linkOf, type PaperExperiment } from './entry.ts';

function sinusoid(shots: number): PaperExperiment {
  return {
    name: `finn-sinusoid-${shots}-shot`,
    title: `Sinusoids from ${shots} points`,
    citation: `${FINN}, Section 5.1, Figures 2 and 3`,
    claim:
      'One step from MAML’s launch model is far below one from pretraining, and more steps go on improving.',
    link: linkOf({
      init: 'small',
      shots,
      queries: shots,
      alpha: 0.01,
      n: 1,
      beta: 0.001,
      opt: 'adam',
      batch: 25,
      evaltasks: 600,
      teststeps: 10,
      eval: 500,
      lanes: 'maml~fo-maml~joint',
    }),
    iterations: 70_000,
    chosen: [
      'The paper trains with step size 0.01; the default of the authors’ code is 0.001. The paper’s is used.',
      'Batch, iterations, start (standard deviation 0.01) and 600 test tasks are those of the authors’ code.',
      'Test losses are after ten steps, as in Figure 3 at its end; “Loss after each inner step” shows those before.',
      'The oracle, which is told amplitude and phase, is left out.',
    ],
  };
}

const reptileSine: PaperExperiment = {
  name: 'reptile-sine',
  title: 'Sinusoids with Reptile',
  citation: 'Nichol, Achiam and Schulman 2018, the authors’ sine demonstration',
  claim: 'The launch model adapts to ten points in 32 steps; joint training does not.',
  link: linkOf({
    model: 'mlp-64-64-tanh',
    phmax: 6.283185307,
    shots: 10,
    queries: 10,
    alpha: 0.02,
    n: 5,
    beta: 0.002,
    opt: 'sgd',
    batch: 1,
    teststeps: 32,
    eval: 200,
    lanes: 'reptile~reptile;n=1',
  }),
  iterations: 30_000,
  chosen: [
    'An outer step of 0.1 towards the adapted model is β = 0.1·α = 0.002 here; its linear decay is left out.',
    'Five steps on the same ten points stand for five minibatches of ten out of fifty points on a grid.',
    'Reptile with one step is joint training on the support sets, for contrast.',
  ],
};

export const finnExperiments: readonly PaperExperiment[] = [sinusoid(10), sinusoid(5), reptileSine];
