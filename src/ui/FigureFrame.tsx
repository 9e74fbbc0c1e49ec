// The frame around every figure: heading, tools, "Show data" (an accessible table), "Export", full screen,
// and a boundary that keeps one figure's failure away from the rest of the page.
import { Menu } from '@base-ui/react/menu';
import { Download, Table2 } from 'lucide-react';
import {
  type CSSProperties,
  memo,
  type ReactNode,
  type Ref,
  useCallback,
  useId,
  useRef,
  useState,
} from 'react';
import { messageOf } from '../text/sentences.ts';
import { Button, buttonClass } from './Button.tsx';
import controls from './controls.module.css';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { FullScreenButton, useFullScreen } from './FullScreen.tsx';
import css from './figure.module.css';
import { formatCount } from './format.ts';
import { type Size, useSize } from './useSize.ts';

interface DataTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | string)[])[];
}

export type ExportFormat = 'svg' | 'png' | 'csv';

interface FigureFrameProps {
  /** Heading and exact accessible name. */
  readonly name: string;
  readonly subtitle?: ReactNode;
  readonly tools?: ReactNode;
  /** Before the heading: how the figure is moved. */
  readonly grip?: ReactNode;
  /** Called while the data table is open. */
  readonly table: () => DataTable;
  readonly onExport: (format: ExportFormat, size: Size) => void | Promise<void>;
  /** `large` while the figure fills the screen. */
  readonly children: (size: Size, large: boolean) => ReactNode;
  readonly frameRef?: Ref<HTMLElement>;
  readonly below?: ReactNode;
  readonly className?: string;
  /** Least height of the drawing in pixels. */
  readonly height?: number;
}

const FORMATS: readonly { format: ExportFormat; label: string }[] = [
  { format: 'svg', label: 'SVG drawing' },
  { format: 'png', label: 'PNG picture' },
  { format: 'csv', label: 'CSV, all numbers' },
];

export function FigureFrame(props: FigureFrameProps) {
  const { name, subtitle, tools, grip, table, onExport, children, below, className, height, frameRef } =
    props;
  const [showData, setShowData] = useState(false);
  const [large, setLarge] = useFullScreen();
  const [failure, setFailure] = useState<string | null>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const size = useSize(canvas);
  const tableId = useId();

  const doExport = async (format: ExportFormat) => {
    setFailure(null);
    try {
      await onExport(format, size);
    } catch (error) {
      setFailure(`Could not export: ${messageOf(error)}`);
    }
  };

  const latestExport = useRef(doExport);
  latestExport.current = doExport;
  const stableExport = useCallback((format: ExportFormat) => latestExport.current(format), []);

  return (
    <figure
      ref={frameRef}
      aria-label={name}
      className={[css.figure, className, large ? css.large : ''].filter(Boolean).join(' ')}
      style={height && !large ? ({ '--figure-height': `${height}px` } as CSSProperties) : undefined}
    >
      <div className={css.head}>
        {!large && grip}
        <h2 className={css.title}>{name}</h2>
        <span className={css.subtitle} title={typeof subtitle === 'string' ? subtitle : undefined}>
          {subtitle}
        </span>
        <div className={css.tools}>
          {tools}
          <FrameTools
            tableId={tableId}
            showData={showData}
            large={large}
            onShowData={setShowData}
            onLarge={setLarge}
            onExport={stableExport}
          />
        </div>
      </div>
      {failure && (
        <p role="alert" className={css.failed}>
          {failure}
        </p>
      )}
      <div className={css.body}>
        <div ref={canvas} className={css.canvas}>
          <ErrorBoundary label={name}>
            {size.width > 20 && size.height > 20 ? children(size, large) : null}
          </ErrorBoundary>
        </div>
      </div>
      {below && <div className={css.below}>{below}</div>}
      <div id={tableId}>
        {showData && (
          <ErrorBoundary label={`The data of ${name}`}>
            <Data name={name} table={table} />
          </ErrorBoundary>
        )}
      </div>
    </figure>
  );
}

interface FrameToolsProps {
  readonly tableId: string;
  readonly showData: boolean;
  readonly large: boolean;
  readonly onShowData: (show: boolean) => void;
  readonly onLarge: (large: boolean) => void;
  readonly onExport: (format: ExportFormat) => Promise<void>;
}

/** Apart and memoised: figures render many times a second while training, their buttons need not. */
const FrameTools = memo(function FrameTools(props: FrameToolsProps) {
  const { tableId, showData, large, onShowData, onLarge, onExport } = props;
  return (
    <>
      <Button
        look="ghost"
        small
        iconOnly
        aria-label="Show data"
        title="Show data"
        aria-expanded={showData}
        aria-controls={tableId}
        onClick={() => onShowData(!showData)}
      >
        <Table2 size={15} aria-hidden="true" />
      </Button>
      <Menu.Root modal={false}>
        <Menu.Trigger className={buttonClass('ghost', true, true)} aria-label="Export" title="Export">
          <Download size={15} aria-hidden="true" />
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner className={controls.popupLayer} sideOffset={4} align="end">
            <Menu.Popup className={controls.popup}>
              {FORMATS.map(({ format, label }) => (
                <Menu.Item
                  key={format}
                  className={`${controls.item} ${controls.plainItem}`}
                  onClick={() => void onExport(format)}
                >
                  {label}
                </Menu.Item>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <FullScreenButton large={large} onLarge={onLarge} />
    </>
  );
});

const MOST_ROWS = 200;

/** At most 200 rows, evenly spaced with the first and the last. */
function thinRows<T>(rows: readonly T[], most = MOST_ROWS): readonly T[] {
  if (rows.length <= most) return rows;
  return Array.from({ length: most }, (_, i) => rows[Math.round((i * (rows.length - 1)) / (most - 1))]);
}

function cell(value: number | string): string {
  if (typeof value === 'string') return value;
  if (Number.isNaN(value)) return '–';
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(6)));
}

function Data({ name, table }: { name: string; table: () => DataTable }) {
  const { columns, rows } = table();
  const shown = thinRows(rows);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={css.table} tabIndex={0} aria-label={`${name} data`}>
      <table>
        <caption>
          {rows.length === 0
            ? 'No numbers yet.'
            : shown.length < rows.length
              ? `${shown.length} of ${formatCount(rows.length)} rows, evenly spaced; the CSV under Export has all of them.`
              : `${rows.length} rows`}
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity beyond their place
            <tr key={i}>
              {row.map((value, j) => (
                <td key={columns[j]}>{cell(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
