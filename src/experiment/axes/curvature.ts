// What the meta-gradient does with the Hessian of the inner objective: the values, their words and their lines.
import type { Curvature } from '../../learner/rule.ts';
import { choice, integer, LOG, number } from '../fields/kinds.ts';
import { type AxisEntry, drop, labelsOf, type RuleLine, type Terms } from './entry.ts';
import { FALLAH, FINN, RAJESWARAN } from './papers.ts';

type Field = 'delta' | 'deltaRho' | 'hessianShots' | 'proximal' | 'cgSteps';

export interface CurvatureEntry extends AxisEntry<Field> {
  /** What the lane's card shows; `dropped`: struck through. */
  readonly chip: { readonly text: string; readonly dropped: boolean };
  /** It estimates the second-order part, and the error of that is measured. */
  readonly inexact: boolean;
  /** Why a Hessian batch of its own has no effect; null where it is read. */
  readonly noHessianBatch: string | null;
  readonly lines: (terms: Terms) => RuleLine[];
}

const META_GRADIENT = 'Meta-gradient';

/** Π (I − α∇²f D): what the chain rule puts before the query gradient. */
function chain({ field, mask, curved, ...terms }: Terms): string {
  const factor = (at: string) =>
    `\\big(I - ${field('alpha')}\\nabla^2 ${curved}(${at})${mask && `\\,${mask}`}\\big)`;
  return terms.number('innerSteps') === 1
    ? factor('w')
    : `\\prod_{n=0}^{${field('innerSteps')}-1} ${factor('w_n')}`;
}

/** Central difference of two gradients in the place of ∇²f v (Fallah et al. 2020, Algorithm 3, eqs. (9) to (11)). */
function differenceLines(terms: Terms): RuleLine[] {
  const { field, mask, curved } = terms;
  const alpha = field('alpha');
  const chosen = terms.number('deltaRho') > 0;
  const delta = chosen ? '\\delta_n' : field('delta');
  const u = `${mask}v_{n+1}`;
  const difference = `\\frac{\\nabla ${curved}(w_n + ${delta}${u}) - \\nabla ${curved}(w_n - ${delta}${u})}{2${delta}}`;
  const reverse = `v_n = v_{n+1} - ${alpha}\\,${difference}`;
  const lines = [
    { name: META_GRADIENT, tex: `v_{${field('innerSteps')}} = ${terms.queryGradient},\\quad ${reverse}` },
    { name: '', tex: 'd_i = v_0' },
  ];
  if (!chosen) return lines;
  const own = `\\delta_n = 1 \\big/ \\big(6\\,${field('deltaRho')}\\,${alpha}\\,\\lVert ${u}\\rVert\\big)`;
  return [...lines, { name: '', tex: own }];
}

/** The proximal term that the inner loop follows besides, and the system of the implicit gradient. */
function implicitLines(terms: Terms): RuleLine[] {
  const { field, mask, curved } = terms;
  const last = `w_{${field('innerSteps')}}`;
  const system = `\\big(I + \\tfrac{1}{${field('proximal')}}${mask}\\nabla^2 ${curved}(${last})${mask}\\big)^{-1}`;
  const near = `-\\,${field('alpha')}\\,${field('proximal')}\\,${mask}(w_n - w)\\ \\text{ besides, in every inner step}`;
  return [
    { name: 'Proximal term', tex: near },
    { name: META_GRADIENT, tex: `d_i \\approx ${system}\\,${terms.queryGradient}` },
    { name: '', tex: `\\text{by } ${field('cgSteps')} \\text{ conjugate gradient steps}` },
  ];
}

