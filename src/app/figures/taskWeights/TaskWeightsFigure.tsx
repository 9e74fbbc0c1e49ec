// "Task weights": p of a min-max lane over training and now.
import { memo, useMemo, useRef } from 'react';
import { TaskWeightsChart } from '../../../charts/tasks/taskWeightsChart.tsx';
import { type TaskWeightsData, taskWeightsTable } from '../../../charts/tasks/taskWeightsLayout.ts';
import { weightingEntries } from '../../../experiment/axes/weighting.ts';
import { type LinkView, viewFields } from '../../../experiment/viewFields.ts';
import { EmptyState } from '../../../ui/ErrorBoundary.tsx';
import { Segments } from '../../../ui/fields/ToggleField.tsx';
import { useFigureSnapshot } from '../../state/labContext.ts';
import { currentSettings } from '../../state/useExperiment.ts';
import { useView } from '../../state/viewState.ts';
import { Figure, whenLive } from '../frame/Figure.tsx';
import { pickLane } from '../shared/columns.ts';
import { LaneChoice } from '../shared/LaneChoice.tsx';

/** Mean of p over a lane's agents, row-major [evaluations, m]; the array itself for one agent. */
function meanWeights(weights: Float32Array, tasks: number, agents: number): Float32Array {
  if (agents <= 1 || tasks === 0) return weights;
  const rows = Math.floor(weights.length / (tasks * agents));
  const mean = new Float32Array(rows * tasks);
  for (let row = 0; row < rows; row++)
    for (let agent = 0; agent < agents; agent++)
      for (let task = 0; task < tasks; task++)
        mean[row * tasks + task] += weights[(row * agents + agent) * tasks + task] / agents;
  return mean;
}

/** p itself, and that of the outputs of Collins et al. 2022: eq. (12), and the bullet below it. */
const WEIGHTS = {
  now: { vector: 'taskWeights', line: 'p over training; now beside it' },
  average: {
    vector: 'averagedTaskWeights',
    line: 'output T1: the average of p so far; now beside it',
  },
  random: {
    vector: 'randomTaskWeights',
    line: 'output T2: p of one iterate chosen at random; now beside it',
  },
} as const satisfies Record<LinkView['weightsOf'], unknown>;

export const TaskWeightsFigure = memo(function TaskWeightsFigure() {
  const frame = useRef<HTMLElement>(null);
  const { lane: wished, litTask, weightsOf: of, set } = useView();
  const { experiment, series, seriesVersion, taskNames, laneInfo } = useFigureSnapshot(frame);
  const { names, lanes } = useMemo(() => currentSettings(experiment, Number.POSITIVE_INFINITY), [experiment]);
  const weighted = lanes.map((lane) => weightingEntries[lane.weighting].weighted);
  const lane = pickLane(weighted, wished);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const data = useMemo((): TaskWeightsData | null => {
    const one = series[lane]?.evaluation;
    if (!one) return null;
    const weights = meanWeights(one[WEIGHTS[of].vector], taskNames.length, laneInfo[lane]?.agents ?? 1);
    return {
      lane,
      label: names[lane],
      taskNames,
      x: one.iteration,
      weights,
      xLabel: 'iterations',
    };
  }, [lane, names, taskNames, laneInfo, seriesVersion, of]);
  return (
    <Figure
      data={data}
      frameRef={frame}
      line={WEIGHTS[of].line}
      settings={
        lane < 0 ? null : (
          <>
            <LaneChoice label="Lane of the weights" names={names} lane={lane} among={weighted} />
            <Segments
              label="Weights"
              value={of}
              choices={viewFields.weightsOf.choices}
              onChange={(weightsOf) => set({ weightsOf })}
            />
          </>
        )
      }
      empty={<EmptyState>Choose min-max weighting in a lane (DA-MAML) to see its task weights.</EmptyState>}
      table={taskWeightsTable}
      chart={(shown, props) => (
        <TaskWeightsChart
          data={shown}
          highlight={litTask}
          onHighlight={whenLive(props, (task) => set({ litTask: task }))}
          {...props}
        />
      )}
    />
  );
});
