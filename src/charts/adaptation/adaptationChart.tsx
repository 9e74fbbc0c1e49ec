// "Adaptation", the hero: the task itself, before and after each inner step, with support points that the user
// drags, adds and removes by pointer, touch and keyboard.
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Axes, EmptyText, Legend, round } from '../core/axes.tsx';
import { ChartBox, Svg } from '../core/chartBox.tsx';
import { type ChartProps, clamp, pathOf, type Size } from '../core/geometry.ts';
import type { AdaptationData, SupportPoint } from './adaptationData.ts';
import { type AdaptationDrawing, adaptationLayout, type PointDrawing } from './adaptationLayout.ts';
import { adaptationSummary } from './adaptationText.ts';

interface AdaptationChartProps extends ChartProps {
  readonly data: AdaptationData;
  /** Called with all points after every change; `settled` is false while a point is being dragged. */
  readonly onPointsChange?: (points: readonly SupportPoint[], settled: boolean) => void;
  /** Most points that can be added by clicking. */
  readonly maxPoints?: number;
}

export function AdaptationChart(props: AdaptationChartProps) {
  const { data, isStatic } = props;
  return (
    <ChartBox {...props}>
      {(box) =>
        isStatic ? (
          <Svg size={box} label={adaptationSummary(data)}>
            <Picture drawing={adaptationLayout(data, box)} />
          </Svg>
        ) : (
          <Live {...props} box={box} />
        )
      }
    </ChartBox>
  );
}

interface Drag {
  readonly index: number;
  readonly pointer: number;
}

function Live(props: AdaptationChartProps & { readonly box: Size }) {
  const { data, onPointsChange, maxPoints = 50 } = props;
  const { width, height, scale } = props.box;
  const [drag, setDrag] = useState<Drag | null>(null);
  const domain = useRef<readonly [number, number] | null>(null);
  const root = useRef<HTMLDivElement | null>(null);
  const dragged = useRef(false);
  const drawing = useMemo(() => {
    // While a point is dragged the axis holds still, or the point would run away from under the pointer.
    const result = adaptationLayout(data, { width, height, scale }, domain.current, drag !== null);
    domain.current = result.y.domain;
    return result;
  }, [data, width, height, scale, drag]);
  const { plot, x, y } = drawing;

  const valueAt = (clientX: number, clientY: number): SupportPoint => {
    const box = root.current?.getBoundingClientRect();
    const px = clamp(clientX - (box?.left ?? 0), plot.left, plot.right);
    const py = clamp(clientY - (box?.top ?? 0), plot.top, plot.bottom);
    return { x: x.invert(px), y: y.invert(py) };
  };
  // The page may answer later than the pointer moves: what was last sent is what a release settles.
  const sent = useRef<readonly SupportPoint[] | null>(null);
  const replace = (index: number, point: SupportPoint, settled: boolean) => {
    sent.current = data.points.map((p, i) => (i === index ? point : p));
    onPointsChange?.(sent.current, settled);
  };
  const remove = (index: number) => {
    if (data.points.length <= 1) return;
    onPointsChange?.(
      data.points.filter((_, i) => i !== index),
      true,
    );
    // Focus stays among the points.
    requestAnimationFrame(() => {
      const left = root.current?.querySelectorAll<SVGGElement>('[data-focusable]');
      left?.[Math.min(index, left.length - 1)]?.focus();
    });
  };
  const add = (event: MouseEvent) => {
    // The click that ends a drag, and the second of a double click, add nothing.
    if (dragged.current || event.detail > 1 || data.points.length >= maxPoints) {
      dragged.current = false;
      return;
    }
    onPointsChange?.([...data.points, valueAt(event.clientX, event.clientY)], true);
  };
  const down = (event: PointerEvent<SVGGElement>, index: number) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.focus();
    dragged.current = true;
    setDrag({ index, pointer: event.pointerId });
  };
  const move = (event: PointerEvent<SVGGElement>) => {
    if (drag?.pointer === event.pointerId) replace(drag.index, valueAt(event.clientX, event.clientY), false);
  };
  const up = (event: PointerEvent<SVGGElement>) => {
    if (drag?.pointer !== event.pointerId) return;
    setDrag(null);
    if (sent.current) onPointsChange?.(sent.current, true);
    sent.current = null;
    setTimeout(() => {
      dragged.current = false;
    }, 0);
  };
  const key = (event: KeyboardEvent, point: PointDrawing) => {
    const isRemoval = event.key === 'Delete' || event.key === 'Backspace';
    const next = isRemoval ? null : movedBy(event, point.value, x.domain, y.domain);
    if (!isRemoval && !next) return;
    event.preventDefault();
    if (next) replace(point.index, next, true);
    else remove(point.index);
  };
  const editable = onPointsChange !== undefined;
  return (
    <div ref={root} style={{ position: 'absolute', inset: 0 }}>
      <Svg size={drawing.size} label={adaptationSummary(data)} role="group">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: pointer shortcut; the keyboard way is the page's "Add point" */}
        <rect
          x={plot.left}
          y={plot.top}
          width={Math.max(0, plot.right - plot.left)}
          height={Math.max(0, plot.bottom - plot.top)}
          fill="transparent"
          style={editable ? { cursor: 'crosshair', touchAction: 'manipulation' } : undefined}
          onClick={editable ? add : undefined}
        />
        <g pointerEvents="none">
          <Picture drawing={drawing} withPoints={!editable} />
        </g>
        {editable &&
          drawing.points.map((point) => (
            <g
              key={point.index}
              data-focusable=""
              role="slider"
              tabIndex={0}
              aria-label={point.name}
              aria-valuemin={y.domain[0]}
              aria-valuemax={y.domain[1]}
              aria-valuenow={point.value.y}
              aria-valuetext={point.name.split(': ')[1]}
              transform={`translate(${round(point.x)},${round(point.y)})`}
              style={{ touchAction: 'none', cursor: drag ? 'grabbing' : 'grab' }}
              onPointerDown={(event) => down(event, point.index)}
              onPointerMove={move}
              onPointerUp={up}
              onPointerCancel={up}
              onKeyDown={(event) => key(event, point)}
            >
              <circle r={18} fill="transparent" />
              <circle className="focus-ring" r={11 * scale} fill="none" stroke="var(--ink)" strokeWidth={2} />
              <PointDot scale={scale} />
            </g>
          ))}
      </Svg>
    </div>
  );
}

