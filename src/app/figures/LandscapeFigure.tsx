// "Loss landscape": contours of the meta-loss in a plane of parameters, computed when asked for; on plane
// quadratics it follows training by itself and shows the closed-form resting points.
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { LandscapeChart } from '../../charts/landscapeChart.tsx';
import { type LandscapeData, type LandscapeMark, landscapeTable } from '../../charts/landscapeLayout.ts';
import type { Experiment, LaneSettings } from '../../experiment/types.ts';
import { summarize } from '../../math/quadratics.ts';
import type { LandscapeRequest, LandscapeView } from '../../protocol/messages.ts';
import { quadraticTasks } from '../../tasks/quadratics.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/ErrorBoundary.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { useClient, useFigureSnapshot } from '../labContext.ts';
import { currentSettings } from '../useExperiment.ts';
import { useView } from '../viewState.ts';
import { Figure } from './Figure.tsx';

const RESOLUTION = 41;
const REFRESH = 700;

/** Minimiser of F, of the plain average, and FO-MAML's stopping point; none where they are not unique. */
export function restingPoints(experiment: Experiment, settings: LaneSettings): LandscapeMark[] {
  try {
    const { alpha, innerSteps } = settings;
    const points = summarize({ tasks: quadraticTasks(experiment), alpha, innerSteps });
    const mark = ([x, y]: number[], label: string, kind: LandscapeMark['kind']) => ({ x, y, label, kind });
    return [
      mark(points.mamlMinimizer, 'minimiser of F', 'minimiser'),
      mark(points.ermMinimizer, 'minimiser of the average', 'average'),
      mark(points.firstOrderFixedPoint, 'FO-MAML stops', 'stopping'),
    ];
  } catch {
    return [];
  }
}

export function landscapeData(
  view: LandscapeView,
  experiment: Experiment,
  exact: boolean,
  lane: number,
): LandscapeData {
  const { names, lanes } = currentSettings(experiment, Number.POSITIVE_INFINITY);
  const arrows = view.innerSteps
    .filter((one) => one.lane === lane)
    .flatMap(({ tasks, steps, points }) =>
      Array.from({ length: tasks }, (_, t) => ({
        lane,
        points: points.subarray(t * (steps + 1) * 2, (t + 1) * (steps + 1) * 2),
      })),
    );
  return {
    extent: view.extent,
    resolution: view.resolution,
    metaLoss: view.metaLoss,
    taskLoss: view.taskLoss,
    paths: view.paths.flatMap((points, i) => (names[i] ? [{ lane: i, label: names[i], points }] : [])),
    arrows,
    marks: exact ? restingPoints(experiment, lanes[lane] ?? lanes[0]) : [],
    xLabel: exact ? 'w₁' : 'first direction',
    yLabel: exact ? 'w₂' : 'second direction',
  };
}

type PlaneKind = LandscapeRequest['plane']['kind'];

export const LandscapeFigure = memo(function LandscapeFigure() {
  const client = useClient();
  const frame = useRef<HTMLElement>(null);
  const { experiment, landscape, iteration, state } = useFigureSnapshot(frame);
  const wished = useView((s) => s.lane);
  const lane = Math.min(wished, experiment.lanes.length - 1);
  const exact = experiment.task === 'quadratics' && experiment.options.dimensions === 2;
  const [plane, setPlane] = useState<PlaneKind>('random');
  const kind = exact ? 'coordinates' : plane;
  const requestId = useRef(0);
  const asked = useRef({ at: 0, iteration: -1, experiment });

  const request = () => {
    requestId.current++;
    asked.current = { at: performance.now(), iteration, experiment };
    client.requestLandscape({
      requestId: requestId.current,
      lane,
      plane:
        kind === 'coordinates'
          ? { kind }
          : kind === 'lanes'
            ? { kind, lanes: [0, 1, 2] }
            : { kind: 'random', seed: experiment.seed },
      halfWidth: exact ? quadraticReach(experiment) : 2,
      resolution: RESOLUTION,
    });
  };

  // Plane quadratics cost little: they follow by themselves, not faster than they are read.
  useEffect(() => {
    if (!exact || state === 'loading' || state === 'error') return;
    const { at, iteration: last, experiment: old } = asked.current;
    if (last === iteration && old === experiment) return;
    const timer = setTimeout(request, Math.max(0, at + REFRESH - performance.now()));
    return () => clearTimeout(timer);
  });

  const data = useMemo(
    () => (landscape ? landscapeData(landscape, experiment, exact, lane) : null),
    [landscape, experiment, exact, lane],
  );
  const busy = state === 'loading' || state === 'error';
  return (
    <Figure
      name="Loss landscape"
      frameRef={frame}
      height={exact ? 320 : undefined}
      subtitle={
        landscape
          ? `at iteration ${landscape.iteration.toLocaleString('en-US')}`
          : 'meta-loss around the launch model'
      }
      tools={
        !exact && (
          <>
            <SelectField
              label="Plane"
              hideLabel
              small
              value={plane}
              choices={[
                { value: 'random', label: 'random plane' },
                {
                  value: 'lanes',
                  label: 'through three lanes',
                  disabled: experiment.lanes.length < 3,
                  hint: experiment.lanes.length < 3 ? 'needs three lanes' : undefined,
                },
              ]}
              onChange={(next: PlaneKind) => setPlane(next)}
            />
            <Button look="ghost" small disabled={busy} onClick={request}>
              {landscape ? 'Compute again' : 'Compute'}
            </Button>
          </>
        )
      }
      empty={
        data ? undefined : (
          <EmptyState>
            {exact
              ? 'The landscape is being computed.'
              : 'Press Compute to see the loss around the launch model.'}
          </EmptyState>
        )
      }
      table={() => (data ? landscapeTable(data) : { columns: [], rows: [] })}
      chart={(props) => (data ? <LandscapeChart data={data} {...props} /> : <svg />)}
    />
  );
});

/** Half-width that holds every task's optimum and the origin. */
function quadraticReach(experiment: Experiment): number {
  const far = Math.max(1, ...quadraticTasks(experiment).flatMap(({ c }) => Array.from(c, Math.abs)));
  return Math.ceil(far * 1.4);
}
