// "Accuracy": mean test accuracy with its interval, and the worst task's, over training.
import type { LineChartData, LineSeries } from '../../../charts/line/lineData.ts';
import { CurveFigure } from '../shared/CurveFigure.tsx';
import { bandOf, eachLane, hasFinite, type SeriesSnapshot } from '../shared/columns.ts';

function accuracyData(snapshot: SeriesSnapshot): LineChartData {
  const series = eachLane<LineSeries>(snapshot, (one, lane, name) => {
    const { testAccuracy, worstTestAccuracy, testAccuracyInterval, testAccuracySpread } =
      one.evaluation.metrics;
    if (!hasFinite(testAccuracy)) return [];
    const x = one.evaluation.iteration;
    // Several seeds show how far they spread; one seed its 95 % interval over tasks.
    const half = hasFinite(testAccuracySpread) ? testAccuracySpread : testAccuracyInterval;
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
      dash: '4 3',
    };
    return [mean, worst];
  });
  return {
    title: 'Accuracy',
    series,
    xLabel: 'iterations',
    yLabel: 'test accuracy',
    yScale: 'linear',
    yDomain: [0, 1],
    emptyText: 'Accuracy needs a classification task and a first evaluation.',
  };
}

export function AccuracyFigure() {
  return <CurveFigure subtitle="test, mean with 95 % interval; dashed: worst task" build={accuracyData} />;
}
