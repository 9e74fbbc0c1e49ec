// What a series chart shows at the position that is read, in itself or in a linked chart: a line, a dot on every
// curve, and the exact values.
import { useId } from 'react';
import { formatNumber } from '../../ui/format.ts';
import { round } from '../core/axes.tsx';
import { Svg } from '../core/chartBox.tsx';
import { useLinkedPosition } from '../core/crosshair.ts';
import { Tooltip, type TooltipRow } from '../core/reader.tsx';
import type { LineChartData } from './lineData.ts';
import type { LineDrawing } from './lineDrawing.ts';
import { type Reading, readingAt } from './lineText.ts';

/** One row per curve: its exact value, with its interval where it has one. */
export function readingRows(reading: Reading | null): TooltipRow[] {
  return (reading?.values ?? []).map(({ id, label, lane, value, low, high }) => ({
    id,
    label,
    lane,
    text: `${formatNumber(value)}${low === null || high === null ? '' : ` (${formatNumber(low)} to ${formatNumber(high)})`}`,
  }));
}

/** Line, dots and values of a reading. */
export function ReadingMarks(props: {
  readonly drawing: LineDrawing;
  readonly reading: Reading;
  readonly title: string;
}) {
  const { drawing, reading, title } = props;
  const { plot, size } = drawing;
  const px = drawing.x.position(reading.x);
  return (
    <>
      <Svg size={size}>
        <line x1={round(px)} x2={round(px)} y1={plot.top} y2={plot.bottom} stroke="var(--faint)" />
        {reading.values.map((v) => {
          const y = drawing.y.position(v.value);
          return Number.isFinite(y) && y >= plot.top - 1 && y <= plot.bottom + 1 ? (
            <circle
              key={v.id}
              cx={round(drawing.x.position(v.x))}
              cy={round(y)}
              r={3.5 * size.scale}
              fill={`var(--lane-${v.lane % 8})`}
              stroke="var(--panel)"
            />
          ) : null;
        })}
      </Svg>
      <Tooltip size={size} x={px} y={plot.top + 4} title={title} rows={readingRows(reading)} />
    </>
  );
}

/** The same at the position that is read in another chart over this axis; nothing where it is out of sight. */
export function LinkedReading({
  data,
  drawing,
  self,
}: {
  readonly data: LineChartData;
  readonly drawing: LineDrawing;
  readonly self: string;
}) {
  const x = useLinkedPosition(data.xLabel, self);
  const [from, to] = drawing.x.domain;
  const reading = x !== null && x >= from && x <= to ? readingAt(data, x) : null;
  if (!reading) return null;
  return (
    <div data-linked-reading={formatNumber(reading.x, 6)}>
      <ReadingMarks
        drawing={drawing}
        reading={reading}
        title={`${data.xLabel} ${formatNumber(reading.x, 6)}`}
      />
    </div>
  );
}

/** The line alone, for drawings whose values are areas. */
export function LinkedLine(props: {
  readonly axis: string;
  readonly x: LineDrawing['x'];
  readonly plot: LineDrawing['plot'];
}) {
  const position = useLinkedPosition(props.axis, useId());
  if (position === null || position < props.x.domain[0] || position > props.x.domain[1]) return null;
  const px = round(props.x.position(position));
  return <line x1={px} x2={px} y1={props.plot.top} y2={props.plot.bottom} stroke="var(--ink)" />;
}
