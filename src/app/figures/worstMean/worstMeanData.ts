// How each task of a finite set fares: the latest values by task, and worst and mean over time.
import type { LineChartData, LineSeries } from '../../../charts/line/lineData.ts';
import type { DotPlotData } from '../../../charts/tasks/dotLayout.ts';
import type { LabSnapshot, LaneSeries } from '../../../client/types.ts';
import { eachLane, type SeriesSnapshot } from '../shared/columns.ts';

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
      },
      ...(task ? [taskSeries(one, lane, `${name}, ${task.name}`, loss, task)] : []),
    ];
  });
  return {
    title: 'Worst and mean task',
    series,
    xLabel: 'iterations',
    wholeX: true,
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
  return { id: `task-${lane}`, label, lane, x: iteration, y, weight: 'hair', named: true };
}

/** The latest value of every task for each lane. */
export function dotData(
  snapshot: LabSnapshot,
  names: readonly string[],
  measure: 'loss' | 'accuracy',
): DotPlotData {
  const tasks = snapshot.testTaskNames.length;
  return {
    taskNames: snapshot.testTaskNames,
    measure,
    xScale: measure === 'loss' ? 'log' : 'linear',
    lanes: names.flatMap((label, lane) => {
      const evaluation = snapshot.series[lane]?.evaluation;
      const all = measure === 'loss' ? evaluation?.taskTestLoss : evaluation?.taskTestAccuracy;
      if (!all || tasks === 0 || all.length < tasks) return [];
      return [{ lane, label, values: all.subarray(all.length - tasks) }];
    }),
  };
}
