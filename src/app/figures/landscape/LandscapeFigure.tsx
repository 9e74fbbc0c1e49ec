// "Loss landscape": contours of the meta-loss in a plane of parameters. Plane quadratics are exact, follow
// training by themselves, and their tasks can be dragged; for other models the worker computes it while it is looked at.
import { Shuffle, ZoomIn, ZoomOut } from 'lucide-react';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { LandscapeChart } from '../../../charts/landscape/landscapeChart.tsx';
import { landscapeTable } from '../../../charts/landscape/landscapeText.ts';
import type { Choice } from '../../../experiment/fields/kinds.ts';
import type { Experiment } from '../../../experiment/types.ts';
import { viewFields } from '../../../experiment/viewFields.ts';
import type { LandscapePlane } from '../../../protocol/views.ts';
import { formatOwnQuadratics, type OwnQuadratic } from '../../../tasks/quadratics/own.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/ErrorBoundary.tsx';
import { SelectField } from '../../../ui/fields/SelectField.tsx';
import panel from '../../../ui/panel.module.css';
import { useFigureSnapshot } from '../../state/labContext.ts';
import { useChange } from '../../state/useExperiment.ts';
import { useView } from '../../state/viewState.ts';
import { Figure, whenLive } from '../frame/Figure.tsx';
import { ToolButton } from '../shared/ToolButton.tsx';
import {
  computedLandscape,
  exactLandscape,
  landscapeNote,
  ownTasks,
  planeTasks,
  quadraticReach,
} from './landscapeData.ts';
import { withAxis } from './quadraticPlane.ts';
import { useLandscapeRequest } from './useLandscapeRequest.ts';

const PATHS_ONLY = { plane: { kind: 'coordinates' }, zoom: 1 } as const;

/** The experiment whose tasks are the user's own. */
function withOptima(experiment: Experiment, optima: string): Experiment {
  return { ...experiment, options: { ...experiment.options, optima } };
}

export const LandscapeFigure = memo(function LandscapeFigure() {
  const frame = useRef<HTMLElement>(null);
  const snapshot = useFigureSnapshot(frame);
  const wished = useView((s) => s.lane);
  const lane = Math.min(wished, snapshot.experiment.lanes.length - 1);
  const { experiment } = snapshot;
  const exact = useMemo(() => planeTasks(experiment) !== null, [experiment]);
  const shared = { snapshot, frame, lane };
  return exact ? <ExactLandscape {...shared} /> : <ComputedLandscape {...shared} />;
});

interface LandscapeProps {
  readonly snapshot: ReturnType<typeof useFigureSnapshot>;
  readonly frame: React.RefObject<HTMLElement | null>;
  readonly lane: number;
}

function ExactLandscape({ snapshot, frame, lane }: LandscapeProps) {
  const change = useChange();
  const { litTask, set } = useView();
  const { experiment } = snapshot;
  const { landscape } = snapshot.views;
  const own = experiment.options.optima !== '';
  // While a task is dragged everything in closed form follows; the run starts over when it is let go.
  const [draft, setDraft] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: tasks that arrived end the draft
  useEffect(() => setDraft(null), [experiment.options]);
  // Only the paths come from the worker.
  useLandscapeRequest(frame, PATHS_ONLY, lane);

  const reach = useMemo(() => quadraticReach(planeTasks(experiment) ?? []), [experiment]);
  const drawn = useMemo(
    () => (draft === null ? experiment : withOptima(experiment, draft)),
    [experiment, draft],
  );
  const resting = snapshot.state === 'paused' || snapshot.state === 'idle';
  const data = useMemo(
    () => ({
      ...exactLandscape(drawn, landscape, lane, reach),
      ...(resting && landscape ? { rest: landscape.iteration } : {}),
    }),
    [drawn, landscape, lane, reach, resting],
  );
  const edit = (index: number, changed: (task: OwnQuadratic) => OwnQuadratic, settled: boolean) => {
    const all = ownTasks(drawn, planeTasks(drawn) ?? []);
    const text = formatOwnQuadratics(all.map((task, i) => (i === index ? changed(task) : task)));
    setDraft(text);
    if (settled && text !== experiment.options.optima) change.option('optima', text);
  };
  return (
    <Figure
      data={data}
      frameRef={frame}
      line="exact; drag the tasks and the ends of their axes"
      action={
        own && (
          <Button look="ghost" small onClick={() => change.option('optima', '')}>
            Original tasks
          </Button>
        )
      }
      table={landscapeTable}
      chart={(shown, props) => (
        <LandscapeChart
          data={shown}
          highlight={litTask}
          onHighlight={whenLive(props, (task) => set({ litTask: task }))}
          onOptimumChange={whenLive(props, (index, x, y, settled) =>
            edit(index, (task) => ({ ...task, x, y }), settled),
          )}
          onAxisChange={whenLive(props, (index, axis, dx, dy, settled) =>
            edit(index, (task) => withAxis(task, axis, dx, dy), settled),
          )}
          {...props}
        />
      )}
    />
  );
}

