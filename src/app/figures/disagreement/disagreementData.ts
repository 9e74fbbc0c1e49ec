// Disagreement of network lanes, with Theorem 1's level and agreement times for the diffusion lanes.
import type { LineChartData, LineSeries } from '../../../charts/line/lineData.ts';
import { networkEntries } from '../../../experiment/axes/network.ts';
import { weightingEntries } from '../../../experiment/axes/weighting.ts';
import { networkState } from '../../../experiment/networkState.ts';
import { resolveLane } from '../../../experiment/resolve.ts';
import type { Experiment, LaneSettings } from '../../../experiment/types.ts';
import type { Optimizer } from '../../../learner/optimizer.ts';
import { formatSetting } from '../../../ui/format.ts';
import { currentSettings } from '../../state/useExperiment.ts';
import { metricData, type SeriesSnapshot } from '../shared/columns.ts';
import { agreementTime, fitAgreement, type NetworkPhase } from './agreement.ts';

/** What a lane's level is beside Theorem 1, which speaks of constant steps of SGD on equally weighted tasks. */
type Level = 'theorem' | 'fitted' | 'none';

const LEVEL: Readonly<Record<Optimizer, Level>> = {
  sgd: 'theorem',
  momentum: 'fitted',
  adam: 'fitted',
  // Its step size is another one in every iteration.
  adaptive: 'none',
};

function levelOf({ optimizer, weighting }: LaneSettings): Level {
  const level = LEVEL[optimizer];
  return level === 'theorem' && weightingEntries[weighting].weighted ? 'fitted' : level;
}

function levelLabel(level: Exclude<Level, 'none'>, constant: number): string {
  switch (level) {
    case 'theorem':
      return `Theorem 1 with B̂²+C² = ${formatSetting(Number(constant.toPrecision(2)))} fitted`;
    case 'fitted':
      return 'fitted level (Theorem 1 is of SGD)';
    default:
      throw new Error(`No words for the level "${level satisfies never}".`);
  }
}

/** β and λ₂ of a network lane over the run: a phase begins where either, or the optimiser, was changed. */
function networkPhases(experiment: Experiment, lane: number): NetworkPhase[] {
  const starts = experiment.edits
    .filter(
      ({ field, lane: own }) =>
        (field === 'beta' || field === 'graph' || field === 'optimizer') &&
        (own === undefined || own === lane),
    )
    .map(({ iteration }) => iteration);
  return [...new Set([0, ...starts])]
    .sort((a, b) => a - b)
    .flatMap((from) => {
      const settings = resolveLane(experiment, lane, from);
      const state = networkState(settings, experiment.seed);
      return 'error' in state ? [] : [{ from, mu: settings.beta, lambda2: state.mixingRate }];
    });
}

/** Measured curves, fitted levels, and marks where the agents should have agreed. */
export function disagreementData(snapshot: SeriesSnapshot): LineChartData {
  const base = metricData(snapshot, 'disagreement', {
    title: 'Disagreement',
    yLabel: '(1/K_a) Σ‖w_k − w̄‖²',
    yScale: 'log',
    emptyText: 'Only network lanes have it.',
  });
  const { names, lanes } = currentSettings(snapshot.experiment, Number.POSITIVE_INFINITY);
  const marks: { x: number; label: string; lane: number }[] = [];
  const levels: LineSeries[] = [];
  const several = lanes.filter((one) => networkEntries[one.network].links === 'graph').length > 1;
  lanes.forEach((settings, lane) => {
    const evaluation = snapshot.series[lane]?.evaluation;
    if (networkEntries[settings.network].links !== 'graph' || !evaluation) return;
    const level = levelOf(settings);
    if (level === 'none') return;
    const phases = networkPhases(snapshot.experiment, lane);
    const last = evaluation.iteration.at(-1) ?? 0;
    const who = several ? `${names[lane]}: ` : '';
    for (const phase of phases) {
      // Agents that start from one model agree at the start; Theorem 1 then holds from there on.
      const agreed = phase.from === 0 && settings.agentStart === 'same';
      if (level !== 'theorem' || agreed) continue;
      const x = phase.from + agreementTime(phase);
      if (x <= last) marks.push({ x, label: `${who}agreement time`, lane });
    }
    const fit = fitAgreement(evaluation.iteration, evaluation.metrics.disagreement, phases);
    if (fit) {
      levels.push({
        id: `level-${lane}`,
        label: `${who}${levelLabel(level, fit.constant)}`,
        lane,
        x: evaluation.iteration,
        y: fit.level,
        weight: 'thin',
        named: true,
      });
    }
  });
  return { ...base, series: [...base.series, ...levels], marks };
}
