// A citation with links to the works that it names.
import { citedIn } from '../../experiment/terms/sources.ts';
import css from './terms.module.css';

/** "Finn, Abbeel and Levine 2017, eq. (1)", every name a link. */
export function Cited({ text }: { text: string }) {
  const places = citedIn(text)
    .map((source) => ({ source, at: text.indexOf(source.name) }))
    .sort((a, b) => a.at - b.at);
  let done = 0;
  const parts = places.map(({ source, at }) => {
    const before = text.slice(done, at);
    done = at + source.name.length;
    return (
      <span key={source.name}>
        {before}
        <a href={source.url} target="_blank" rel="noreferrer" title={source.title}>
          {source.name}
        </a>
      </span>
    );
  });
  return (
    <cite className={css.cited}>
      {parts}
      {text.slice(done)}
    </cite>
  );
}
