// From the snapshot to columns of numbers under lane names. Pure; the charts read the growing typed arrays in place.
import type { LineChartData, LineSeries } from '../../../charts/line/lineData.ts';
import type { LabSnapshot, LaneSeries } from '../../../client/types.ts';
import { parseReference } from '../../../data/reference.ts';
import { laneNames } from '../../../experiment/resolve.ts';
import { testSetOf } from '../../../experiment/taskSetup.ts';
import type { Experiment } from '../../../experiment/types.ts';
import type { EvaluationMetric } from '../../../protocol/payloads.ts';

export type SeriesSnapshot = Pick<LabSnapshot, 'experiment' | 'series'>;

/** What the test tasks are made of, where that is another image set than in training: " of fashion-mnist". */
export function ofTestSet(experiment: Experiment): string {
  const set = testSetOf(experiment);
  return set === null ? '' : ` of ${parseReference(set).name}`;
}

/** Lanes that exist in both the experiment and the curves (they may differ for one frame after a change). */
export function eachLane<T>(
  snapshot: SeriesSnapshot,
  visit: (series: LaneSeries, lane: number, name: string) => T[],
): T[] {
  return laneNames(snapshot.experiment).flatMap((name, lane) => {
    const series = snapshot.series[lane];
    return series ? visit(series, lane, name) : [];
  });
}

/** One evaluation metric over iterations. */
export function metricData(
  snapshot: SeriesSnapshot,
  metric: EvaluationMetric,
  rest: Pick<LineChartData, 'title' | 'yLabel' | 'yScale' | 'emptyText'>,
): LineChartData {
  const series = eachLane<LineSeries>(snapshot, (one, lane, name) => {
    const y = one.evaluation.metrics[metric];
    return hasFinite(y)
      ? [{ id: `${metric}-${lane}`, label: name, lane, x: one.evaluation.iteration, y }]
      : [];
  });
  return { ...rest, series, xLabel: 'iterations' };
}

/** A column that never applies is all NaN; looking at both ends and the middle is enough to tell. */
export function hasFinite(values: Float32Array): boolean {
  const n = values.length;
  if (n === 0) return false;
  return (
    Number.isFinite(values[n - 1]) ||
    Number.isFinite(values[0]) ||
    Number.isFinite(values[n >> 1]) ||
    (n < 64 && values.some(Number.isFinite))
  );
}

/** Mean ± `half` around a curve, within `limits`; undefined where it is not known, such as a spread over one seed. */
export function bandOf(
  mean: Float32Array,
  half: Float32Array | undefined,
  [least, most]: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): LineSeries['band'] {
  if (!half || !hasFinite(half)) return undefined;
  return {
    low: mean.map((value, i) => Math.max(least, value - half[i])),
    high: mean.map((value, i) => Math.min(most, value + half[i])),
  };
}

/** The chosen lane where it satisfies the condition, else the first that does; −1 for none. */
export function pickLane(lanes: readonly boolean[], wished: number): number {
  return lanes[wished] ? wished : lanes.indexOf(true);
}
