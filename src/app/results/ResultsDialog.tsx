// "Results": what the papers and the lessons claim, and what stored runs of it show.
import { ClipboardCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { later } from '../../ui/later.tsx';
import panel from '../../ui/panel.module.css';

const ResultList = later(() => import('./ResultList.tsx').then((module) => module.ResultList));

export function Results() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-label="Results" onClick={() => setOpen(true)}>
        <ClipboardCheck size={15} aria-hidden="true" />
        <span className={panel.wide}>Results</span>
      </Button>
      <Dialog title="Papers and results" open={open} onOpenChange={setOpen} wide>
        {open && <ResultList onOpened={() => setOpen(false)} />}
      </Dialog>
    </>
  );
}
