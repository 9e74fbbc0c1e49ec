// Series over training: "Meta-loss", "Accuracy", "Gradient norm", "Disagreement", "Worst and mean task".
// Curves are drawn on a canvas while training and as full vectors for export.
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { formatNumber } from '../../ui/format.ts';
import { Axes, EmptyText, EndLabels, Legend, MarkerShape, round, Tag, Text } from '../core/axes.tsx';
import { ChartBox, Svg } from '../core/chartBox.tsx';
import { hideCrosshair, showCrosshair } from '../core/crosshair.ts';
import { type ChartProps, pathOf, type Size } from '../core/geometry.ts';
import { Reader } from '../core/reader.tsx';
import { CanvasLines } from './canvasLines.tsx';
import { ChartCache } from './decimate.ts';
import type { LineChartData } from './lineData.ts';
import type { LineDrawing } from './lineDrawing.ts';
import { lineLayout } from './lineLayout.ts';
import { lineSummary, readingAt, stepReading } from './lineText.ts';
import { LinkedReading, ReadingMarks, readingRows } from './readingMarks.tsx';

interface LineChartProps extends ChartProps {
  readonly data: LineChartData;
}

export function LineChart(props: LineChartProps) {
  const Lines = props.isStatic ? StaticLines : LiveLines;
  return <ChartBox {...props}>{(box) => <Lines data={props.data} size={box} />}</ChartBox>;
}

function StaticLines({ data, size }: { readonly data: LineChartData; readonly size: Size }) {
  const drawing = lineLayout(data, size, new ChartCache(), true);
  return (
    <Svg size={size} label={lineSummary(data)}>
      <Ground drawing={drawing} />
      <Frame drawing={drawing} withLines />
    </Svg>
  );
}

function LiveLines({ data, size }: { readonly data: LineChartData; readonly size: Size }) {
  const cache = useRef<ChartCache | null>(null);
  cache.current ??= new ChartCache();
  const { width, height, scale } = size;
  const box = useMemo(() => ({ width, height, scale }), [width, height, scale]);
  const memo = cache.current;
  const drawing = useMemo(() => lineLayout(data, box, memo), [data, box, memo]);
  const [at, setAt] = useState<number | null>(null);
  const self = useId();
  useEffect(() => () => hideCrosshair(self), [self]);
  const axis = data.xLabel;
  const read = (x: number | null) => {
    setAt(x);
    if (x === null) hideCrosshair(self);
    else showCrosshair({ axis, x, source: self });
  };
  const reading = at === null ? null : readingAt(data, at);
  const rows = readingRows(reading);
  const readingTitle = reading ? `${axis} ${formatNumber(reading.x, 6)}` : '';
  const text = reading
    ? `${readingTitle}: ${rows.map((r) => `${r.label} ${r.text}`).join(', ')}`
    : lineSummary(data);
  return (
    <>
      <Svg size={box}>
        <Ground drawing={drawing} />
      </Svg>
      <CanvasLines size={box} plot={drawing.plot} lines={drawing.lines} areas={drawing.areas} />
      <Svg size={box}>
        <Frame drawing={drawing} />
      </Svg>
      {/* Under the reader, which must not lose the pointer to them. */}
      {reading ? <ReadingMarks drawing={drawing} reading={reading} title={readingTitle} /> : null}
      {reading ? null : <LinkedReading data={data} drawing={drawing} self={self} />}
      <Reader
        plot={drawing.plot}
        label={`${data.title}: values along ${data.xLabel}`}
        value={reading?.x ?? null}
        text={text}
        domain={drawing.x.domain}
        invert={drawing.x.invert}
        onChange={read}
        onStep={(step) => read(stepReading(data, at ?? drawing.x.domain[1], step))}
      />
    </>
  );
}

/** What lies under the curves. */
function Ground({ drawing }: { readonly drawing: LineDrawing }) {
  const { scale } = drawing.size;
  // Without values there is no scale to show.
  if (drawing.empty !== null) return null;
  return (
    <>
      <Axes {...drawing} scale={scale} />
      <Legend entries={drawing.legend} scale={scale} />
    </>
  );
}

/** What lies over the curves; with `withLines` also the curves themselves, as vectors. */
function Frame({
  drawing,
  withLines = false,
}: {
  readonly drawing: LineDrawing;
  readonly withLines?: boolean;
}) {
  const { plot, size } = drawing;
  const { scale } = size;
  const clip = useId();
  return (
    <>
      {drawing.levels.map((level) => (
        <g key={`${level.label}-${level.y}`}>
          <line
            x1={plot.left}
            x2={plot.right}
            y1={round(level.y)}
            y2={round(level.y)}
            stroke={level.color}
            strokeOpacity={0.6}
            strokeWidth={scale}
          />
          <Text x={plot.left + 6 * scale} y={level.y - 5 * scale} scale={scale} fill={level.color} halo>
            {level.label}
          </Text>
        </g>
      ))}
      {withLines ? (
        <>
          <clipPath id={clip}>
            <rect
              x={plot.left - 2}
              y={plot.top - 2}
              width={plot.right - plot.left + 4}
              height={plot.bottom - plot.top + 4}
            />
          </clipPath>
          <g clipPath={`url(#${clip})`} fill="none" strokeLinejoin="round">
            {drawing.areas.map((area) => (
              <path
                key={area.id}
                d={pathOf(area.points, true)}
                fill={area.color}
                fillOpacity={area.opacity}
              />
            ))}
            {drawing.lines.map((line) => (
              <path
                key={line.id}
                d={pathOf(line.points)}
                stroke={line.color}
                strokeWidth={line.width}
                strokeOpacity={line.opacity}
                strokeDasharray={line.dash || undefined}
                strokeLinecap={line.dash ? 'butt' : 'round'}
              />
            ))}
          </g>
        </>
      ) : null}
      <EditMarks drawing={drawing} />
      {drawing.tags.map((tag) => (
        <Tag key={tag.id} {...tag} scale={scale} />
      ))}
      {drawing.dots.map((dot) => (
        <g key={`${dot.marker}-${dot.x}-${dot.y}`}>
          <MarkerShape {...dot} r={(dot.ring ? 5.5 : 2.8) * scale} hollow={dot.ring} />
        </g>
      ))}
      <EndLabels labels={drawing.endLabels} scale={scale} />
      {drawing.empty === null ? null : <EmptyText plot={plot} scale={scale} text={drawing.empty} />}
    </>
  );
}

/** Verticals where something was changed. */
function EditMarks({ drawing }: { readonly drawing: LineDrawing }) {
  const { plot, size } = drawing;
  const { scale } = size;
  return (
    <>
      {drawing.marks.map((mark) => (
        <g key={`${mark.x}-${mark.label}-${mark.labelY}`}>
          <line
            x1={round(mark.x)}
            x2={round(mark.x)}
            y1={plot.top}
            y2={plot.bottom}
            stroke={mark.color}
            strokeOpacity={0.5}
            strokeWidth={scale}
          />
          {mark.label ? (
            <Text x={mark.labelX} y={mark.labelY} anchor={mark.anchor} scale={scale} fill={mark.color} halo>
              {mark.label}
            </Text>
          ) : null}
        </g>
      ))}
    </>
  );
}
