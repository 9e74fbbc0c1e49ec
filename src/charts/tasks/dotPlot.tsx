// "Worst and mean task": each task's test loss or accuracy in every lane, the worst marked.
import { useMemo } from 'react';
import { formatNumber } from '../../ui/format.ts';
import { EmptyText, Legend, MarkerShape, round, Text, XAxis } from '../core/axes.tsx';
import { ChartBox, Svg } from '../core/chartBox.tsx';
import type { ChartProps, Size } from '../core/geometry.ts';
import { TaskGroup, type TaskHighlight } from '../core/highlight.tsx';
import { scaledDash } from '../core/laneStyle.ts';
import { type DotPlotData, dotLayout, dotSummary } from './dotLayout.ts';

interface DotPlotProps extends ChartProps, TaskHighlight {
  readonly data: DotPlotData;
}

export function DotPlot(props: DotPlotProps) {
  return <ChartBox {...props}>{(box) => <Drawing {...props} box={box} />}</ChartBox>;
}

function Drawing(props: DotPlotProps & { readonly box: Size }) {
  const { data, highlight = null, onHighlight } = props;
  const { width, height, scale } = props.box;
  const drawing = useMemo(() => dotLayout(data, { width, height, scale }), [data, width, height, scale]);
  const { plot } = drawing;
  return (
    <Svg size={drawing.size} label={dotSummary(data)} role={onHighlight ? 'group' : 'img'}>
      <Legend entries={drawing.legend} scale={scale} />
      <Text x={plot.left - 8 * scale} y={plot.top - 5 * scale} anchor="end" scale={scale}>
        {drawing.words}
      </Text>
      {drawing.empty === null ? (
        <XAxis plot={plot} x={drawing.x} title={drawing.xTitle} scale={scale} grid />
      ) : null}
      {drawing.means.map((mean) => (
        <line
          key={mean.lane}
          x1={round(mean.x)}
          x2={round(mean.x)}
          y1={plot.top}
          y2={plot.bottom}
          stroke={mean.color}
          strokeOpacity={0.6}
          strokeWidth={1.4 * scale}
          strokeDasharray={scaledDash(mean.dash, scale) || undefined}
        />
      ))}
      {drawing.rows.map((row) => {
        const strong = row.task === highlight;
        const dots = drawing.dots.filter((dot) => dot.task === row.task);
        return (
          <TaskGroup
            key={row.task}
            task={row.task}
            highlight={highlight}
            onHighlight={onHighlight}
            label={`${row.name}: ${data.lanes.map((lane) => `${lane.label} ${formatNumber(lane.values[row.task] ?? Number.NaN)}`).join(', ')}`}
            opacity={highlight === null || strong ? 1 : 0.45}
            box={{ x: 1, y: round(row.y - row.height / 2), width: width - 2, height: round(row.height) }}
          >
            <line
              x1={round(row.from)}
              x2={round(row.to)}
              y1={round(row.y)}
              y2={round(row.y)}
              stroke="var(--line)"
              strokeWidth={1.5 * scale}
            />
            <Text
              x={plot.left - 8 * scale}
              y={row.y + 4 * scale}
              anchor="end"
              scale={scale}
              fill={strong ? 'var(--ink)' : undefined}
              weight={strong ? 600 : undefined}
            >
              {row.label}
            </Text>
            {dots.map((dot) => (
              <g key={dot.lane}>
                {dot.worst ? (
                  <circle
                    cx={round(dot.x)}
                    cy={round(dot.y)}
                    r={8 * scale}
                    fill="none"
                    stroke={dot.color}
                    strokeWidth={1.6 * scale}
                  />
                ) : null}
                <MarkerShape marker={dot.marker} x={dot.x} y={dot.y} r={4.2 * scale} color={dot.color} />
              </g>
            ))}
          </TaskGroup>
        );
      })}
      {drawing.empty === null ? null : <EmptyText plot={plot} scale={scale} text={drawing.empty} />}
    </Svg>
  );
}
