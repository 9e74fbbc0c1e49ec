// The works that settings, figures, lessons and the papers' experiments cite, each with a lasting address. A text
// cites one by its name; `citedIn` finds the links that belong to it.
import { COLLINS, COLLINS_2020, FALLAH, FINN, JI, KAYAALP, RAJESWARAN } from '../axes/papers.ts';

export interface Source {
  /** As texts cite it: authors and year. */
  readonly name: string;
  readonly title: string;
  readonly venue: string;
  /** DOI or arXiv. */
  readonly url: string;
}

/** The papers whose algorithms run here first. */
export const SOURCES: readonly Source[] = [
  {
    name: FINN,
    title: 'Model-Agnostic Meta-Learning for Fast Adaptation of Deep Networks',
    venue: 'ICML',
    url: 'https://arxiv.org/abs/1703.03400',
  },
  {
    name: FALLAH,
    title: 'On the Convergence Theory of Gradient-Based Model-Agnostic Meta-Learning Algorithms',
    venue: 'AISTATS',
    url: 'https://arxiv.org/abs/1908.10400',
  },
  {
    name: JI,
    title: 'Convergence of Meta-Learning with Task-Specific Adaptation over Partial Parameters',
    venue: 'arXiv, revised 2022',
    url: 'https://arxiv.org/abs/2006.09486',
  },
  {
    name: COLLINS,
    title: 'Distribution-Agnostic Model-Agnostic Meta-Learning',
    venue: 'arXiv',
    url: 'https://arxiv.org/abs/2002.04766',
  },
  {
    name: COLLINS_2020,
    title: 'Task-Robust Model-Agnostic Meta-Learning',
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/2002.04766',
  },
  {
    name: KAYAALP,
    title: 'Dif-MAML: Decentralized Multi-Agent Meta-Learning',
    venue: 'arXiv',
    url: 'https://arxiv.org/abs/2010.02870',
  },
  {
    name: RAJESWARAN,
    title: 'Meta-Learning with Implicit Gradients',
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/1909.04630',
  },
  {
    name: 'Nichol, Achiam and Schulman 2018',
    title: 'On First-Order Meta-Learning Algorithms',
    venue: 'arXiv',
    url: 'https://arxiv.org/abs/1803.02999',
  },
  {
    name: 'Finn, Xu and Levine 2018',
    title: 'Probabilistic Model-Agnostic Meta-Learning',
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/1806.02817',
  },
  {
    name: 'Raghu, Raghu, Bengio and Vinyals 2020',
    title: 'Rapid Learning or Feature Reuse? Towards Understanding the Effectiveness of MAML',
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/1909.09157',
  },
  {
    name: 'Kingma and Ba 2015',
    title: 'Adam: A Method for Stochastic Optimization',
    venue: 'ICLR',
    url: 'https://arxiv.org/abs/1412.6980',
  },
  {
    name: 'Polyak 1964',
    title: 'Some methods of speeding up the convergence of iteration methods',
    venue: 'USSR Computational Mathematics and Mathematical Physics 4(5)',
    url: 'https://doi.org/10.1016/0041-5553(64)90137-5',
  },
  {
    name: 'Pearlmutter 1994',
    title: 'Fast Exact Multiplication by the Hessian',
    venue: 'Neural Computation 6(1)',
    url: 'https://doi.org/10.1162/neco.1994.6.1.147',
  },
  {
    name: 'Xiao and Boyd 2004',
    title: 'Fast linear iterations for distributed averaging',
    venue: 'Systems & Control Letters 53(1)',
    url: 'https://doi.org/10.1016/j.sysconle.2004.02.022',
  },
  {
    name: 'He, Zhang, Ren and Sun 2015',
    title: 'Delving Deep into Rectifiers',
    venue: 'ICCV',
    url: 'https://arxiv.org/abs/1502.01852',
  },
  {
    name: 'Santoro et al. 2016',
    title: 'Meta-Learning with Memory-Augmented Neural Networks',
    venue: 'ICML',
    url: 'https://arxiv.org/abs/1605.06065',
  },
  {
    name: 'Lake, Salakhutdinov and Tenenbaum 2015',
    title: 'Human-level concept learning through probabilistic program induction (Omniglot)',
    venue: 'Science 350',
    url: 'https://doi.org/10.1126/science.aab3050',
  },
  {
    name: 'LeCun, Bottou, Bengio and Haffner 1998',
    title: 'Gradient-based learning applied to document recognition (MNIST)',
    venue: 'Proceedings of the IEEE 86(11)',
    url: 'https://doi.org/10.1109/5.726791',
  },
  {
    name: 'Xiao, Rasul and Vollgraf 2017',
    title: 'Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms',
    venue: 'arXiv',
    url: 'https://arxiv.org/abs/1708.07747',
  },
  {
    name: 'Oreshkin, Rodriguez and Lacoste 2018',
    title: 'TADAM: Task dependent adaptive metric for improved few-shot learning (FC100)',
    venue: 'NeurIPS',
    url: 'https://arxiv.org/abs/1805.10123',
  },
];

/** The sources that a text cites by name, in the order of the list. */
export function citedIn(text: string): readonly Source[] {
  return SOURCES.filter(({ name }) => text.includes(name));
}
