// A chart in its frame: data table, and export of the static variant of the same chart.
import { createContext, type ReactElement, type ReactNode, type Ref, useContext } from 'react';
import { csvOf, download, pngOf, svgOf } from '../../charts/core/export.ts';
import type { ChartProps, Table } from '../../charts/core/geometry.ts';
import { type ExportFormat, FigureFrame } from '../../ui/FigureFrame.tsx';
import type { Size } from '../../ui/useSize.ts';
import { MoveHandle } from './MoveHandle.tsx';

/** 1, or 1.5 in lecture mode: text and strokes of figures. */
export const FigureScale = createContext(1);

/** Put below the figure whatever figure it is, such as the training time under every adaptation. */
export const FigureFooter = createContext<ReactNode>(null);

const GRIP = <MoveHandle />;
const LARGE_SCALE = 1.4;

export interface FigureProps {
  readonly name: string;
  readonly subtitle?: ReactNode;
  readonly tools?: ReactNode;
  readonly below?: ReactNode;
  readonly frameRef?: Ref<HTMLElement>;
  readonly className?: string;
  readonly height?: number;
  readonly table: () => Table;
  /** Draws the chart with these props; called with `isStatic` and a size for export. */
  readonly chart: (props: ChartProps) => ReactElement;
  /** What is shown instead of the chart. */
  readonly empty?: ReactNode;
}

function fileName(name: string): string {
  return `innerloop-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
}

async function exportFigure(
  props: FigureProps,
  format: ExportFormat,
  size: Size,
  scale: number,
): Promise<void> {
  const file = fileName(props.name);
  if (format === 'csv') return download(`${file}.csv`, csvOf(props.table()), 'text/csv');
  const box = { width: Math.max(480, size.width), height: Math.max(300, size.height) };
  const svg = svgOf(props.chart({ size: box, scale, isStatic: true }), { title: props.name });
  if (format === 'svg') return download(`${file}.svg`, svg, 'image/svg+xml');
  download(`${file}.png`, await pngOf(svg), 'image/png');
}

export function Figure(props: FigureProps) {
  const scale = useContext(FigureScale);
  const footer = useContext(FigureFooter);
  return (
    <FigureFrame
      name={props.name}
      subtitle={props.subtitle}
      tools={props.tools}
      grip={GRIP}
      below={
        props.below || footer ? (
          <>
            {props.below}
            {footer}
          </>
        ) : undefined
      }
      frameRef={props.frameRef}
      className={props.className}
      height={props.height}
      table={props.table}
      onExport={(format, size) => exportFigure(props, format, size, scale)}
    >
      {(_, large) => props.empty ?? props.chart({ scale: large ? Math.max(scale, LARGE_SCALE) : scale })}
    </FigureFrame>
  );
}
