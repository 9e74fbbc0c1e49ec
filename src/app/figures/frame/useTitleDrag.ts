// A figure is put in another place by dragging its title onto another figure. Touch moves the page instead; there
// and by keyboard "More" moves figures. Slots are found by `data-figure`.
import { type PointerEvent, useRef } from 'react';
import type { TitleDrag } from '../../../ui/frame/FigureHead.tsx';
import type { Slot } from './slot.ts';

/** Pixels that a pointer moves before it drags. */
const THRESHOLD = 6;

function slotAt(event: PointerEvent): HTMLElement | null {
  const below = document.elementFromPoint(event.clientX, event.clientY);
  return below?.closest<HTMLElement>('[data-figure]') ?? null;
}

export function useTitleDrag({ figure, arrange }: Slot): TitleDrag {
  const from = useRef<{ x: number; y: number } | null>(null);
  const target = useRef<HTMLElement | null>(null);
  const { id } = figure;

  const mark = (next: HTMLElement | null) => {
    if (target.current === next) return;
    target.current?.removeAttribute('data-target');
    target.current = next;
    next?.setAttribute('data-target', 'true');
  };
  const end = () => {
    from.current = null;
    mark(null);
    document.querySelector(`[data-figure="${id}"]`)?.removeAttribute('data-dragged');
  };
  return {
    onPointerDown(event) {
      if (event.pointerType === 'touch' || event.button !== 0) return;
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      from.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove(event) {
      if (!from.current) return;
      const moved = Math.hypot(event.clientX - from.current.x, event.clientY - from.current.y);
      if (moved < THRESHOLD && !target.current) return;
      event.currentTarget.closest('[data-figure]')?.setAttribute('data-dragged', 'true');
      const slot = slotAt(event);
      mark(slot && slot.dataset.figure !== id ? slot : null);
    },
    onPointerUp() {
      const onto = target.current?.dataset.figure;
      end();
      if (onto) arrange.onto(id, onto);
    },
    onPointerCancel: end,
  };
}
