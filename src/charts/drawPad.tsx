// A pad to draw a character on with mouse, touch or pen, or with arrow keys (space lowers and lifts the pen). It
// yields an image as the tasks have them.
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import './charts.css';
import { type RasterOptions, rasterise, type Stroke } from './strokes.ts';

export interface DrawPadProps {
  /** Accessible name, such as "Draw class 1". */
  readonly label: string;
  /** Side on the page, px. */
  readonly side?: number;
  readonly options?: RasterOptions;
  /** Called after every finished stroke, undo and clear; null when the pad is empty. */
  readonly onImage: (image: Float32Array | null) => void;
}

export function DrawPad({ label, side = 168, options = {}, onImage }: DrawPadProps) {
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [current, setCurrent] = useState<Stroke | null>(null);
  const [cursor, setCursor] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const ref = useRef<HTMLCanvasElement | null>(null);
  const pen = options.pen ?? 0.09;

  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(side * ratio);
    canvas.height = Math.round(side * ratio);
    context.setTransform(side * ratio, 0, 0, side * ratio, 0, 0);
    context.clearRect(0, 0, 1, 1);
    const ink = getComputedStyle(canvas).color;
    context.strokeStyle = ink;
    context.lineWidth = pen;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    for (const stroke of current ? [...strokes, current] : strokes) trace(context, stroke);
    if (cursor) {
      context.lineWidth = 0.012;
      context.beginPath();
      context.arc(cursor.x, cursor.y, pen / 2 + 0.02, 0, 7);
      context.stroke();
    }
  }, [strokes, current, cursor, side, pen]);

  const settle = (next: readonly Stroke[]) => {
    setStrokes(next);
    setCurrent(null);
    onImage(next.length > 0 ? rasterise(next, options) : null);
  };
  const at = (event: PointerEvent<HTMLDivElement>): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  const down = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setCursor(null);
    setCurrent(at(event));
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (current && event.buttons !== 0) setCurrent([...current, ...at(event)]);
  };
  const up = () => {
    if (current) settle([...strokes, current]);
  };
  const key = (event: KeyboardEvent) => {
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const by = moves[event.key];
    if (by) {
      event.preventDefault();
      const from = cursor ?? { x: 0.5, y: 0.5 };
      const step = event.shiftKey ? 0.1 : 1 / 28;
      const keep = (v: number) => Math.min(Math.max(v, 0.02), 0.98);
      const next = { x: keep(from.x + by[0] * step), y: keep(from.y + by[1] * step) };
      setCursor(next);
      if (current) setCurrent([...current, next.x, next.y]);
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      const from = cursor ?? { x: 0.5, y: 0.5 };
      setCursor(from);
      if (current) up();
      else setCurrent([from.x, from.y]);
    } else if (event.key === 'Backspace' || event.key === 'Delete') {
      event.preventDefault();
      settle(strokes.slice(0, -1));
    }
  };
  return (
    <div style={{ width: side, fontSize: 12 }}>
      <div
        className="chart-pad"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keyboard
        tabIndex={0}
        aria-label={`${label}: draw, or move with the arrow keys and press space to lower or lift the pen`}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onKeyDown={key}
        onBlur={up}
      >
        <canvas ref={ref} style={{ display: 'block', width: side, height: side, color: 'var(--ink)' }} />
      </div>
      <div style={{ display: 'flex', gap: 8, marginTop: 6 }}>
        <button
          type="button"
          className="chart-pad-button"
          disabled={strokes.length === 0}
          onClick={() => settle(strokes.slice(0, -1))}
        >
          Undo
        </button>
        <button
          type="button"
          className="chart-pad-button"
          disabled={strokes.length === 0}
          onClick={() => settle([])}
        >
          Clear
        </button>
      </div>
    </div>
  );
}

function trace(context: CanvasRenderingContext2D, stroke: Stroke): void {
  context.beginPath();
  for (let i = 0; i + 1 < stroke.length; i += 2) context.lineTo(stroke[i]!, stroke[i + 1]!);
  if (stroke.length === 2) context.lineTo(stroke[0]! + 1e-4, stroke[1]!);
  context.stroke();
}
