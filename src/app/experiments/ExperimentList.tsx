// The papers' experiments, each with its source, what it finds and what was chosen.
import { PAPER_EXPERIMENTS, type PaperExperiment } from '../../experiment/papers/catalogue.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format.ts';
import panel from '../../ui/panel.module.css';
import { Cited } from '../terms/Cited.tsx';
import css from './experiments.module.css';

/** `onOpen` gets the link of what was chosen. */
export function ExperimentList({ onOpen }: { onOpen: (link: string) => void }) {
  return (
    <ul className={css.list}>
      {PAPER_EXPERIMENTS.map((entry) => (
        <Entry key={entry.name} entry={entry} onOpen={() => onOpen(entry.link)} />
      ))}
    </ul>
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
