// Length of the exact meta-gradient over training. Min-max lanes descend on φ(w, p), and show its gradient where the
// tasks that are tested on have weights.
import type { LineChartData } from '../../../charts/line/lineData.ts';
import { weightingEntries } from '../../../experiment/axes/weighting.ts';
import { resolveLane } from '../../../experiment/resolve.ts';
import { testsOthers } from '../../../experiment/taskSetup.ts';
import type { Experiment } from '../../../experiment/types.ts';
import { formatCount } from '../../../ui/format.ts';
import { metricData, ofTestSet, type SeriesSnapshot } from '../shared/columns.ts';

const OF_F = '‖∇F‖';
const OF_PHI = '‖∇_w φ(w, p)‖';

/** What is drawn of each lane. */
function normOf(experiment: Experiment, lane: number): string {
  const { weighted } = weightingEntries[resolveLane(experiment, lane, 0).weighting];
  return weighted && !testsOthers(experiment) ? OF_PHI : OF_F;
}

function normsOf(experiment: Experiment): string[] {
  return [...new Set(experiment.lanes.map((_, lane) => normOf(experiment, lane)))];
}

/** Where it is measured, and of what. */
export function gradientNormSubtitle({ experiment }: SeriesSnapshot): string {
  const over = `over ${formatCount(experiment.evalTasks)} test tasks${ofTestSet(experiment)}`;
  const norms = normsOf(experiment);
  return norms.length === 1 ? `${norms[0]} ${over}` : `${OF_F}, of min-max lanes ${OF_PHI}; ${over}`;
}

export function gradientNormData(snapshot: SeriesSnapshot): LineChartData {
  const norms = normsOf(snapshot.experiment);
  const data = metricData(snapshot, 'gradientNorm', {
    title: 'Gradient norm',
    yLabel: norms.join(' or '),
    yScale: 'log',
    emptyText: 'The first evaluation brings the first value.',
  });
  if (norms.length === 1) return data;
  const named = data.series.map((one) => ({
    ...one,
    label: normOf(snapshot.experiment, one.lane) === OF_PHI ? `${one.label}, ${OF_PHI}` : one.label,
  }));
  return { ...data, series: named };
}
