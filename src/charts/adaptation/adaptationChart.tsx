// "Adaptation", the hero: the task itself, before and after each inner step, with support points that the user
// drags, adds and removes by pointer, touch and keyboard.
import { useId, useMemo, useRef, useState } from 'react';
import { Axes, EmptyText, EndLabels, Legend, round } from '../core/axes.tsx';
import { ChartBox, Svg } from '../core/chartBox.tsx';
import { type ChartProps, pathOf, type Size } from '../core/geometry.ts';
import type { AdaptationData, SupportPoint } from './adaptationData.ts';
import { type AdaptationDrawing, adaptationLayout, type PointDrawing } from './adaptationLayout.ts';
import { adaptationSummary } from './adaptationText.ts';
import { useCurveMotion } from './curveMotion.ts';
import { type Domain, type PointHandlers, usePointEditing } from './usePointEditing.ts';

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

function Live(props: AdaptationChartProps & { readonly box: Size }) {
  const { onPointsChange, maxPoints = 50 } = props;
  const data = useCurveMotion(props.data);
  const { width, height, scale } = props.box;
  const domain = useRef<Domain | null>(null);
  const [dragging, setDragging] = useState(false);
  const drawing = useMemo(() => {
    // While a point is dragged the axis holds still, or the point would run away from under the pointer.
    const result = adaptationLayout(data, { width, height, scale }, domain.current, dragging);
    domain.current = result.y.domain;
    return result;
  }, [data, width, height, scale, dragging]);
  const { plot } = drawing;
  const points = usePointEditing({ points: data.points, maxPoints, drawing, onPointsChange, setDragging });
  const editable = onPointsChange !== undefined;
  return (
    <div ref={points.root} style={{ position: 'absolute', inset: 0 }}>
      <Svg size={drawing.size} label={adaptationSummary(data)} role="group">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: pointer shortcut; the keyboard way is the page's "Add point" */}
        <rect
          x={plot.left}
          y={plot.top}
          width={Math.max(0, plot.right - plot.left)}
          height={Math.max(0, plot.bottom - plot.top)}
          fill="transparent"
          style={editable ? { cursor: 'crosshair' } : undefined}
          onClick={editable ? points.add : undefined}
        />
        <g pointerEvents="none">
          <Picture drawing={drawing} withPoints={!editable} />
        </g>
        {editable &&
          drawing.points.map((point) => (
            <PointHandle
              key={point.index}
              point={point}
              domain={drawing.y.domain}
              scale={scale}
              dragging={dragging}
              handlers={points.handlersOf(point)}
            />
          ))}
      </Svg>
    </div>
  );
}

interface PointHandleProps {
  readonly point: PointDrawing;
  readonly domain: Domain;
  readonly scale: number;
  /** Any point is being dragged. */
  readonly dragging: boolean;
  readonly handlers: PointHandlers;
}

function PointHandle({ point, domain, scale, dragging, handlers }: PointHandleProps) {
  return (
    <g
      data-focusable=""
      role="slider"
      tabIndex={0}
      aria-label={point.name}
      aria-valuemin={domain[0]}
      aria-valuemax={domain[1]}
      aria-valuenow={point.value.y}
      aria-valuetext={point.name.split(': ')[1]}
      transform={`translate(${round(point.x)},${round(point.y)})`}
      style={{ cursor: dragging ? 'grabbing' : 'grab' }}
      {...handlers}
    >
      <circle r={18} fill="transparent" />
      <circle className="focus-ring" r={11 * scale} fill="none" stroke="var(--ink)" strokeWidth={2} />
      <PointDot scale={scale} />
    </g>
  );
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
      {drawing.empty === null ? <Axes {...drawing} scale={size.scale} /> : null}
      <Legend entries={drawing.legend} scale={size.scale} />
      <EndLabels labels={drawing.endLabels} scale={size.scale} />
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
            data-moving={line.id.endsWith('-moving') || undefined}
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
