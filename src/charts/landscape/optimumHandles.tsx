// Task optima and axes in the landscape, moved by pointer or arrow keys: an optimum in the plane, the end of an
// axis around it (its direction is the axis', its length 1/√curvature).
import { type KeyboardEvent, type PointerEvent, type RefObject, useState } from 'react';
import { round, Text } from '../core/axes.tsx';
import { clamp } from '../core/geometry.ts';
import type { LandscapeDrawing } from './landscapeDrawing.ts';
import type { LandscapeChartProps } from './landscapeProps.ts';

interface HandleProps extends LandscapeChartProps {
  readonly drawing: LandscapeDrawing;
  readonly root: RefObject<HTMLDivElement | null>;
}

/** An optimum (`axis` null) or the end of one of its axes. */
interface Held {
  readonly index: number;
  readonly axis: 0 | 1 | null;
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
/** One press of an arrow key on an axis: turned by so many degrees, or longer by so much. */
const TURN = 3;
const STRETCH = 1.05;

export function OptimumHandles(props: HandleProps) {
  const { data, drawing, root, onOptimumChange, onAxisChange, onHighlight } = props;
  const [held, setHeld] = useState<Held | null>(null);
  const { plot, x, y } = drawing;
  const { scale } = drawing.size;

  const move = (event: PointerEvent, settled: boolean) => {
    if (!held) return;
    const box = root.current?.getBoundingClientRect();
    const px = clamp(event.clientX - (box?.left ?? 0), plot.left, plot.right);
    const py = clamp(event.clientY - (box?.top ?? 0), plot.top, plot.bottom);
    const [to, optimum] = [[x.invert(px), y.invert(py)], data.optima?.[held.index]];
    if (held.axis === null) onOptimumChange?.(held.index, to[0]!, to[1]!, settled);
    else if (optimum) onAxisChange?.(held.index, held.axis, to[0]! - optimum.x, to[1]! - optimum.y, settled);
  };
  const keyOptimum = (event: KeyboardEvent, index: number) => {
    const by = MOVES[event.key];
    const optimum = data.optima?.[index];
    if (!by || !optimum) return;
    event.preventDefault();
    const step = (x.domain[1] - x.domain[0]) * (event.shiftKey ? 0.1 : 0.02);
    const inside = (value: number) => clamp(value, x.domain[0], x.domain[1]);
    onOptimumChange?.(index, inside(optimum.x + step * by[0]), inside(optimum.y + step * by[1]), true);
  };
  const keyAxis = (event: KeyboardEvent, index: number, axis: 0 | 1) => {
    const by = MOVES[event.key];
    const end = data.optima?.[index]?.axes?.[axis];
    if (!by || !end) return;
    event.preventDefault();
    const many = event.shiftKey ? 5 : 1;
    const turn = (-by[0] * TURN * many * Math.PI) / 180;
    const length = STRETCH ** (by[1] * many);
    const [cos, sin] = [Math.cos(turn) * length, Math.sin(turn) * length];
    onAxisChange?.(index, axis, end[0] * cos - end[1] * sin, end[0] * sin + end[1] * cos, true);
  };
  /** Pointer behaviour that both kinds of handle share. */
  const pointer = (grip: Held) => ({
    style: { touchAction: 'none', cursor: held ? 'grabbing' : 'grab' } as const,
    onPointerDown: (event: PointerEvent) => {
      event.currentTarget.setPointerCapture(event.pointerId);
      setHeld(grip);
    },
    onPointerMove: (event: PointerEvent) => move(event, false),
    onPointerUp: (event: PointerEvent) => {
      move(event, true);
      setHeld(null);
    },
    onPointerCancel: () => setHeld(null),
    onPointerEnter: () => onHighlight?.(grip.index),
    onPointerLeave: () => onHighlight?.(null),
    onFocus: () => onHighlight?.(grip.index),
    onBlur: () => onHighlight?.(null),
  });

  return (
    <>
      {drawing.optima.map((optimum) => (
        <g key={optimum.index}>
          {optimum.axes.map(([ax, ay], axis) => {
            const value = data.optima?.[optimum.index]?.axes?.[axis] ?? [0, 0];
            const angle = Math.round(((Math.atan2(value[1], value[0]) * 180) / Math.PI + 180) % 180);
            const length = Math.hypot(value[0], value[1]);
            return (
              <g key={axis === 0 ? 'first' : 'second'}>
                <line
                  x1={round(optimum.x)}
                  y1={round(optimum.y)}
                  x2={round(ax)}
                  y2={round(ay)}
                  stroke="var(--truth)"
                  strokeWidth={1.4 * scale}
                />
                <g
                  role="slider"
                  data-focusable=""
                  tabIndex={0}
                  aria-label={`${axis === 0 ? 'First' : 'Second'} axis of ${optimum.label}`}
                  aria-valuemin={0}
                  aria-valuemax={180}
                  aria-valuenow={angle}
                  aria-valuetext={`${angle}°, length ${length.toFixed(2)}`}
                  onKeyDown={(event) => keyAxis(event, optimum.index, axis as 0 | 1)}
                  {...pointer({ index: optimum.index, axis: axis as 0 | 1 })}
                >
                  <circle cx={round(ax)} cy={round(ay)} r={12} fill="transparent" />
                  <Ring x={ax} y={ay} r={8 * scale} />
                  <circle cx={round(ax)} cy={round(ay)} r={3.5 * scale} fill="var(--truth)" />
                </g>
              </g>
            );
          })}
          <g
            role="slider"
            data-focusable=""
            tabIndex={0}
            aria-label={optimum.name}
            aria-valuemin={x.domain[0]}
            aria-valuemax={x.domain[1]}
            aria-valuenow={data.optima?.[optimum.index]?.x ?? 0}
            aria-valuetext={optimum.name.split(': ')[1]}
            onKeyDown={(event) => keyOptimum(event, optimum.index)}
            {...pointer({ index: optimum.index, axis: null })}
          >
            <circle cx={round(optimum.x)} cy={round(optimum.y)} r={16} fill="transparent" />
            <Ring x={optimum.x} y={optimum.y} r={11 * scale} />
            <Optimum {...optimum} scale={scale} />
          </g>
        </g>
      ))}
    </>
  );
}

function Ring({ x, y, r }: { readonly x: number; readonly y: number; readonly r: number }) {
  return (
    <circle
      className="focus-ring"
      cx={round(x)}
      cy={round(y)}
      r={r}
      fill="none"
      stroke="var(--ink)"
      strokeWidth={2}
    />
  );
}

export function Optimum(props: {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly scale: number;
}) {
  return (
    <g>
      <circle
        cx={round(props.x)}
        cy={round(props.y)}
        r={5.5 * props.scale}
        fill="var(--panel)"
        stroke="var(--truth)"
        strokeWidth={2 * props.scale}
      />
      <Text x={props.x} y={props.y + 19 * props.scale} anchor="middle" scale={props.scale} halo>
        {props.label}
      </Text>
    </g>
  );
}
