// What the page says of a term: its meaning, what a larger value does, where it stands in the papers.
import type { Term } from '../../experiment/terms/entry.ts';
import { Cited } from './Cited.tsx';
import css from './terms.module.css';

export function TermText({ term }: { term: Term }) {
  return (
    <>
      <p>{term.meaning}</p>
      {term.larger && (
        <p>
          <span className={css.larger}>Larger:</span> {term.larger}
        </p>
      )}
      {term.where && (
        <p className={css.where}>
          <Cited text={term.where} />
        </p>
      )}
    </>
  );
}

/** Whether a name speaks of its symbol already, as "Inner step size α" does. */
export function ownSymbol({ name, symbol }: Term): string {
  return symbol === '' || name.endsWith(` ${symbol}`) ? '' : symbol;
}
