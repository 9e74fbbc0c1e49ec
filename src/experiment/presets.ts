// The papers' names for points on the four switches. A preset sets as little as its algorithm needs: step
// sizes, batch and optimizer stay shared, so that lanes are compared on equal terms.
import type { LaneSettings, PresetId } from './types.ts';

export interface Preset {
  readonly label: string;
  readonly settings: Partial<LaneSettings>;
  readonly paper: string;
  /** Where in the paper the update stands. */
  readonly equation: string;
  /** One line on what sets it apart. */
  readonly summary: string;
}

const FALLAH = 'Fallah, Mokhtari and Ozdaglar 2020';
const JI = 'Ji, Lee, Liang and Poor 2022';
const KAYAALP = 'Kayaalp, Vlaski and Sayed 2020';

export const PRESETS: Readonly<Record<PresetId, Preset>> = {
  maml: {
    label: 'MAML',
    settings: { curvature: 'exact' },
    paper: `Finn, Abbeel and Levine 2017; ${FALLAH}`,
    equation: 'Algorithm 1, eq. (5)',
    summary: 'The exact gradient of the loss after adaptation.',
  },
  'fo-maml': {
    label: 'FO-MAML',
    settings: { curvature: 'none' },
    paper: FALLAH,
    equation: 'Section 3, first-order approximation',
    summary: 'Drops the Hessian: cheaper, but it stops where the meta-gradient is not zero.',
  },
  'hf-maml': {
    label: 'HF-MAML',
    settings: { curvature: 'finite-difference' },
    paper: FALLAH,
    equation: 'Algorithm 2',
    summary: 'Hessian-vector products from a difference of two gradients.',
  },
  anil: {
    label: 'ANIL',
    // λ = 0.1 is the paper's for the last layer of a 4-layer CNN (App. A, case 3).
    settings: { curvature: 'exact', adapted: 'last-layer', l2: 0.1 },
    paper: JI,
    equation: 'Algorithm 1, Proposition 1; strongly convex inner loop',
    summary: 'Adapts the last layer only; the features are reused.',
  },
  'anil-nonconvex': {
    label: 'ANIL, two layers',
    settings: { curvature: 'exact', adapted: 'last-two-layers', l2: 0 },
    paper: JI,
    equation: 'Algorithm 1, Proposition 1; nonconvex inner loop',
    summary: 'Adapts the last two layers, so that the inner problem is nonconvex.',
  },
  'da-maml': {
    label: 'DA-MAML',
    // The paper's steps (10) and (11) are plain projected SGD (`opt=sgd`). Adam stays where it is shared:
    // at equal step size the lane then differs from MAML in the weighting alone.
    settings: { curvature: 'exact', weighting: 'min-max' },
    paper: 'Collins, Mokhtari and Shakkottai 2022',
    equation: 'Algorithm 1, eqs. (8) to (11)',
    summary: 'Descends on the launch model and ascends on the task weights: the worst tasks count most.',
  },
  'dif-maml': {
    label: 'Dif-MAML',
    settings: { curvature: 'exact', network: 'diffusion' },
    paper: KAYAALP,
    equation: 'Algorithm 1, eqs. (6a) and (6b)',
    summary: 'Agents with tasks of their own adapt, then combine with their neighbours.',
  },
  centralized: {
    label: 'Centralized',
    settings: { curvature: 'exact', network: 'centralized' },
    paper: KAYAALP,
    equation: 'Section 4, combination 11ᵀ/K',
    summary: 'Every agent combines with all: one processor that sees every task.',
  },
  'non-cooperative': {
    label: 'Non-cooperative',
    settings: { curvature: 'exact', network: 'non-cooperative' },
    paper: KAYAALP,
    equation: 'Section 4, combination I',
    summary: 'Agents learn alone, each from its own tasks.',
  },
  reptile: {
    label: 'Reptile',
    // With a single inner step Reptile is joint training on the support sets.
    settings: { baseline: 'reptile', innerSteps: 5 },
    paper: 'Nichol, Achiam and Schulman 2018',
    equation: 'Algorithm 1, batched',
    summary: 'Moves towards the adapted models; no query gradient at all.',
  },
  joint: {
    label: 'Joint training',
    settings: { baseline: 'joint' },
    paper: FALLAH,
    equation: 'Problem (1), the plain average loss',
    summary: 'Minimises the average loss before adaptation (ERM).',
  },
};
