// Axes, grid, legend, end labels and the message of an empty plot: the SVG around every chart's data.
import type { ReactNode } from 'react';
import { subscriptsOf } from '../../ui/format.ts';
import type { Rect } from './geometry.ts';
import type { EndLabel, PlacedEntry } from './labels.ts';
import { SWATCH, textWidth } from './labels.ts';
import { type Marker, markerPath, scaledDash } from './laneStyle.ts';
import type { Axis } from './scales.ts';

export const FONT = 'Inter Variable, Inter, system-ui, "Segoe UI", Roboto, sans-serif';

/** Text of a drawing, 12 px × scale; never stretched with the drawing. */
export function Text(props: {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly children: ReactNode;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill?: string;
  readonly weight?: number;
  readonly halo?: boolean;
  readonly px?: number;
}) {
  return (
    <text
      x={round(props.x)}
      y={round(props.y)}
      fontSize={(props.px ?? 12) * props.scale}
      fontWeight={props.weight}
      textAnchor={props.anchor}
      fill={props.fill ?? 'var(--soft)'}
      {...(props.halo
        ? {
            stroke: 'var(--panel)',
            strokeWidth: 3 * props.scale,
            paintOrder: 'stroke',
            strokeLinejoin: 'round' as const,
          }
        : {})}
    >
      {typeof props.children === 'string' ? <Typeset text={props.children} /> : props.children}
    </text>
  );
}

/** Subscripts of symbols written plainly: ‖w_k‖. What follows one is back on the line. */
function Typeset({ text }: { readonly text: string }) {
  const pieces = subscriptsOf(text);
  if (pieces.length < 2) return text;
  return pieces.map((piece, i) => (
    <tspan
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces are their place
      key={i}
      dy={piece.below ? '0.25em' : i > 0 ? '-0.19em' : undefined}
      fontSize={piece.below ? '75%' : undefined}
    >
      {piece.text}
    </tspan>
  ));
}

export function round(value: number): number {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : 0;
}

export function Axes(props: {
  readonly plot: Rect;
  readonly x: Axis;
  readonly y: Axis;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly scale: number;
  readonly grid?: 'y' | 'both';
}) {
  const { plot, x, y, scale } = props;
  return (
    <g>
      {y.ticks.map((tick) => (
        <g key={tick.value}>
          <line
            x1={plot.left}
            x2={plot.right}
            y1={round(tick.position)}
            y2={round(tick.position)}
            stroke="var(--grid)"
            strokeWidth={scale}
          />
          {tick.label === '' ? null : (
            <Text x={plot.left - 8 * scale} y={tick.position + 4 * scale} anchor="end" scale={scale}>
              {tick.label}
            </Text>
          )}
        </g>
      ))}
      <XAxis plot={plot} x={x} title={props.xTitle} scale={scale} grid={props.grid === 'both'} />
      {props.yTitle ? (
        <Text x={plot.left} y={plot.top - 6 * scale} scale={scale}>
          {props.yTitle}
        </Text>
      ) : null}
    </g>
  );
}

/** The axis below a plot: ticks, or with `grid` lines up through it, and its title. */
export function XAxis(props: {
  readonly plot: Rect;
  readonly x: Axis;
  readonly title: string;
  readonly scale: number;
  readonly grid: boolean;
}) {
  const { plot, x, title, scale, grid } = props;
  return (
    <g>
      {x.ticks.map((tick) => (
        <g key={tick.value}>
          <line
            x1={round(tick.position)}
            x2={round(tick.position)}
            y1={grid ? plot.top : plot.bottom}
            y2={plot.bottom + 4 * scale}
            stroke={grid ? 'var(--grid)' : 'var(--line)'}
            strokeWidth={scale}
          />
          <Text
            x={inside(tick.position, tick.label, plot, scale)}
            y={plot.bottom + 17 * scale}
            anchor="middle"
            scale={scale}
          >
            {tick.label}
          </Text>
        </g>
      ))}
      <line
        x1={plot.left}
        x2={plot.right}
        y1={plot.bottom}
        y2={plot.bottom}
        stroke="var(--line)"
        strokeWidth={scale}
      />
      <Text x={plot.right} y={plot.bottom + 33 * scale} anchor="end" scale={scale}>
        {title}
      </Text>
    </g>
  );
}

