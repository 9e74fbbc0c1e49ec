// How the tasks count in the outer step: the values, their words and their lines of the rule.
import { choice, integer, LOG, number } from '../fields/kinds.ts';
import { type AxisEntry, labelsOf, type RuleLine, type Terms } from './entry.ts';
import { COLLINS, FINN } from './papers.ts';

export const WEIGHTINGS = ['uniform', 'min-max'] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

export interface WeightingEntry extends AxisEntry<'etaP' | 'pairs' | 'ballRadius'> {
  /** Tasks have weights p that are learnt: they come from a finite set, drawn evenly. */
  readonly weighted: boolean;
  /** The factor before the sum over the drawn tasks. */
  readonly factor: (terms: Terms) => string;
  /** What follows the outer step; `agent` is the index of the agent, or empty. */
  readonly lines: (terms: Terms, agent: string) => RuleLine[];
}

/** m/(B·D): with tasks drawn evenly out of m the sum is an unbiased estimate of Σ p_i d_i. */
function minMaxFactor({ field, ...terms }: Terms): string {
  const pairs = terms.number('pairs') === 1 ? '' : `\\,${field('pairs')}`;
  return `\\tfrac{m}{${terms.tasks}${pairs}}`;
}

export const weightingEntries: Readonly<Record<Weighting, WeightingEntry>> = {
  uniform: {
    label: 'Uniform',
    short: 'uniform',
    symbol: '',
    weighted: false,
    fields: [],
    source: { paper: FINN, equation: 'Algorithm 1, eq. (1)' },
    remark: null,
    factor: ({ tasks }) => `\\tfrac{1}{${tasks}}`,
    lines: () => [],
  },
  'min-max': {
    label: 'Worst case (min-max)',
    short: 'min-max',
    hint: 'the worst tasks count most',
    symbol: 'p_i',
    weighted: true,
    fields: ['etaP', 'pairs', 'ballRadius'],
    source: { paper: COLLINS, equation: 'Algorithm 1, eqs. (8) to (11)' },
    remark: 'The weights p move towards the hardest tasks, so the worst task decides what is learnt.',
    factor: minMaxFactor,
    lines(terms, agent) {
      const loss = `g_i(w_{${terms.field('innerSteps')}})`;
      const step = `${terms.field('etaP')}\\,${minMaxFactor(terms)}\\sum_i ${loss}\\,e_i`;
      const tex = `p${agent} \\leftarrow \\Pi_\\Delta\\big(p${agent} + ${step}\\big)`;
      return [{ name: 'Task weights', tex }];
    },
  },
};

export const weightingFields = {
  weighting: choice(labelsOf(weightingEntries), {
    key: 'weighting',
    label: 'Weighting',
    default: 'uniform',
    help: 'How the tasks count.',
  }),
  etaP: number({
    key: 'etap',
    label: 'Weight step η_p',
    symbol: 'η_p',
    tex: '\\eta_p',
    default: 0.01,
    min: 1e-7,
    max: 1,
    ...LOG,
    live: true,
    help: 'Step size of the task weights p.',
  }),
  pairs: integer({
    key: 'pairs',
    label: 'Pairs D_p',
    symbol: 'D_p',
    tex: 'D_p',
    default: 1,
    min: 1,
    max: 20,
    help: 'Support and query sets drawn per task and iteration (D in DA-MAML).',
  }),
  ballRadius: number({
    key: 'ball',
    label: 'Ball radius R_W',
    symbol: 'R_W',
    tex: 'R',
    default: 0,
    min: 0,
    max: 1000,
    step: 0.1,
    live: true,
    help: 'The launch model is projected onto a ball of this radius; 0: no ball.',
  }),
};
