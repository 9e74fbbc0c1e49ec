// Pinned results side by side: pin the state, open it again, sort, and copy the table.
import { Pin as PinIcon, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { csvOf, markdownOf } from '../../charts/export/tables.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ToggleField } from '../../ui/fields/ToggleField.tsx';
import { formatCount, formatLoss } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import { openLink } from '../share/openLink.ts';
import { CopyButton } from '../share/ShareDialog.tsx';
import { hashOf } from '../share/useLink.ts';
import { useClient, useLab, useSlowLab } from '../state/labContext.ts';
import css from './compare.module.css';
import { PIN_COLUMNS, type Pin, type PinRow, pinOf, pinRows, pinTable, sortRows, usePins } from './pins.ts';

export function ComparePanel() {
  const client = useClient();
  const begun = useLab((s) => s.iteration > 0);
  const { pins, problem, load, keep } = usePins();
  const [open, setOpen] = useState(false);

  useEffect(() => {
    void load();
  }, [load]);
  const pin = () => {
    const snapshot = client.getSnapshot();
    const highest = Math.max(0, ...pins.map(({ name }) => Number(/\d+$/.exec(name)?.[0] ?? 0)));
    const link = hashOf(snapshot);
    keep([...pins, pinOf(snapshot, link, `Pin ${highest + 1}`)]);
    setOpen(true);
  };
  const reopen = (one: Pin) => {
    setOpen(false);
    openLink(client, one.link);
  };

  return (
    <>
      <Button
        onClick={pin}
        disabled={!begun}
        aria-label="Pin results"
        title="Keep these numbers and curves to compare with others"
      >
        <PinIcon size={15} aria-hidden="true" />
        <span className={panel.wide}>Pin results</span>
      </Button>
      {pins.length > 0 && <Button onClick={() => setOpen(true)}>Compare ({pins.length})</Button>}
      <Dialog title="Compare" open={open} onOpenChange={setOpen} wide>
        {problem && <p role="alert">{problem}</p>}
        <CompareTable pins={pins} />
        <ul className={panel.list}>
          {pins.map((one) => (
            <li key={one.id}>
              <span className={panel.listName}>
                {one.name}{' '}
                <small>
                  {one.task}, iteration {formatCount(one.iteration)}
                </small>
              </span>
              {one.lanes.some((lane) => lane.curve) && (
                <ToggleField
                  label={`Draw ${one.name}`}
                  checked={!one.hidden}
                  hint="Its curves behind the live ones in Meta-loss, where the task is the same"
                  onChange={(drawn) =>
                    keep(pins.map((other) => (other.id === one.id ? { ...other, hidden: !drawn } : other)))
                  }
                />
              )}
              <Button small aria-label={`Open ${one.name}`} onClick={() => reopen(one)}>
                Open
              </Button>
              <Button
                look="ghost"
                small
                iconOnly
                aria-label={`Delete ${one.name}`}
                onClick={() => keep(pins.filter((other) => other.id !== one.id))}
              >
                <Trash2 size={14} aria-hidden="true" />
              </Button>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}

function show(value: PinRow[number], column: number): string {
  if (typeof value === 'string') return value;
  if (column === 2) return formatCount(value);
  if (column === 6) return Number.isFinite(value) ? `${(value * 100).toFixed(1)} %` : '–';
  return column === 8 && Number.isFinite(value) ? value.toFixed(2) : formatLoss(value);
}

function CompareTable({ pins }: { pins: readonly Pin[] }) {
  const client = useClient();
  const [column, setColumn] = useState(4);
  const [descending, setDescending] = useState(false);
  const experiment = useSlowLab((s) => s.experiment, 500);
  const version = useSlowLab((s) => s.seriesVersion, 500);
  // The lanes as they stand stand beside what was pinned.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the series
  const all = useMemo(() => {
    const now = client.getSnapshot();
    return now.iteration > 0 ? [...pins, pinOf(now, '', 'Now')] : pins;
  }, [client, pins, experiment, version]);
  const rows = useMemo(() => sortRows(pinRows(all), column, descending), [all, column, descending]);
  const sort = (next: number) => {
    setDescending(next === column ? !descending : false);
    setColumn(next);
  };
  return (
    <>
      <div className={css.compare}>
        <table>
          <thead>
            <tr>
              {PIN_COLUMNS.map((name, i) => (
                <th
                  key={name}
                  scope="col"
                  aria-sort={i === column ? (descending ? 'descending' : 'ascending') : undefined}
                >
                  <button type="button" onClick={() => sort(i)}>
                    {name}
                    <span aria-hidden="true">{i === column ? (descending ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row[0]} ${row[3]}`}>
                {row.map((value, i) => (
                  <td key={PIN_COLUMNS[i]}>{show(value, i)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={panel.copyRow}>
        <CopyButton name="Copy CSV" text={csvOf(pinTable(rows))} />
        <CopyButton name="Copy Markdown" text={markdownOf(pinTable(rows))} />
      </div>
    </>
  );
}
