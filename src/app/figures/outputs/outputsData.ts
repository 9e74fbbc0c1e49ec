// Test loss of what training puts out beside the launch model itself: outputs T1 and T2 of min-max lanes (Collins et
// al. 2022, eq. 12 and below it), the centroid of agents (Kayaalp et al. 2020, Section 3.3).
import type { LineChartData, LineSeries } from '../../../charts/line/lineData.ts';
import type { EvaluationMetric } from '../../../protocol/payloads.ts';
import { eachLane, finitePoints, hasFinite, type SeriesSnapshot } from '../shared/columns.ts';

export type Measure = 'mean' | 'worst';

interface Output {
  readonly name: string;
  readonly metric: Readonly<Record<Measure, EvaluationMetric | null>>;
  readonly weight: 'thin' | 'hair';
}

const OUTPUTS: readonly Output[] = [
  {
    name: 'average T1',
    metric: { mean: 'averagedIterateTestLoss', worst: 'averagedIterateWorstTestLoss' },
    weight: 'thin',
  },
  {
    name: 'random iterate T2',
    metric: { mean: 'randomIterateTestLoss', worst: 'randomIterateWorstTestLoss' },
    weight: 'hair',
  },
  { name: 'centroid', metric: { mean: 'centroidTestLoss', worst: null }, weight: 'thin' },
];

const OWN: Readonly<Record<Measure, EvaluationMetric>> = { mean: 'testLoss', worst: 'worstTestLoss' };

/** The curves of lanes that have such outputs; of agents the lane's own curve is the mean of theirs. */
export function outputsData(snapshot: SeriesSnapshot, measure: Measure): LineChartData {
  const series = eachLane<LineSeries>(snapshot, ({ evaluation }, lane, name) => {
    const { metrics, iteration: x } = evaluation;
    const made = OUTPUTS.flatMap(({ name: output, metric, weight }): LineSeries[] => {
      const of = metric[measure];
      if (of === null || !hasFinite(metrics[of])) return [];
      const label = `${name}, ${output}`;
      const known = finitePoints(x, metrics[of]);
      return [{ id: `${of}-${lane}`, label, lane, ...known, weight, named: true }];
    });
    if (made.length === 0) return [];
    const agents = hasFinite(metrics.centroidTestLoss) ? ', mean of agents' : '';
    return [{ id: `own-${lane}`, label: `${name}${agents}`, lane, x, y: metrics[OWN[measure]] }, ...made];
  });
  return {
    title: 'Outputs',
    series,
    xLabel: 'iterations',
    wholeX: true,
    yLabel: measure === 'mean' ? 'test loss' : 'test loss of the worst task',
    yScale: 'log',
    emptyText: 'Only lanes with min-max weighting or with agents have them.',
  };
}
