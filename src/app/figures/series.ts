// From the snapshot to what the charts draw: which columns, under which names. Pure; the charts read the
// growing typed arrays in place.

import type { LineChartData, LineSeries } from '../../charts/line/lineLayout.ts';
import type { LabSnapshot, LaneSeries } from '../../client/types.ts';
import { FIELDS } from '../../experiment/fieldTable.ts';
import { resolveLane, resolveShared } from '../../experiment/resolve.ts';
import type { Edit, Experiment } from '../../experiment/types.ts';
import type { EvaluationMetric } from '../../protocol/messages.ts';
import { FAMILIES } from '../../tasks/families.ts';
import { formatNumber } from '../../ui/numbers.ts';
import { type Pin, taskLabel } from '../compare/pins.ts';
import { laneNames } from '../lab/commands.ts';
import type { ViewState, XAxis } from '../lab/viewState.ts';

type Column = 'iteration' | 'seconds' | 'gradientEntries' | 'secondOrderEntries';

const COLUMNS: Record<XAxis, Column> = {
  iterations: 'iteration',
  seconds: 'seconds',
  'gradient-entries': 'gradientEntries',
  'second-order-entries': 'secondOrderEntries',
};

export const AXIS_LABELS: Record<XAxis, string> = {
  iterations: 'iterations',
  seconds: 'seconds',
  'gradient-entries': 'gradient evaluations',
  'second-order-entries': 'second-order evaluations',
};

export type SeriesSnapshot = Pick<LabSnapshot, 'experiment' | 'series'>;

/** Lanes that exist in both the experiment and the curves (they may differ for one frame after a change). */
function eachLane<T>(
  snapshot: SeriesSnapshot,
  visit: (series: LaneSeries, lane: number, name: string) => T[],
): T[] {
  const names = laneNames(snapshot.experiment);
  return names.flatMap((name, lane) => {
    const series = snapshot.series[lane];
    return series ? visit(series, lane, name) : [];
  });
}

export type MetaLossView = Pick<ViewState, 'xAxis' | 'logY' | 'curves' | 'smoothing'>;

/** Mean ± one standard deviation over a lane's seeds; undefined where it has one seed. */
export function seedBand(mean: Float32Array, spread: Float32Array | undefined): LineSeries['band'] {
  if (!spread || !hasFinite(spread)) return undefined;
  return { low: mean.map((value, i) => value - spread[i]), high: mean.map((value, i) => value + spread[i]) };
}

/** Pinned lanes as pale curves behind the live ones; the train loss alone has nothing to compare with. */
export function pinnedSeries(pins: readonly Pin[], experiment: Experiment, view: MetaLossView): LineSeries[] {
  if (view.curves === 'train') return [];
  const column = COLUMNS[view.xAxis];
  return pins
    .filter((pin) => !pin.hidden && pin.task === taskLabel(experiment.task))
    .flatMap((pin) =>
      pin.lanes.flatMap(({ lane, curve }, i): LineSeries[] =>
        curve
          ? [
              {
                id: `${pin.id}-${i}`,
                label: `${pin.name}: ${lane}`,
                lane: i,
                x: curve[column],
                y: curve.testLoss,
                pinned: true,
              },
            ]
          : [],
      ),
    );
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
      label: view.curves === 'both' ? `${name}` : name,
      lane,
      x: one.evaluation[column],
      y: one.evaluation.metrics.testLoss,
      band: seedBand(one.evaluation.metrics.testLoss, spreadOf(one, 'testLossSpread')),
    };
    const train: LineSeries = {
      id: `train-${lane}`,
      label: `${name} (train)`,
      lane,
      x: one.train[column],
      y: one.train.trainLoss,
      weight: view.curves === 'both' ? 'faint' : 'strong',
      band: seedBand(one.train.trainLoss, one.train.trainLossSpread),
    };
    if (view.curves === 'test') return [test];
    return view.curves === 'train' ? [train] : [train, test];
  });
  return {
    title: 'Meta-loss',
    series: [...pinnedSeries(pins, snapshot.experiment, view), ...series],
    xLabel: AXIS_LABELS[view.xAxis],
    yLabel: 'loss after adaptation',
    yScale: view.logY ? 'log' : 'linear',
    smoothing: view.smoothing,
    marks: editMarks(snapshot, column),
    emptyText: 'Press Run: the curves appear here.',
  };
}

/** Standard deviation over seeds, where the run has it. */
function spreadOf(one: LaneSeries, name: string): Float32Array | undefined {
  return (one.evaluation.metrics as Readonly<Record<string, Float32Array | undefined>>)[name];
}

