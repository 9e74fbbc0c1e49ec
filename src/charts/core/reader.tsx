// Reading exact values off a chart: a layer over the plot that follows pointer, touch and arrow keys, and the
// tooltip that shows what it found. To assistive technology it is a slider along x whose text is the values.
import { type KeyboardEvent, type PointerEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import type { Rect, Size } from './geometry.ts';
import { laneStyle } from './laneStyle.ts';

interface ReaderProps {
  readonly plot: Rect;
  readonly label: string;
  readonly value: number | null;
  readonly text: string;
  readonly domain: readonly [number, number];
  readonly invert: (px: number) => number;
  readonly onChange: (x: number | null) => void;
  /** The x that lies `step` points on from the current one. */
  readonly onStep: (step: number) => void;
}

export function Reader(props: ReaderProps) {
  const { plot } = props;
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    props.onChange(props.invert(plot.left + event.clientX - box.left));
  };
  const key = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      PageUp: 50,
      PageDown: -50,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    };
    if (event.key === 'Escape') props.onChange(null);
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    props.onStep(event.shiftKey ? step * 10 : step);
  };
  return (
    <div
      className="chart-reader"
      role="slider"
      tabIndex={0}
      aria-label={props.label}
      aria-valuemin={props.domain[0]}
      aria-valuemax={props.domain[1]}
      aria-valuenow={props.value ?? props.domain[1]}
      aria-valuetext={props.text}
      style={{
        left: plot.left,
        top: plot.top,
        width: Math.max(0, plot.right - plot.left),
        height: Math.max(0, plot.bottom - plot.top),
      }}
      onPointerMove={point}
      onPointerDown={point}
      onPointerLeave={(event) => event.pointerType === 'mouse' && props.onChange(null)}
      onBlur={() => props.onChange(null)}
      onKeyDown={key}
    />
  );
}

export interface TooltipRow {
  readonly id: string;
  readonly label: string;
  readonly lane: number | null;
  readonly text: string;
}

/** px between a position and its tooltip. */
const GAP = 12;

/** A small table beside the position (x, y), kept inside the chart. */
export function Tooltip(props: {
  readonly size: Size;
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly rows: readonly TooltipRow[];
  readonly note?: ReactNode;
}) {
  const { x, size } = props;
  const box = useRef<HTMLDivElement>(null);
  // On the side with more room, and within the chart however long its rows are.
  useLayoutEffect(() => {
    if (!box.current) return;
    const width = box.current.offsetWidth;
    const wished = x < size.width / 2 ? x + GAP : x - GAP - width;
    box.current.style.left = `${Math.max(0, Math.min(wished, size.width - width))}px`;
  });
  return (
    <div
      ref={box}
      className="chart-tooltip"
      aria-hidden="true"
      style={{ top: Math.max(0, props.y), fontSize: 12 * size.scale }}
    >
      <table>
        <caption>{props.title}</caption>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                {row.lane === null ? null : (
                  <svg width="10" height="10" aria-hidden="true" style={{ marginRight: 6 }}>
                    <rect width="10" height="10" rx="3" fill={laneStyle(row.lane).color} />
                  </svg>
                )}
                {row.label}
              </th>
              <td>{row.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {props.note}
    </div>
  );
}
