// Dragging, in one place for everything that is dragged: one pointer at a time, captured by what it took hold of and
// followed until it is let go. A finger drags too: the page does not scroll away under it.
import { type PointerEvent, type RefCallback, useRef, useState } from 'react';

/** What happens to what is held. `travelled` is the farthest that the pointer has been from where it began, in px. */
interface Dragging<Grip> {
  readonly start?: (grip: Grip, event: PointerEvent) => void;
  readonly move: (grip: Grip, event: PointerEvent, travelled: number) => void;
  readonly end: (grip: Grip, event: PointerEvent, travelled: number) => void;
  /** The browser took the pointer away. */
  readonly cancel: (grip: Grip) => void;
}

interface Handle {
  readonly ref: RefCallback<Element>;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly onPointerCancel: (event: PointerEvent) => void;
}

interface Held<Grip> {
  readonly grip: Grip;
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  travelled: number;
}

/**
 * Keeps a touch that begins on the element from scrolling or zooming the page. Refusing the touch works where
 * `touch-action` does not: browsers ignore that on the groups and shapes of an SVG drawing.
 */
const keepTouch: RefCallback<Element> = (element) => {
  const keep = (event: Event) => {
    if (event.cancelable) event.preventDefault();
  };
  element?.addEventListener('touchstart', keep, { passive: false });
  return () => element?.removeEventListener('touchstart', keep);
};

/** `handleOf(grip)`: the properties of the element by which `grip` is dragged; `held`: the grip that is, or null. */
export function useDrag<Grip>(dragging: Dragging<Grip>) {
  const now = useRef<Held<Grip> | null>(null);
  const [held, setHeld] = useState<Grip | null>(null);
  const take = (event: PointerEvent) => {
    const one = now.current?.pointer === event.pointerId ? now.current : null;
    if (one)
      one.travelled = Math.max(one.travelled, Math.hypot(event.clientX - one.x, event.clientY - one.y));
    return one;
  };
  const release = (event: PointerEvent) => {
    const one = take(event);
    if (one) now.current = null;
    if (one) setHeld(null);
    return one;
  };
  const handleOf = (grip: Grip): Handle => ({
    ref: keepTouch,
    onPointerDown(event) {
      // Further fingers and other buttons do not drag.
      if (event.button !== 0 || !event.isPrimary || now.current) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      now.current = { grip, pointer: event.pointerId, x: event.clientX, y: event.clientY, travelled: 0 };
      setHeld(grip);
      dragging.start?.(grip, event);
    },
    onPointerMove(event) {
      const one = take(event);
      if (one) dragging.move(one.grip, event, one.travelled);
    },
    onPointerUp(event) {
      const one = release(event);
      if (one) dragging.end(one.grip, event, one.travelled);
    },
    onPointerCancel(event) {
      const one = release(event);
      if (one) dragging.cancel(one.grip);
    },
  });
  return { held, handleOf };
}
