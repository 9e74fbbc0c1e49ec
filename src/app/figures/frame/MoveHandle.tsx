// The grip by which a figure is put in another place: dragged onto another figure, or moved with arrow keys.
// It finds its figure and its target by `data-figure` on the slots around figures.
import { GripVertical } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useContext, useRef } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { useDrag } from '../../../ui/drag.ts';
import css from './frame.module.css';
import { SlotContext } from './slot.ts';

const KEYS: Readonly<Record<string, -1 | 1>> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

function slotAt(event: PointerEvent): HTMLElement | null {
  const below = document.elementFromPoint(event.clientX, event.clientY);
  return below?.closest<HTMLElement>('[data-figure]') ?? null;
}

export function MoveHandle() {
  const context = useContext(SlotContext);
  const target = useRef<HTMLElement | null>(null);
  const id = context?.figure.id;
  const mark = (next: HTMLElement | null) => {
    if (target.current === next) return;
    target.current?.removeAttribute('data-target');
    target.current = next;
    next?.setAttribute('data-target', 'true');
  };
  const end = () => {
    mark(null);
    document.querySelector(`[data-figure="${id}"]`)?.removeAttribute('data-dragged');
  };
  const { handleOf } = useDrag<string>({
    start: (_id, event) => event.currentTarget.closest('[data-figure]')?.setAttribute('data-dragged', 'true'),
    move(dragged, event) {
      const slot = slotAt(event);
      mark(slot && slot.dataset.figure !== dragged ? slot : null);
    },
    end(dragged) {
      const onto = target.current?.dataset.figure;
      end();
      if (onto) context?.arrange.onto(dragged, onto);
    },
    cancel: end,
  });
  if (!context || !id) return null;
  const onKeyDown = (event: KeyboardEvent) => {
    const places = KEYS[event.key];
    if (event.key === 'Escape') end();
    if (!places) return;
    event.preventDefault();
    context.arrange.by(id, places);
  };
  return (
    <Button
      look="ghost"
      small
      iconOnly
      className={css.grip}
      aria-label="Move"
      aria-keyshortcuts="ArrowLeft ArrowRight"
      title="Drag onto another figure, or use the arrow keys"
      data-move={id}
      {...handleOf(id)}
      onKeyDown={onKeyDown}
    >
      <GripVertical size={15} aria-hidden="true" />
    </Button>
  );
}
