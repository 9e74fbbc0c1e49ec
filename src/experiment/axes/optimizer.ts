// How the launch model follows the meta-gradient: the values, their words and what they put into the rule.
import type { Optimizer } from '../../learner/optimizer.ts';
import { choice, integer, LOG, number } from '../fields/kinds.ts';
import { type AxisEntry, labelsOf, type RuleLine, type Terms } from './entry.ts';
import { FALLAH, FINN } from './papers.ts';

type Field = 'momentum' | 'beta1' | 'beta2' | 'constants' | 'stepScale' | 'stepTasks' | 'stepShots';

/** Where L and ρ of the adaptive step size come from. */
type Constants = 'given' | 'task';

export const constantsEntries: Readonly<Record<Constants, AxisEntry<'smoothness' | 'hessianLipschitz'>>> = {
  given: {
    label: 'As set',
    short: 'as set',
    symbol: '',
    fields: ['smoothness', 'hessianLipschitz'],
    source: { paper: FALLAH, equation: 'Assumptions 4.3 and 4.4' },
    remark: null,
  },
  task: {
    label: 'Of the tasks',
    short: 'of the tasks',
    hint: 'where they are known: L of quadratics is their largest curvature, ρ is 0',
    symbol: '',
    fields: [],
    source: { paper: FALLAH, equation: 'Assumptions 4.3 and 4.4' },
    remark: null,
  },
};

export interface OptimizerEntry extends AxisEntry<Field> {
  /** The field that scales the outer step. */
  readonly rateField: 'beta' | 'stepScale';
  /** The step size is estimated from a fresh batch of tasks in every iteration. */
  readonly estimatesRate: boolean;
  /** The step size; `agent` is the index of the agent, or empty. */
  readonly rate: (terms: Terms, agent: string) => string;
  /** What is followed, made of the weighted sum of the meta-gradients. */
  readonly direction: (sum: string, terms: Terms, agent: string) => string;
  /** A line that runs before the step: what is kept of earlier ones, or how the step size is estimated. */
  readonly before: ((sum: string, terms: Terms, agent: string) => RuleLine) | null;
}

/** β, or β_w for the adapted coordinates and β_φ for the others (Ji et al. 2022, Algorithm 1). */
const fixedRate = ({ field, number, mask }: Terms) =>
  mask && number('betaPhi') > 0
    ? `\\big(${field('beta')}\\,${mask} + ${field('betaPhi')}\\,(I - ${mask})\\big)`
    : field('beta');

export const optimizerEntries: Readonly<Record<Optimizer, OptimizerEntry>> = {
  sgd: {
    label: 'SGD',
    short: 'SGD',
    symbol: '',
    rateField: 'beta',
    estimatesRate: false,
    fields: [],
    source: { paper: FINN, equation: 'Algorithm 1, eq. (1)' },
    remark: null,
    rate: fixedRate,
    direction: (sum) => sum,
    before: null,
  },
  momentum: {
    label: 'Momentum',
    short: 'momentum',
    symbol: '\\nu',
    rateField: 'beta',
    estimatesRate: false,
    fields: ['momentum'],
    source: { paper: 'Polyak 1964', equation: 'heavy ball' },
    remark: null,
    rate: fixedRate,
    direction: (_, __, agent) => `v${agent}`,
    before: (sum, { field }, agent) => ({
      name: 'Momentum',
      tex: `v${agent} \\leftarrow ${field('momentum')}\\,v${agent} + ${sum}`,
    }),
  },
  adam: {
    label: 'Adam',
    short: 'Adam',
    symbol: '\\mathrm{Adam}',
    rateField: 'beta',
    estimatesRate: false,
    fields: ['beta1', 'beta2'],
    source: { paper: 'Kingma and Ba 2015', equation: 'Algorithm 1' },
    remark: null,
    rate: fixedRate,
    direction: (sum, { field }) => `\\mathrm{Adam}_{${field('beta1')},${field('beta2')}}\\big(${sum}\\big)`,
    before: null,
  },
  adaptive: {
    label: 'SGD, adaptive β̃(w)',
    short: 'adaptive',
    symbol: '\\tilde\\beta',
    rateField: 'stepScale',
    estimatesRate: true,
    fields: ['constants', 'stepScale', 'stepTasks', 'stepShots'],
    source: { paper: FALLAH, equation: 'eq. (17); (26) in the long text' },
    remark: null,
    rate: ({ field }, agent) => `${field('stepScale')}\\,\\tilde\\beta(w${agent})`,
    direction: (sum) => sum,
    before: (_, { field, number }, agent) => {
      const tasks = field('stepTasks');
      const examples =
        number('stepShots') > 0 ? `\\text{ with } ${field('stepShots')} \\text{ examples}` : '';
      const norms = `\\sum_{j} \\lVert \\nabla g_j(w${agent})\\rVert`;
      const mean = `\\tfrac{2${field('hessianLipschitz')}${field('alpha')}}{${tasks}}\\textstyle${norms}`;
      const tex = `\\tilde\\beta(w${agent}) = 1 \\big/ \\big(4${field('smoothness')} + ${mean}\\big),\\quad j \\text{ over } ${tasks} \\text{ fresh tasks}${examples}`;
      return { name: 'Step size', tex };
    },
  },
};

