// Task optima and axes in the landscape, moved by pointer or arrow keys: an optimum in the plane, the end of an
// axis around it (its direction is the axis', its length 1/√curvature).
import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react';
import { round, Text } from '../core/axes.tsx';
import { useDrag } from '../core/drag.ts';
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

/** Pointer behaviour of both kinds of handle. */
function useHolding(props: HandleProps) {
  const { data, drawing, root, onOptimumChange, onAxisChange, onHighlight } = props;
  const { plot, x, y } = drawing;
  const last = useRef<readonly [number, number] | null>(null);
  const put = (grip: Held, settled: boolean) => {
    const optimum = data.optima?.[grip.index];
    if (!last.current || !optimum) return;
    const [toX, toY] = last.current;
    if (grip.axis === null) onOptimumChange?.(grip.index, toX, toY, settled);
    else onAxisChange?.(grip.index, grip.axis, toX - optimum.x, toY - optimum.y, settled);
  };
  const follow = (event: PointerEvent) => {
    const box = root.current?.getBoundingClientRect();
    const px = clamp(event.clientX - (box?.left ?? 0), plot.left, plot.right);
    const py = clamp(event.clientY - (box?.top ?? 0), plot.top, plot.bottom);
    last.current = [x.invert(px), y.invert(py)];
  };
  const settle = (grip: Held) => {
    put(grip, true);
    last.current = null;
  };
  const { held, handleOf } = useDrag<Held>({
    move: (grip, event) => {
      follow(event);
      put(grip, false);
    },
    end: settle,
    // What was dragged so far stays, as where it is let go.
    cancel: settle,
  });
  return (grip: Held) => ({
    ...handleOf(grip),
    style: { cursor: held ? 'grabbing' : 'grab' } as const,
    onPointerEnter: () => onHighlight?.(grip.index),
    onPointerLeave: () => onHighlight?.(null),
    onFocus: () => onHighlight?.(grip.index),
    onBlur: () => onHighlight?.(null),
  });
}

export function OptimumHandles(props: HandleProps) {
  const pointer = useHolding(props);
  return props.drawing.optima.map((optimum) => (
    <g key={optimum.index}>
      <AxisHandle {...props} optimum={optimum} axis={0} pointer={pointer} />
      <AxisHandle {...props} optimum={optimum} axis={1} pointer={pointer} />
      <OptimumHandle {...props} optimum={optimum} pointer={pointer} />
    </g>
  ));
}

interface OneHandleProps extends HandleProps {
  readonly optimum: LandscapeDrawing['optima'][number];
  readonly pointer: ReturnType<typeof useHolding>;
}

function OptimumHandle({ data, drawing, optimum, pointer, onOptimumChange }: OneHandleProps) {
  const { x, size } = drawing;
  const { index } = optimum;
  const key = (event: KeyboardEvent) => {
    const by = MOVES[event.key];
    const from = data.optima?.[index];
    if (!by || !from) return;
    event.preventDefault();
    const step = (x.domain[1] - x.domain[0]) * (event.shiftKey ? 0.1 : 0.02);
    const inside = (value: number) => clamp(value, x.domain[0], x.domain[1]);
    onOptimumChange?.(index, inside(from.x + step * by[0]), inside(from.y + step * by[1]), true);
  };
  return (
    <g
      role="slider"
      data-focusable=""
      tabIndex={0}
      aria-label={optimum.name}
      aria-valuemin={x.domain[0]}
      aria-valuemax={x.domain[1]}
      aria-valuenow={data.optima?.[index]?.x ?? 0}
      aria-valuetext={optimum.name.split(': ')[1]}
      onKeyDown={key}
      {...pointer({ index, axis: null })}
    >
      <circle cx={round(optimum.x)} cy={round(optimum.y)} r={16} fill="transparent" />
      <Ring x={optimum.x} y={optimum.y} r={11 * size.scale} />
      <Optimum {...optimum} scale={size.scale} />
    </g>
  );
}

/** Turned by `turn` radians and `stretch` times as long. */
function turned([x, y]: readonly [number, number], turn: number, stretch: number): [number, number] {
  const [cos, sin] = [Math.cos(turn) * stretch, Math.sin(turn) * stretch];
  return [x * cos - y * sin, x * sin + y * cos];
}

function AxisHandle(props: OneHandleProps & { readonly axis: 0 | 1 }) {
  const { data, drawing, optimum, axis, pointer, onAxisChange } = props;
  const { scale } = drawing.size;
  const { index } = optimum;
  const end = optimum.axes[axis];
  if (!end) return null;
  const value = data.optima?.[index]?.axes?.[axis] ?? ([0, 0] as const);
  const angle = Math.round(((Math.atan2(value[1], value[0]) * 180) / Math.PI + 180) % 180);
  const length = Math.hypot(value[0], value[1]);
  const key = (event: KeyboardEvent) => {
    const by = MOVES[event.key];
    const from = data.optima?.[index]?.axes?.[axis];
    if (!by || !from) return;
    event.preventDefault();
    const many = event.shiftKey ? 5 : 1;
    const to = turned(from, (-by[0] * TURN * many * Math.PI) / 180, STRETCH ** (by[1] * many));
    onAxisChange?.(index, axis, to[0], to[1], true);
  };
  const [ax, ay] = [round(end[0]), round(end[1])];
  return (
    <g>
      <AxisLine optimum={optimum} end={end} width={1.4 * scale} />
      <g
        role="slider"
        data-focusable=""
        tabIndex={0}
        aria-label={`${axis === 0 ? 'First' : 'Second'} axis of ${optimum.label}`}
        aria-valuemin={0}
        aria-valuemax={180}
        aria-valuenow={angle}
        aria-valuetext={`${angle}°, length ${length.toFixed(2)}`}
        onKeyDown={key}
        {...pointer({ index, axis })}
      >
        <circle cx={ax} cy={ay} r={12} fill="transparent" />
        <Ring x={end[0]} y={end[1]} r={8 * scale} />
        <circle cx={ax} cy={ay} r={3.5 * scale} fill="var(--truth)" />
      </g>
    </g>
  );
}

function AxisLine(props: {
  readonly optimum: OneHandleProps['optimum'];
  readonly end: readonly [number, number];
  readonly width: number;
}) {
  const { optimum, end, width } = props;
  return (
    <line
      x1={round(optimum.x)}
      y1={round(optimum.y)}
      x2={round(end[0])}
      y2={round(end[1])}
      stroke="var(--truth)"
      strokeWidth={width}
    />
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
