// Directions of the outer step as arrows in a plane: lengths are norms, the lane's own in its colour.
import { EmptyText, round, Text } from '../core/axes.tsx';
import { ChartBox, Svg } from '../core/chartBox.tsx';
import type { ChartProps } from '../core/geometry.ts';
import { laneStyle, scaledDash } from '../core/laneStyle.ts';
import type { DirectionsData } from './directionsData.ts';
import { type ArrowDrawing, directionsLayout, directionsSummary } from './directionsLayout.ts';

interface DirectionsChartProps extends ChartProps {
  readonly data: DirectionsData;
}

export function DirectionsChart({ data, ...box }: DirectionsChartProps) {
  const color = laneStyle(data.lane).color;
  return (
    <ChartBox {...box}>
      {(size) => {
        const { origin, arrows, between, empty } = directionsLayout(data, size);
        const { scale } = size;
        return (
          <Svg size={size} label={directionsSummary(data)}>
            {between && (
              <line
                x1={round(between.from.x)}
                y1={round(between.from.y)}
                x2={round(between.to.x)}
                y2={round(between.to.y)}
                stroke="var(--truth)"
                strokeWidth={1.4 * scale}
                strokeDasharray={scaledDash('3 3', scale)}
              />
            )}
            {arrows.map((arrow) => (
              <Arrow
                key={arrow.id}
                arrow={arrow}
                origin={origin}
                scale={scale}
                color={arrow.own ? color : 'var(--soft)'}
              />
            ))}
            {arrows.length > 0 && (
              <circle cx={round(origin.x)} cy={round(origin.y)} r={3 * scale} fill="var(--ink)" />
            )}
            {between && (
              <Text x={8 * scale} y={16 * scale} scale={scale}>
                {between.label}
              </Text>
            )}
            {empty && (
              <EmptyText
                plot={{ left: 0, top: 0, right: size.width, bottom: size.height }}
                scale={scale}
                text={empty}
              />
            )}
          </Svg>
        );
      }}
    </ChartBox>
  );
}

interface ArrowProps {
  readonly arrow: ArrowDrawing;
  readonly origin: { readonly x: number; readonly y: number };
  readonly scale: number;
  readonly color: string;
}

function Arrow({ arrow, origin, scale, color }: ArrowProps) {
  const { tip, at, dash, own } = arrow;
  const angle = Math.atan2(tip.y - origin.y, tip.x - origin.x);
  const barb = (turn: number) => {
    const a = angle + Math.PI + turn;
    return `${round(tip.x + 10 * scale * Math.cos(a))},${round(tip.y + 10 * scale * Math.sin(a))}`;
  };
  const width = (own ? 2.8 : 1.8) * scale;
  return (
    <g fill="none" stroke={color} strokeWidth={width} strokeLinecap="round" strokeLinejoin="round">
      <line
        x1={round(origin.x)}
        y1={round(origin.y)}
        x2={round(tip.x)}
        y2={round(tip.y)}
        strokeDasharray={scaledDash(dash, scale) || undefined}
      />
      <path d={`M${barb(0.45)}L${round(tip.x)},${round(tip.y)}L${barb(-0.45)}`} />
      <g stroke="none">
        <Text x={at.x} y={at.y} scale={scale} fill={own ? color : 'var(--ink)'} weight={own ? 650 : 500} halo>
          {arrow.label}
        </Text>
      </g>
    </g>
  );
}
