// The shared sliders, and the quieter settings of task, model and training in collapsible sections.
import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { adaptsPart } from '../../experiment/axes/adapted.ts';
import { LANE_FIELDS } from '../../experiment/axes/laneFields.ts';
import type { NumberField } from '../../experiment/fields/kinds.ts';
import { FIELDS, fieldApplies, OPTION_FIELDS, sliderRange } from '../../experiment/fieldTable.ts';
import type {
  Experiment,
  LaneField,
  LaneSettings,
  ModelSetting,
  TaskOptions,
} from '../../experiment/types.ts';
import { ACTIVATIONS, type Activation } from '../../learner/model.ts';
import { FAMILIES } from '../../tasks/families.ts';
import { SelectField } from '../../ui/fields/SelectField.tsx';
import { SliderField } from '../../ui/fields/SliderField.tsx';
import { TextEntry } from '../../ui/fields/TextEntry.tsx';
import panel from '../../ui/panel.module.css';
import { DataPanel } from '../data/DataPanel.tsx';
import { type CurrentSettings, useChange, useCurrentSettings } from '../state/useExperiment.ts';
import { useView } from '../state/viewState.ts';
import { FieldControl, type FieldValue, numberRange, useSettled } from './FieldControl.tsx';
import { textProblem, widthsOf, withWidths } from './modelWidths.ts';
import css from './settings.module.css';
import { TestSetField } from './TestSetField.tsx';

const ALWAYS = ['alpha', 'innerSteps', 'beta', 'batch'] as const satisfies readonly LaneField[];
const WHERE_USED = ['delta', 'etaP', 'l2', 'agents'] as const satisfies readonly LaneField[];

/** Which lane fields have a slider: five always, four where a lane reads them. */
export function sliderFields(current: CurrentSettings): readonly LaneField[] {
  const { experiment, lanes } = current;
  const used = WHERE_USED.filter((field) => lanes.some((lane) => fieldApplies(field, experiment.task, lane)));
  return [...ALWAYS, ...used];
}

export function SliderPanel() {
  const current = useCurrentSettings();
  const change = useChange();
  const { experiment, shared } = current;
  return (
    <section className={panel.card} aria-label="Shared settings">
      <h2 className={panel.cardTitle}>
        Shared settings <small>all lanes</small>
      </h2>
      {sliderFields(current).map((field) => (
        <FieldSlider
          key={field}
          field={field}
          experiment={experiment}
          value={sharedValue(current, field) as number}
          settings={current.lanes.find(adaptsPart) ?? shared}
          onChange={(value) => change.shared(field, value as never)}
        />
      ))}
      <FieldSlider
        field="shots"
        experiment={experiment}
        value={experiment.shots}
        settings={shared}
        onChange={(shots) => change.experiment({ shots })}
      />
    </section>
  );
}

/** λ is often the preset's own: the slider then shows (and moves) the value of the first lane that reads it. */
function sharedValue(
  { experiment, shared, lanes }: CurrentSettings,
  field: LaneField,
): LaneSettings[LaneField] {
  if (field !== 'l2') return shared[field];
  const lane = lanes.find((settings) => fieldApplies('l2', experiment.task, settings));
  return (lane ?? shared).l2;
}

interface FieldSliderProps {
  readonly field: LaneField | 'shots';
  readonly experiment: Experiment;
  readonly value: number;
  readonly settings: LaneSettings;
  readonly onChange: (value: number) => void;
}

function FieldSlider({ field, experiment, value, settings, onChange }: FieldSliderProps) {
  const spec = FIELDS[field] as NumberField;
  const lit = useView((s) => s.litField === field);
  const setView = useView((s) => s.set);
  const [shown, set] = useSettled(value, onChange, spec.live ? 0 : 200);
  const typed = numberRange(spec, experiment.task);
  return (
    <SliderField
      label={spec.label}
      value={shown}
      range={{ ...typed, ...sliderRange(spec, experiment.task, settings) }}
      entryRange={typed}
      acts={spec.live ? 'live' : 'restarts'}
      onChange={set}
      lit={lit}
      onHover={(over) => setView({ litField: over ? (field as LaneField) : null })}
    />
  );
}

/** How test tasks are drawn and adapted. */
const EVALUATION_FIELDS = ['evalEvery', 'evalTasks', 'testSteps', 'testShots', 'testWays'] as const;
type TopField = 'seed' | 'queries' | 'init' | (typeof EVALUATION_FIELDS)[number];

