// The papers' names for points on the axes. A preset sets as little as its algorithm needs: step sizes, batch and
// optimizer stay shared, so that lanes are compared on equal terms.
import { adaptedEntries } from './adapted.ts';
import { baselineEntries } from './baseline.ts';
import { curvatureEntries } from './curvature.ts';
import type { Source } from './entry.ts';
import type { LaneSettings } from './laneFields.ts';
import { networkEntries } from './network.ts';
import { weightingEntries } from './weighting.ts';

export interface Preset {
  readonly label: string;
  readonly settings: Partial<LaneSettings>;
  /** Where the update stands: that of the value which sets it apart. */
  readonly source: Source;
  /** One line on what sets it apart. */
  readonly summary: string;
}

const DEFINED = {
  maml: {
    label: 'MAML',
    settings: { curvature: 'exact' },
    source: curvatureEntries.exact.source,
    summary: 'The exact gradient of the loss after adaptation.',
  },
  'fo-maml': {
    label: 'FO-MAML',
    settings: { curvature: 'none' },
    source: curvatureEntries.none.source,
    summary: 'Drops the Hessian: cheaper, but it stops where the meta-gradient is not zero.',
  },
  'hf-maml': {
    label: 'HF-MAML',
    settings: { curvature: 'finite-difference' },
    source: curvatureEntries['finite-difference'].source,
    summary: 'Hessian-vector products from a difference of two gradients.',
  },
  anil: {
    label: 'ANIL',
    // λ = 0.1 is the paper's for the last layer of a 4-layer CNN (Ji et al. 2022, App. A.2, case 3).
    settings: { curvature: 'exact', adapted: 'last-layer', l2: 0.1 },
    source: adaptedEntries['last-layer'].source,
    summary: 'Adapts the last layer only; the features are reused.',
  },
  'anil-nonconvex': {
    label: 'ANIL, two layers',
    settings: { curvature: 'exact', adapted: 'last-two-layers', l2: 0 },
    source: adaptedEntries['last-two-layers'].source,
    summary: 'Adapts the last two layers, so that the inner problem is nonconvex.',
  },
  'da-maml': {
    label: 'DA-MAML',
    // The paper's steps (10) and (11) are plain projected SGD (`opt=sgd`). Adam stays where it is shared:
    // at equal step size the lane then differs from MAML in the weighting alone.
    settings: { curvature: 'exact', weighting: 'min-max' },
    source: weightingEntries['min-max'].source,
    summary: 'Descends on the launch model and ascends on the task weights: the worst tasks count most.',
  },
  'dif-maml': {
    label: 'Dif-MAML',
    settings: { curvature: 'exact', network: 'diffusion' },
    source: networkEntries.diffusion.source,
    summary: 'Agents with tasks of their own adapt, then combine with their neighbours.',
  },
  centralized: {
    label: 'Centralized',
    settings: { curvature: 'exact', network: 'centralized' },
    source: networkEntries.centralized.source,
    summary: 'A fully connected graph: every agent averages with all others.',
  },
  'one-processor': {
    label: 'One processor',
    settings: { curvature: 'exact', network: 'one-processor' },
    source: networkEntries['one-processor'].source,
    summary: 'One model and one optimiser on the tasks of all agents.',
  },
  'non-cooperative': {
    label: 'Non-cooperative',
    settings: { curvature: 'exact', network: 'non-cooperative' },
    source: networkEntries['non-cooperative'].source,
    summary: 'Agents learn alone, each from its own tasks.',
  },
  imaml: {
    label: 'iMAML',
    // The proximal solution is what counts, so that the inner loop takes more than the usual single step.
    settings: { curvature: 'implicit', innerSteps: 10 },
    source: curvatureEntries.implicit.source,
    summary: 'Gradient at the end of a proximal inner loop, by conjugate gradients.',
  },
  reptile: {
    label: 'Reptile',
    // With a single inner step Reptile is joint training on the support sets.
    settings: { baseline: 'reptile', innerSteps: 5 },
    source: baselineEntries.reptile.source,
    summary: 'Moves towards the adapted models; no query gradient at all.',
  },
  joint: {
    label: 'Joint training',
    settings: { baseline: 'joint' },
    source: baselineEntries.joint.source,
    summary: 'Minimises the average loss before adaptation (ERM).',
  },
} satisfies Readonly<Record<string, Preset>>;

export type PresetId = keyof typeof DEFINED;
export const PRESET_IDS = Object.keys(DEFINED) as readonly PresetId[];

export const PRESETS: Readonly<Record<PresetId, Preset>> = DEFINED;
