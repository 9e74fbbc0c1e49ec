// Ji, Lee, Liang and Poor 2022 (ANIL), Section 4 and Appendix A.2: the number of inner steps, convex and nonconvex.
import { JI } from '../axes/papers.ts';
import { linkOf, type PaperExperiment } from './entry.ts';

interface Case {
  readonly name: string;
  readonly task: 'fc100' | 'images';
  readonly model: string;
  readonly preset: 'anil' | 'anil-nonconvex';
  readonly alpha: number;
  readonly beta: number;
  readonly l2: number;
  readonly steps: readonly number[];
}

const OPEN = [
  'Not in the paper: queries (5 a class), iterations (1,000) and the N of the legends.',
  'Stride 2 and pooling in every block would leave nothing of the image; one halving a block gives the paper’s widths.',
  'One outer step size for all layers: Appendix A.2 gives one, where Algorithm 1 has β_w and β_φ.',
  'λ/2‖Dw‖²: the paper does not say which factor λ has.',
];

const DATA = {
  fc100: 'FC100’s split of CIFAR-100 by superclass is taken from the file that is loaded.',
  images: 'miniImageNet is not kept here: open a zip of class folders, 84 pixels.',
};

const CLAIMS = {
  anil: 'Faster per iteration as N grows, saturating near 7; in seconds best near 7.',
  'anil-nonconvex': 'Slower in seconds as N grows; N = 30 diverges on FC100.',
};

function experimentOf({ name, task, model, preset, alpha, beta, l2, steps }: Case): PaperExperiment {
  const image: Readonly<Record<string, number>> = task === 'images' ? { size: 84 } : {};
  return {
    name,
    title: `ANIL, ${preset === 'anil' ? 'last layer' : 'last two layers'}, ${task === 'fc100' ? 'FC100' : 'miniImageNet-like images'}`,
    citation: `${JI}, Section 4, Appendix A.2`,
    claim: CLAIMS[preset],
    link: linkOf({
      task,
      ...image,
      model,
      ways: 5,
      shots: 5,
      queries: 5,
      alpha,
      beta,
      opt: 'adam',
      batch: 32,
      lanes: steps.map((n) => `${preset};n=${n};l2=${l2}`).join('~'),
    }),
    iterations: 1000,
    chosen: [...OPEN, DATA[task]],
  };
}

const CONVEX = [1, 3, 7, 15];
const NONCONVEX = [1, 7, 15, 30];

export const jiExperiments: readonly PaperExperiment[] = [
  experimentOf({
    name: 'ji-fc100-case-1',
    task: 'fc100',
    model: 'cnn-64-64-64-64',
    preset: 'anil',
    alpha: 0.005,
    beta: 0.001,
    l2: 5,
    steps: CONVEX,
  }),
  experimentOf({
    name: 'ji-fc100-case-2',
    task: 'fc100',
    model: 'cnn-64-64-64-64-h256',
    preset: 'anil-nonconvex',
    alpha: 0.04,
    beta: 0.003,
    l2: 0,
    steps: NONCONVEX,
  }),
  experimentOf({
    name: 'ji-mini-case-3',
    task: 'images',
    model: 'cnn-32-32-32-32',
    preset: 'anil',
    alpha: 0.002,
    beta: 0.002,
    l2: 0.1,
    steps: CONVEX,
  }),
  experimentOf({
    name: 'ji-mini-case-4',
    task: 'images',
    model: 'cnn-32-32-32-32-h128',
    preset: 'anil-nonconvex',
    alpha: 0.02,
    beta: 0.003,
    l2: 0,
    steps: NONCONVEX,
  }),
];