export function MorePanel() {
  const current = useCurrentSettings();
  const change = useChange();
  const { experiment, shared, lanes } = current;
  const { task, options } = experiment;
  const { refuses } = FAMILIES[task];
  const sliders: readonly string[] = sliderFields(current);
  const switches = ['curvature', 'adapted', 'weighting', 'network', 'baseline'];
  const optionFields = OPTION_FIELDS.filter((field) => fieldApplies(field, task));
  const laneFields = LANE_FIELDS.filter(
    (field) =>
      !sliders.includes(field) &&
      !switches.includes(field) &&
      lanes.some((lane) => fieldApplies(field, task, lane)),
  );
  const top = (name: TopField) => (
    <FieldControl
      key={name}
      name={name}
      family={task}
      value={experiment[name]}
      onChange={(value) => change.experiment({ [name]: value })}
    />
  );
  return (
    <section className={panel.card} aria-label="Task and training settings">
      <Section title="Task and model">
        {top('seed')}
        {optionFields.map((field) => (
          <FieldControl
            key={field}
            name={field}
            family={task}
            value={options[field as keyof TaskOptions]}
            onChange={(value) => change.option(field as keyof TaskOptions, value as never)}
          />
        ))}
        {top('queries')}
        {refuses.layers === null && (
          <ModelFields
            model={experiment.model}
            noCnn={refuses.cnn}
            onChange={(model) => change.experiment({ model })}
          />
        )}
        {top('init')}
      </Section>
      <Section title="Data files">
        <DataPanel />
      </Section>
      <Section title="Training">
        {laneFields.map((field) => (
          <FieldControl
            key={field}
            name={field}
            family={task}
            value={shared[field as LaneField] as FieldValue}
            onChange={(value) => change.shared(field as LaneField, value as never)}
          />
        ))}
      </Section>
      <Section title="Evaluation">
        {EVALUATION_FIELDS.filter((field) => fieldApplies(field, task)).map(top)}
        {fieldApplies('testSet', task) && (
          <TestSetField value={experiment.testSet} onChange={(testSet) => change.experiment({ testSet })} />
        )}
      </Section>
    </section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Collapsible.Root className={css.section}>
      <Collapsible.Trigger className={css.sectionTitle}>
        <ChevronRight size={15} aria-hidden="true" />
        {title}
      </Collapsible.Trigger>
      <Collapsible.Panel className={css.fields}>{children}</Collapsible.Panel>
    </Collapsible.Root>
  );
}

interface ModelFieldsProps {
  readonly model: ModelSetting;
  /** Why a CNN cannot be chosen; null: it can. */
  readonly noCnn: string | null;
  readonly onChange: (model: ModelSetting) => void;
}

function ModelFields({ model, noCnn, onChange }: ModelFieldsProps) {
  const name = model.kind === 'mlp' ? 'Hidden widths' : 'Filters of each block';
  return (
    <>
      <div className={css.fieldRow}>
        <span className={css.fieldName} aria-hidden="true">
          Model
        </span>
        <SelectField
          label="Model"
          hideLabel
          small
          value={model.kind}
          choices={[
            { value: 'mlp', label: 'MLP' },
            {
              value: 'cnn',
              label: 'CNN',
              disabled: noCnn !== null,
              hint: noCnn ?? undefined,
            },
          ]}
          onChange={(kind) =>
            onChange(
              kind === 'mlp'
                ? { kind: 'mlp', hidden: [64, 64], activation: 'relu' }
                : { kind: 'cnn', filters: [16, 16], hidden: [] },
            )
          }
        />
      </div>
      <div className={css.fieldRow}>
        <span className={css.fieldName} aria-hidden="true">
          {name}
        </span>
        <TextEntry
          label={name}
          value={widthsOf(model).join(', ')}
          check={(text) => textProblem(model, text)}
          onCommit={(text) => onChange(withWidths(model, text))}
        />
      </div>
      {model.kind === 'mlp' && (
        <div className={css.fieldRow}>
          <span className={css.fieldName} aria-hidden="true">
            Activation
          </span>
          <SelectField
            label="Activation"
            hideLabel
            small
            value={model.activation}
            choices={ACTIVATIONS.map((value) => ({ value, label: value }))}
            onChange={(activation: Activation) => onChange({ ...model, activation })}
          />
        </div>
      )}
    </>
  );
}
