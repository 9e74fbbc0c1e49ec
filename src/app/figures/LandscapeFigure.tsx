// "Loss landscape": contours of the meta-loss in a plane of parameters. Plane quadratics are exact, follow
// training by themselves, and their tasks can be dragged; other models are computed by the worker when asked for.
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import { LandscapeChart } from '../../charts/landscapeChart.tsx';
import { landscapeTable } from '../../charts/landscapeLayout.ts';
import { formatOwnQuadratics, type OwnQuadratic } from '../../experiment/ownQuadratics.ts';
import type { Experiment } from '../../experiment/types.ts';
import type { LandscapeRequest } from '../../protocol/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/ErrorBoundary.tsx';
import { SelectField } from '../../ui/SelectField.tsx';
import { useClient, useFigureSnapshot } from '../labContext.ts';
import { useChange } from '../useExperiment.ts';
import { useView } from '../viewState.ts';
import { Figure } from './Figure.tsx';
import {
  computedLandscape,
  exactLandscape,
  ownTasks,
  planeTasks,
  quadraticReach,
  reachOfPaths,
} from './landscapeData.ts';
import { withAxis } from './quadraticPlane.ts';

const RESOLUTION = 41;
/** Milliseconds between two looks at the paths of plane quadratics. */
const REFRESH = 400;

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
  const client = useClient();
  const change = useChange();
  const { litTask, set } = useView();
  const { experiment, landscape, iteration, state } = snapshot;
  const own = experiment.options.optima !== '';
  // While a task is dragged everything in closed form follows; the run starts over when it is let go.
  const [draft, setDraft] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: tasks that arrived end the draft
  useEffect(() => setDraft(null), [experiment.options]);
  const requestId = useRef(0);
  const asked = useRef<{ at: number; iteration: number; experiment: Experiment | null }>({
    at: 0,
    iteration: -1,
    experiment: null,
  });

  // Only the paths come from the worker; they cost little and follow by themselves, not faster than they are read.
  useEffect(() => {
    if (state === 'loading' || state === 'error') return;
    const { at, iteration: last, experiment: old } = asked.current;
    if (last === iteration && old === experiment) return;
    const ask = () => {
      requestId.current++;
      asked.current = { at: performance.now(), iteration, experiment };
      const request = { plane: { kind: 'coordinates' }, halfWidth: 1, resolution: 2 } as const;
      client.requestLandscape({ requestId: requestId.current, lane, ...request });
    };
    const timer = setTimeout(ask, Math.max(0, at + REFRESH - performance.now()));
    return () => clearTimeout(timer);
  });

  const reach = useMemo(() => quadraticReach(planeTasks(experiment) ?? []), [experiment]);
  const drawn = useMemo(
    () => (draft === null ? experiment : withOptima(experiment, draft)),
    [experiment, draft],
  );
  const data = useMemo(() => exactLandscape(drawn, landscape, lane, reach), [drawn, landscape, lane, reach]);
  const edit = (index: number, changed: (task: OwnQuadratic) => OwnQuadratic, settled: boolean) => {
    const all = ownTasks(drawn, planeTasks(drawn) ?? []);
    const text = formatOwnQuadratics(all.map((task, i) => (i === index ? changed(task) : task)));
    setDraft(text);
    if (settled && text !== experiment.options.optima) change.option('optima', text);
  };
  return (
    <Figure
      name="Loss landscape"
      frameRef={frame}
      height={420}
      subtitle="exact; drag the tasks and the ends of their axes"
      tools={
        own && (
          <Button look="ghost" small onClick={() => change.option('optima', '')}>
            Original tasks
          </Button>
        )
      }
      table={() => landscapeTable(data)}
      chart={(props) => (
        <LandscapeChart
          data={data}
          highlight={litTask}
          onHighlight={props.isStatic ? undefined : (task) => set({ litTask: task })}
          onOptimumChange={
            props.isStatic
              ? undefined
              : (index, x, y, settled) => edit(index, (task) => ({ ...task, x, y }), settled)
          }
          onAxisChange={
            props.isStatic
              ? undefined
              : (index, axis, dx, dy, settled) => edit(index, (task) => withAxis(task, axis, dx, dy), settled)
          }
          {...props}
        />
      )}
    />
  );
}

type PlaneKind = Exclude<LandscapeRequest['plane']['kind'], 'coordinates'>;

const PLANES: readonly { readonly value: PlaneKind; readonly label: string }[] = [
  { value: 'random', label: 'random plane' },
  { value: 'lanes', label: 'through three lanes' },
];
const RANDOM_REACH = 2;

function ComputedLandscape({ snapshot, frame, lane }: LandscapeProps) {
  const client = useClient();
  const litTask = useView((s) => s.litTask);
  const { experiment, landscape, state } = snapshot;
  const [wanted, setWanted] = useState<PlaneKind>('random');
  const three = experiment.lanes.length >= 3;
  const kind = three ? wanted : 'random';
  const requestId = useRef(0);
  /** Request that only asks where the lanes are, so that the plane shown holds them all. */
  const looking = useRef(-1);

  const ask = (halfWidth: number, resolution: number) => {
    requestId.current++;
    const others = experiment.lanes.map((_, i) => i).filter((i) => i !== lane);
    client.requestLandscape({
      requestId: requestId.current,
      lane,
      plane:
        kind === 'lanes'
          ? { kind, lanes: [lane, others[0], others[1]] }
          : { kind: 'random', seed: experiment.seed },
      halfWidth,
      resolution,
    });
  };
  const compute = () => {
    if (kind === 'random') return ask(RANDOM_REACH, RESOLUTION);
    ask(RANDOM_REACH, 2);
    looking.current = requestId.current;
  };
  const latestAsk = useRef(ask);
  latestAsk.current = ask;
  useEffect(() => {
    if (!landscape || landscape.requestId !== looking.current) return;
    looking.current = -1;
    latestAsk.current(reachOfPaths(landscape), RESOLUTION);
  }, [landscape]);

  const shown = landscape && landscape.resolution > 2 ? landscape : null;
  const data = useMemo(
    () => (shown ? computedLandscape(shown, experiment, lane) : null),
    [shown, experiment, lane],
  );
  return (
    <Figure
      name="Loss landscape"
      frameRef={frame}
      subtitle={
        shown
          ? `at iteration ${shown.iteration.toLocaleString('en-US')}`
          : 'meta-loss around the launch model'
      }
      tools={
        <>
          {three && (
            <SelectField label="Plane" hideLabel small value={kind} choices={PLANES} onChange={setWanted} />
          )}
          <Button look="ghost" small disabled={state === 'loading' || state === 'error'} onClick={compute}>
            {shown ? 'Compute again' : 'Compute'}
          </Button>
        </>
      }
      empty={
        data ? undefined : <EmptyState>Press Compute to see the loss around the launch model.</EmptyState>
      }
      table={() => (data ? landscapeTable(data) : { columns: [], rows: [] })}
      chart={(props) => (data ? <LandscapeChart data={data} highlight={litTask} {...props} /> : <svg />)}
    />
  );
}
