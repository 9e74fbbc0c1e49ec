// "Rule": the update of the selected lane, typeset from its switches; symbols and sliders light each other up.
import { Maximize2 } from 'lucide-react';
import { memo, useMemo } from 'react';
import { laneStyle } from '../../charts/core/laneStyle.ts';
import { PRESETS } from '../../experiment/axes/presets.ts';
import { FIELDS } from '../../experiment/fieldTable.ts';
import type { LaneField, LaneSettings } from '../../experiment/types.ts';
import { SelectField } from '../../ui/fields/SelectField.tsx';
import { Subscripts } from '../../ui/fields/Subscripts.tsx';
import { ToggleField } from '../../ui/fields/ToggleField.tsx';
import figure from '../../ui/figure.module.css';
import { formatSetting } from '../../ui/format.ts';
import { FigureHead } from '../../ui/frame/FigureHead.tsx';
import { MoreItem } from '../../ui/MoreMenu.tsx';
import panel from '../../ui/panel.module.css';
import { useFigureSlot } from '../figures/frame/useFigureSlot.tsx';
import { useCurrentSettings } from '../state/useExperiment.ts';
import { useView } from '../state/viewState.ts';
import { Cited } from '../terms/Cited.tsx';
import { Formulas, focusSlider } from './Formulas.tsx';
import css from './rule.module.css';
import { ruleFields, ruleLines, ruleRemark } from './rule.ts';

/** "α = 0.01". */
function symbolText(field: LaneField, settings: LaneSettings): string {
  const spec = FIELDS[field];
  const symbol = ('symbol' in spec && spec.symbol) || spec.label;
  const value = settings[field];
  return typeof value === 'number' ? `${symbol} = ${formatSetting(value)}` : symbol;
}

export const RulePanel = memo(function RulePanel() {
  const { experiment, names, lanes } = useCurrentSettings();
  const { lane: wished, ruleValues, set } = useView();
  const lane = Math.min(wished, lanes.length - 1);
  const settings = lanes[lane];
  const { source } = PRESETS[experiment.lanes[lane].preset];
  const { placeItems, ...head } = useFigureSlot();
  const { large, onLarge } = head;
  const more = useMemo(
    () =>
      large ? null : (
        <>
          {placeItems}
          <MoreItem icon={Maximize2} name="Full screen" onSelect={() => onLarge(true)} />
        </>
      ),
    [large, placeItems, onLarge],
  );
  const { lines, fields } = useMemo(() => {
    const written = ruleLines(settings, { values: ruleValues });
    return { lines: written, fields: ruleFields(written) };
  }, [settings, ruleValues]);

  /** A symbol leads to its slider. */
  const goTo = (field: LaneField) => {
    onLarge(false);
    focusSlider(field);
  };

  return (
    <section
      className={[panel.card, css.rule, large ? figure.large : ''].filter(Boolean).join(' ')}
      aria-label="Rule"
      data-large={large || undefined}
    >
      <FigureHead {...head} line={names[lane]} more={more} />
      <div className={css.ruleHead}>
        <SelectField
          label="Lane of the rule"
          hideLabel
          small
          value={String(lane)}
          icon={<i className={css.dot} style={{ background: laneStyle(lane).color }} />}
          choices={names.map((label, i) => ({ value: String(i), label }))}
          onChange={(value) => set({ lane: Number(value) })}
        />
        <ToggleField label="Values" checked={ruleValues} onChange={(next) => set({ ruleValues: next })} />
      </div>
      <Formulas lines={lines} lane={lane} onGo={goTo} />
      <Symbols fields={fields} settings={settings} onGo={goTo} />
      <p className={panel.soft}>
        {ruleRemark(settings)} <Cited text={`${source.paper}, ${source.equation}.`} />
      </p>
    </section>
  );
});

interface SymbolsProps {
  readonly fields: readonly LaneField[];
  readonly settings: LaneSettings;
  readonly onGo: (field: LaneField) => void;
}

/** The rule's symbols with their values: the way by keyboard. */
function Symbols({ fields, settings, onGo }: SymbolsProps) {
  const { litField, set } = useView();
  return (
    <p className={css.symbols}>
      {fields.map((field) => (
        <button
          key={field}
          type="button"
          className={css.symbol}
          data-lit={field === litField || undefined}
          title={`${FIELDS[field].label}: go to its slider`}
          onFocus={() => set({ litField: field })}
          onBlur={() => set({ litField: null })}
          onPointerEnter={() => set({ litField: field })}
          onPointerLeave={() => set({ litField: null })}
          onClick={() => onGo(field)}
        >
          <Subscripts text={symbolText(field, settings)} />
        </button>
      ))}
    </p>
  );
}
