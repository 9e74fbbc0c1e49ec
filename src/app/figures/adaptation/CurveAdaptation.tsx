// "Adaptation" for one-input regression: curves before and after each inner step, over points that one can move.
import { Plus, RefreshCw, Undo2 } from 'lucide-react';
import { memo, useMemo, useRef } from 'react';
import { AdaptationChart } from '../../../charts/adaptation/adaptationChart.tsx';
import { adaptationTable } from '../../../charts/adaptation/adaptationText.ts';
import { suggestedPoint } from '../../../charts/adaptation/suggestedPoint.ts';
import { LEAST_SHOWN_STEPS } from '../../../experiment/shownSteps.ts';
import { FAMILIES } from '../../../tasks/families.ts';
import { EmptyState } from '../../../ui/ErrorBoundary.tsx';
import { shownIteration } from '../../state/useExperiment.ts';
import { useView } from '../../state/viewState.ts';
import { Figure, whenLive } from '../frame/Figure.tsx';
import { NamedTool, ToolButton } from '../shared/ToolButton.tsx';
import { adaptationData, ownCurveTask, ownPoints } from './curveTask.ts';
import { FitScrubber } from './FitScrubber.tsx';
import { useOwnPoints } from './useOwnPoints.ts';
import { type AdaptationProps, useProbe } from './useProbe.ts';

export function CurveAdaptation({ snapshot, frame }: AdaptationProps) {
  const { experiment, probe, state, iteration } = snapshot;
  const { adaptation } = snapshot.views;
  const innerStep = useView((s) => s.innerStep);
  const setView = useView((s) => s.set);
  const shownStep = innerStep < 0 ? null : innerStep;
  const selected = useView((s) => s.lane);
  const { own, back, next } = useProbe(probe);
  const { draft, edit, drop } = useOwnPoints((points) => own(ownCurveTask(points)));
  const at = shownIteration(state, iteration);
  const resting = state === 'paused' || state === 'idle';
  const points = draft ?? ownPoints(probe);
  const isCurve = FAMILIES[experiment.task].adaptation.kind === 'curve';
  const data = useMemo(
    () => (isCurve ? adaptationData(adaptation, experiment, at, points, shownStep, selected, resting) : null),
    [adaptation, isCurve, experiment, at, points, shownStep, selected, resting],
  );
  const trained = (data?.lanes.find(({ lane }) => lane === selected) ?? data?.lanes[0])?.trained ?? 1;
  const drawnName = adaptation?.name ?? 'drag the points: this is your task';
  const drawnTitle = adaptation ? `${adaptation.name}: predicted against true` : '';
  return (
    <Figure
      data={data}
      frameRef={frame}
      line={data?.dots ? drawnTitle : points ? 'your own task: click adds, Delete removes' : drawnName}
      action={
        data && (
          <Tools
            editable={!data.dots}
            edited={points !== null}
            onAdd={() => edit([...data.points, suggestedPoint(data)], true)}
            onBack={() => {
              drop();
              back();
            }}
            onNext={() => {
              drop();
              next();
            }}
          />
        )
      }
      below={
        data && (
          <FitScrubber
            steps={adaptation?.steps ?? LEAST_SHOWN_STEPS}
            shown={shownStep}
            trained={trained}
            onShow={(steps) => setView({ innerStep: steps ?? -1 })}
          />
        )
      }
      empty={
        <EmptyState>The adaptation of this family is shown in the loss after each inner step.</EmptyState>
      }
      table={adaptationTable}
      chart={(task, props) => (
        <AdaptationChart
          data={task}
          onPointsChange={task.dots ? undefined : whenLive(props, edit)}
          {...props}
        />
      )}
    />
  );
}

interface ToolsProps {
  /** Whether support points can be placed: one input only. */
  readonly editable: boolean;
  readonly edited: boolean;
  readonly onAdd: () => void;
  readonly onBack: () => void;
  readonly onNext: () => void;
}

/** Rendered anew only when the user's own task begins or ends; the handlers are always the latest. */
function Tools(props: ToolsProps) {
  const latest = useRef(props);
  latest.current = props;
  return <Buttons editable={props.editable} edited={props.edited} latest={latest} />;
}

const Buttons = memo(function Buttons(props: {
  readonly editable: boolean;
  readonly edited: boolean;
  readonly latest: { readonly current: ToolsProps };
}) {
  const { editable, edited, latest } = props;
  return (
    <>
      {editable && (
        <ToolButton name="Add point" title="Add a support point" onClick={() => latest.current.onAdd()}>
          <Plus size={15} aria-hidden="true" />
        </ToolButton>
      )}
      {edited && (
        <ToolButton name="Drawn task" title="Back to the drawn task" onClick={() => latest.current.onBack()}>
          <Undo2 size={15} aria-hidden="true" />
        </ToolButton>
      )}
      <NamedTool
        name="New task"
        title="Another task of the family"
        icon={RefreshCw}
        onClick={() => latest.current.onNext()}
      />
    </>
  );
});
