// The curves of the meta-loss: test and train of every lane, pinned lanes behind them, and marks where a setting changed.
import type { LineChartData, LineSeries } from '../../../charts/line/lineData.ts';
import { baselineEntries } from '../../../experiment/axes/baseline.ts';
import { laneNames, resolveLane } from '../../../experiment/resolve.ts';
import type { Experiment } from '../../../experiment/types.ts';
import { FAMILIES } from '../../../tasks/families.ts';
import type { Pin } from '../../compare/pins.ts';
import type { ViewState, XAxis } from '../../state/viewState.ts';
import { bandOf, eachLane, type SeriesSnapshot } from '../shared/columns.ts';
import { type Column, editMarks } from './editMarks.ts';

const COLUMNS: Record<XAxis, Column> = {
  iterations: 'iteration',
  seconds: 'seconds',
  'gradient-evaluations': 'gradientEvaluations',
  'hessian-products': 'hessianProducts',
  'gradient-entries': 'gradientEntries',
  'second-order-entries': 'secondOrderEntries',
};

/** What training has taken until then, of one seed; entries as Ji et al. 2022, Table 2, count them. */
export const AXIS_LABELS: Record<XAxis, string> = {
  iterations: 'iterations',
  seconds: 'seconds',
  'gradient-evaluations': 'gradient evaluations',
  'hessian-products': 'Hessian-vector products',
  'gradient-entries': 'gradient entries (Table 2)',
  'second-order-entries': 'second-order entries (Table 2)',
};

type MetaLossView = Pick<ViewState, 'xAxis' | 'logY' | 'curves' | 'smoothing'>;

/** Pinned lanes as pale curves behind the live ones; the train loss alone has nothing to compare with. */
function pinnedSeries(pins: readonly Pin[], experiment: Experiment, view: MetaLossView): LineSeries[] {
  if (view.curves === 'train') return [];
  const column = COLUMNS[view.xAxis];
  const names = laneNames(experiment);
  return pins
    .map((pin, i) => ({ pin, tag: String(i + 1) }))
    .filter(({ pin }) => !pin.hidden && pin.task === FAMILIES[experiment.task].label)
    .flatMap(({ pin, tag }) => {
      // Where the pin's lanes are those of the run, their colours are named by it, and the pin needs one name.
      const group = pin.lanes.every(({ lane, index }, i) => lane === names[index ?? i])
        ? pin.name
        : undefined;
      return pin.lanes.flatMap(({ lane: name, index, curve }, i): LineSeries[] => {
        const x = curve?.[column];
        if (!curve || !x) return [];
        const [id, label, lane] = [`${pin.id}-${i}`, `${pin.name}: ${name}`, index ?? i];
        const series = { id, label, lane, x, y: curve.testLoss, pinned: true, tag };
        return [group === undefined ? series : { ...series, group }];
      });
    });
}

/** Joint training does not adapt while it trains: its train loss is another one than that of the axis. */
function trainLabel({ experiment }: SeriesSnapshot, lane: number, name: string): string {
  const { adapts } = baselineEntries[resolveLane(experiment, lane, 0).baseline];
  return adapts ? `${name} (train)` : `${name} (train, before adaptation)`;
}

export function metaLossData(
  snapshot: SeriesSnapshot,
  view: MetaLossView,
  pins: readonly Pin[] = [],
): LineChartData {
  const column = COLUMNS[view.xAxis];
  const series = eachLane<LineSeries>(snapshot, (one, lane, name) => {
    const test: LineSeries = {
      id: `test-${lane}`,
      label: name,
      lane,
      x: one.evaluation[column],
      y: one.evaluation.metrics.testLoss,
      band: bandOf(one.evaluation.metrics.testLoss, one.evaluation.metrics.testLossSpread),
    };
    const train: LineSeries = {
      id: `train-${lane}`,
      label: trainLabel(snapshot, lane, name),
      lane,
      x: one.train[column],
      y: one.train.trainLoss,
      weight: view.curves === 'both' ? 'faint' : 'strong',
      band: bandOf(one.train.trainLoss, one.train.trainLossSpread),
    };
    if (view.curves === 'test') return [test];
    return view.curves === 'train' ? [train] : [train, test];
  });
  return {
    title: 'Meta-loss',
    series: [...pinnedSeries(pins, snapshot.experiment, view), ...series],
    xLabel: AXIS_LABELS[view.xAxis],
    wholeX: view.xAxis !== 'seconds',
    yLabel: 'loss after adaptation',
    yScale: view.logY ? 'log' : 'linear',
    smoothing: view.smoothing,
    marks: editMarks(snapshot, column),
    emptyText: 'The curves appear here with training.',
  };
}
