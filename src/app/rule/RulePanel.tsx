// "Rule": the update of the selected lane, typeset from its switches; symbols and sliders light each other up.
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { Maximize2 } from 'lucide-react';
import { type MouseEvent, memo, type PointerEvent, useMemo } from 'react';
import { laneStyle } from '../../charts/core/laneStyle.ts';
import { PRESETS } from '../../experiment/axes/presets.ts';
import { FIELDS } from '../../experiment/fieldTable.ts';
import type { LaneField, LaneSettings } from '../../experiment/types.ts';
import { FigureHead } from '../../ui/FigureHead.tsx';
import { SelectField } from '../../ui/fields/SelectField.tsx';
import { ToggleField } from '../../ui/fields/ToggleField.tsx';
import figure from '../../ui/figure.module.css';
import { formatSetting } from '../../ui/format.ts';
import { MoreItem } from '../../ui/MoreMenu.tsx';
import panel from '../../ui/panel.module.css';
import { useFigureSlot } from '../figures/frame/useFigureSlot.tsx';
import { useCurrentSettings } from '../state/useExperiment.ts';
import { useView } from '../state/viewState.ts';
import css from './rule.module.css';
import { ruleFields, ruleLines, ruleRemark } from './rule.ts';

const OPTIONS: katex.KatexOptions = {
  displayMode: true,
  throwOnError: false,
  strict: false,
  trust: ({ command }) => command === '\\htmlData',
};

/** "α = 0.01". */
function symbolText(field: LaneField, settings: LaneSettings): string {
  const spec = FIELDS[field];
  const symbol = ('symbol' in spec && spec.symbol) || spec.label;
  const value = settings[field];
  return typeof value === 'number' ? `${symbol} = ${formatSetting(value)}` : symbol;
}

/** The field whose symbol is under the pointer. */
function fieldUnder(event: MouseEvent): LaneField | undefined {
  const symbol = (event.target as Element).closest<HTMLElement>('[data-field]');
  return symbol?.dataset.field as LaneField | undefined;
}

export const RulePanel = memo(function RulePanel() {
  const { experiment, names, lanes } = useCurrentSettings();
  const { lane: wished, litField, ruleValues, set } = useView();
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
    return {
      lines: written.map(({ name, tex }) => ({ name, html: katex.renderToString(tex, OPTIONS) })),
      fields: ruleFields(written),
    };
  }, [settings, ruleValues]);

  /** A symbol leads to its slider. */
  const goTo = (field: LaneField | undefined) => {
    if (!field) return;
    onLarge(false);
    document.querySelector<HTMLElement>(`input[type=range][aria-label="${FIELDS[field].label}"]`)?.focus();
  };
  const light = (event: PointerEvent) => {
    const field = fieldUnder(event) ?? null;
    if (field !== litField) set({ litField: field });
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
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; by keyboard the symbols below do the same */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div
        className={css.ruleLines}
        data-lit={litField ?? undefined}
        style={{ '--rule-color': laneStyle(lane).color } as React.CSSProperties}
        onClick={(event) => goTo(fieldUnder(event))}
        onPointerOver={light}
        onPointerLeave={() => set({ litField: null })}
      >
        {litField && (
          <style>{`[data-field="${litField}"]{background:color-mix(in srgb,var(--focus) 22%,transparent);border-radius:4px}`}</style>
        )}
        {lines.map(({ name, html }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are their place
          <div key={i} className={css.ruleLine}>
            <span className={css.ruleName}>{name}</span>
            {/* biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX output of our own formulas */}
            <div className={css.ruleTex} dangerouslySetInnerHTML={{ __html: html }} />
          </div>
        ))}
      </div>
      <Symbols fields={fields} settings={settings} onGo={goTo} />
      <p className={panel.soft}>
        {ruleRemark(settings)}{' '}
        <cite className={css.cite}>
          {source.paper}, {source.equation}.
        </cite>
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
          {symbolText(field, settings)}
        </button>
      ))}
    </p>
  );
}
