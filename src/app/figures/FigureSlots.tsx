// The shown figures in their slots, each loaded when it is first shown, and how they change places.
import { lazy, Suspense, useEffect, useMemo, useRef } from 'react';
import panel from '../../ui/panel.module.css';
import { useView } from '../state/viewState.ts';
import { moveFigure, placeFigure } from './arrangement.ts';
import type { FigureDefinition } from './frame/figure.ts';
import css from './frame/frame.module.css';
import { type Arrange, type Slot, SlotContext } from './frame/slot.ts';
import { FIGURES } from './registry.ts';

const COMPONENTS = new Map(
  FIGURES.map(({ id, load }) => [id, lazy(async () => ({ default: await load() }))]),
);

interface FigureSlotsProps {
  readonly figures: readonly FigureDefinition[];
  readonly arrange: Arrange;
}

export function FigureSlots({ figures, arrange }: FigureSlotsProps) {
  return figures.map((figure) => <FigureSlot key={figure.id} figure={figure} arrange={arrange} />);
}

function FigureSlot({ figure, arrange }: Slot) {
  const slot = useMemo(() => ({ figure, arrange }), [figure, arrange]);
  const Component = COMPONENTS.get(figure.id);
  return (
    <div className={css.slot} data-figure={figure.id}>
      <SlotContext value={slot}>
        <Suspense fallback={<div className={panel.card} />}>{Component && <Component />}</Suspense>
      </SlotContext>
    </div>
  );
}

/** How figures change places. The grip keeps the focus, also where its figure moves to the other group. */
export function useArrange(figures: readonly FigureDefinition[]): Arrange {
  const set = useView((s) => s.set);
  const shown = useRef<readonly string[]>([]);
  shown.current = figures.map(({ id }) => id);
  const moved = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after the figures have their new places
  useEffect(() => {
    if (!moved.current) return;
    document.querySelector<HTMLElement>(`[data-move="${moved.current}"]`)?.focus();
    moved.current = null;
  }, [figures]);
  return useMemo(() => {
    const put = (id: string, next: readonly string[]) => {
      moved.current = id;
      set({ figures: next });
    };
    return {
      onto: (id, target) => put(id, placeFigure(shown.current, id, target)),
      by: (id, places) => put(id, moveFigure(shown.current, id, places)),
    };
  }, [set]);
}
