// Typeset formulas whose symbols are the sliders: pointing at one lights it up everywhere, a click goes to its slider.
import katex from 'katex';
import 'katex/dist/katex.min.css';
import { type CSSProperties, type MouseEvent, type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { flushSync } from 'react-dom';
import { laneStyle } from '../../charts/core/laneStyle.ts';
import { FIELDS } from '../../experiment/fieldTable.ts';
import type { LaneField } from '../../experiment/types.ts';
import { DOCK_FIELDS, useScreen } from '../state/screen.ts';
import { useView } from '../state/viewState.ts';
import css from './rule.module.css';

const OPTIONS: katex.KatexOptions = {
  displayMode: true,
  throwOnError: false,
  strict: false,
  trust: ({ command }) => command === '\\htmlData',
};

/** The field whose symbol is under the pointer. */
function fieldUnder(event: MouseEvent): LaneField | undefined {
  const symbol = (event.target as Element).closest<HTMLElement>('[data-field]');
  return symbol?.dataset.field as LaneField | undefined;
}

/** Puts the focus on a field's slider, where the page has one. */
export function focusSlider(field: LaneField): void {
  // A narrow page shows one slider of the dock.
  const inDock = DOCK_FIELDS.find((one) => one === field);
  if (inDock) flushSync(() => useScreen.getState().set({ slider: inDock }));
  document.querySelector<HTMLElement>(`input[type=range][aria-label="${FIELDS[field].label}"]`)?.focus();
}

export interface FormulaLine {
  /** What it says, above it; empty: it goes on with the line before. */
  readonly name: string;
  readonly tex: string;
  /** Absent: as every other line. */
  readonly lit?: boolean;
}

/** A formula that is wider than its place can be scrolled by keyboard. */
function useScrollStops() {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      for (const formula of element.querySelectorAll<HTMLElement>(`.${css.ruleTex}`)) {
        if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
        else formula.removeAttribute('tabindex');
      }
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return root;
}

interface FormulasProps {
  readonly lines: readonly FormulaLine[];
  /** Lane whose colour the symbols have. */
  readonly lane: number;
  readonly onGo?: (field: LaneField) => void;
}

export function Formulas({ lines, lane, onGo = focusSlider }: FormulasProps) {
  const root = useScrollStops();
  const litField = useView((s) => s.litField);
  const set = useView((s) => s.set);
  const written = useMemo(
    () => lines.map((line) => ({ ...line, html: katex.renderToString(line.tex, OPTIONS) })),
    [lines],
  );
  const light = (event: PointerEvent) => {
    const field = fieldUnder(event) ?? null;
    if (field !== litField) set({ litField: field });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; by keyboard the sliders do the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      ref={root}
      className={css.ruleLines}
      style={{ '--rule-color': laneStyle(lane).color } as CSSProperties}
      onClick={(event) => {
        const field = fieldUnder(event);
        if (field) onGo(field);
      }}
      onPointerOver={light}
      onPointerLeave={() => set({ litField: null })}
    >
      {litField && (
        <style>{`[data-field="${litField}"]{background:color-mix(in srgb,var(--focus) 22%,transparent);border-radius:4px}`}</style>
      )}
      {written.map(({ name, html, lit }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are their place
        <div key={i} className={css.ruleLine} data-lit={lit}>
          {name && <span className={css.ruleName}>{name}</span>}
          {/* biome-ignore lint/security/noDangerouslySetInnerHtml: KaTeX output of our own formulas */}
          <div className={css.ruleTex} dangerouslySetInnerHTML={{ __html: html }} />
        </div>
      ))}
    </div>
  );
}