export const curvatureEntries: Readonly<Record<Curvature, CurvatureEntry>> = {
  exact: {
    label: 'Exact',
    short: 'exact Hessian',
    symbol: '\\nabla^2',
    chip: { text: 'Hessian', dropped: false },
    fields: ['hessianShots'],
    inexact: false,
    noHessianBatch: null,
    source: { paper: `${FINN}; ${FALLAH}`, equation: 'Algorithm 1, eq. (5)' },
    remark: null,
    lines: (terms) => [{ name: META_GRADIENT, tex: `d_i = ${chain(terms)}\\,${terms.queryGradient}` }],
  },
  none: {
    label: 'None (first order)',
    short: 'no Hessian',
    hint: 'dropped: first order only',
    symbol: drop('\\nabla^2'),
    chip: { text: 'Hessian', dropped: true },
    fields: [],
    inexact: false,
    noHessianBatch: 'First-order MAML drops the Hessian, so a separate Hessian batch has no effect.',
    source: { paper: FALLAH, equation: 'Section 2, Algorithm 2, eq. (8)' },
    remark: 'The Hessian factor is dropped: cheap, but it can stop where ‖∇F‖ is still of the order of α·σ.',
    lines: (terms) => [{ name: META_GRADIENT, tex: `d_i = ${drop(chain(terms))}\\,${terms.queryGradient}` }],
  },
  'finite-difference': {
    label: 'Finite difference',
    short: 'differences',
    hint: 'two gradients in the place of a Hessian product',
    symbol: '\\delta',
    chip: { text: 'differences', dropped: false },
    fields: ['delta', 'deltaRho', 'hessianShots'],
    inexact: true,
    noHessianBatch: null,
    source: { paper: FALLAH, equation: 'Section 3, Algorithm 3, eqs. (10) and (11)' },
    remark:
      'Two gradients replace each Hessian-vector product. Where the Hessian is Lipschitz (tanh) the error is at most ρδ‖v‖²; with ReLU it need not shrink with δ. The figure “Curvature error” measures it.',
    lines: differenceLines,
  },
  implicit: {
    label: 'Implicit (iMAML)',
    short: 'implicit',
    hint: 'a linear system at the adapted model, no way back through the steps',
    symbol: '(I + \\nabla^2/\\lambda_p)^{-1}',
    chip: { text: 'implicit', dropped: false },
    fields: ['proximal', 'cgSteps', 'hessianShots'],
    inexact: true,
    noHessianBatch: null,
    source: { paper: RAJESWARAN, equation: 'Algorithms 1 and 2, eq. (6)' },
    remark:
      'The gradient depends on where the inner loop ends, not on the steps to it: a proximal term keeps them near, and conjugate gradients solve for the rest. The figure “Curvature error” shows how well.',
    lines: implicitLines,
  },
};

export const curvatureFields = {
  curvature: choice(labelsOf(curvatureEntries), {
    key: 'curvature',
    label: 'Curvature',
    default: 'exact',
    live: true,
    help: 'What the meta-gradient does with the Hessian.',
  }),
  delta: number({
    key: 'delta',
    label: 'Hessian-free δ',
    symbol: 'δ',
    tex: '\\delta',
    default: 0.001,
    min: 1e-6,
    max: 1,
    ...LOG,
    live: true,
    help: 'Distance of the two gradients whose difference replaces the Hessian.',
  }),
  /** ρ > 0: δ = 1/(6ρα‖Dv‖) instead of the fixed δ; 0: fixed. */
  deltaRho: number({
    key: 'deltarho',
    label: 'ρ_δ for δ',
    symbol: 'ρ_δ',
    tex: '\\rho_\\delta',
    default: 0,
    min: 0,
    max: 1000,
    step: 0.1,
    live: true,
    help: 'Above 0: δ = 1/(6ρα‖Dv‖) as in Fallah et al. 2020, Theorem 4.17 (4.21 in the long text); 0: the fixed δ.',
  }),
  proximal: number({
    key: 'prox',
    label: 'Proximal weight λ_p',
    symbol: 'λ_p',
    tex: '\\lambda_p',
    default: 2,
    min: 0.01,
    max: 1000,
    ...LOG,
    live: true,
    help: 'λ_p/2‖w′ − w‖² in the inner objective keeps adapted models near the launch model.',
  }),
  cgSteps: integer({
    key: 'cg',
    label: 'Conjugate gradient steps J',
    symbol: 'J',
    tex: 'J',
    default: 5,
    min: 1,
    max: 30,
    sliderMax: 20,
    live: true,
    unit: 'steps',
    help: 'Steps that solve the linear system of the implicit gradient; each costs a Hessian product.',
  }),
  hessianShots: integer({
    key: 'dh',
    label: 'Hessian shots D_h',
    symbol: 'D_h',
    default: 0,
    min: 0,
    max: 40,
    unit: 'examples',
    help: 'Examples of a separate batch for the second-order term; 0: the support set.',
  }),
};
