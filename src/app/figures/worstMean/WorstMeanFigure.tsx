// "Worst and mean task": each task now, or the worst and the mean over training.
import { memo, useMemo, useRef } from 'react';
import { dotTable } from '../../../charts/tasks/dotLayout.ts';
import { DotPlot } from '../../../charts/tasks/dotPlot.tsx';
import { viewFields } from '../../../experiment/viewFields.ts';
import { Segments } from '../../../ui/fields/ToggleField.tsx';
import { useFigureSnapshot } from '../../state/labContext.ts';
import { currentSettings } from '../../state/useExperiment.ts';
import { useView } from '../../state/viewState.ts';
import { Figure, whenLive } from '../frame/Figure.tsx';
import { CurveFrame } from '../shared/CurveFigure.tsx';
import { hasFinite } from '../shared/columns.ts';
import { dotData, worstMeanData } from './worstMeanData.ts';

export const WorstMeanFigure = memo(function WorstMeanFigure() {
  const frame = useRef<HTMLElement>(null);
  const snapshot = useFigureSnapshot(frame);
  const { litTask: litAnywhere, worstBy: view, worstMeasure: measure, set } = useView();
  const { experiment, series, seriesVersion } = snapshot;
  // Other figures highlight training tasks; tests of other tasks than those have none to show.
  const shared = snapshot.testTaskNames.join() === snapshot.taskNames.join();
  const litTask = shared ? litAnywhere : null;
  const { names } = useMemo(() => currentSettings(experiment, Number.POSITIVE_INFINITY), [experiment]);
  const finite = snapshot.testTaskNames.length > 0;
  const classification = series.some((one) => hasFinite(one.evaluation.metrics.testAccuracy));
  const byTask = view === 'tasks' && finite;
  const shown = classification ? measure : 'loss';
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const dots = useMemo(
    () => dotData(snapshot, names, shown),
    [names, shown, seriesVersion, snapshot.testTaskNames],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const lines = useMemo(() => {
    const name = litTask === null ? undefined : snapshot.testTaskNames[litTask];
    const lit =
      litTask !== null && name ? { index: litTask, count: snapshot.testTaskNames.length, name } : null;
    return worstMeanData({ experiment, series }, shown, lit);
  }, [experiment, shown, seriesVersion, litTask, snapshot.testTaskNames]);
  const line = byTask
    ? 'latest evaluation; ringed: worst'
    : 'thick: mean; thin: worst task; hairline: the highlighted one';
  const settings = (
    <>
      {finite && (
        <Segments
          label="Worst and mean by"
          value={view}
          choices={viewFields.worstBy.choices}
          onChange={(worstBy) => set({ worstBy })}
        />
      )}
      {classification && (
        <Segments
          label="Measure"
          value={measure}
          choices={viewFields.worstMeasure.choices}
          onChange={(worstMeasure) => set({ worstMeasure })}
        />
      )}
    </>
  );
  if (!byTask) return <CurveFrame data={lines} frameRef={frame} line={line} settings={settings} />;
  return (
    <Figure
      data={dots}
      frameRef={frame}
      line={line}
      settings={settings}
      table={dotTable}
      chart={(shown, props) => (
        <DotPlot
          data={shown}
          highlight={litTask}
          onHighlight={whenLive(props, (task) => shared && set({ litTask: task }))}
          {...props}
        />
      )}
    />
  );
});