/** One evaluation metric over iterations. */
export function metricData(
  snapshot: SeriesSnapshot,
  metric: EvaluationMetric,
  rest: Pick<LineChartData, 'title' | 'yLabel' | 'yScale' | 'yDomain' | 'emptyText'>,
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

export function accuracyData(snapshot: SeriesSnapshot): LineChartData {
  const series = eachLane<LineSeries>(snapshot, (one, lane, name) => {
    const { testAccuracy, worstTestAccuracy, testAccuracyInterval } = one.evaluation.metrics;
    if (!hasFinite(testAccuracy)) return [];
    const x = one.evaluation.iteration;
    // Several seeds show how far they spread; one seed its 95 % interval over tasks.
    const half = [spreadOf(one, 'testAccuracySpread'), testAccuracyInterval].find(
      (values) => values && hasFinite(values),
    );
    const mean: LineSeries = {
      id: `accuracy-${lane}`,
      label: name,
      lane,
      x,
      y: testAccuracy,
      ...(half ? { band: interval(testAccuracy, half) } : {}),
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

function interval(mean: Float32Array, half: Float32Array): { low: Float32Array; high: Float32Array } {
  return {
    low: mean.map((value, i) => Math.max(0, value - half[i])),
    high: mean.map((value, i) => Math.min(1, value + half[i])),
  };
}

/** Worst and mean over time, for "Worst and mean task"; of a highlighted task its own curve besides. */
export function worstMeanData(
  snapshot: SeriesSnapshot,
  measure: 'loss' | 'accuracy',
  task: { readonly index: number; readonly count: number; readonly name: string } | null = null,
): LineChartData {
  const loss = measure === 'loss';
  const series = eachLane<LineSeries>(snapshot, (one, lane, name) => {
    const { metrics, iteration } = one.evaluation;
    const mean = loss ? metrics.testLoss : metrics.testAccuracy;
    const worst = loss ? metrics.worstTestLoss : metrics.worstTestAccuracy;
    return [
      { id: `mean-${lane}`, label: `${name}, mean`, lane, x: iteration, y: mean },
      {
        id: `worst-${lane}`,
        label: `${name}, worst`,
        lane,
        x: iteration,
        y: worst,
        weight: 'thin',
        dash: '4 3',
      },
      ...(task ? [taskSeries(one, lane, `${name}, ${task.name}`, loss, task)] : []),
    ];
  });
  return {
    title: 'Worst and mean task',
    series,
    xLabel: 'iterations',
    yLabel: loss ? 'test loss' : 'test accuracy',
    yScale: loss ? 'log' : 'linear',
    ...(loss ? {} : { yDomain: [0, 1] as const }),
  };
}

/** One task's test loss or accuracy over time, out of [evaluations, tasks]. */
function taskSeries(
  one: LaneSeries,
  lane: number,
  label: string,
  loss: boolean,
  { index, count }: { readonly index: number; readonly count: number },
): LineSeries {
  const { taskTestLoss, taskTestAccuracy, iteration } = one.evaluation;
  const all = loss ? taskTestLoss : taskTestAccuracy;
  const y = Float32Array.from({ length: Math.floor(all.length / Math.max(1, count)) }, (_, i) => {
    return all[i * count + index];
  });
  return { id: `task-${lane}`, label, lane, x: iteration, y, weight: 'thin', dash: '1 3' };
}

const MOST_MARKS = 10;

interface Mark {
  readonly x: number;
  readonly label: string;
  readonly lane?: number;
}

/** Where a setting was changed while training: "α 0.02 → 0.01". Changes in quick succession share a mark. */
export function editMarks({ experiment, series }: SeriesSnapshot, column: Column): Mark[] {
  const ordered = [...experiment.edits].sort((a, b) => a.iteration - b.iteration);
  if (ordered.length === 0) return [];
  const last = Math.max(1, ...series.map((one) => one.train.iteration.at(-1) ?? 0));
  const groups: { first: Edit; last: Edit }[] = [];
  for (const edit of ordered) {
    const open = groups.findLast((g) => g.last.field === edit.field && g.last.lane === edit.lane);
    if (open && edit.iteration - open.last.iteration <= 0.02 * last) open.last = edit;
    else groups.push({ first: edit, last: edit });
  }
  return groups.slice(-MOST_MARKS).map(({ first, last: end }) => {
    const before = valueBefore(experiment, first);
    const symbol = FIELDS[first.field].symbol || FIELDS[first.field].label;
    const who = first.lane === undefined ? '' : `${laneNames(experiment)[first.lane] ?? ''} `;
    const text = (value: unknown) => (typeof value === 'number' ? formatNumber(value) : String(value));
    return {
      x: xAt(series[first.lane ?? 0], column, end.iteration),
      label: `${who}${symbol} ${text(before)} → ${text(end.value)}`,
      ...(first.lane === undefined ? {} : { lane: first.lane }),
    };
  });
}

function valueBefore(experiment: Experiment, edit: Edit): unknown {
  const at = edit.iteration - 1;
  if (edit.lane === undefined) return resolveShared(experiment, at)[edit.field];
  return experiment.lanes[edit.lane] ? resolveLane(experiment, edit.lane, at)[edit.field] : '';
}

/** x of an iteration on another axis. */
function xAt(series: LaneSeries | undefined, column: Column, iteration: number): number {
  if (column === 'iteration' || !series) return iteration;
  const index = series.train.iteration.findIndex((value) => value >= iteration);
  const values = series.train[column];
  return values[index < 0 ? values.length - 1 : index] ?? 0;
}

/** Whether any lane weights tasks, shares over a network, or classifies: which figures make sense. */
export function kindOf(experiment: Experiment): {
  minMax: boolean;
  network: boolean;
  classification: boolean;
} {
  const lanes = experiment.lanes.map((_, i) => resolveLane(experiment, i));
  return {
    minMax: lanes.some((lane) => lane.weighting === 'min-max'),
    network: lanes.some((lane) => lane.network !== 'single'),
    classification: FAMILIES[experiment.task].problem === 'classification',
  };
}
