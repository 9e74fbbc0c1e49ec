// Pinned results: pin the state, name it, open it again, and compare what is pinned.
import { Pin as PinIcon, Table2 as TableIcon, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { TextEntry } from '../../ui/fields/TextEntry.tsx';
import { ToggleField } from '../../ui/fields/ToggleField.tsx';
import { later } from '../../ui/later.tsx';
import panel from '../../ui/panel.module.css';
import { openLink } from '../share/openLink.ts';
import { hashOf } from '../share/useLink.ts';
import { useClient, useLab } from '../state/labContext.ts';
import css from './compare.module.css';
import { type Pin, pinOf, usePins } from './pins.ts';

const LONGEST_NAME = 40;

/** Why a pin cannot be called so, or null. */
function nameProblem(text: string, pins: readonly Pin[]): string | null {
  if (text === '') return 'A pin needs a name.';
  if (text.length > LONGEST_NAME)
    return `A name has at most ${LONGEST_NAME} characters, this has ${text.length}.`;
  return text === 'Now' || pins.some(({ name }) => name === text) ? `“${text}” is another row’s name.` : null;
}

const CompareTable = later(() => import('./CompareTable.tsx').then((module) => module.CompareTable));

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
  const change = (one: Pin, changed: Partial<Pin>) =>
    keep(pins.map((other) => (other.id === one.id ? { ...other, ...changed } : other)));
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
      {pins.length > 0 && (
        <Button
          onClick={() => setOpen(true)}
          aria-label={`Compare (${pins.length})`}
          title="Pinned results beside those of now"
        >
          <TableIcon size={15} aria-hidden="true" />
          <span className={panel.wide}>Compare ({pins.length})</span>
        </Button>
      )}
      <Dialog title="Compare" open={open} onOpenChange={setOpen} wide>
        {problem && <p role="alert">{problem}</p>}
        <CompareTable pins={pins} onOpen={reopen} />
        <ul className={`${panel.list} ${css.pins}`}>
          {pins.map((one, i) => (
            <li key={one.id}>
              <span className={panel.soft} title="Its number on the curves in Meta-loss">
                {i + 1}
              </span>
              <span className={css.name}>
                <TextEntry
                  label={`Name of ${one.name}`}
                  value={one.name}
                  check={(text) => nameProblem(text, pins)}
                  onCommit={(name) => change(one, { name })}
                />
              </span>
              {one.lanes.some((lane) => lane.curve) && (
                <ToggleField
                  label={`Draw ${one.name}`}
                  checked={!one.hidden}
                  hint="Its curves behind the live ones in Meta-loss, where the task is the same"
                  onChange={(drawn) => change(one, { hidden: !drawn })}
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
