// Fallah, Mokhtari and Ozdaglar 2020. Neither text of the paper has a section of experiments.
import { FALLAH } from '../axes/papers.ts';
import { linkOf, type PaperExperiment } from './entry.ts';

export const fallahExperiments: readonly PaperExperiment[] = [
  {
    name: 'fallah-figure-1',
    title: 'Three quadratics, two gradient steps',
    citation: `${FALLAH}, Figure 1`,
    claim: 'The minimiser of the meta-loss is better for the hard task and nearly equal for the others.',
    link: linkOf({ task: 'quadratics', sampling: 'all', lanes: 'maml~fo-maml~joint' }),
    iterations: 5000,
    chosen: ['The paper gives no numbers: tasks, α = 0.8 and outer SGD with β = 0.5 follow its words.'],
  },
  {
    name: 'fallah-table-1',
    title: 'What first-order and Hessian-free updates converge to',
    citation: `${FALLAH}, Table 1, Theorems 4.12, 4.15 and 4.17`,
    claim: '‖∇F‖ goes to zero for MAML and HF-MAML; FO-MAML can stop at the order of ασ.',
    link: linkOf({
      task: 'quadratics',
      alpha: 0.1,
      n: 1,
      opt: 'adaptive',
      constants: 'task',
      sampling: 'all',
      lanes: 'maml;stepscale=0.0833333333333~fo-maml;stepscale=0.0555555555556~hf-maml;stepscale=0.04',
    }),
    iterations: 5000,
    chosen: ['The tasks of Figure 1, for which L = 1 and ρ = 0; the table has no experiment of its own.'],
  },
];
