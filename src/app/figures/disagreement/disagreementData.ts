// Disagreement of network lanes, with Theorem 1's level and agreement times for the diffusion lanes.
import type { LineChartData, LineSeries } from '../../../charts/line/lineData.ts';
import { networkEntries } from '../../../experiment/axes/network.ts';
import { networkState } from '../../../experiment/networkState.ts';
import { resolveLane } from '../../../experiment/resolve.ts';
import type { Experiment } from '../../../experiment/types.ts';
import { formatSetting } from '../../../ui/format.ts';
import { currentSettings } from '../../state/useExperiment.ts';
import { metricData, type SeriesSnapshot } from '../shared/columns.ts';
import { agreementTime, fitAgreement, type NetworkPhase } from './agreement.ts';

/** β and λ₂ of a network lane over the run: a phase begins where either was changed. */
function networkPhases(experiment: Experiment, lane: number): NetworkPhase[] {
  const starts = experiment.edits
    .filter(
      ({ field, lane: own }) =>
        (field === 'beta' || field === 'graph') && (own === undefined || own === lane),
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
    yLabel: '(1/K) Σ‖w_k − w̄‖²',
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
    const phases = networkPhases(snapshot.experiment, lane);
    const last = evaluation.iteration.at(-1) ?? 0;
    const who = several ? `${names[lane]}: ` : '';
    for (const phase of phases) {
      const x = phase.from + agreementTime(phase);
      if (x <= last) marks.push({ x, label: `${who}agreement time`, lane });
    }
    const fit = fitAgreement(evaluation.iteration, evaluation.metrics.disagreement, phases);
    if (fit) {
      levels.push({
        id: `level-${lane}`,
        label: `${who}Theorem 1 with B̂²+C² = ${formatSetting(Number(fit.constant.toPrecision(2)))} fitted`,
        lane,
        x: evaluation.iteration,
        y: fit.level,
        weight: 'thin',
        dash: '2 3',
        named: true,
      });
    }
  });
  return { ...base, series: [...base.series, ...levels], marks };
}
