// The shared sliders beside the dock's, and the quieter settings of task, model and training in collapsible sections.
import { Collapsible } from '@base-ui/react/collapsible';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { LANE_FIELDS } from '../../experiment/axes/laneFields.ts';
import { fieldApplies, OPTION_FIELDS } from '../../experiment/fieldTable.ts';
import type { LaneField, ModelSetting, TaskOptions } from '../../experiment/types.ts';
import { ACTIVATIONS, type Activation } from '../../learner/model.ts';
import { FAMILIES } from '../../tasks/families.ts';
import { SelectField } from '../../ui/fields/SelectField.tsx';
import { TextEntry } from '../../ui/fields/TextEntry.tsx';
import panel from '../../ui/panel.module.css';
import { DataPanel } from '../data/DataPanel.tsx';
import { DOCK_FIELDS, useScreen } from '../state/screen.ts';
import { useChange, useCurrentSettings } from '../state/useExperiment.ts';
import { FieldControl, type FieldValue } from './FieldControl.tsx';
import { FieldSlider, sliderFields } from './FieldSlider.tsx';
import { textProblem, widthsOf, withWidths } from './modelWidths.ts';
import css from './settings.module.css';
import { TestSetField } from './TestSetField.tsx';

export const SETTINGS_ID = 'more-settings';

/** What the dock has no room for: at the page's side, or unfolded over the dock. */
export function SettingsPanel() {
  const open = useScreen((s) => s.settings);
  return (
    <div id={SETTINGS_ID} className={css.settings} data-open={open || undefined}>
      <SharedPanel />
      <MorePanel />
    </div>
  );
}

function SharedPanel() {
  const current = useCurrentSettings();
  return (
    <section className={panel.card} aria-label="Shared settings">
      <h2 className={panel.cardTitle}>
        Shared settings <small>all lanes</small>
      </h2>
      {sliderFields(current).map((field) => (
        <FieldSlider key={field} field={field} current={current} />
      ))}
      <FieldSlider field="shots" current={current} />
    </section>
  );
}

/** How test tasks are drawn and adapted. */
const EVALUATION_FIELDS = ['evalEvery', 'evalTasks', 'testSteps', 'testShots', 'testWays'] as const;
type TopField = 'seed' | 'queries' | 'init' | (typeof EVALUATION_FIELDS)[number];

function MorePanel() {
  const current = useCurrentSettings();
  const change = useChange();
  const { experiment, shared, lanes } = current;
  const { task, options } = experiment;
  const { refuses } = FAMILIES[task];
  const sliders: readonly string[] = [...DOCK_FIELDS, ...sliderFields(current)];
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
