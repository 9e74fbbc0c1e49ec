// A chart in its frame: data table, and export of the static variant of the same chart.
import {
  createContext,
  Fragment,
  type ReactElement,
  type ReactNode,
  type Ref,
  useContext,
  useState,
} from 'react';
import type { ChartProps, Table } from '../../../charts/core/geometry.ts';
import { FAMILIES } from '../../../tasks/families.ts';
import { FigureFrame } from '../../../ui/frame/FigureFrame.tsx';
import { later } from '../../../ui/later.tsx';
import { usePrinting } from '../../../ui/printing.ts';
import type { Size } from '../../../ui/useSize.ts';
import { hashOf } from '../../share/useLink.ts';
import { useClient } from '../../state/labContext.ts';
import { captionOf } from '../../state/settingsText.ts';
import { SlotContext } from './slot.ts';
import { useFigureSlot } from './useFigureSlot.tsx';

/** 1, or 1.5 in lecture mode: text and strokes of figures. */
export const FigureScale = createContext(1);

/** Put below the figure whatever figure it is, such as the training time under every adaptation. */
export const FigureFooter = createContext<ReactNode>(null);

const ExportDialog = later(() => import('./ExportDialog.tsx').then((module) => module.ExportDialog));
const LARGE_SCALE = 1.4;

/** Sizes on paper, for a sheet 182 mm wide: the first figure, and three of the others to a sheet. */
const PAPER = { first: { width: 688, height: 380 }, other: { width: 688, height: 250 } } as const;

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
  /** What is worked with beside the drawing. */
  readonly beside?: ReactNode;
  readonly frameRef?: Ref<HTMLElement>;
}

const NO_ROWS: Table = { columns: [], rows: [] };

/** Props under which a chart may be worked with; a static one takes no changes. */
export const whenLive = <T,>(props: ChartProps, handler: T): T | undefined =>
  props.isStatic ? undefined : handler;

/** The frame, under the title of the figure's definition. */
export function Figure<Data>({ data, table, chart, empty, below, ...frame }: FigureProps<Data>) {
  const scale = useContext(FigureScale);
  const footer = useContext(FigureFooter);
  const slot = useFigureSlot();
  const [exporting, setExporting] = useState<Size | null>(null);
  const draw = (props: ChartProps) => (data === null ? null : chart(data, props));
  const numbers = () => (data === null ? NO_ROWS : table(data));
  const client = useClient();
  const printing = usePrinting();
  const first = useContext(SlotContext)?.place.first ?? false;
  const shown = (large: boolean): ChartProps =>
    printing
      ? { size: first ? PAPER.first : PAPER.other, scale: 1, isStatic: true }
      : { scale: large ? Math.max(scale, LARGE_SCALE) : scale };
  const exported = (size: Size) => {
    const now = client.getSnapshot();
    return {
      title: slot.name,
      table: numbers,
      draw,
      page: { ...size, scale },
      settings: captionOf(now.experiment, now.iteration),
      link: window.location.href.split('#')[0] + hashOf(now),
      problem: FAMILIES[now.experiment.task].problem,
    };
  };
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
        {(_, large) => (
          // A drawing for paper is another one than that on the screen, which is measured.
          <Fragment key={printing ? 'paper' : 'screen'}>{draw(shown(large)) ?? empty}</Fragment>
        )}
      </FigureFrame>
      {exporting && (
        <ExportDialog
          title={slot.name}
          onClose={() => setExporting(null)}
          figure={() => exported(exporting)}
        />
      )}
    </>
  );
}
