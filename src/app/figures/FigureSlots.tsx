// The shown figures in their slots, each loaded when it is first shown, and how they change places.
import { lazy, Suspense, useEffect, useMemo, useRef } from 'react';
import panel from '../../ui/panel.module.css';
import { useView } from '../state/viewState.ts';
import { moveFigure, placeFigure, toggleFigure } from './arrangement.ts';
import type { FigureDefinition } from './frame/figure.ts';
import css from './frame/frame.module.css';
import { type Arrange, type Place, type Slot, SlotContext } from './frame/slot.ts';
import { FIGURES } from './registry.ts';

const COMPONENTS = new Map(
  FIGURES.map(({ id, load }) => [id, lazy(async () => ({ default: await load() }))]),
);

interface FigureSlotsProps {
  readonly figures: readonly FigureDefinition[];
  readonly arrange: Arrange;
}

export function FigureSlots({ figures, arrange }: FigureSlotsProps) {
  return figures.map((figure, i) => (
    <FigureSlot
      key={figure.id}
      figure={figure}
      arrange={arrange}
      first={i === 0}
      last={i === figures.length - 1}
    />
  ));
}

type FigureSlotProps = Omit<Slot, 'place'> & Place;

function FigureSlot({ figure, arrange, first, last }: FigureSlotProps) {
  const slot = useMemo(() => ({ figure, arrange, place: { first, last } }), [figure, arrange, first, last]);
  const Component = COMPONENTS.get(figure.id);
  return (
    <div className={css.slot} data-figure={figure.id}>
      <SlotContext value={slot}>
        <Suspense fallback={<div className={panel.card} />}>{Component && <Component />}</Suspense>
      </SlotContext>
    </div>
  );
}

/** How figures change places. A moved figure's menu button keeps the focus. */
export function useArrange(figures: readonly FigureDefinition[]): Arrange {
  const set = useView((s) => s.set);
  const shown = useRef<readonly string[]>([]);
  shown.current = figures.map(({ id }) => id);
  const moved = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after the figures have their new places
  useEffect(() => {
    if (!moved.current) return;
    document.querySelector<HTMLElement>(`[data-figure="${moved.current}"] [data-more]`)?.focus();
    moved.current = null;
  }, [figures]);
  return useMemo(() => {
    const put = (id: string | null, next: readonly string[]) => {
      moved.current = id;
      set({ figures: next });
    };
    const ontoFirst = (id: string) => placeFigure(shown.current, id, shown.current[0]);
    return {
      onto: (id, target) => put(id, placeFigure(shown.current, id, target)),
      by: (id, places) => put(id, moveFigure(shown.current, id, places)),
      toFront: (id) => put(id, ontoFirst(id)),
      remove: (id) => put(null, toggleFigure(shown.current, id)),
    };
  }, [set]);
}
