// Which combinations have no meaning, and why: reasons for greyed-out choices, for lanes that cannot run,
// and remarks on settings that have no effect.
import { ADAPTED_LAYERS } from '../learner/rule.ts';
import { parseGraph } from '../math/graphs.ts';
import { FAMILIES } from '../tasks/families.ts';
import { sentence } from '../text/sentences.ts';
import { adaptedEntries, adaptsPart, stepsApart } from './axes/adapted.ts';
import { baselineEntries } from './axes/baseline.ts';
import { curvatureEntries } from './axes/curvature.ts';
import { laneDefaults, laneReads } from './axes/laneFields.ts';
import { networkEntries } from './axes/network.ts';
import { optimizerEntries } from './axes/optimizer.ts';
import { weightingEntries } from './axes/weighting.ts';
import { FIELDS } from './fieldTable.ts';
import { modelProblem, resolveLane } from './resolve.ts';
import { effectiveTaskCount } from './taskSetup.ts';
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
    (s) => (weightingEntries[s.weighting].weighted ? baselineEntries[s.baseline].noWeights : null),
  ],
  [
    'sampling',
    (s, experiment) =>
      s.sampling === 'all' && effectiveTaskCount(experiment) === 0
        ? 'All tasks in every iteration need a finite set; set the number of tasks m.'
        : null,
  ],
  [
    'constants',
    (s, { task }) =>
      s.constants === 'task' && laneReads('constants', s) && !FAMILIES[task].constants
        ? 'L and ρ are not known of these tasks, only of quadratics; set them.'
        : null,
  ],
  [
    'graph',
    (s, experiment) => {
      if (networkEntries[s.network].links !== 'graph') return null;
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
      if (!adaptsPart(s) || layers > ADAPTED_LAYERS[s.adapted]) return null;
      const count = layers === 1 ? 'one layer' : 'two layers';
      return `This model has ${count} only: ${adaptedEntries[s.adapted].layers} all of it.`;
    },
  ],
  [
    'betaPhi',
    (s) =>
      stepsApart(s) && optimizerEntries[s.optimizer].estimatesRate
        ? 'The adaptive step size is one for all layers, so β_φ has no effect.'
        : null,
  ],
  [
    'curvature',
    (s) => {
      const { differentiates, label } = baselineEntries[s.baseline];
      return differentiates || s.curvature === laneDefaults.curvature
        ? null
        : `${label} does not differentiate through the adaptation, so curvature has no effect.`;
    },
  ],
  [
    'hessianShots',
    (s) => {
      if (s.hessianShots === 0) return null;
      return baselineEntries[s.baseline].differentiates
        ? curvatureEntries[s.curvature].noHessianBatch
        : 'This baseline has no second-order term, so a separate Hessian batch has no effect.';
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
    ({ field, message }) => `${field}: ${sentence(message)}`,
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
  const { agents, noGraph } = networkEntries[settings.network];
  if (field === 'graph' && noGraph) return noGraph;
  if (field === 'agents' && agents === 'one') return 'A single agent shares with nobody.';
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
