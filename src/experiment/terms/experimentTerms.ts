// What every setting of an experiment means that all its lanes share.
import { FALLAH, FINN } from '../axes/papers.ts';
import type { ExperimentField } from '../fieldTable.ts';
import type { Explanation } from './entry.ts';

export const EXPERIMENT_TERMS: Readonly<Record<ExperimentField, Explanation>> = {
  task: {
    meaning:
      'What the tasks are made of. A task is a small learning problem, such as one sine curve or five characters to tell apart; meta-learning sees many of them.',
    larger: null,
    where: `${FINN}, Section 2.1`,
  },
  seed: {
    meaning:
      'Number from which every random draw follows: tasks, points and first weights. The same seed gives the same run.',
    larger: 'Another draw, neither better nor worse. Compare several before you believe a difference.',
    where: null,
  },
  model: {
    meaning:
      'The network that is trained: hidden widths and activation of an MLP, or blocks of filters of a CNN.',
    larger: 'Wider layers can fit more and cost more per iteration.',
    where: `${FINN}, Section 5.1: two hidden layers of 40`,
  },
  init: {
    meaning:
      'How large the first random weights are. It decides how the very first tasks are seen, and how fast learning starts.',
    larger: null,
    where: 'He, Zhang, Ren and Sun 2015 for variance 2/fan-in',
  },
  shots: {
    meaning:
      'How many examples of a task the model may adapt on: its support set. In classification, of each class.',
    larger: 'Adaptation becomes easier, and less depends on the launch model.',
    where: `${FINN}, Section 2.1: K-shot learning`,
  },
  queries: {
    meaning:
      'How many further examples of a task the adapted model is judged on: its query set. The meta-gradient comes from them.',
    larger: 'Less noise in the meta-gradient.',
    where: `${FALLAH}, eq. (5), batch D_o`,
  },
  evalEvery: {
    meaning: 'How often the launch models are tried on the test tasks. Tests cost time and change nothing.',
    larger: 'Faster training, coarser curves.',
    where: null,
  },
  evalTasks: {
    meaning:
      'How many fixed tasks every lane is tested on. No lane trains on them where tasks come from a continuum.',
    larger: 'Smoother test curves and a fairer worst task, at a slower test.',
    where: null,
  },
  testSteps: {
    meaning: 'How many inner steps a test task is adapted with, if not the N of training.',
    larger: 'Shows whether a launch model goes on improving beyond the steps that it was trained for.',
    where: `${FINN}, Figure 3: up to ten steps`,
  },
  testShots: {
    meaning: 'How many support examples a test task has, if not as many as in training.',
    larger: 'Easier test tasks.',
    where: `${FINN}, Section 5.1: fine-tuning on 5, 10 and 20 points`,
  },
  testWays: {
    meaning: 'How many classes occur in a test task, if not as many as in training.',
    larger: 'Harder test tasks.',
    where: null,
  },
  testSet: {
    meaning:
      'Which image set the test tasks are made of, if not that of training: whether what was learnt on one set helps on another.',
    larger: null,
    where: null,
  },
  iter: {
    meaning: 'The iteration that opening the link trains up to, with the recorded edits on the way.',
    larger: 'A longer replay before you can work on.',
    where: null,
  },
  backend: {
    meaning:
      'What computes in this browser: the graphics card (WebGPU), WebAssembly or plain JavaScript. Results agree to rounding.',
    larger: null,
    where: null,
  },
  lanes: {
    meaning:
      'The algorithms that are compared, up to eight. They run in lock-step and see the same tasks in the same iteration.',
    larger: 'More to compare, slower iterations.',
    where: null,
  },
  edits: {
    meaning:
      'Changes of live settings while training. They belong to the run: a replay makes them at the same iterations.',
    larger: null,
    where: null,
  },
  figures: {
    meaning: 'Which figures the page shows, in this order.',
    larger: null,
    where: null,
  },
};
