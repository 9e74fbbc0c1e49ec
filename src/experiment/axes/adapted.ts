// Which layers the inner loop moves: the values, their words and what they put into the rule.
import { ADAPTED_LAYERS, type Adapted } from '../../learner/rule.ts';
import { choice, number } from '../fields/kinds.ts';
import { type AxisEntry, labelsOf } from './entry.ts';
import { FINN, JI } from './papers.ts';

export interface AdaptedEntry extends AxisEntry<'l2' | 'betaPhi'> {
  /** How a sentence about its layers goes on. */
  readonly layers: string;
}

export const adaptedEntries: Readonly<Record<Adapted, AdaptedEntry>> = {
  all: {
    label: 'All layers',
    short: 'all layers',
    symbol: '',
    layers: 'all layers are',
    fields: [],
    source: { paper: FINN, equation: 'Algorithm 1' },
    remark: 'The gradient passes through the whole inner loop, second derivatives included.',
  },
  'last-layer': {
    label: 'Last layer',
    short: 'last layer',
    symbol: 'D',
    layers: 'the last layer is',
    fields: ['l2', 'betaPhi'],
    source: { paper: JI, equation: 'Algorithm 1, Proposition 1; strongly convex inner loop' },
    remark: 'The inner loop moves the head only; the body learns features from the outer step.',
  },
  'last-two-layers': {
    label: 'Last two layers',
    short: 'last two layers',
    symbol: 'D',
    layers: 'the last two are',
    fields: ['l2', 'betaPhi'],
    source: { paper: JI, equation: 'Algorithm 1, Proposition 1; nonconvex inner loop' },
    remark: 'The inner loop moves the last two layers; the rest learns from the outer step.',
  },
};

export const adaptedFields = {
  adapted: choice(labelsOf(adaptedEntries), {
    key: 'adapted',
    label: 'Adapted',
    default: 'all',
    live: true,
    help: 'Which layers the inner loop moves.',
  }),
  /** λ of the inner objective. */
  l2: number({
    key: 'l2',
    label: 'Regularization λ',
    symbol: 'λ',
    tex: '\\lambda',
    default: 0,
    min: 0,
    max: 10,
    step: 0.01,
    live: true,
    actsWhenSet: true,
    help: 'λ/2‖Dw‖² in the inner objective makes a last layer strongly convex.',
  }),
  /** β_φ of the coordinates that the inner loop does not move. */
  betaPhi: number({
    key: 'betaphi',
    label: 'Body step size β_φ',
    symbol: 'β_φ',
    tex: '\\beta_\\phi',
    default: 0,
    min: 0,
    max: 1,
    step: 0.0001,
    live: true,
    help: 'Outer step size of the layers that are not adapted (Ji et al. 2022, Algorithm 1); 0: β, as for the others.',
  }),
};

/** Whether the layers that are not adapted have an outer step size of their own. */
export function stepsApart(settings: { readonly adapted: Adapted; readonly betaPhi: number }): boolean {
  return settings.betaPhi > 0 && adaptsPart(settings);
}

/** Whether the inner loop moves a part of the layers only. */
export function adaptsPart(settings: { readonly adapted: Adapted }): boolean {
  return Number.isFinite(ADAPTED_LAYERS[settings.adapted]);
}
