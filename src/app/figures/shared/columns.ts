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
    const all = one.evaluation.metrics[metric];
    if (!hasFinite(all)) return [];
    // Not every evaluation measures everything: the line goes from one that did to the next.
    const { x, y } = finitePoints(one.evaluation.iteration, all);
    return [{ id: `${metric}-${lane}`, label: name, lane, x, y }];
  });
  return { ...rest, series, xLabel: 'iterations', wholeX: true };
}

/** Whether a column applies: one that never does is all NaN. */
export function hasFinite(values: Float32Array): boolean {
  const n = values.length;
  return n > 0 && (Number.isFinite(values[n - 1]) || values.some(Number.isFinite));
}

/** The points whose value is known; the columns themselves where all are. */
export function finitePoints(x: Float64Array, y: Float32Array): { x: Float64Array; y: Float32Array } {
  if (y.every(Number.isFinite)) return { x, y };
  const known = (_: number, i: number) => Number.isFinite(y[i]);
  return { x: x.slice(0, y.length).filter(known), y: y.filter(Number.isFinite) };
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