type PlaneKind = Exclude<LandscapePlane['kind'], 'coordinates'>;

const PLANES: readonly Choice<PlaneKind>[] = viewFields.plane.choices;

/** The plane of this kind for a lane; `turn` counts the random directions that were asked for. */
function planeOf(kind: PlaneKind, experiment: Experiment, lane: number, turn: number): LandscapePlane {
  if (kind === 'random') return { kind, seed: experiment.seed + turn };
  if (kind !== 'lanes') return { kind };
  const [second, third] = experiment.lanes.map((_, i) => i).filter((i) => i !== lane);
  return { kind, lanes: [lane, second, third] };
}

function ComputedLandscape({ snapshot, frame, lane }: LandscapeProps) {
  const { litTask, plane: wanted, turn, zoom, set } = useView();
  const { experiment } = snapshot;
  const { landscape } = snapshot.views;
  const three = experiment.lanes.length >= 3;
  const kind = three || wanted !== 'lanes' ? wanted : 'random';
  const { seed } = experiment;
  const lanes = experiment.lanes.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the experiment only the seed and the number of lanes count
  const request = useMemo(
    () => ({ plane: planeOf(kind, experiment, lane, turn), zoom }),
    [kind, seed, lanes, lane, turn, zoom],
  );
  useLandscapeRequest(frame, request, lane);

  const shown = landscape && landscape.resolution > 0 ? landscape : null;
  const data = useMemo(
    () => (shown ? computedLandscape(shown, experiment, Math.min(shown.request.lane, lanes - 1)) : null),
    [shown, experiment, lanes],
  );
  return (
    <Figure
      data={data}
      frameRef={frame}
      line="meta-loss around the launch model"
      settings={
        <>
          <SelectField
            label="Plane"
            hideLabel
            small
            value={kind}
            choices={three ? PLANES : PLANES.filter(({ value }) => value !== 'lanes')}
            onChange={(plane) => set({ plane })}
          />
          {kind === 'random' && (
            <ToolButton name="New directions" onClick={() => set({ turn: turn + 1 })}>
              <Shuffle size={15} aria-hidden="true" />
            </ToolButton>
          )}
          <ToolButton
            name="Zoom in"
            disabled={zoom <= viewFields.zoom.min}
            onClick={() => set({ zoom: zoom / 2 })}
          >
            <ZoomIn size={15} aria-hidden="true" />
          </ToolButton>
          <ToolButton
            name="Zoom out"
            disabled={zoom >= viewFields.zoom.max}
            onClick={() => set({ zoom: zoom * 2 })}
          >
            <ZoomOut size={15} aria-hidden="true" />
          </ToolButton>
        </>
      }
      below={
        shown && <p className={panel.note}>{landscapeNote(shown, Math.min(shown.request.lane, lanes - 1))}</p>
      }
      empty={<EmptyState>Computing the loss around the launch model.</EmptyState>}
      table={landscapeTable}
      chart={(grid, props) => (
        <LandscapeChart
          data={grid}
          highlight={litTask}
          onHighlight={whenLive(props, (task) => set({ litTask: task }))}
          {...props}
        />
      )}
    />
  );
}
