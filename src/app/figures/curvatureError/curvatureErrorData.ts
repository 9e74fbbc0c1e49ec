// What is measured of curvature that is not exact: the error of Hessian-free products, the residual of implicit solves.
import type { LineChartData } from '../../../charts/line/lineData.ts';
import { laneReads } from '../../../experiment/axes/laneFields.ts';
import { resolveLane } from '../../../experiment/resolve.ts';
import type { Experiment } from '../../../experiment/types.ts';
import type { Curvature } from '../../../learner/rule.ts';
import { metricData, type SeriesSnapshot } from '../shared/columns.ts';

/** Measured on 20 test tasks, relative to the whole second-order part, or to the right-hand side. */
const MEASURED: Readonly<Record<Curvature, string | null>> = {
  exact: null,
  none: null,
  'finite-difference': 'HF: ‖g_HF−g‖/‖g_FO−g‖',
  implicit: 'implicit: ‖b−Ax‖/‖b‖',
};

/** What the figure measures of the lanes as they stand. */
export function measuredOf(experiment: Experiment): string {
  const texts = experiment.lanes.map((_, lane) => {
    const settings = resolveLane(experiment, lane, Number.POSITIVE_INFINITY);
    return laneReads('curvature', settings) ? MEASURED[settings.curvature] : null;
  });
  return [...new Set(texts.filter((text) => text !== null))].join('; ');
}

export function curvatureErrorData(snapshot: SeriesSnapshot): LineChartData {
  const rest = {
    title: 'Curvature error',
    yLabel: 'relative error',
    yScale: 'log',
    emptyText: 'Only HF-MAML and iMAML lanes have it.',
  } as const;
  const products = metricData(snapshot, 'hessianError', rest);
  const solves = metricData(snapshot, 'solveResidual', rest);
  return { ...products, series: [...products.series, ...solves.series] };
}
