// The sliders of shared settings: α, N and β in the dock, the others among the settings.
import { adaptsPart } from '../../experiment/axes/adapted.ts';
import type { NumberField } from '../../experiment/fields/kinds.ts';
import { FIELDS, fieldApplies, sliderRange } from '../../experiment/fieldTable.ts';
import type { LaneField, LaneSettings } from '../../experiment/types.ts';
import { isTraining } from '../../protocol/payloads.ts';
import { SliderField } from '../../ui/fields/SliderField.tsx';
import { useClient } from '../state/labContext.ts';
import { DOCK_FIELDS, type DockField, useScreen } from '../state/screen.ts';
import { type CurrentSettings, useChange, useCurrentSettings } from '../state/useExperiment.ts';
import { useView } from '../state/viewState.ts';
import { TermHint } from '../terms/TermHint.tsx';
import { numberRange } from './FieldControl.tsx';

const WHERE_USED = ['delta', 'etaP', 'l2', 'agents'] as const satisfies readonly LaneField[];

/** Which shared fields have a slider besides the dock's: the batch always, four where a lane reads them. */
export function sliderFields({ experiment, lanes }: CurrentSettings): readonly LaneField[] {
  const used = WHERE_USED.filter((field) => lanes.some((lane) => fieldApplies(field, experiment.task, lane)));
  return ['batch', ...used];
}

/** λ is often the preset's own: the slider then shows (and moves) the value of the first lane that reads it. */
function sharedValue({ experiment, shared, lanes }: CurrentSettings, field: LaneField): number {
  if (field !== 'l2') return shared[field] as number;
  const lane = lanes.find((settings) => fieldApplies('l2', experiment.task, settings));
  return (lane ?? shared).l2;
}

/** What the dock has room to say; the accessible names stay the fields' own. */
const DOCK_LABELS: Record<DockField, string> = {
  alpha: 'Inner step α',
  innerSteps: 'Inner steps N',
  beta: 'Outer step β',
};

/** α, N and β; a narrow page shows the one that was used last. */
export function DockSliders({ className }: { className: string }) {
  const current = useCurrentSettings();
  const last = useScreen((s) => s.slider);
  return DOCK_FIELDS.map((field) => (
    <div key={field} className={className} data-last={field === last}>
      <FieldSlider field={field} current={current} short={DOCK_LABELS[field]} />
    </div>
  ));
}

interface FieldSliderProps {
  readonly field: LaneField | 'shots';
  readonly current: CurrentSettings;
  /** What is written where room is scarce. */
  readonly short?: string;
}

export function FieldSlider({ field, current, short }: FieldSliderProps) {
  const { experiment, shared, lanes } = current;
  const client = useClient();
  const change = useChange();
  const spec = FIELDS[field] as NumberField;
  const lit = useView((s) => s.litField === field);
  const setView = useView((s) => s.set);
  const setScreen = useScreen((s) => s.set);
  const isShots = field === 'shots';
  const settings: LaneSettings = isShots ? shared : (lanes.find(adaptsPart) ?? shared);
  const value = isShots ? experiment.shots : sharedValue(current, field);
  const apply = (next: number) =>
    isShots ? change.experiment({ shots: next }) : change.shared(field, next as never);
  const typed = numberRange(spec, experiment.task);
  return (
    <SliderField
      label={spec.label}
      value={value}
      range={{ ...typed, ...sliderRange(spec, experiment.task, settings) }}
      entryRange={typed}
      acts={spec.live ? 'live' : 'restarts'}
      onChange={(next) => {
        const inDock = DOCK_FIELDS.find((one) => one === field);
        if (inDock) setScreen({ slider: inDock });
        apply(next);
      }}
      // At rest all values of a gesture fall on one iteration; while training each would be an edit of its own.
      actsMoving={() => spec.live && !isTraining(client.getSnapshot().state)}
      lit={lit}
      onHover={(over) => setView({ litField: over && !isShots ? field : null })}
      short={short}
      help={<TermHint setting={field} tab={false} />}
    />
  );
}
