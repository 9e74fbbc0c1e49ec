// The pen of a pad, moved by pointer or by arrow keys: the stroke under way, and what it leaves behind.
import { type KeyboardEvent, useRef, useState } from 'react';
import { useDrag } from '../core/drag.ts';
import type { PadPlace } from './padPaint.ts';
import type { InkStroke, PadDrawing, Rgb, Stroke } from './strokes.ts';

/** The stroke under way: what draws it, and its points. */
interface Pen {
  readonly by: 'pointer' | 'keyboard';
  readonly points: number[];
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function placeOf(box: DOMRect, event: { clientX: number; clientY: number }): [number, number] {
  return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
}

/** Where an arrow key moves the cursor, by a pixel, with Shift a tenth of the side; it stays on the pad. */
function movedBy(from: PadPlace, by: readonly [number, number], far: boolean): PadPlace {
  const step = far ? 0.1 : 1 / 28;
  const keep = (v: number) => Math.min(Math.max(v, 0.02), 0.98);
  return { x: keep(from.x + by[0] * step), y: keep(from.y + by[1] * step) };
}

/** The stroke under way; `finish` is given its points when the pen is lifted. */
function useStroke(finish: (path: Stroke) => void) {
  // Points come faster than the page is drawn: they are gathered here, and `live` is what is drawn of them.
  const pen = useRef<Pen | null>(null);
  const [live, setLive] = useState<Stroke | null>(null);
  return {
    live,
    pen,
    begin(by: Pen['by'], points: number[]) {
      pen.current = { by, points };
      setLive([...points]);
    },
    goOn(points: readonly number[]) {
      if (!pen.current) return;
      pen.current.points.push(...points);
      setLive([...pen.current.points]);
    },
    lift() {
      if (pen.current) finish(pen.current.points);
    },
    end() {
      pen.current = null;
      setLive(null);
    },
  };
}

/** @param onChange Called after every finished stroke, undo and clear; null when the pad is empty. */
export function usePen(
  drawing: PadDrawing | null,
  ink: Rgb | undefined,
  onChange: (drawing: PadDrawing | null) => void,
) {
  const strokes = drawing?.kind === 'strokes' ? drawing.strokes : [];
  const [cursor, setCursor] = useState<PadPlace | null>(null);
  const settle = (next: readonly InkStroke[]) => {
    stroke.end();
    onChange(next.length > 0 ? { kind: 'strokes', strokes: next } : null);
  };
  const stroke = useStroke((path) => settle([...strokes, { path, ...(ink ? { ink } : {}) }]));
  const undo = () => settle(strokes.slice(0, -1));
  const lift = (pen: 'pointer') => {
    if (stroke.pen.current?.by === pen) stroke.lift();
  };
  const { handleOf } = useDrag<'pointer'>({
    start(pen, event) {
      if (stroke.pen.current) return;
      stroke.begin(pen, placeOf(event.currentTarget.getBoundingClientRect(), event));
      setCursor(null);
    },
    move(pen, event) {
      if (stroke.pen.current?.by !== pen) return;
      const box = event.currentTarget.getBoundingClientRect();
      // A fast pen reports several points at once.
      const all = event.nativeEvent.getCoalescedEvents?.() ?? [];
      stroke.goOn((all.length > 0 ? all : [event.nativeEvent]).flatMap((one) => placeOf(box, one)));
    },
    end: lift,
    cancel: lift,
  });
  const handlers = {
    ...handleOf('pointer'),
    onBlur: stroke.lift,
    onKeyDown: (event: KeyboardEvent) => pressKey(event, { stroke, cursor, setCursor, undo }),
  };
  return { handlers, live: stroke.live, cursor, undo, clear: () => settle([]) };
}

interface KeyboardPen {
  readonly stroke: ReturnType<typeof useStroke>;
  readonly cursor: PadPlace | null;
  readonly setCursor: (place: PadPlace) => void;
  readonly undo: () => void;
}

/** Arrow keys move the pen, space and Enter lower and lift it, Backspace and Delete undo. */
function pressKey(event: KeyboardEvent, { stroke, cursor, setCursor, undo }: KeyboardPen): void {
  const by = MOVES[event.key];
  const from = cursor ?? { x: 0.5, y: 0.5 };
  if (by) {
    event.preventDefault();
    const next = movedBy(from, by, event.shiftKey);
    setCursor(next);
    if (stroke.pen.current?.by === 'keyboard') stroke.goOn([next.x, next.y]);
  } else if (event.key === ' ' || event.key === 'Enter') {
    event.preventDefault();
    setCursor(from);
    if (stroke.pen.current) stroke.lift();
    else stroke.begin('keyboard', [from.x, from.y]);
  } else if (event.key === 'Backspace' || event.key === 'Delete') {
    event.preventDefault();
    undo();
  }
}
