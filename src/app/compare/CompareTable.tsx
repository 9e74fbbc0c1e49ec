// The pins and the run as it stands, side by side: what differs, the numbers, sorted by any column, and to be copied.
import { useMemo, useState } from 'react';
import { csvOf, markdownOf } from '../../charts/export/tables.ts';
import { Subscripts } from '../../ui/fields/Subscripts.tsx';
import { ToggleField } from '../../ui/fields/ToggleField.tsx';
import { formatCount } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import { CopyButton } from '../share/ShareDialog.tsx';
import { hashOf } from '../share/useLink.ts';
import { useClient, useSlowLab } from '../state/labContext.ts';
import css from './compare.module.css';
import {
  type CompareColumn,
  type CompareRow,
  commonIteration,
  compareColumns,
  compareRows,
  compareTable,
  sortRows,
} from './compareTable.ts';
import { type Pin, pinOf } from './pins.ts';

/** Title of the column that rows are sorted by, and which way. */
interface Order {
  readonly by: string;
  readonly descending: boolean;
}

interface CompareTableProps {
  readonly pins: readonly Pin[];
  readonly onOpen: (pin: Pin) => void;
}

/** The pins, and the lanes as they stand beside them. */
function useAll(pins: readonly Pin[]): readonly Pin[] {
  const client = useClient();
  const experiment = useSlowLab((s) => s.experiment, 500);
  const version = useSlowLab((s) => s.seriesVersion, 500);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  return useMemo(() => {
    const now = client.getSnapshot();
    return now.iteration > 0 ? [...pins, pinOf(now, hashOf(now), 'Now')] : pins;
  }, [client, pins, experiment, version]);
}

export function CompareTable({ pins, onOpen }: CompareTableProps) {
  const all = useAll(pins);
  const [together, setTogether] = useState(false);
  const [order, setOrder] = useState<Order>({ by: 'Test loss', descending: false });
  const common = useMemo(() => commonIteration(all), [all]);
  const { rows, columns } = useMemo(() => {
    const found = compareRows(all, together ? common : null);
    const shown = compareColumns(found);
    const by = shown.find(({ title }) => title === order.by);
    return { rows: by ? sortRows(found, by, order.descending) : found, columns: shown };
  }, [all, together, common, order]);
  const sort = (by: string) => setOrder({ by, descending: by === order.by ? !order.descending : false });
  const copied = compareTable(rows, columns, window.location.href.split('#')[0]);
  return (
    <>
      {common !== null && (
        <ToggleField
          label={`All at iteration ${formatCount(common)}`}
          checked={together}
          hint="The last that all have evaluated; else each where it was pinned"
          onChange={setTogether}
        />
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className={css.compare} tabIndex={0} aria-label="Pinned results">
        <table>
          <Head columns={columns} order={order} onSort={sort} />
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.pin.id} ${row.algorithm}`}>
                {columns.map((column, i) => (
                  <td key={column.title}>
                    {i === 0 ? <PinLink row={row} onOpen={onOpen} /> : column.show(column.cell(row))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className={panel.copyRow}>
        <CopyButton name="Copy CSV" text={csvOf(copied)} />
        <CopyButton name="Copy Markdown" text={markdownOf(copied)} />
      </div>
    </>
  );
}

function Head(props: {
  readonly columns: readonly CompareColumn[];
  readonly order: Order;
  readonly onSort: (title: string) => void;
}) {
  const { columns, order, onSort } = props;
  return (
    <thead>
      <tr>
        {columns.map(({ title }) => {
          const sorted = title === order.by;
          return (
            <th
              key={title}
              scope="col"
              aria-sort={sorted ? (order.descending ? 'descending' : 'ascending') : undefined}
            >
              <button type="button" onClick={() => onSort(title)}>
                <Subscripts text={title} />
                <span aria-hidden="true">{sorted ? (order.descending ? ' ↓' : ' ↑') : ''}</span>
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** The pin's name, as the link to it; the run as it stands is here already. */
function PinLink({ row, onOpen }: { readonly row: CompareRow; readonly onOpen: (pin: Pin) => void }) {
  const { pin } = row;
  if (pin.name === 'Now') return pin.name;
  return (
    <a
      href={pin.link}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onOpen(pin);
      }}
    >
      {pin.name}
    </a>
  );
}
