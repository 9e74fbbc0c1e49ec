// The frame around every figure: header with its menu, the drawing, its settings, its numbers as a table, and a
// boundary that keeps one figure's failure away from the rest of the page.
import { Download, Maximize2, Table2 } from 'lucide-react';
import { type ReactNode, type Ref, useMemo, useRef, useState } from 'react';
import { ErrorBoundary } from '../ErrorBoundary.tsx';
import css from '../figure.module.css';
import { MoreItem } from '../MoreMenu.tsx';
import { usePrinting } from '../printing.ts';
import { type Size, useSize } from '../useSize.ts';
import { DataTable, type TableOfNumbers } from './DataTable.tsx';
import { FigureHead, type FigureHeadProps } from './FigureHead.tsx';

interface FigureFrameProps extends Omit<FigureHeadProps, 'more'> {
  /** Called while the data table is open. */
  readonly table: () => TableOfNumbers;
  /** "Export…" was chosen; the size is that of the drawing. */
  readonly onExport: (size: Size) => void;
  /** Items of "More" that depend on the figure's place; the same element in every render. */
  readonly placeItems?: ReactNode;
  readonly children: (size: Size, large: boolean) => ReactNode;
  readonly frameRef?: Ref<HTMLElement>;
  /** How the drawing is set up: its axes, curves, lane. */
  readonly settings?: ReactNode;
  readonly below?: ReactNode;
  /** What is worked with beside the drawing; below it where there is no room. */
  readonly beside?: ReactNode;
}

export function FigureFrame(props: FigureFrameProps) {
  const { table, onExport, placeItems, children, settings, below, beside, frameRef, ...head } = props;
  const { name, large, onLarge } = head;
  const [showData, setShowData] = useState(false);
  const canvas = useRef<HTMLDivElement>(null);
  const size = useSize(canvas);
  // On paper a drawing has a size of its own, and the figure's box only follows from it.
  const fits = usePrinting() || (size.width > 20 && size.height > 20);

  const latest = useRef({ onExport, onLarge, size });
  latest.current = { onExport, onLarge, size };
  // The same element while nothing in it changes: figures render many times a second while training.
  const more = useMemo(
    () => (
      <>
        <MoreItem
          icon={Table2}
          name={showData ? 'Hide data' : 'Show data'}
          onSelect={() => setShowData(!showData)}
        />
        <MoreItem
          icon={Download}
          name="Export…"
          onSelect={() => latest.current.onExport(latest.current.size)}
        />
        {!large && placeItems}
        {!large && (
          <MoreItem icon={Maximize2} name="Full screen" onSelect={() => latest.current.onLarge(true)} />
        )}
      </>
    ),
    [showData, large, placeItems],
  );

  return (
    <figure
      ref={frameRef}
      aria-label={name}
      className={large ? `${css.figure} ${css.large}` : css.figure}
      data-tall={showData || undefined}
    >
      <FigureHead {...head} more={more} />
      <div className={css.middle}>
        <div className={css.body}>
          <div ref={canvas} className={css.canvas}>
            <ErrorBoundary label={name}>{fits ? children(size, large) : null}</ErrorBoundary>
          </div>
        </div>
        {beside && <div className={css.beside}>{beside}</div>}
      </div>
      {settings && <div className={css.settings}>{settings}</div>}
      {below && <div className={css.below}>{below}</div>}
      {showData && (
        <ErrorBoundary label={`The data of ${name}`}>
          <DataTable name={name} table={table} />
        </ErrorBoundary>
      )}
    </figure>
  );
}
