// What the outer step follows: the gradient through the adaptation, or one of the baselines beside it.
import type { Baseline, InnerRule } from '../../learner/rule.ts';
import { choice } from '../fields/kinds.ts';
import type { curvatureFields } from './curvature.ts';
import { type AxisEntry, drop, labelsOf, type RuleLine, type Terms } from './entry.ts';
import { FALLAH, FINN } from './papers.ts';

export interface BaselineEntry extends AxisEntry<keyof typeof curvatureFields> {
  /** What the meta-gradient program returns. */
  readonly direction: NonNullable<InnerRule['direction']>;
  /** Adapts while training. */
  readonly adapts: boolean;
  /** The gradient passes through the adaptation, so that the Hessian counts. */
  readonly differentiates: boolean;
  /** Why tasks cannot be weighted by their loss after adaptation; null where they can. */
  readonly noWeights: string | null;
  /** The inner loop's line, of its step and of where it starts and ends. */
  readonly innerLoop: (step: string, range: string) => string;
  /** Lines of the meta-gradient; null: those of the curvature. */
  readonly metaGradient: ((terms: Terms) => RuleLine[]) | null;
}

const innerLoop = (step: string, range: string) => `${step},\\quad ${range}`;

export const baselineEntries: Readonly<Record<Baseline, BaselineEntry>> = {
  none: {
    label: 'Through adaptation',
    short: 'through adaptation',
    symbol: '',
    direction: 'through-adaptation',
    adapts: true,
    differentiates: true,
    noWeights: null,
    fields: ['curvature'],
    source: { paper: FINN, equation: 'Algorithm 1' },
    remark: null,
    innerLoop,
    metaGradient: null,
  },
  reptile: {
    label: 'Reptile',
    short: 'Reptile',
    symbol: 'w - w_N',
    direction: 'reptile',
    adapts: true,
    differentiates: false,
    noWeights: null,
    fields: [],
    source: { paper: 'Nichol, Achiam and Schulman 2018', equation: 'Algorithm 2, the batched version' },
    remark: 'Moves towards the adapted parameters; no derivative passes through the inner loop.',
    innerLoop,
    metaGradient: ({ field }) => [
      {
        name: 'Meta-gradient',
        tex: `d_i = \\tfrac{1}{${field('alpha')}}\\,(w - w_{${field('innerSteps')}})`,
      },
    ],
  },
  joint: {
    label: 'Joint training',
    short: 'joint',
    symbol: '\\bar f_i',
    direction: 'through-adaptation',
    adapts: false,
    differentiates: false,
    noWeights:
      'Joint training minimises the plain average loss without adaptation, so there is no loss after adaptation to weight by.',
    fields: [],
    source: { paper: FALLAH, equation: 'Problem (1), the plain average loss' },
    remark: 'Trains on the average loss without adapting; adaptation happens only at test time.',
    innerLoop: drop,
    // One mean over all examples, as joint training does not tell support from query.
    metaGradient: () => [
      {
        name: 'Meta-gradient',
        tex: 'd_i = \\nabla \\bar f_i(w),\\quad \\bar f_i = \\text{mean over support and query}',
      },
    ],
  },
};

export const baselineFields = {
  baseline: choice(labelsOf(baselineEntries), {
    key: 'baseline',
    label: 'Direction',
    default: 'none',
    help: 'Baselines that are not on the four switches.',
  }),
};
