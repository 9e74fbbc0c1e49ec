// Pinned results side by side: pin the state, open it again, sort, and copy the table.
import { Pin as PinIcon, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { csvOf, markdownOf } from '../charts/export.ts';
import { decodeLink } from '../experiment/link.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatCount, formatLoss } from './format.ts';
import css from './lab.module.css';
import { useClient, useLab } from './labContext.ts';
import {
  loadPins,
  PIN_COLUMNS,
  type Pin,
  type PinRow,
  pinOf,
  pinRows,
  pinTable,
  savePins,
  sortRows,
} from './pins.ts';
import { CopyButton } from './ShareDialog.tsx';
import { hashOf } from './useLink.ts';
import { useView } from './viewState.ts';

export function ComparePanel() {
  const client = useClient();
  const begun = useLab((s) => s.iteration > 0);
  const [pins, setPins] = useState<readonly Pin[]>([]);
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    loadPins().then(setPins, () =>
      setProblem('Pins cannot be kept in this browser; they last until the page closes.'),
    );
  }, []);
  const keep = (next: readonly Pin[]) => {
    setPins(next);
    savePins(next).catch(() =>
      setProblem('Pins cannot be kept in this browser; they last until the page closes.'),
    );
  };
  const pin = () => {
    const snapshot = client.getSnapshot();
    const highest = Math.max(0, ...pins.map(({ name }) => Number(/\d+$/.exec(name)?.[0] ?? 0)));
    keep([...pins, pinOf(snapshot, hashOf(snapshot, useView.getState().figures), highest + 1)]);
    setOpen(true);
  };
  const reopen = (one: Pin) => {
    const { experiment, notices } = decodeLink(one.link);
    setOpen(false);
    client.load(experiment, notices);
  };

  return (
    <>
      <Button
        onClick={pin}
        disabled={!begun}
        aria-label="Pin results"
        title="Keep these numbers to compare with others"
      >
        <PinIcon size={15} aria-hidden="true" />
        <span className={css.wide}>Pin results</span>
      </Button>
      {pins.length > 0 && <Button onClick={() => setOpen(true)}>Compare ({pins.length})</Button>}
      <Dialog title="Compare" open={open} onOpenChange={setOpen} wide>
        {problem && <p role="alert">{problem}</p>}
        <CompareTable pins={pins} />
        <ul className={css.sets}>
          {pins.map((one) => (
            <li key={one.id}>
              <span className={css.setName}>
                {one.name}{' '}
                <small>
                  {one.task}, iteration {formatCount(one.iteration)}
                </small>
              </span>
              <Button small onClick={() => reopen(one)}>
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
  const [column, setColumn] = useState(4);
  const [descending, setDescending] = useState(false);
  const rows = useMemo(() => sortRows(pinRows(pins), column, descending), [pins, column, descending]);
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
      <div className={css.copyRow}>
        <CopyButton name="Copy CSV" text={csvOf(pinTable(rows))} />
        <CopyButton name="Copy Markdown" text={markdownOf(pinTable(rows))} />
      </div>
    </>
  );
}
