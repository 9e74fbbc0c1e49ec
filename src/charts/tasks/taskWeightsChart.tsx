// "Task weights": how a min-max lane shifts its attention. Hovering or focusing a task highlights it everywhere.
import { useMemo } from 'react';
import { formatNumber } from '../../ui/format.ts';
import { Axes, EmptyText, round, Text } from '../core/axes.tsx';
import { ChartBox, Svg } from '../core/chartBox.tsx';
import type { ChartProps, Size } from '../core/geometry.ts';
import { TaskGroup, type TaskHighlight } from '../core/highlight.tsx';
import { LinkedLine } from '../line/readingMarks.tsx';
import {
  type TaskWeightsData,
  type TaskWeightsDrawing,
  taskWeightsLayout,
  taskWeightsSummary,
} from './taskWeightsLayout.ts';

interface TaskWeightsChartProps extends ChartProps, TaskHighlight {
  readonly data: TaskWeightsData;
}

export function TaskWeightsChart(props: TaskWeightsChartProps) {
  return <ChartBox {...props}>{(box) => <Drawing {...props} box={box} />}</ChartBox>;
}

function Drawing(props: TaskWeightsChartProps & { readonly box: Size }) {
  const { data, highlight = null, onHighlight } = props;
  const { width, height, scale } = props.box;
  const drawing = useMemo(
    () => taskWeightsLayout(data, { width, height, scale }),
    [data, width, height, scale],
  );
  const { plot } = drawing;
  const hovered = highlight === null ? undefined : drawing.bands[highlight];
  return (
    <Svg size={drawing.size} label={taskWeightsSummary(data)} role={onHighlight ? 'group' : 'img'}>
      <Areas drawing={drawing} highlight={highlight} onHighlight={onHighlight} />
      <Axes
        plot={plot}
        x={drawing.x}
        y={drawing.y}
        xTitle={drawing.xTitle}
        yTitle={hovered ? `${hovered.name}: p ${formatNumber(hovered.value, 4)}` : 'p, stacked'}
        scale={scale}
      />
      {props.isStatic ? null : <LinkedLine axis={data.xLabel} x={drawing.x} plot={plot} />}
      <Bars drawing={drawing} highlight={highlight} onHighlight={onHighlight} />
      {drawing.empty === null ? null : <EmptyText plot={plot} scale={scale} text={drawing.empty} />}
    </Svg>
  );
}

interface PartProps extends TaskHighlight {
  readonly drawing: TaskWeightsDrawing;
}

function Areas({ drawing, highlight, onHighlight }: PartProps) {
  return (
    <g stroke="var(--panel)" strokeWidth={0.8}>
      {drawing.bands.map((band) => (
        <path
          key={band.task}
          d={band.path}
          fill={drawing.color}
          fillOpacity={emphasis(band.task, highlight, band.opacity)}
          onPointerEnter={() => onHighlight?.(band.task)}
          onPointerLeave={() => onHighlight?.(null)}
        />
      ))}
    </g>
  );
}

function emphasis(task: number, highlight: number | null | undefined, opacity: number): number {
  if (highlight === null || highlight === undefined) return opacity;
  return task === highlight ? 1 : opacity * 0.35;
}

function Bars({ drawing, highlight, onHighlight }: PartProps) {
  const { bars, size, plot } = drawing;
  const { scale } = size;
  if (drawing.empty !== null) return null;
  return (
    <g>
      <Text x={bars.left} y={plot.top - 8 * scale} scale={scale}>
        p now
      </Text>
      <line
        x1={round(drawing.uniformX)}
        x2={round(drawing.uniformX)}
        y1={bars.top}
        y2={bars.bottom}
        stroke="var(--truth)"
        strokeDasharray="2 3"
        strokeWidth={scale}
      />
      {drawing.bands.map((band) => {
        if (!band.bar) return null;
        const middle = band.bar.y + band.bar.height / 2 + 4 * scale;
        const strong = band.task === highlight;
        return (
          <TaskGroup
            key={band.task}
            task={band.task}
            highlight={highlight}
            onHighlight={onHighlight}
            label={`${band.name}: p ${formatNumber(band.value, 4)}`}
            box={{
              x: round(bars.left - drawing.labelWidth),
              y: round(band.bar.y - 1),
              width: round(Math.max(0, size.width - bars.left + drawing.labelWidth - 2)),
              height: round(band.bar.height + 2),
            }}
          >
            <rect
              x={bars.left}
              y={round(band.bar.y)}
              width={round(band.bar.width)}
              height={round(band.bar.height)}
              rx={2}
              fill={drawing.color}
              fillOpacity={emphasis(band.task, highlight, band.opacity)}
            />
            <Text
              x={bars.left - 8 * scale}
              y={middle}
              anchor="end"
              scale={scale}
              fill={strong ? 'var(--ink)' : undefined}
              weight={strong ? 600 : undefined}
            >
              {band.bar.label}
            </Text>
            <Text x={bars.left + band.bar.width + 6 * scale} y={middle} scale={scale} fill="var(--ink)" halo>
              {band.bar.text}
            </Text>
          </TaskGroup>
        );
      })}
      <Text x={drawing.uniformX} y={bars.bottom + 17 * scale} anchor="middle" scale={scale}>
        uniform
      </Text>
    </g>
  );
}
