// All terms of the glossary, searchable, and the sources.
import { useEffect, useMemo, useRef, useState } from 'react';
import { GLOSSARY, type GlossaryEntry } from '../../experiment/terms/glossary.ts';
import { SOURCES } from '../../experiment/terms/sources.ts';
import { Subscripts } from '../../ui/fields/Subscripts.tsx';
import { ownSymbol, TermText } from './TermText.tsx';
import css from './terms.module.css';

/** Entries whose name, symbol or meaning has the text; case does not matter. */
function matching(entries: readonly GlossaryEntry[], wanted: string): readonly GlossaryEntry[] {
  const text = wanted.trim().toLowerCase();
  return entries.filter(({ term }) =>
    `${term.name} ${term.symbol} ${term.meaning}`.toLowerCase().includes(text),
  );
}

/** `at`: the term that it opens at. */
export function GlossaryTerms({ at }: { at: string | null }) {
  const [wanted, setWanted] = useState('');
  const list = useRef<HTMLDivElement>(null);
  const groups = useMemo(
    () =>
      GLOSSARY.map(({ title, entries }) => ({ title, entries: matching(entries, wanted) })).filter(
        ({ entries }) => entries.length > 0,
      ),
    [wanted],
  );
  useEffect(() => {
    const term = at && list.current?.querySelector<HTMLElement>(`[data-term="${at}"]`);
    if (term) term.scrollIntoView({ block: 'center' });
  }, [at]);
  return (
    <div ref={list}>
      <input
        type="search"
        className={css.search}
        aria-label="Search the glossary"
        placeholder="Search"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {groups.length === 0 && <p>No term has “{wanted}”. Try a shorter word.</p>}
      {groups.map(({ title, entries }) => (
        <section key={title} aria-label={title}>
          <h3 className={css.group}>{title}</h3>
          <dl className={css.terms}>
            {entries.map(({ id, term }) => (
              <div key={id} data-term={id} data-at={id === at || undefined}>
                <dt>
                  <Subscripts text={term.name} />{' '}
                  <span className={css.symbol}>
                    <Subscripts text={ownSymbol(term)} />
                  </span>
                </dt>
                <dd>
                  <TermText term={term} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {wanted === '' && <Sources />}
    </div>
  );
}

function Sources() {
  return (
    <section aria-label="Sources">
      <h3 className={css.group}>Sources</h3>
      <ul className={css.sources}>
        {SOURCES.map(({ name, title, venue, url }) => (
          <li key={name}>
            {name}:{' '}
            <a href={url} target="_blank" rel="noreferrer">
              {title}
            </a>
            . {venue}.
          </li>
        ))}
      </ul>
    </section>
  );
}
