// How support points are edited in the adaptation: dragged, moved by arrow keys, removed by Delete, added by a click.
import { type KeyboardEvent, type MouseEvent, type RefObject, useRef } from 'react';
import { useDrag } from '../core/drag.ts';
import { clamp } from '../core/geometry.ts';
import type { SupportPoint } from './adaptationData.ts';
import type { AdaptationDrawing, PointDrawing } from './adaptationLayout.ts';

export type Domain = readonly [number, number];

interface PointEditingOptions {
  readonly points: readonly SupportPoint[];
  /** Most points that can be added. */
  readonly maxPoints: number;
  readonly drawing: AdaptationDrawing;
  /** Called with all points after every change; `settled` is false while a point is being dragged. */
  readonly onPointsChange: ((points: readonly SupportPoint[], settled: boolean) => void) | undefined;
  /** Told when a drag begins and when it ends. */
  readonly setDragging: (dragging: boolean) => void;
}

/** What a point's handle listens to. */
export type PointHandlers = ReturnType<ReturnType<typeof useDrag<number>>['handleOf']> & {
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

interface PointEditing {
  /** The element that the drawing fills. */
  readonly root: RefObject<HTMLDivElement | null>;
  /** A click into the plot. */
  readonly add: (event: MouseEvent) => void;
  readonly handlersOf: (point: PointDrawing) => PointHandlers;
}

export function usePointEditing(options: PointEditingOptions): PointEditing {
  const { points, maxPoints, drawing, onPointsChange } = options;
  const { x, y } = drawing;
  const root = useRef<HTMLDivElement | null>(null);
  // The page may answer later than the pointer moves: what was last sent is what a release settles.
  const sent = useRef<readonly SupportPoint[] | null>(null);
  const replace = (index: number, point: SupportPoint, settled: boolean) => {
    sent.current = points.map((p, i) => (i === index ? point : p));
    onPointsChange?.(sent.current, settled);
  };
  const settle = () => {
    if (sent.current) onPointsChange?.(sent.current, true);
    sent.current = null;
  };
  const drag = usePointDrag({ ...options, root, replace, settle });
  const remove = (index: number) => {
    if (points.length <= 1) return;
    onPointsChange?.(
      points.filter((_, i) => i !== index),
      true,
    );
    focusAmong(root, index);
  };
  const key = (event: KeyboardEvent, point: PointDrawing) => {
    const isRemoval = event.key === 'Delete' || event.key === 'Backspace';
    const next = isRemoval ? null : movedBy(event, point.value, x.domain, y.domain);
    if (!isRemoval && !next) return;
    event.preventDefault();
    if (next) replace(point.index, next, true);
    else remove(point.index);
  };
  return {
    root,
    add(event) {
      // The click that ends a drag, and the second of a double click, add nothing.
      if (drag.endsWithClick() || event.detail > 1 || points.length >= maxPoints) return;
      onPointsChange?.([...points, valueAt(root, drawing, event)], true);
    },
    handlersOf: (point) => ({
      ...drag.handleOf(point.index),
      onKeyDown: (event) => key(event, point),
    }),
  };
}

interface DragOptions extends PointEditingOptions {
  readonly root: RefObject<HTMLDivElement | null>;
  readonly replace: (index: number, point: SupportPoint, settled: boolean) => void;
  readonly settle: () => void;
}

function usePointDrag({ root, drawing, setDragging, replace, settle }: DragOptions) {
  const dragged = useRef(false);
  const finish = () => {
    setDragging(false);
    settle();
    setTimeout(() => {
      dragged.current = false;
    }, 0);
  };
  const { handleOf } = useDrag<number>({
    start(_index, event) {
      event.preventDefault();
      if (event.currentTarget instanceof SVGElement) event.currentTarget.focus();
      dragged.current = true;
      setDragging(true);
    },
    move: (index, event) => replace(index, valueAt(root, drawing, event), false),
    end: finish,
    cancel: finish,
  });
  return {
    handleOf,
    /** Whether the click that comes now ends a drag; asked once. */
    endsWithClick() {
      const ends = dragged.current;
      dragged.current = false;
      return ends;
    },
  };
}

/** The point of the plot under the pointer, in task units; the nearest one where it is outside. */
function valueAt(
  root: RefObject<HTMLDivElement | null>,
  { plot, x, y }: AdaptationDrawing,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): SupportPoint {
  const box = root.current?.getBoundingClientRect();
  const px = clamp(clientX - (box?.left ?? 0), plot.left, plot.right);
  const py = clamp(clientY - (box?.top ?? 0), plot.top, plot.bottom);
  return { x: x.invert(px), y: y.invert(py) };
}

/** Focus stays among the points after one has been removed. */
function focusAmong(root: RefObject<HTMLDivElement | null>, index: number): void {
  requestAnimationFrame(() => {
    const left = root.current?.querySelectorAll<SVGGElement>('[data-focusable]');
    left?.[Math.min(index, left.length - 1)]?.focus();
  });
}

/** Where an arrow key moves a point, by a fiftieth of the axis, with Shift a tenth; null for other keys. */
function movedBy(event: KeyboardEvent, { x, y }: SupportPoint, xs: Domain, ys: Domain): SupportPoint | null {
  const step = event.shiftKey ? 0.1 : 0.02;
  const dx = (xs[1] - xs[0]) * step;
  const dy = (ys[1] - ys[0]) * step;
  const moves: Record<string, readonly [number, number]> = {
    ArrowLeft: [-dx, 0],
    ArrowRight: [dx, 0],
    ArrowUp: [0, dy],
    ArrowDown: [0, -dy],
  };
  const by = moves[event.key];
  return by ? { x: clamp(x + by[0], xs[0], xs[1]), y: y + by[1] } : null;
}