export const optimizerFields = {
  optimizer: choice(labelsOf(optimizerEntries), {
    key: 'opt',
    label: 'Optimizer',
    default: 'adam',
    help: 'How the launch model follows the meta-gradient.',
  }),
  /** ν of the heavy ball. */
  momentum: number({
    key: 'momentum',
    label: 'Momentum ν',
    symbol: 'ν',
    tex: '\\nu',
    default: 0.9,
    min: 0,
    max: 0.999,
    step: 0.001,
    live: true,
    help: 'Share of the last step’s direction that is kept: v ← νv + g.',
  }),
  /** β₁ of Adam; a change restarts, since its bias correction holds for a constant rate only. */
  beta1: number({
    key: 'beta1',
    label: 'Adam β₁',
    symbol: 'β₁',
    tex: '\\beta_1',
    default: 0.9,
    min: 0,
    max: 0.999,
    step: 0.001,
    help: 'Decay rate of Adam’s mean of the gradients.',
  }),
  /** β₂ of Adam; restarts as β₁ does. */
  beta2: number({
    key: 'beta2',
    label: 'Adam β₂',
    symbol: 'β₂',
    tex: '\\beta_2',
    default: 0.999,
    min: 0,
    max: 0.99999,
    step: 0.00001,
    help: 'Decay rate of Adam’s mean of the squared gradients.',
  }),
  constants: choice(labelsOf(constantsEntries), {
    key: 'constants',
    label: 'Constants L and ρ',
    default: 'given',
    help: 'Where L and ρ of β̃(w) come from: set here, or, for quadratics, those of the tasks.',
  }),
  smoothness: number({
    key: 'smooth',
    label: 'Smoothness L',
    symbol: 'L',
    tex: 'L',
    default: 10,
    min: 1e-3,
    max: 1e4,
    ...LOG,
    live: true,
    help: 'Lipschitz constant of the tasks’ gradients in β̃(w).',
  }),
  hessianLipschitz: number({
    key: 'rho',
    label: 'Hessian Lipschitz ρ',
    symbol: 'ρ',
    tex: '\\rho',
    default: 1,
    min: 0,
    max: 1e4,
    step: 0.1,
    live: true,
    help: 'Lipschitz constant of the tasks’ Hessians in β̃(w).',
  }),
  stepScale: number({
    key: 'stepscale',
    label: 'Step scale c',
    symbol: 'c',
    tex: 'c',
    default: 1 / 12,
    min: 1e-3,
    max: 10,
    ...LOG,
    live: true,
    help: 'β_k = c·β̃(w): 1/12 for MAML, 1/18 first order, 1/25 Hessian-free.',
  }),
  stepTasks: integer({
    key: 'steptasks',
    label: 'Step-size tasks B′',
    symbol: 'B′',
    tex: "B'",
    default: 20,
    min: 1,
    max: 100,
    help: 'Tasks of the fresh batch that estimates β̃(w).',
  }),
  /** D_β; 0: as many as there are queries. */
  stepShots: integer({
    key: 'stepshots',
    label: 'Step-size examples D_β',
    symbol: 'D_β',
    tex: 'D_\\beta',
    default: 0,
    min: 0,
    max: 100,
    unit: 'examples',
    help: 'Examples of a task (of each class in classification) that the gradients in β̃(w) are estimated from; 0: as many as queries.',
  }),
};
