// "Anatomy": the coming iteration of a lane taken apart, phase by phase, forwards and back; the last one takes the step.
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useMemo, useRef } from 'react';
import { AdaptationChart } from '../../../charts/adaptation/adaptationChart.tsx';
import { adaptationTable } from '../../../charts/adaptation/adaptationText.ts';
import { DirectionsChart } from '../../../charts/anatomy/directionsChart.tsx';
import { directionsTable } from '../../../charts/anatomy/directionsLayout.ts';
import type { ChartProps, Table } from '../../../charts/core/geometry.ts';
import { LineChart } from '../../../charts/line/lineChart.tsx';
import { lineTable } from '../../../charts/line/lineText.ts';
import type { LaneSettings } from '../../../experiment/types.ts';
import type { AnatomyView } from '../../../protocol/anatomy.ts';
import { isTraining } from '../../../protocol/payloads.ts';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState } from '../../../ui/ErrorBoundary.tsx';
import { SelectField } from '../../../ui/fields/SelectField.tsx';
import { Segments } from '../../../ui/fields/ToggleField.tsx';
import { formatCount } from '../../../ui/format.ts';
import { Formulas } from '../../rule/Formulas.tsx';
import { ruleLines } from '../../rule/rule.ts';
import { useClient, useFigureSnapshot } from '../../state/labContext.ts';
import { currentSettings } from '../../state/useExperiment.ts';
import { useView } from '../../state/viewState.ts';
import { Figure } from '../frame/Figure.tsx';
import { LaneChoice } from '../shared/LaneChoice.tsx';
import css from './anatomy.module.css';
import { type Drawing, drawingOf, type Shown } from './drawings.ts';
import { PHASE_ENTRIES, type Place, placesOf } from './phases.ts';

function tableOf(drawing: Drawing): Table {
  switch (drawing.kind) {
    case 'lines':
      return lineTable({ ...drawing.data, sharedX: false });
    case 'curve':
      return adaptationTable(drawing.data);
    case 'directions':
      return directionsTable(drawing.data);
    default:
      return drawing satisfies never;
  }
}

function chartOf(drawing: Drawing, props: ChartProps) {
  switch (drawing.kind) {
    case 'lines':
      return <LineChart data={drawing.data} {...props} />;
    case 'curve':
      return <AdaptationChart data={drawing.data} {...props} />;
    case 'directions':
      return <DirectionsChart data={drawing.data} {...props} />;
    default:
      return drawing satisfies never;
  }
}

/** Asks the worker for the anatomy of a lane while the figure is on the page. */
function useRequest(lane: number, row: number): void {
  const client = useClient();
  useEffect(() => client.requestAnatomy({ lane, row }), [client, lane, row]);
  useEffect(() => () => client.requestAnatomy(null), [client]);
}

export const AnatomyFigure = memo(function AnatomyFigure() {
  const frame = useRef<HTMLElement>(null);
  const client = useClient();
  const { experiment, views, state, iteration } = useFigureSnapshot(frame);
  const { lane: wished, anatomyRow: row, anatomyStep: step, set } = useView();
  const { names, lanes } = currentSettings(experiment, Number.POSITIVE_INFINITY);
  const lane = Math.min(wished, names.length - 1);
  useRequest(lane, row);
  const view = views.anatomy;
  const training = isTraining(state);
  // While it trains, and until the worker has answered, what is kept is of another iteration or lane.
  const fits = !training && view?.iteration === iteration && view.request.lane === lane;
  const shown: Shown | null = fits ? { view, settings: lanes[lane], name: names[lane], lane } : null;
  const places = useMemo(() => (view ? placesOf(view) : []), [view]);
  const at = Math.min(step, places.length - 1);
  const place = places[at];
  return (
    <Figure
      data={shown && place ? drawingOf(shown, place) : null}
      frameRef={frame}
      line={
        shown
          ? `iteration ${formatCount(iteration + 1)} of ${names[lane]}`
          : 'one iteration with the worker’s own numbers'
      }
      table={tableOf}
      chart={chartOf}
      empty={
        <EmptyState>
          {training
            ? 'Pause, and the coming iteration is taken apart here.'
            : 'The iteration is being taken apart.'}
        </EmptyState>
      }
      settings={
        <>
          <LaneChoice label="Lane taken apart" names={names} lane={lane} />
          {shown && <TaskChoice view={shown.view} onChange={(anatomyRow) => set({ anatomyRow })} />}
        </>
      }
      below={
        shown &&
        place && (
          <Walk
            shown={shown}
            places={places}
            at={at}
            onGo={(anatomyStep) => set({ anatomyStep })}
            onTake={() => {
              set({ anatomyStep: 0 });
              client.step();
            }}
          />
        )
      }
    />
  );
});

function TaskChoice({ view, onChange }: { view: AnatomyView; onChange: (row: number) => void }) {
  return (
    <SelectField
      label="Task followed"
      hideLabel
      small
      value={String(view.row)}
      choices={view.tasks.map(({ name }, i) => ({ value: String(i), label: `${i + 1}: ${name}` }))}
      onChange={(value) => onChange(Number(value))}
    />
  );
}

interface WalkProps {
  readonly shown: Shown;
  readonly places: readonly Place[];
  readonly at: number;
  readonly onGo: (at: number) => void;
  readonly onTake: () => void;
}

/** The phases, the way through them, what happens here, and the rule with the line that is at work. */
function Walk({ shown, places, at, onGo, onTake }: WalkProps) {
  const { phase, at: step } = places[at];
  const { says, lines } = PHASE_ENTRIES[phase];
  const last = at === places.length - 1;
  const phases = [...new Set(places.map((place) => place.phase))];
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0 || !places[at + by]) return;
    event.preventDefault();
    onGo(at + by);
  };
  return (
    <div className={css.walk} data-phase={phase}>
      <Segments
        label="Phase"
        value={phase}
        choices={phases.map((value) => ({ value, label: PHASE_ENTRIES[value].label }))}
        onChange={(next) => onGo(places.findIndex((place) => place.phase === next))}
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are a shortcut for the two buttons in it */}
      <div className={css.buttons} onKeyDown={onKeyDown}>
        <Button small disabled={at === 0} aria-label="Previous phase" onClick={() => onGo(at - 1)}>
          <ChevronLeft size={15} aria-hidden="true" />
        </Button>
        {last ? (
          <Button small look="primary" onClick={onTake}>
            Take this step
          </Button>
        ) : (
          <Button small aria-label="Next phase" title="Next phase (→)" onClick={() => onGo(at + 1)}>
            <ChevronRight size={15} aria-hidden="true" />
          </Button>
        )}
      </div>
      <p className={css.says} aria-live="polite">
        {says(shown.view, step, shown.settings)}
      </p>
      <LitRule settings={shown.settings} lane={shown.lane} lit={lines} />
    </div>
  );
}

interface LitRuleProps {
  readonly settings: LaneSettings;
  readonly lane: number;
  /** Names of the lines at work; those without a name belong to the line before. */
  readonly lit: readonly string[];
}

function LitRule({ settings, lane, lit }: LitRuleProps) {
  const lines = useMemo(() => {
    let name = '';
    return ruleLines(settings).map((line) => {
      name = line.name || name;
      return { ...line, lit: lit.includes(name) };
    });
  }, [settings, lit]);
  return <Formulas lines={lines} lane={lane} />;
}