type Domain = readonly [number, number];

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

/** Strokes of no length: round caps make them dots. */
function dotsOf(points: Float32Array): string {
  let path = '';
  for (let i = 0; i + 1 < points.length; i += 2) path += `M${round(points[i])} ${round(points[i + 1])}h0`;
  return path;
}

function PointDot({ scale }: { readonly scale: number }) {
  return <circle r={6 * scale} fill="var(--panel)" stroke="var(--truth)" strokeWidth={2 * scale} />;
}

function Picture(props: { readonly drawing: AdaptationDrawing; readonly withPoints?: boolean }) {
  const { drawing, withPoints = true } = props;
  const { plot, size } = drawing;
  const clip = useId();
  return (
    <>
      <Axes {...drawing} scale={size.scale} />
      <Legend entries={drawing.legend} scale={size.scale} />
      <clipPath id={clip}>
        <rect x={plot.left} y={plot.top} width={plot.right - plot.left} height={plot.bottom - plot.top} />
      </clipPath>
      <g clipPath={`url(#${clip})`} fill="none" strokeLinejoin="round">
        {drawing.dots &&
          drawing.lines.map((line) => (
            <path
              key={line.id}
              d={dotsOf(line.points)}
              stroke={line.color}
              strokeWidth={8 * size.scale}
              strokeLinecap="round"
              strokeOpacity={0.75}
            />
          ))}
        {[...(drawing.truth ? [drawing.truth] : []), ...(drawing.dots ? [] : drawing.lines)].map((line) => (
          <path
            key={line.id}
            d={pathOf(line.points)}
            stroke={line.color}
            strokeWidth={line.width}
            strokeOpacity={line.opacity}
            strokeDasharray={line.dash || undefined}
          />
        ))}
      </g>
      {withPoints
        ? drawing.points.map((point) => (
            <g key={point.index} transform={`translate(${round(point.x)},${round(point.y)})`}>
              <PointDot scale={size.scale} />
            </g>
          ))
        : null}
      {drawing.empty === null ? null : <EmptyText plot={plot} scale={size.scale} text={drawing.empty} />}
    </>
  );
}
