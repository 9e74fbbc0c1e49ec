// "Experiments": the papers' experiments, each with its source, what it finds and what was chosen; one press opens it.
import { BookOpen } from 'lucide-react';
import { useState } from 'react';
import { PAPER_EXPERIMENTS, type PaperExperiment } from '../../experiment/papers/catalogue.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatCount } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import { openLink } from '../share/openLink.ts';
import { useClient } from '../state/labContext.ts';
import { Cited } from '../terms/Cited.tsx';
import css from './experiments.module.css';

export function Experiments() {
  const client = useClient();
  const [open, setOpen] = useState(false);
  const choose = (entry: PaperExperiment) => {
    openLink(client, entry.link);
    setOpen(false);
  };
  return (
    <>
      <Button aria-label="Experiments" onClick={() => setOpen(true)}>
        <BookOpen size={15} aria-hidden="true" />
        <span className={panel.wide}>Experiments</span>
      </Button>
      <Dialog title="Experiments" open={open} onOpenChange={setOpen} wide>
        <p className={panel.soft}>The papers’ experiments. Opening one replaces the current experiment.</p>
        <ul className={css.list}>
          {PAPER_EXPERIMENTS.map((entry) => (
            <Entry key={entry.name} entry={entry} onOpen={() => choose(entry)} />
          ))}
        </ul>
      </Dialog>
    </>
  );
}

function Entry({ entry, onOpen }: { entry: PaperExperiment; onOpen: () => void }) {
  const { name, title, citation, claim, iterations, chosen } = entry;
  return (
    <li className={css.entry}>
      <Button className={css.open} aria-label={`Open ${title}`} onClick={onOpen}>
        {title}
      </Button>
      <p className={panel.soft}>
        <Cited text={citation} />
      </p>
      <p>{claim}</p>
      <details>
        <summary>{formatCount(iterations)} iterations; what was chosen</summary>
        <ul>
          {chosen.map((one) => (
            <li key={one}>{one}</li>
          ))}
          <li>
            Without the page: <code>npm run -s experiment -- --paper {name} --out FILE</code>
          </li>
        </ul>
      </details>
    </li>
  );
}
