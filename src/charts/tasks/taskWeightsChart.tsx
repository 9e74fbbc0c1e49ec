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
  const hovered = drawing.bands.find(({ task }) => task === highlight);
  return (
    <Svg size={drawing.size} label={taskWeightsSummary(data)} role={onHighlight ? 'group' : 'img'}>
      <Areas drawing={drawing} highlight={highlight} onHighlight={onHighlight} />
      {drawing.empty === null ? (
        <Axes
          plot={plot}
          x={drawing.x}
          y={drawing.y}
          xTitle={drawing.xTitle}
          yTitle={hovered ? `${hovered.name}: p ${formatNumber(hovered.value)}` : 'p, stacked'}
          scale={scale}
        />
      ) : null}
      {props.isStatic ? null : <LinkedLine axis={data.xLabel} x={drawing.x} plot={plot} />}
      <Rows drawing={drawing} highlight={highlight} onHighlight={onHighlight} />
      {drawing.empty === null ? null : <EmptyText plot={plot} scale={scale} text={drawing.empty} />}
    </Svg>
  );
}

type Band = TaskWeightsDrawing['bands'][number];

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
          onPointerEnter={() => band.task >= 0 && onHighlight?.(band.task)}
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

/** Names and p now beside the area, each joined to its band. */
function Rows(props: PartProps) {
  const { bands, bars, plot, size, empty, uniformX, labelWidth, words } = props.drawing;
  const { scale } = size;
  if (empty !== null) return null;
  return (
    <g>
      <Text x={bars.left} y={plot.top - 8 * scale} scale={scale}>
        p now
      </Text>
      <Text x={bars.left - labelWidth} y={plot.top - 8 * scale} scale={scale}>
        {words}
      </Text>
      <line
        x1={round(uniformX)}
        x2={round(uniformX)}
        y1={bars.top}
        y2={bars.bottom}
        stroke="var(--faint)"
        strokeWidth={scale}
      />
      {bands.map((band) => (
        <Row key={band.task} {...props} band={band} />
      ))}
      <Text x={uniformX} y={bars.bottom + 17 * scale} anchor="middle" scale={scale}>
        uniform
      </Text>
    </g>
  );
}

function Row({ drawing, band, highlight, onHighlight }: PartProps & { readonly band: Band }) {
  const { bars, size, plot, labelWidth, color } = drawing;
  const { scale } = size;
  const { row, task } = band;
  if (!row) return null;
  const middle = row.y + row.height / 2;
  const strong = task === highlight;
  const left = bars.left - labelWidth;
  const label = `${band.name}: p ${formatNumber(band.value)}`;
  const shapes = (
    <>
      <path
        d={`M${round(plot.right + 1)},${round(row.from)}L${round(left - 2 * scale)},${round(middle)}`}
        fill="none"
        stroke={strong ? 'var(--ink)' : 'var(--faint)'}
        strokeOpacity={strong ? 1 : 0.6}
        strokeWidth={(strong ? 1.4 : 0.8) * scale}
      />
      <rect
        x={bars.left}
        y={round(row.y)}
        width={round(row.width)}
        height={round(row.height)}
        rx={2}
        fill={color}
        fillOpacity={emphasis(task, highlight, band.opacity)}
      />
      <Text
        x={left}
        y={middle + 4 * scale}
        scale={scale}
        fill={strong ? 'var(--ink)' : undefined}
        weight={strong ? 600 : undefined}
      >
        {row.label}
      </Text>
      <Text x={bars.left + row.width + 6 * scale} y={middle + 4 * scale} scale={scale} fill="var(--ink)" halo>
        {row.text}
      </Text>
    </>
  );
  if (task < 0) return <g>{shapes}</g>;
  const box = {
    x: round(left),
    y: round(row.y - 1),
    width: round(Math.max(0, size.width - left - 2)),
    height: round(row.height + 2),
  };
  return (
    <TaskGroup task={task} highlight={highlight} onHighlight={onHighlight} label={label} box={box}>
      {shapes}
    </TaskGroup>
  );
}
