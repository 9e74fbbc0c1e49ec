// "Adaptation": the shown task, or the user's own, before and after each inner step of every lane.
import { Plus, RefreshCw, Undo2 } from 'lucide-react';
import { memo, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { AdaptationChart } from '../../../charts/adaptation/adaptationChart.tsx';
import {
  type AdaptationData,
  adaptationTable,
  type SupportPoint,
  suggestedPoint,
} from '../../../charts/adaptation/adaptationLayout.ts';
import type { LabSnapshot } from '../../../client/types.ts';
import type { Experiment } from '../../../experiment/types.ts';
import type { AdaptationView, ProbeChoice } from '../../../protocol/messages.ts';
import { FAMILIES } from '../../../tasks/families.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/ErrorBoundary.tsx';
import { Scrubber } from '../../../ui/Scrubber.tsx';
import { useClient, useFigureSnapshot } from '../../lab/labContext.ts';
import { currentSettings } from '../../lab/useExperiment.ts';
import { useView } from '../../lab/viewState.ts';
import { Figure, FigureFooter } from '../Figure.tsx';
import { TrainingTime } from '../TrainingTime.tsx';
import { ImageAdaptation } from './ImageAdaptation.tsx';

/** One-input regression as the chart takes it; `own` replaces the support points while the user edits them. */
export function adaptationData(
  view: AdaptationView | null,
  experiment: Experiment,
  at: number,
  own: readonly SupportPoint[] | null,
  shownStep: number | null,
): AdaptationData {
  const { names, lanes } = currentSettings(experiment, at);
  const grid = view?.queryX ?? new Float32Array();
  const order = ascending(grid);
  const sorted = (values: Float32Array) => (order ? Float32Array.from(order, (i) => values[i]) : values);
  const queries = grid.length;
  const x = sorted(grid);
  const points =
    own ?? Array.from(view?.supportX ?? [], (value, i) => ({ x: value, y: view?.supportY[i] ?? 0 }));
  return {
    x,
    points,
    ...(view && !own && view.queryY.length === queries ? { truth: { x, y: sorted(view.queryY) } } : {}),
    lanes: (view?.lanes ?? [])
      .filter(({ lane }) => lane < names.length)
      .map(({ lane, outputs }) => ({
        lane,
        label: names[lane],
        trained: lanes[lane].innerSteps,
        curves: Array.from({ length: Math.floor(outputs.length / Math.max(1, queries)) }, (_, m) =>
          sorted(outputs.subarray(m * queries, (m + 1) * queries)),
        ),
      })),
    ...(shownStep === null ? {} : { shownStep }),
    xLabel: 'input x',
    yLabel: 'output y',
    ...(queries > 1 ? {} : { xDomain: [-5, 5] as const }),
  };
}

/** Indices that sort the grid; null if it is sorted already. */
function ascending(grid: Float32Array): number[] | null {
  if (grid.every((value, i) => i === 0 || grid[i - 1] <= value)) return null;
  return Array.from(grid.keys()).sort((a, b) => grid[a] - grid[b]);
}

function pointsOf(probe: ProbeChoice): readonly SupportPoint[] | null {
  if (probe.kind !== 'own' || probe.task.kind !== 'regression') return null;
  const { x, y } = probe.task;
  return Array.from(x, (value, i) => ({ x: value, y: y[i] }));
}

const FOOTER = <TrainingTime />;
const MOST_STEPS = 10;

export const AdaptationFigure = memo(function AdaptationFigure() {
  const frame = useRef<HTMLElement>(null);
  const snapshot = useFigureSnapshot(frame);
  const { task } = snapshot.experiment;
  const shown = FAMILIES[task].adaptation.kind;
  // A key per kind: another family starts with a fresh figure.
  return (
    <FigureFooter value={FOOTER}>
      {shown !== 'images' ? (
        <CurveAdaptation key="curve" snapshot={snapshot} frame={frame} />
      ) : (
        <ImageAdaptation key={task} snapshot={snapshot} frame={frame} />
      )}
    </FigureFooter>
  );
});

interface CurveAdaptationProps {
  readonly snapshot: LabSnapshot;
  readonly frame: RefObject<HTMLElement | null>;
}

function CurveAdaptation({ snapshot, frame }: CurveAdaptationProps) {
  const client = useClient();
  const { experiment, adaptation, probe, state, iteration } = snapshot;
  const [shownStep, setShownStep] = useState<number | null>(null);
  const selected = useView((s) => s.lane);
  // Points follow the pointer at once; the worker hears of them once per frame.
  const [draft, setDraft] = useState<readonly SupportPoint[] | null>(null);
  const pending = useRef<{ frame: number; points: readonly SupportPoint[] } | null>(null);
  const drawnIndex = useRef(0);
  if (probe.kind === 'drawn') drawnIndex.current = probe.index;

  const at = state === 'replaying' ? iteration : Number.POSITIVE_INFINITY;
  const own = draft ?? pointsOf(probe);
  const isCurve = FAMILIES[experiment.task].adaptation.kind === 'curve';
  const data = useMemo(
    () => adaptationData(isCurve ? adaptation : null, experiment, at, own, shownStep),
    [adaptation, isCurve, experiment, at, own, shownStep],
  );

  const send = (points: readonly SupportPoint[]) => {
    client.setProbe({
      kind: 'own',
      task: {
        kind: 'regression',
        x: Float32Array.from(points, (p) => p.x),
        y: Float32Array.from(points, (p) => p.y),
      },
    });
  };
  const edit = (points: readonly SupportPoint[], settled: boolean) => {
    setDraft(points);
    if (pending.current) {
      pending.current.points = points;
    } else {
      const id = requestAnimationFrame(() => {
        const latest = pending.current;
        pending.current = null;
        if (latest) send(latest.points);
      });
      pending.current = { frame: id, points };
    }
    if (settled) setTimeout(() => setDraft((now) => (now === points ? null : now)), 120);
  };
  useEffect(() => () => cancelAnimationFrame(pending.current?.frame ?? 0), []);
  const draw = (index: number) => {
    setDraft(null);
    client.setProbe({ kind: 'drawn', index });
  };

  const latest = useRef({ draw, addPoint: () => {} });
  latest.current = { draw, addPoint: () => edit([...data.points, suggestedPoint(data)], true) };
  const edited = own !== null;
  const trained = (data.lanes.find(({ lane }) => lane === selected) ?? data.lanes[0])?.trained ?? 1;
  const tools = useMemo(
    () =>
      isCurve && (
        <>
          <Button
            look="ghost"
            small
            iconOnly
            aria-label="Add point"
            title="Add a support point"
            onClick={() => latest.current.addPoint()}
          >
            <Plus size={15} aria-hidden="true" />
          </Button>
          {edited && (
            <Button
              look="ghost"
              small
              title="Back to the drawn task"
              onClick={() => latest.current.draw(drawnIndex.current)}
            >
              <Undo2 size={14} aria-hidden="true" />
              Drawn task
            </Button>
          )}
          <Button
            look="ghost"
            small
            title="Another task of the family"
            onClick={() => latest.current.draw(drawnIndex.current + 1)}
          >
            <RefreshCw size={14} aria-hidden="true" />
            New task
          </Button>
        </>
      ),
    [isCurve, edited],
  );

  return (
    <Figure
      name="Adaptation"
      frameRef={frame}
      height={320}
      subtitle={
        own
          ? 'your own task: drag, click to add, Delete to remove'
          : (adaptation?.name ?? 'drag the points: this is your task')
      }
      tools={tools}
      below={isCurve && <FitScrubber shown={shownStep} trained={trained} onShow={setShownStep} />}
      table={() => adaptationTable(data)}
      empty={
        isCurve ? undefined : (
          <EmptyState>The adaptation of this family is shown in the loss after each inner step.</EmptyState>
        )
      }
      chart={(props) => (
        <AdaptationChart data={data} onPointsChange={props.isStatic ? undefined : edit} {...props} />
      )}
    />
  );
}

interface FitScrubberProps {
  /** Null: each lane after its own N. */
  readonly shown: number | null;
  /** N of the selected lane. */
  readonly trained: number;
  readonly onShow: (steps: number | null) => void;
}

/** Moves through the inner steps 0…10. */
function FitScrubber({ shown, trained, onShow }: FitScrubberProps) {
  const at = Math.min(MOST_STEPS, shown ?? trained);
  const steps = `${at} inner ${at === 1 ? 'step' : 'steps'}`;
  return (
    <Scrubber
      label="Fit after"
      min={0}
      max={MOST_STEPS}
      value={at}
      text={shown === null ? 'N of each lane' : at === 0 ? 'before adapting' : steps}
      onChange={onShow}
      follow={{ label: 'N', on: shown === null, onFollow: () => onShow(null) }}
    />
  );
}
