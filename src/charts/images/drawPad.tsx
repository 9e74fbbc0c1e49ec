// A pad to draw a character on with mouse, touch or pen, or with arrow keys (space lowers and lifts the pen). What is
// on it belongs to the caller, who can also put one of the set's own images there.
import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useRef, useState } from 'react';
import '../core/charts.css';
import type { InkStroke, PadDrawing, RasterOptions, Rgb, Stroke } from './strokes.ts';

interface DrawPadProps {
  /** What is drawn, such as "class 1": the pad is "Draw class 1", its buttons are named after it too. */
  readonly subject: string;
  readonly drawing: PadDrawing | null;
  /** Side on the page, px. */
  readonly side?: number;
  readonly options?: RasterOptions;
  /** The ink of the next stroke, where the paper is coloured. */
  readonly ink?: Rgb;
  /** Called after every finished stroke, undo and clear; null when the pad is empty. */
  readonly onChange: (drawing: PadDrawing | null) => void;
}

/** The stroke under way: which pointer draws it (null: the keyboard) and its points. */
interface Pen {
  readonly pointer: number | null;
  readonly points: number[];
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function DrawPad({ subject, drawing, side = 168, options = {}, ink, onChange }: DrawPadProps) {
  // Points come faster than the page is drawn: they are gathered here, and `live` is what is drawn of them.
  const pen = useRef<Pen | null>(null);
  const [live, setLive] = useState<Stroke | null>(null);
  const [cursor, setCursor] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const ref = useRef<HTMLCanvasElement | null>(null);
  const { pen: width = 0.09, paper, inverted = false, side: pixels = 28 } = options;
  const strokes = drawing?.kind === 'strokes' ? drawing.strokes : [];

  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(side * ratio);
    canvas.height = Math.round(side * ratio);
    context.setTransform(side * ratio, 0, 0, side * ratio, 0, 0);
    const plain = getComputedStyle(canvas).color;
    if (drawing?.kind === 'picture' && !live) showPicture(context, drawing.image, pixels, inverted, plain);
    context.lineCap = 'round';
    context.lineJoin = 'round';
    const shown: InkStroke[] = drawing?.kind === 'strokes' ? [...drawing.strokes] : [];
    if (live) shown.push(ink ? { path: live, ink } : { path: live });
    context.lineWidth = width;
    for (const stroke of shown) {
      context.strokeStyle = paper && stroke.ink ? css(stroke.ink) : plain;
      trace(context, stroke.path);
    }
    if (cursor) {
      context.strokeStyle = paper && ink ? css(ink) : plain;
      context.lineWidth = 0.012;
      context.beginPath();
      context.arc(cursor.x, cursor.y, width / 2 + 0.02, 0, 7);
      context.stroke();
    }
  }, [drawing, live, cursor, side, width, paper, ink, inverted, pixels]);

  const settle = (next: readonly InkStroke[]) => {
    pen.current = null;
    setLive(null);
    onChange(next.length > 0 ? { kind: 'strokes', strokes: next } : null);
  };
  const at = (box: DOMRect, event: { clientX: number; clientY: number }): [number, number] => [
    (event.clientX - box.left) / box.width,
    (event.clientY - box.top) / box.height,
  ];
  const down = (event: PointerEvent<HTMLDivElement>) => {
    // Further fingers and buttons do not draw.
    if (event.button !== 0 || !event.isPrimary || pen.current) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    pen.current = {
      pointer: event.pointerId,
      points: at(event.currentTarget.getBoundingClientRect(), event),
    };
    setCursor(null);
    setLive([...pen.current.points]);
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (pen.current?.pointer !== event.pointerId || event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    // A fast pen reports several points at once.
    const all = event.nativeEvent.getCoalescedEvents?.() ?? [];
    for (const one of all.length > 0 ? all : [event.nativeEvent]) pen.current.points.push(...at(box, one));
    setLive([...pen.current.points]);
  };
  const lift = () => {
    if (pen.current) settle([...strokes, { path: pen.current.points, ...(ink ? { ink } : {}) }]);
  };
  const up = (event: PointerEvent<HTMLDivElement>) => {
    if (pen.current?.pointer === event.pointerId) lift();
  };
  const undo = () => settle(strokes.slice(0, -1));
  const key = (event: KeyboardEvent) => {
    const by = MOVES[event.key];
    const from = cursor ?? { x: 0.5, y: 0.5 };
    if (by) {
      event.preventDefault();
      const step = event.shiftKey ? 0.1 : 1 / 28;
      const keep = (v: number) => Math.min(Math.max(v, 0.02), 0.98);
      const next = { x: keep(from.x + by[0] * step), y: keep(from.y + by[1] * step) };
      setCursor(next);
      if (pen.current?.pointer === null) {
        pen.current.points.push(next.x, next.y);
        setLive([...pen.current.points]);
      }
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      setCursor(from);
      if (pen.current) return lift();
      pen.current = { pointer: null, points: [from.x, from.y] };
      setLive([...pen.current.points]);
    } else if (event.key === 'Backspace' || event.key === 'Delete') {
      event.preventDefault();
      undo();
    }
  };
  return (
    <div style={{ width: side, fontSize: 12 }}>
      <div
        className="chart-pad"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keyboard
        tabIndex={0}
        aria-label={`Draw ${subject}: draw, or move with the arrow keys and press space to lower or lift the pen`}
        style={paper ? { background: css(paper) } : undefined}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onKeyDown={key}
        onBlur={lift}
      >
        <canvas ref={ref} style={{ display: 'block', width: side, height: side, color: 'var(--ink)' }} />
      </div>
      <div style={{ display: 'flex', gap: 8, marginTop: 6 }}>
        <button
          type="button"
          className="chart-pad-button"
          aria-label={`Undo on ${subject}`}
          disabled={drawing === null}
          onClick={undo}
        >
          Undo
        </button>
        <button
          type="button"
          className="chart-pad-button"
          aria-label={`Clear ${subject}`}
          disabled={drawing === null}
          onClick={() => settle([])}
        >
          Clear
        </button>
      </div>
    </div>
  );
}

const css = (colour: Rgb) => `rgb(${colour.map((v) => Math.round(255 * v)).join(' ')})`;

function trace(context: CanvasRenderingContext2D, stroke: Stroke): void {
  context.beginPath();
  for (let i = 0; i + 1 < stroke.length; i += 2) context.lineTo(stroke[i]!, stroke[i + 1]!);
  if (stroke.length === 2) context.lineTo(stroke[0]! + 1e-4, stroke[1]!);
  context.stroke();
}

/** Colours as they are; a grey image as ink of the page's own colour, like the strokes. */
function showPicture(
  context: CanvasRenderingContext2D,
  image: Float32Array,
  side: number,
  inverted: boolean,
  ink: string,
): void {
  const colours = image.length === 3 * side * side;
  const data = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    const grey = inverted ? 1 - image[i]! : image[i]!;
    const rgba = colours ? [image[3 * i]!, image[3 * i + 1]!, image[3 * i + 2]!, 1] : [0, 0, 0, grey];
    for (let c = 0; c < 4; c++) data.data[4 * i + c] = Math.round(255 * rgba[c]!);
  }
  const small = document.createElement('canvas');
  small.width = side;
  small.height = side;
  small.getContext('2d')?.putImageData(data, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, 1, 1);
  if (colours) return;
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = ink;
  context.fillRect(0, 0, 1, 1);
  context.globalCompositeOperation = 'source-over';
}
