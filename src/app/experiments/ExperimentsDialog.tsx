// "Experiments": the papers' experiments; one press opens one.
import { BookOpen } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { later } from '../../ui/later.tsx';
import panel from '../../ui/panel.module.css';
import { openLink } from '../share/openLink.ts';
import { useClient } from '../state/labContext.ts';

const ExperimentList = later(() => import('./ExperimentList.tsx').then((module) => module.ExperimentList));

export function Experiments() {
  const client = useClient();
  const [open, setOpen] = useState(false);
  const choose = (link: string) => {
    openLink(client, link);
    setOpen(false);
  };
  return (
    <>
      <Button aria-label="Experiments" onClick={() => setOpen(true)}>
        <BookOpen size={15} aria-hidden="true" />
        <span className={panel.wide}>Experiments</span>
      </Button>
      <Dialog title="Experiments" open={open} onOpenChange={setOpen} wide>
        <p className={panel.soft}>
          The papers’ experiments. Opening one replaces the current experiment; “Undo” brings it back.
        </p>
        <ExperimentList onOpen={choose} />
      </Dialog>
    </>
  );
}