/** Room that every plot has to its right, px at scale 1. */
const RIGHT_ROOM = 12;

/** Middle of an x label, moved in where its end would be cut off at the right edge. */
function inside(position: number, label: string, plot: Rect, scale: number): number {
  return Math.min(position, plot.right + RIGHT_ROOM * scale - textWidth(label, 12 * scale) / 2);
}

export function Legend({
  entries,
  scale,
}: {
  readonly entries: readonly PlacedEntry[];
  readonly scale: number;
}) {
  return (
    <g>
      {entries.map((entry) => (
        <g key={`${entry.label}-${entry.x}-${entry.y}`}>
          <line
            x1={round(entry.x)}
            x2={round(entry.x + SWATCH * scale)}
            y1={round(entry.y)}
            y2={round(entry.y)}
            stroke={entry.color}
            strokeOpacity={entry.opacity}
            strokeWidth={(entry.width ?? 2.2) * scale}
            strokeDasharray={scaledDash(entry.dash, scale) || undefined}
          />
          {entry.marker ? (
            <MarkerShape
              marker={entry.marker}
              x={entry.x + (SWATCH / 2) * scale}
              y={entry.y}
              r={3.4 * scale}
              color={entry.color}
            />
          ) : null}
          {entry.tag === undefined ? null : (
            <Tag
              x={entry.x + (SWATCH / 2) * scale}
              y={entry.y}
              text={entry.tag}
              color={entry.color}
              scale={scale}
            />
          )}
          <Text x={entry.x + (SWATCH + 6) * scale} y={entry.y + 4 * scale} scale={scale} fill="var(--ink)">
            {entry.label}
          </Text>
        </g>
      ))}
    </g>
  );
}

export function EndLabels({
  labels,
  scale,
}: {
  readonly labels: readonly EndLabel[];
  readonly scale: number;
}) {
  return (
    <g>
      {labels.map((label) => (
        <g key={label.id}>
          {label.marker ? (
            <MarkerShape
              marker={label.marker}
              x={label.anchorX}
              y={label.anchorY}
              r={3.4 * scale}
              color={label.color}
            />
          ) : null}
          {Math.abs(label.y - label.anchorY) > 5 * scale ? (
            <line
              x1={round(label.anchorX + 4 * scale)}
              y1={round(label.anchorY)}
              x2={round(label.x - 2 * scale)}
              y2={round(label.y)}
              stroke={label.color}
              strokeOpacity={0.5}
              strokeWidth={scale}
            />
          ) : null}
          <Text
            x={label.x}
            y={label.y + 4 * scale}
            scale={scale}
            weight={label.quiet ? 400 : 600}
            fill={label.color}
            halo
          >
            {label.label}
          </Text>
        </g>
      ))}
    </g>
  );
}

/** A word on a line, which gives way to it. */
export function Tag(props: {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly color: string;
  readonly scale: number;
}) {
  const { x, y, text, color, scale } = props;
  return (
    <Text x={x} y={y + 4 * scale} anchor="middle" scale={scale} px={11} weight={700} fill={color} halo>
      {text}
    </Text>
  );
}

export function MarkerShape(props: {
  readonly marker: Marker;
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly color: string;
  readonly hollow?: boolean;
  readonly opacity?: number;
}) {
  return (
    <path
      d={markerPath(props.marker, props.r)}
      transform={`translate(${round(props.x)},${round(props.y)})`}
      fill={props.hollow ? 'var(--panel)' : props.color}
      stroke={props.hollow ? props.color : 'var(--panel)'}
      strokeWidth={props.hollow ? 1.6 : 1}
      opacity={props.opacity}
    />
  );
}

export function EmptyText({
  plot,
  scale,
  text,
}: {
  readonly plot: Rect;
  readonly scale: number;
  readonly text: string;
}) {
  return (
    <Text
      x={(plot.left + plot.right) / 2}
      y={(plot.top + plot.bottom) / 2}
      anchor="middle"
      scale={scale}
      px={14}
    >
      {text}
    </Text>
  );
}
