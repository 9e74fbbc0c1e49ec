// Figures about a finite set of tasks: the weights p of min-max lanes, and how each task fares.
import { memo, useMemo, useRef, useState } from 'react';
import { LineChart } from '../../charts/line/lineChart.tsx';
import { lineTable } from '../../charts/line/lineText.ts';
import { type DotPlotData, dotTable } from '../../charts/tasks/dotLayout.ts';
import { DotPlot } from '../../charts/tasks/dotPlot.tsx';
import { TaskWeightsChart } from '../../charts/tasks/taskWeightsChart.tsx';
import { type TaskWeightsData, taskWeightsTable } from '../../charts/tasks/taskWeightsLayout.ts';
import type { LabSnapshot } from '../../client/types.ts';
import { EmptyState } from '../../ui/ErrorBoundary.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { Segments } from '../../ui/ToggleField.tsx';
import { useFigureSnapshot } from '../lab/labContext.ts';
import { currentSettings } from '../lab/useExperiment.ts';
import { useView } from '../lab/viewState.ts';
import { Figure } from './Figure.tsx';
import { hasFinite, worstMeanData } from './series.ts';

/** Mean of p over a lane's agents, row-major [evaluations, m]; the array itself for one agent. */
export function meanWeights(weights: Float32Array, tasks: number, agents: number): Float32Array {
  if (agents <= 1 || tasks === 0) return weights;
  const rows = Math.floor(weights.length / (tasks * agents));
  const mean = new Float32Array(rows * tasks);
  for (let row = 0; row < rows; row++)
    for (let agent = 0; agent < agents; agent++)
      for (let task = 0; task < tasks; task++)
        mean[row * tasks + task] += weights[(row * agents + agent) * tasks + task] / agents;
  return mean;
}

/** The chosen lane where it satisfies the condition, else the first that does; −1 for none. */
export function pickLane(lanes: readonly boolean[], wished: number): number {
  return lanes[wished] ? wished : lanes.indexOf(true);
}

export const TaskWeightsFigure = memo(function TaskWeightsFigure() {
  const frame = useRef<HTMLElement>(null);
  const snapshot = useFigureSnapshot(frame);
  const { lane: wished, litTask, set } = useView();
  const { experiment, series, seriesVersion, taskNames, laneInfo } = snapshot;
  const { names, lanes } = useMemo(() => currentSettings(experiment, Number.POSITIVE_INFINITY), [experiment]);
  const weighted = lanes.map((lane) => lane.weighting === 'min-max');
  const lane = pickLane(weighted, wished);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo((): TaskWeightsData | null => {
    const one = series[lane]?.evaluation;
    if (!one) return null;
    const weights = meanWeights(one.taskWeights, taskNames.length, laneInfo[lane]?.agents ?? 1);
    return {
      lane,
      label: names[lane],
      taskNames,
      x: one.iteration,
      weights,
      xLabel: 'iterations',
    };
  }, [lane, names, taskNames, laneInfo, seriesVersion]);
  const choices = names.map((label, i) => ({ value: String(i), label })).filter((_, i) => weighted[i]);
  return (
    <Figure
      name="Task weights"
      frameRef={frame}
      subtitle="p over training; now beside it"
      tools={
        choices.length > 1 && (
          <SelectField
            label="Lane of the weights"
            hideLabel
            small
            value={String(lane)}
            choices={choices}
            onChange={(value) => set({ lane: Number(value) })}
          />
        )
      }
      empty={
        data ? undefined : (
          <EmptyState>Choose min-max weighting in a lane (DA-MAML) to see its task weights.</EmptyState>
        )
      }
      table={() => (data ? taskWeightsTable(data) : { columns: [], rows: [] })}
      chart={(props) =>
        data ? (
          <TaskWeightsChart
            data={data}
            highlight={litTask}
            onHighlight={props.isStatic ? undefined : (task) => set({ litTask: task })}
            {...props}
          />
        ) : (
          <svg />
        )
      }
    />
  );
});

/** The latest value of every task for each lane. */
export function dotData(
  snapshot: LabSnapshot,
  names: readonly string[],
  measure: 'loss' | 'accuracy',
): DotPlotData {
  const tasks = snapshot.taskNames.length;
  return {
    taskNames: snapshot.taskNames,
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

const VIEWS = [
  { value: 'tasks', label: 'by task' },
  { value: 'time', label: 'over time' },
] as const;
const MEASURES = [
  { value: 'loss', label: 'loss' },
  { value: 'accuracy', label: 'accuracy' },
] as const;

export const WorstMeanFigure = memo(function WorstMeanFigure() {
  const frame = useRef<HTMLElement>(null);
  const snapshot = useFigureSnapshot(frame);
  const [view, setView] = useState<'tasks' | 'time'>('tasks');
  const [measure, setMeasure] = useState<'loss' | 'accuracy'>('loss');
  const { litTask, set } = useView();
  const { experiment, series, seriesVersion } = snapshot;
  const { names } = useMemo(() => currentSettings(experiment, Number.POSITIVE_INFINITY), [experiment]);
  const finite = snapshot.taskNames.length > 0;
  const classification = series.some((one) => hasFinite(one.evaluation.metrics.testAccuracy));
  const byTask = view === 'tasks' && finite;
  const shown = classification ? measure : 'loss';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const dots = useMemo(
    () => dotData(snapshot, names, shown),
    [names, shown, seriesVersion, snapshot.taskNames],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const lines = useMemo(() => {
    const name = litTask === null ? undefined : snapshot.taskNames[litTask];
    const lit = litTask !== null && name ? { index: litTask, count: snapshot.taskNames.length, name } : null;
    return worstMeanData({ experiment, series }, shown, lit);
  }, [experiment, shown, seriesVersion, litTask, snapshot.taskNames]);
  return (
    <Figure
      name="Worst and mean task"
      frameRef={frame}
      subtitle={
        byTask ? 'latest evaluation; ringed: worst' : 'dashed: worst task; dotted: the highlighted one'
      }
      tools={
        <>
          {finite && <Segments label="Worst and mean by" value={view} choices={VIEWS} onChange={setView} />}
          {classification && (
            <Segments label="Measure" value={measure} choices={MEASURES} onChange={setMeasure} />
          )}
        </>
      }
      table={() => (byTask ? dotTable(dots) : lineTable({ ...lines, sharedX: false }))}
      chart={(props) =>
        byTask ? (
          <DotPlot
            data={dots}
            highlight={litTask}
            onHighlight={props.isStatic ? undefined : (task) => set({ litTask: task })}
            {...props}
          />
        ) : (
          <LineChart data={lines} {...props} />
        )
      }
    />
  );
});
