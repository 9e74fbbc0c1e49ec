// A chart in its frame: data table, and export of the static variant of the same chart.
import { createContext, type ReactElement, type ReactNode, type Ref, useContext, useState } from 'react';
import { csvOf, download, pngOf, svgOf } from '../../../charts/core/export.ts';
import type { ChartProps, Table } from '../../../charts/core/geometry.ts';
import { FigureFrame } from '../../../ui/frame/FigureFrame.tsx';
import type { Size } from '../../../ui/useSize.ts';
import { ExportDialog, type ExportFormat } from './ExportDialog.tsx';
import { useFigureSlot } from './useFigureSlot.tsx';

/** 1, or 1.5 in lecture mode: text and strokes of figures. */
export const FigureScale = createContext(1);

/** Put below the figure whatever figure it is, such as the training time under every adaptation. */
export const FigureFooter = createContext<ReactNode>(null);

const LARGE_SCALE = 1.4;

interface FigureProps<Data> {
  /** Null: there is nothing to draw yet, and `empty` says why. */
  readonly data: Data | null;
  readonly table: (data: Data) => Table;
  /** Draws the chart with these props; called with `isStatic` and a size for export. */
  readonly chart: (data: Data, props: ChartProps) => ReactElement;
  readonly empty?: ReactNode;
  /** One line under the title; it may wrap. */
  readonly line?: ReactNode;
  /** What is done often enough to stand in the header. */
  readonly action?: ReactNode;
  /** How the drawing is set up, in a strip below it. */
  readonly settings?: ReactNode;
  readonly below?: ReactNode;
  readonly frameRef?: Ref<HTMLElement>;
}

const NO_ROWS: Table = { columns: [], rows: [] };

/** Props under which a chart may be worked with; a static one takes no changes. */
export const whenLive = <T,>(props: ChartProps, handler: T): T | undefined =>
  props.isStatic ? undefined : handler;

async function exportFigure(
  title: string,
  format: ExportFormat,
  table: () => Table,
  draw: () => ReactElement | null,
): Promise<void> {
  const file = `innerloop-${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  if (format === 'csv') return download(`${file}.csv`, csvOf(table()), 'text/csv');
  const drawing = draw();
  if (!drawing) throw new Error('this figure has no drawing yet.');
  const svg = svgOf(drawing, { title });
  if (format === 'svg') return download(`${file}.svg`, svg, 'image/svg+xml');
  download(`${file}.png`, await pngOf(svg), 'image/png');
}

/** The frame, under the title of the figure's definition. */
export function Figure<Data>({ data, table, chart, empty, below, ...frame }: FigureProps<Data>) {
  const scale = useContext(FigureScale);
  const footer = useContext(FigureFooter);
  const slot = useFigureSlot();
  const [exporting, setExporting] = useState<Size | null>(null);
  const draw = (props: ChartProps) => (data === null ? null : chart(data, props));
  const numbers = () => (data === null ? NO_ROWS : table(data));
  const exported = (size: Size) => () =>
    draw({
      size: { width: Math.max(480, size.width), height: Math.max(300, size.height) },
      scale,
      isStatic: true,
    });
  return (
    <>
      <FigureFrame
        {...frame}
        {...slot}
        below={
          below || footer ? (
            <>
              {below}
              {footer}
            </>
          ) : undefined
        }
        table={numbers}
        onExport={setExporting}
      >
        {(_, large) => draw({ scale: large ? Math.max(scale, LARGE_SCALE) : scale }) ?? empty}
      </FigureFrame>
      {exporting && (
        <ExportDialog
          title={slot.name}
          open
          onClose={() => setExporting(null)}
          onExport={(format) => exportFigure(slot.name, format, numbers, exported(exporting))}
        />
      )}
    </>
  );
}
