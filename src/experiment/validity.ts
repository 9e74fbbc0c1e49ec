// Which combinations have no meaning, and why: reasons for greyed-out choices, for lanes that cannot run,
// and remarks on settings that have no effect.
import { parseGraph } from '../math/graphs.ts';
import { FAMILIES } from '../tasks/families.ts';
import { FIELDS } from './fields/fields.ts';
import { modelProblem, resolveLane } from './resolve.ts';
import type { Experiment, LaneField, LaneSettings, Notice } from './types.ts';

/** Layers with weights of the model, as far as the experiment tells. */
function layerCount(experiment: Experiment): number {
  const { model, task } = experiment;
  if (FAMILIES[task].problem === 'quadratic') return 1;
  if (model.kind === 'mlp') return model.hidden.length + 1;
  return model.filters.length + model.hidden.length + 1;
}

type Rule = (settings: LaneSettings, experiment: Experiment) => string | null;

/** Combinations that cannot run at all, by the field that is at fault. */
const REFUSALS: readonly (readonly [LaneField, Rule])[] = [
  [
    'weighting',
    (s) =>
      s.baseline === 'joint' && s.weighting === 'min-max'
        ? 'Joint training minimises the plain average loss without adaptation, so there is no loss after adaptation to weight by.'
        : null,
  ],
  [
    'graph',
    (s, experiment) => {
      if (s.network !== 'diffusion') return null;
      const graph = parseGraph(s.graph, s.agents, experiment.seed);
      return 'error' in graph ? graph.error : null;
    },
  ],
];

/** Settings without effect beside the others. */
const REMARKS: readonly (readonly [LaneField, Rule])[] = [
  [
    'adapted',
    (s, experiment) => {
      const layers = layerCount(experiment);
      if (s.adapted === 'last-layer' && layers === 1)
        return 'This model has one layer only: the last layer is all of it.';
      if (s.adapted === 'last-two-layers' && layers <= 2) {
        return `This model has ${layers === 1 ? 'one layer' : 'two layers'} only: the last two are all of it.`;
      }
      return null;
    },
  ],
  [
    'curvature',
    (s) =>
      s.baseline !== 'none' && s.curvature !== 'exact'
        ? `${s.baseline === 'reptile' ? 'Reptile' : 'Joint training'} does not differentiate through the adaptation, so curvature has no effect.`
        : null,
  ],
  [
    'hessianShots',
    (s) => {
      if (s.hessianShots === 0) return null;
      if (s.baseline !== 'none')
        return 'This baseline has no second-order term, so a separate Hessian batch has no effect.';
      return s.curvature === 'none'
        ? 'First-order MAML drops the Hessian, so a separate Hessian batch has no effect.'
        : null;
    },
  ],
];

function failures(rules: typeof REFUSALS, settings: LaneSettings, experiment: Experiment): Notice[] {
  return rules.flatMap(([field, rule]) => {
    const message = rule(settings, experiment);
    return message ? [{ field: FIELDS[field].label, message }] : [];
  });
}

/** Why a lane cannot run at `atIteration` (default 0); empty where it can. */
export function laneProblems(experiment: Experiment, laneIndex: number, atIteration = 0): Notice[] {
  const settings = resolveLane(experiment, laneIndex, atIteration);
  const model = modelProblem(experiment.task, experiment.model);
  const notices = failures(REFUSALS, settings, experiment);
  return model ? [{ field: FIELDS.model.label, message: model }, ...notices] : notices;
}

/** Why a lane cannot run, in one text for its card; null where it can. */
export function refusalOf(experiment: Experiment, laneIndex: number, atIteration = 0): string | null {
  const reasons = laneProblems(experiment, laneIndex, atIteration).map(
    ({ field, message }) => `${field}: ${/[.!?]$/.test(message) ? message : `${message}.`}`,
  );
  return reasons.length > 0 ? [...new Set(reasons)].join(' ') : null;
}

/** Settings of a lane that have no effect, with the reason; the lane runs all the same. */
export function laneRemarks(experiment: Experiment, laneIndex: number, atIteration = 0): Notice[] {
  return failures(REMARKS, resolveLane(experiment, laneIndex, atIteration), experiment);
}

/**
 * Why a lane's choice has no meaning beside its other settings, or null where it can be chosen. The value
 * that the lane has already is judged the same way.
 */
export function unavailable(
  experiment: Experiment,
  laneIndex: number,
  field: LaneField,
  value: LaneSettings[LaneField],
): string | null {
  const settings: LaneSettings = { ...resolveLane(experiment, laneIndex), [field]: value };
  if (field === 'graph' && settings.network !== 'diffusion') {
    return settings.network === 'single'
      ? 'A single agent has no graph.'
      : 'Only diffusion shares over a graph; this network combines with all agents or with none.';
  }
  if (field === 'agents' && settings.network === 'single') return 'A single agent shares with nobody.';
  // The field asked for is at fault; of a clash between two fields the other one's rule speaks too.
  const asked = [...REFUSALS, ...REMARKS].find(([at]) => at === field)?.[1](settings, experiment);
  if (asked) return asked;
  if (field === 'baseline') {
    const clash = failures(REFUSALS, settings, experiment).find(
      (notice) => notice.field === FIELDS.weighting.label,
    );
    if (clash) return clash.message;
  }
  return null;
}
