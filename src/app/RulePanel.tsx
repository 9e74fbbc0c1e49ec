// "Rule": the update of the selected lane, typeset from its switches; symbols and sliders light each other up.
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { type MouseEvent, memo, type PointerEvent, useMemo } from 'react';
import { laneStyle } from '../charts/laneStyle.ts';
import { FIELDS } from '../experiment/fields.ts';
import { PRESETS } from '../experiment/presets.ts';
import type { LaneField, LaneSettings } from '../experiment/types.ts';
import { SelectField } from '../ui/SelectField.tsx';
import { ToggleField } from '../ui/ToggleField.tsx';
import css from './lab.module.css';
import { MoveHandle } from './MoveHandle.tsx';
import { ruleFields, ruleLines, ruleRemark, symbolName } from './rule.ts';
import { useCurrentSettings } from './useExperiment.ts';
import { useView } from './viewState.ts';

const OPTIONS: katex.KatexOptions = {
  displayMode: true,
  throwOnError: false,
  strict: false,
  trust: ({ command }) => command === '\\htmlData',
};

/** A symbol leads to its slider, or to its entry under more settings where it has none. */
function toSlider(field: LaneField) {
  const named = `[aria-label="${FIELDS[field].label}"]`;
  const slider = document.querySelector<HTMLElement>(`input[type=range]${named}`);
  (slider ?? document.querySelector<HTMLElement>(`input${named}`))?.focus();
}

interface SymbolLinksProps {
  readonly fields: readonly LaneField[];
  readonly settings: LaneSettings;
}

/** The symbols by keyboard: KaTeX hides its drawing from assistive technology, so they stand beside it. */
function SymbolLinks({ fields, settings }: SymbolLinksProps) {
  const set = useView((s) => s.set);
  return (
    <div className="sr-only">
      {fields.map((field) => (
        // biome-ignore lint/a11y/useSemanticElements: an address would replace the experiment's link
        <span
          key={field}
          role="link"
          tabIndex={0}
          aria-label={symbolName(field, settings)}
          onFocus={() => set({ litField: field })}
          onBlur={() => set({ litField: null })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault();
            toSlider(field);
          }}
          onClick={() => toSlider(field)}
        />
      ))}
    </div>
  );
}

export const RulePanel = memo(function RulePanel() {
  const { experiment, names, lanes } = useCurrentSettings();
  const { lane: wished, litField, ruleValues, set } = useView();
  const lane = Math.min(wished, lanes.length - 1);
  const settings = lanes[lane];
  const preset = PRESETS[experiment.lanes[lane].preset];
  const { lines, fields } = useMemo(() => {
    const all = ruleLines(settings, { values: ruleValues });
    return {
      lines: all.map(({ name, tex }) => ({ name, html: katex.renderToString(tex, OPTIONS) })),
      fields: ruleFields(all),
    };
  }, [settings, ruleValues]);

  const goTo = (event: MouseEvent) => {
    const symbol = (event.target as Element).closest<HTMLElement>('[data-field]');
    if (symbol) toSlider(symbol.dataset.field as LaneField);
  };
  const light = (event: PointerEvent) => {
    const symbol = (event.target as Element).closest<HTMLElement>('[data-field]');
    const field = (symbol?.dataset.field ?? null) as LaneField | null;
    if (field !== litField) set({ litField: field });
  };

  return (
    <section className={`${css.card} ${css.rule}`} aria-label="Rule">
      <div className={css.ruleHead}>
        <MoveHandle />
        <h2 className={css.cardTitle}>Rule</h2>
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
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; by keyboard the links below */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div
        className={css.ruleLines}
        data-lit={litField ?? undefined}
        style={{ '--rule-color': laneStyle(lane).color } as React.CSSProperties}
        onClick={goTo}
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
      <SymbolLinks fields={fields} settings={settings} />
      <p className={css.soft}>
        {ruleRemark(settings)}{' '}
        <cite className={css.cite}>
          {preset.paper}, {preset.equation}.
        </cite>
      </p>
    </section>
  );
});
