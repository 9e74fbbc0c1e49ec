// Mean test accuracy with its 95 % interval, and the worst task's: over the test tasks, or over a lane's seeds.
import type { LineChartData, LineSeries } from '../../../charts/line/lineData.ts';
import { resolveLane } from '../../../experiment/resolve.ts';
import type { Experiment } from '../../../experiment/types.ts';
import { interval95Factor } from '../../../math/statistics.ts';
import { bandOf, eachLane, hasFinite, ofTestSet, type SeriesSnapshot } from '../shared/columns.ts';

function seedsOf(experiment: Experiment, lane: number): number {
  return resolveLane(experiment, lane, 0).seeds;
}

/** What the band of a lane is: several seeds say how sure their mean is, one seed only how sure that of its tasks is. */
export function accuracySubtitle({ experiment }: SeriesSnapshot): string {
  const several = experiment.lanes.map((_, lane) => seedsOf(experiment, lane) > 1);
  const over = several.every(Boolean)
    ? 'seeds'
    : several.some(Boolean)
      ? 'test tasks, or seeds where a lane has several'
      : 'test tasks';
  // Batch norm sees the queries of a task together, the transductive convention of the papers.
  const together = experiment.model.kind === 'cnn' ? '; queries of a task are normalised together' : '';
  return `test mean${ofTestSet(experiment)}; band: 95 % interval over ${over}; thin: worst task${together}`;
}

export function accuracyData(snapshot: SeriesSnapshot): LineChartData {
  const series = eachLane<LineSeries>(snapshot, (one, lane, name) => {
    const { testAccuracy, worstTestAccuracy, testAccuracyInterval, testAccuracySpread } =
      one.evaluation.metrics;
    if (!hasFinite(testAccuracy)) return [];
    const x = one.evaluation.iteration;
    const factor = interval95Factor(seedsOf(snapshot.experiment, lane));
    const half = hasFinite(testAccuracySpread)
      ? testAccuracySpread.map((spread) => factor * spread)
      : testAccuracyInterval;
    const mean: LineSeries = {
      id: `accuracy-${lane}`,
      label: name,
      lane,
      x,
      y: testAccuracy,
      band: bandOf(testAccuracy, half, [0, 1]),
    };
    if (!hasFinite(worstTestAccuracy)) return [mean];
    const worst: LineSeries = {
      id: `worst-accuracy-${lane}`,
      label: `${name} (worst task)`,
      lane,
      x,
      y: worstTestAccuracy,
      weight: 'thin',
    };
    return [mean, worst];
  });
  return {
    title: 'Accuracy',
    series,
    xLabel: 'iterations',
    wholeX: true,
    yLabel: 'test accuracy',
    yScale: 'linear',
    yDomain: [0, 1],
    emptyText: 'Accuracy needs a classification task and a first evaluation.',
  };
}
