// A ring around the pointer that is seen from the last row.
import { Circle } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { useScreen } from '../state/screen.ts';
import css from './lecture.module.css';

export function PointerButton() {
  const { pointer, set } = useScreen();
  return (
    <Button
      look="ghost"
      iconOnly
      aria-label="Pointer highlight"
      title="Pointer highlight (P)"
      aria-pressed={pointer}
      onClick={() => set({ pointer: !pointer })}
    >
      <Circle size={18} aria-hidden="true" />
    </Button>
  );
}

export function PointerHighlight() {
  const on = useScreen((s) => s.pointer);
  const ring = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!on) return;
    const follow = (event: PointerEvent) => {
      const element = ring.current;
      if (!element) return;
      element.style.translate = `${event.clientX}px ${event.clientY}px`;
      element.dataset.placed = 'true';
    };
    window.addEventListener('pointermove', follow);
    return () => window.removeEventListener('pointermove', follow);
  }, [on]);
  if (!on) return null;
  return <div ref={ring} className={css.pointer} data-pointer-highlight aria-hidden="true" />;
}
