// A table of regression tasks typed or pasted into the page: read like a dropped file.
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import panel from '../../ui/panel.module.css';
import { useImport } from './DataGate.tsx';
import { fromPicker } from './dropFiles.ts';
import css from './review.module.css';

const EXAMPLE =
  'task\tx\ty\nmachine 1\t0.5\t1.4\nmachine 1\t1.5\t-0.1\nmachine 2\t0.5\t0.9\nmachine 2\t1.5\t0.3';

export function PasteTable() {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const take = useImport();
  const read = () => {
    setOpen(false);
    const path = `${name.trim() || 'pasted table'}.csv`;
    void take(fromPicker([{ path, file: new File([text], path, { type: 'text/csv' }) }]));
  };
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        Paste a table
      </Button>
      <Dialog title="Paste a table" open={open} onOpenChange={setOpen}>
        <div className={css.review}>
          <p className={panel.note}>
            One row for each measurement: a column that names the task, one to eight inputs, the output last.
            Tabs, commas or semicolons between columns.
          </p>
          <label className={css.entry}>
            Name
            <input
              value={name}
              onChange={(event) => setName(event.target.value)}
              placeholder="pasted table"
            />
          </label>
          <label className={css.entry}>
            Table
            <textarea
              rows={10}
              value={text}
              placeholder={EXAMPLE}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <div className={css.actions}>
            <Button look="primary" disabled={text.trim() === ''} onClick={read}>
              Read the table
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
