// "Adaptation" for images: the support set, and what every lane answers for query images at each inner step.
import { useMemo } from 'react';
import { EmptyText, Legend, round, Text } from '../core/axes.tsx';
import { ChartBox, Svg } from '../core/chartBox.tsx';
import type { ChartProps, Size } from '../core/geometry.ts';
import {
  type ImageTaskData,
  type ImageTaskDrawing,
  imageTaskLayout,
  imageTaskSummary,
} from './imageTaskLayout.ts';

interface ImageTaskChartProps extends ChartProps {
  readonly data: ImageTaskData;
}

export function ImageTaskChart(props: ImageTaskChartProps) {
  return <ChartBox {...props}>{(box) => <Drawing data={props.data} box={box} />}</ChartBox>;
}

function Drawing({ data, box }: { readonly data: ImageTaskData; readonly box: Size }) {
  const { width, height, scale } = box;
  const drawing = useMemo(
    () => imageTaskLayout(data, { width, height, scale }),
    [data, width, height, scale],
  );
  return (
    <Svg size={drawing.size} label={imageTaskSummary(data)}>
      <Legend entries={drawing.legend} scale={scale} />
      {drawing.empty === null ? <Parts drawing={drawing} /> : null}
      {drawing.empty === null ? null : (
        <EmptyText
          plot={{ left: 0, top: 0, right: width, bottom: height }}
          scale={scale}
          text={drawing.empty}
        />
      )}
    </Svg>
  );
}

const CRISP = { imageRendering: 'pixelated' } as const;

function Parts({ drawing }: { readonly drawing: ImageTaskDrawing }) {
  const { scale } = drawing.size;
  return (
    <>
      <Text {...drawing.supportTitle} scale={scale}>
        {drawing.supportTitle.text}
      </Text>
      {drawing.support.map((s) => (
        <image
          key={`${s.x}-${s.y}`}
          x={round(s.x)}
          y={round(s.y)}
          width={round(s.size)}
          height={round(s.size)}
          href={s.href}
          style={CRISP}
        />
      ))}
      {drawing.classLabels.map((label) => (
        <Text key={label.x} x={label.x} y={label.y} scale={scale} fill="var(--ink)">
          {label.text}
        </Text>
      ))}
      <Text {...drawing.queryTitle} scale={scale}>
        {drawing.queryTitle.text}
      </Text>
      {drawing.query.map((query) => (
        <g key={query.index}>
          <image
            x={round(query.x)}
            y={round(query.y)}
            width={drawing.thumb}
            height={drawing.thumb}
            href={query.href}
            style={CRISP}
          >
            <title>{query.name}</title>
          </image>
          {query.strips.map((strip) => (
            <g key={strip.lane}>
              <title>{strip.title}</title>
              {strip.cells.map((cell) => (
                <rect
                  key={cell.x}
                  x={round(cell.x)}
                  y={round(strip.y)}
                  width={round(cell.width - 1)}
                  height={strip.height}
                  fill={strip.color}
                  fillOpacity={round(0.06 + 0.94 * cell.value)}
                  stroke={cell.shown ? 'var(--ink)' : 'none'}
                  strokeWidth={1.2}
                />
              ))}
              <Text
                x={strip.textX}
                y={strip.y + strip.height / 2 + 4.5 * scale}
                scale={scale}
                fill={strip.correct === false ? 'var(--soft)' : 'var(--ink)'}
              >
                {strip.text}
              </Text>
            </g>
          ))}
        </g>
      ))}
    </>
  );
}
