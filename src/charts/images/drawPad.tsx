// A pad to draw a character on with mouse, touch or pen, or with arrow keys (space lowers and lifts the pen). What is
// on it belongs to the caller, who can also put one of the set's own images there.
import { useLayoutEffect, useRef } from 'react';
import '../core/charts.css';
import { css, paint } from './padPaint.ts';
import type { PadDrawing, RasterOptions, Rgb } from './strokes.ts';
import { usePen } from './usePen.ts';

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

export function DrawPad({ subject, drawing, side = 168, options = {}, ink, onChange }: DrawPadProps) {
  const ref = useRef<HTMLCanvasElement | null>(null);
  const { handlers, live, cursor, undo, clear } = usePen(drawing, ink, onChange);
  const { pen: width = 0.09, paper, inverted = false, side: pixels = 28 } = options;
  useLayoutEffect(() => {
    if (ref.current) paint(ref.current, { drawing, live, cursor, side, width, paper, ink, inverted, pixels });
  }, [drawing, live, cursor, side, width, paper, ink, inverted, pixels]);
  return (
    <div style={{ width: side, fontSize: 12 }}>
      <div
        className="chart-pad"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keyboard
        tabIndex={0}
        aria-label={`Draw ${subject}: draw, or move with the arrow keys and press space to lower or lift the pen`}
        style={paper ? { background: css(paper) } : undefined}
        {...handlers}
      >
        <canvas ref={ref} style={{ display: 'block', width: side, height: side, color: 'var(--ink)' }} />
      </div>
      <div style={{ display: 'flex', gap: 4, marginTop: 4 }}>
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
          onClick={clear}
        >
          Clear
        </button>
      </div>
    </div>
  );
}
