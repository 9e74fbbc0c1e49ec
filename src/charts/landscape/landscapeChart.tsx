// "Loss landscape": where the lanes walk on the meta-loss, and where inner steps lead from there. On the
// quadratics the user drags task optima and everything follows.
import { useId, useMemo, useRef } from 'react';
import { Axes, EmptyText, Legend, MarkerShape, round, Text } from '../core/axes.tsx';
import { ChartBox, Svg } from '../core/chartBox.tsx';
import type { Size } from '../core/geometry.ts';
import { markerPath } from '../core/laneStyle.ts';
import { useSingleStep } from '../core/motion.ts';
import type { LandscapeMark } from './landscapeData.ts';
import type { LandscapeDrawing } from './landscapeDrawing.ts';
import { landscapeLayout } from './landscapeLayout.ts';
import type { LandscapeChartProps } from './landscapeProps.ts';
import { landscapeSummary } from './landscapeText.ts';
import { Optimum, OptimumHandles } from './optimumHandles.tsx';

export function LandscapeChart(props: LandscapeChartProps) {
  const { data, size, scale = 1, isStatic = false } = props;
  if (isStatic) {
    const box = { width: 560, height: 380, ...size, scale };
    const drawing = landscapeLayout(data, box);
    return (
      <Svg size={box} label={landscapeSummary(data)}>
        <Picture drawing={drawing} />
        {drawing.optima.map((optimum) => (
          <g key={optimum.index}>
            <Optimum {...optimum} scale={scale} />
          </g>
        ))}
      </Svg>
    );
  }
  return (
    <ChartBox size={size} scale={scale}>
      {(box) => <Live {...props} box={box} />}
    </ChartBox>
  );
}

function Live(props: LandscapeChartProps & { readonly box: Size }) {
  const { data, highlight = null } = props;
  const { width, height, scale } = props.box;
  const drawing = useMemo(
    () => landscapeLayout(data, { width, height, scale }),
    [data, width, height, scale],
  );
  const step = useSingleStep(data.rest);
  const root = useRef<HTMLDivElement | null>(null);
  const editable = props.onOptimumChange !== undefined;
  return (
    <div ref={root} style={{ position: 'absolute', inset: 0 }}>
      <Svg size={drawing.size} label={landscapeSummary(data)} role={editable ? 'group' : 'img'}>
        <Picture drawing={drawing} highlight={highlight} step={step} />
        {editable ? (
          <OptimumHandles {...props} drawing={drawing} root={root} />
        ) : (
          drawing.optima.map((optimum) => (
            <g key={optimum.index}>
              <Optimum {...optimum} scale={scale} />
            </g>
          ))
        )}
      </Svg>
    </div>
  );
}

interface PictureProps {
  readonly drawing: LandscapeDrawing;
  readonly highlight?: number | null;
  /** The single step that has just been made: its launch models and inner steps move. */
  readonly step?: number | null;
}

function Picture({ drawing, highlight = null, step = null }: PictureProps) {
  const { plot, size } = drawing;
  const { scale } = size;
  const clip = useId();
  const most = drawing.contours.length;
  return (
    <>
      {drawing.empty === null ? <Axes {...drawing} scale={scale} /> : null}
      <Legend entries={drawing.legend} scale={scale} />
      <Key drawing={drawing} />
      <clipPath id={clip}>
        <rect x={plot.left} y={plot.top} width={plot.right - plot.left} height={plot.bottom - plot.top} />
      </clipPath>
      <g clipPath={`url(#${clip})`} fill="none" strokeLinejoin="round">
        {drawing.contours.map((contour, i) => (
          <path
            key={contour.level}
            d={contour.d}
            fill="var(--ink)"
            fillOpacity={0.015}
            stroke="var(--ink)"
            strokeOpacity={0.42 - (0.26 * i) / Math.max(1, most)}
            strokeWidth={0.9 * scale}
          />
        ))}
        {drawing.taskContours.map((contour) => (
          <path
            key={contour.id}
            d={contour.d}
            stroke={contour.task === highlight ? 'var(--truth)' : 'var(--faint)'}
            strokeOpacity={contour.task === highlight ? 1 : 0.5}
            strokeWidth={(contour.task === highlight ? 1.6 : 0.5) * scale}
          />
        ))}
        {drawing.arrows.map((arrow) => (
          <g
            key={`${arrow.id} ${step}`}
            stroke={arrow.color}
            strokeOpacity={arrow.opacity}
            strokeWidth={arrow.width}
          >
            <path d={arrow.d} {...(step === null ? {} : { className: 'chart-inner-steps', pathLength: 1 })} />
            <path d={arrow.head} />
          </g>
        ))}
        {drawing.paths.map((path) => (
          <path
            key={path.id}
            d={path.d}
            stroke={path.color}
            strokeWidth={path.width}
            strokeDasharray={path.dash || undefined}
          />
        ))}
        {drawing.paths.map((path) =>
          path.end ? (
            <g
              key={path.id}
              className={step === null ? undefined : 'chart-launch'}
              style={{ transform: `translate(${round(path.end[0])}px, ${round(path.end[1])}px)` }}
            >
              <MarkerShape marker={path.marker} x={0} y={0} r={5 * scale} color={path.color} />
            </g>
          ) : null,
        )}
      </g>
      <Marks drawing={drawing} />
      {drawing.empty === null ? null : <EmptyText plot={plot} scale={scale} text={drawing.empty} />}
    </>
  );
}

/** What the symbols of marked points mean. */
function Key({ drawing }: PictureProps) {
  const { scale } = drawing.size;
  return (
    <>
      {drawing.markKey.map((entry) => (
        <g key={entry.label}>
          <MarkSymbol {...entry} x={entry.x + 12 * scale} scale={scale} />
          <Text x={entry.x + 28 * scale} y={entry.y + 4 * scale} scale={scale} fill="var(--ink)">
            {entry.label}
          </Text>
        </g>
      ))}
    </>
  );
}

/** Marked points with their names. */
function Marks({ drawing }: PictureProps) {
  const { scale } = drawing.size;
  return (
    <>
      {drawing.marks.map((mark) => (
        <g key={`${mark.label}-${mark.x}-${mark.y}`}>
          <MarkSymbol {...mark} scale={scale} />
          <Text
            x={mark.labelX}
            y={mark.labelY + 4 * scale}
            anchor={mark.anchor}
            scale={scale}
            fill={mark.color}
            weight={600}
            halo
          >
            {mark.label}
          </Text>
        </g>
      ))}
    </>
  );
}

/** Minimiser of F: a star; of the plain average: a cross; where a lane stands still: a hollow diamond. */
function MarkSymbol(props: {
  readonly kind: LandscapeMark['kind'];
  readonly x: number;
  readonly y: number;
  readonly color: string;
  readonly scale: number;
}) {
  const { kind, color, scale } = props;
  const at = `translate(${round(props.x)},${round(props.y)})`;
  if (kind === 'average') {
    return (
      <path d="M-5,-5L5,5M-5,5L5,-5" transform={`${at} scale(${scale})`} stroke={color} strokeWidth={2.2} />
    );
  }
  const solid = kind === 'minimiser';
  return (
    <path
      d={markerPath(solid ? 'star' : 'diamond', 6 * scale)}
      transform={at}
      fill={solid ? color : 'var(--panel)'}
      stroke={solid ? 'var(--panel)' : color}
      strokeWidth={1.6}
    />
  );
}
